"""Where the faces of one picture are: of every size, turned, doubtful ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from nonesuch.models.centerface import CenterFace
from nonesuch.models.detections import Detections, Detector
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Bools, Floats, Image, Ints, People, Source
from nonesuch.perceive.merge import agreed, best_of, clipped
from nonesuch.perceive.views import View, tile, tile_corners, tiles, turned


@dataclass(frozen=True)
class Search:
    """How thoroughly a picture is searched.

    ``enlarged_tiles`` of the tiles of the picture at twice its size are searched in
    each frame, in turns; None stands for all.  ``turned_side`` is the longer side, in
    pixels, of the picture that is also searched turned by ``turns_deg``.
    """

    detectors: tuple[str, ...]
    enlarged_tiles: int | None
    enlarged_pixels: float
    smallest_side: int
    turns_deg: tuple[float, ...]
    turned_side: int
    tile_side: int


FOR_PICTURES = Search(
    detectors=("yunet", "centerface"),
    enlarged_tiles=None,
    enlarged_pixels=6e6,
    smallest_side=160,
    turns_deg=(-90, -45, 45, 90, 180),
    turned_side=960,
    tile_side=1280,
)
FOR_VIDEO = Search(
    detectors=("yunet",),
    enlarged_tiles=1,
    enlarged_pixels=6e6,
    smallest_side=320,
    turns_deg=(),
    turned_side=0,
    tile_side=1280,
)

DETECTORS: dict[str, Callable[[str], Detector]] = {
    "yunet": lambda precision: YuNet(precision=precision),
    "centerface": lambda precision: CenterFace(precision=precision),
}
CONFIDENT = {"yunet": 0.6, "centerface": 0.5}
"""The score from which a detector alone is believed; it becomes 0.5, the others
follow in proportion.  Chosen by eye on photographs and clips."""
LOWEST = 0.25
"""Boxes under half of what is believed are not kept."""

_TILE_OVERLAP_PX = 160
_SAME_UNION = 0.35
_SAME_COVERED = 0.75
_SMALLEST_PX = 4.0


@dataclass(frozen=True)
class Found:
    """The people of a picture and, of each, eyes, nose and corners of the mouth.

    ``points5`` is ``(n, 5, 2)`` in pixels, in the order of
    :class:`nonesuch.models.detections.Detections`.
    """

    people: People
    points5: Floats


class FaceFinder:
    """Finds the faces of pictures; keep one, since it holds the compiled networks."""

    def __init__(self, search: Search = FOR_PICTURES, precision: str = "bf16") -> None:
        self._search = search
        self._detectors = [
            (DETECTORS[name](precision), CONFIDENT[name]) for name in search.detectors
        ]

    @classmethod
    def for_pictures(cls) -> FaceFinder:
        """All scales, turned views, two detectors: seconds for a large photograph."""
        return cls(FOR_PICTURES, precision="f32")

    @classmethod
    def for_video(cls) -> FaceFinder:
        """What neighbouring frames do not tell; the linker fills what is missed."""
        return cls(FOR_VIDEO)

    def find(self, image: Image, index: int = 0) -> Found:
        """The people by their boxes, unlinked, boxes clipped to the picture.

        A score of 0.5 is where one detector alone is believed; boxes under it are
        ``Source.LOW_SCORE``, and the linker decides.  ``index`` is the frame's in its
        video and tells which tiles are enlarged.
        """
        seen = [
            (self._in_view(place, view), place)
            for view in views_of(image, self._search, index)
            for place in range(len(self._detectors))
        ]
        size_wh = image.shape[1], image.shape[0]
        boxes = clipped(
            np.concatenate([found.boxes_xyxy for found, _ in seen]), size_wh
        )
        scores = np.concatenate([found.scores for found, _ in seen])
        voices = np.repeat(
            [voice for _, voice in seen], [len(f.scores) for f, _ in seen]
        )
        real = np.flatnonzero(_is_plausible(boxes))
        boxes, scores, voices = boxes[real], scores[real], voices[real]
        chosen = best_of(boxes, scores, _SAME_UNION, _SAME_COVERED)
        heard = agreed(boxes, scores, voices, chosen)
        people = People.of_boxes(boxes[chosen], heard)
        points5 = np.concatenate([found.points5 for found, _ in seen])[real][chosen]
        return Found(replace(people, sources=_sources_of(heard)), points5)

    def _in_view(self, place: int, view: View) -> Detections:
        detector, confident = self._detectors[place]
        seen = detector.detect(view.image, LOWEST * 2 * confident)
        return Detections(
            view.boxes_in_frame(seen.boxes_xyxy),
            np.minimum(seen.scores / (2 * confident), 1).astype(np.float32),
            view.points_in_frame(seen.points5),
        )


def views_of(image: Image, search: Search, index: int) -> Iterator[View]:
    """The views in which the ``index``-th picture of a video is searched."""
    longest = max(image.shape[:2])
    scale = 1.0
    while scale == 1 or longest * scale >= search.smallest_side:
        yield from tiles(image, scale, search.tile_side, _TILE_OVERLAP_PX)
        scale /= 2
    if image.shape[0] * image.shape[1] <= search.enlarged_pixels:
        enlarged = tile_corners(image, 2.0, search.tile_side, _TILE_OVERLAP_PX)
        count = len(enlarged)
        if search.enlarged_tiles is not None:
            count = min(count, search.enlarged_tiles)
        for step in range(count):
            place = (index * count + step) % len(enlarged)
            yield tile(image, 2.0, enlarged[place])
    for angle_deg in search.turns_deg:
        shrink = min(1.0, search.turned_side / longest)
        yield turned(image, shrink, float(np.deg2rad(angle_deg)))


def _is_plausible(boxes_xyxy: Floats) -> Bools:
    size_wh = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    small, large = size_wh.min(axis=1), size_wh.max(axis=1)
    plausible: Bools = (small >= _SMALLEST_PX) & (large < 4 * small)
    return plausible


def _sources_of(scores: Floats) -> Ints:
    doubtful = scores < 0.5
    return np.where(doubtful, int(Source.LOW_SCORE), int(Source.DETECTED))
