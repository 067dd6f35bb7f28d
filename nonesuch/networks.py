"""The networks of a run, each loaded when it is first needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from nonesuch.perceive.clip import Eyes
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.prove.leak_scan import LeakScan
from nonesuch.prove.recognizer import Recognizer

_VIDEO_TILE_PX = 1280


class Networks:
    """The networks of a run, each loaded when it is first needed.

    ``detector`` replaces the default ones that find faces: a name of
    :data:`nonesuch.perceive.find.DETECTORS`, or several joined by "+".
    """

    def __init__(self, detector: str | None = None) -> None:
        self._detector = detector

    @cached_property
    def for_pictures(self) -> Eyes:
        finder = FaceFinder.for_pictures(self._detector or "yunet+centerface")
        return Eyes(finder, LandmarkFinder("f32"))

    @cached_property
    def for_video(self) -> Eyes:
        finder = FaceFinder.for_video(self._detector or "yunet")
        return Eyes(finder, LandmarkFinder(), self.second)

    @cached_property
    def for_filtered_video(self) -> Eyes:
        """A blur needs landmarks only roughly."""
        return replace(self.for_video, mesh_stride=4)

    @cached_property
    def recognizer(self) -> Recognizer:
        return Recognizer()

    @cached_property
    def second(self) -> FaceFinder:
        return FaceFinder.second()

    @cached_property
    def leak_scan(self) -> LeakScan:
        return LeakScan(self.second.detectors[0], tile_side_px=_VIDEO_TILE_PX)

    @cached_property
    def leak_scan_of_pictures(self) -> LeakScan:
        return LeakScan(self.second.detectors[0])
