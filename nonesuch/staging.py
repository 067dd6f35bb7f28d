"""The frames of a video as they will be written: drawn, checked, looked over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from nonesuch.casting import Casting
from nonesuch.media.video_reading import VideoFrame
from nonesuch.nouns import Floats, Image, People
from nonesuch.parallel import in_order
from nonesuch.parts import Drawn, Staged
from nonesuch.prove.leak_scan import LeakScan
from nonesuch.rehearsal import due_now
from nonesuch.replace.cover import COVERS
from nonesuch.replace.region import pasted, regions_of_faces

LEAK_SCAN_EVERY = 10
_FIRST_LEAK_SCAN = 5
"""Between the frames at which the second detector looked at the original."""


@dataclass(frozen=True)
class Finished:
    """A frame and its new picture, None if nobody is in it; ``leaks`` were covered."""

    frame: VideoFrame
    image: Image | None
    leaks: int


@dataclass(frozen=True)
class _OnStage:
    frame: VideoFrame
    people: People
    staged: Staged


def finished_frames(
    casting: Casting,
    frames: Iterable[tuple[VideoFrame, People]],
    leak_scan: LeakScan,
    verify_every_frame: bool,
) -> Iterator[Finished]:
    """The frames in their order; all tracks have been rehearsed.

    Drawing and the last look go side by side, the checks one after the other, since
    what they decide holds for the frames to come.  A face that the last look finds is
    covered at its place until the next look, ``LEAK_SCAN_EVERY`` frames on.
    """
    settled = _settled(casting, frames, verify_every_frame)
    leaking = np.zeros((0, 4), np.float32)
    for shown, found in in_order(partial(_looked_over, leak_scan), settled):
        leaking = leaking if found is None else found
        is_touched = len(shown.people) > 0 or len(leaking) > 0
        image = (
            with_boxes_covered(shown.staged.image, leaking, casting.cover)
            if is_touched
            else None
        )
        yield Finished(shown.frame, image, 0 if found is None else len(found))


def accounted(staged: Staged, people: People) -> Floats:
    """Where replaced people are, by their windows and boxes, ``(2n, 4)``."""
    return np.concatenate([staged.windows_xyxy, people.boxes_xyxy])


def with_boxes_covered(image: Image, boxes_xyxy: Floats, cover: str) -> Image:
    """The picture with bare boxes covered; itself if there are none.

    ``cover`` is one of :data:`nonesuch.replace.cover.COVERS`.
    """
    if not len(boxes_xyxy):
        return image
    shape_hw = image.shape[0], image.shape[1]
    regions = regions_of_faces(boxes_xyxy, [None] * len(boxes_xyxy), shape_hw)
    patches = [COVERS[cover](image, regions, i) for i in range(len(regions))]
    return pasted(image, regions, patches)


def _settled(
    casting: Casting,
    frames: Iterable[tuple[VideoFrame, People]],
    verify_every_frame: bool,
) -> Iterator[_OnStage]:
    def draw(pair: tuple[VideoFrame, People]) -> tuple[VideoFrame, Drawn]:
        frame, people = pair
        return frame, casting.draw(frame.image, people, frame.index)

    for frame, drawing in in_order(draw, frames):
        people, index = drawing.people, frame.index
        due = due_now(casting, people, index, verify_every_frame)
        staged = casting.settle(drawing, due, recast=False)
        casting.count(people, staged, index)
        yield _OnStage(frame, people, staged)


def _looked_over(
    leak_scan: LeakScan, shown: _OnStage
) -> tuple[_OnStage, Floats | None]:
    """With the boxes of leaks, None in frames that are not looked at."""
    if shown.frame.index % LEAK_SCAN_EVERY != _FIRST_LEAK_SCAN and shown.frame.index:
        return shown, None
    staged, people = shown.staged, shown.people
    return shown, leak_scan.leaks(staged.image, accounted(staged, people))
