"""Where the faces of one picture are: of every size, turned, doubtful ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.models.centerface import CenterFace
from nonesuch.models.detections import Detections, Detector
from nonesuch.models.scrfd import Scrfd
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Bools, Floats, Image, Ints, People, Source
from nonesuch.parallel import in_order
from nonesuch.perceive.merge import (
    agreed,
    best_of,
    clipped,
    covered_share,
    union_share,
)
from nonesuch.perceive.views import View, tile, tile_corners, tiles, turned


@dataclass(frozen=True)
class Search:
    """How thoroughly a picture is searched, besides once at its own size.

    It is halved down to ``smallest_side`` for large faces, and doubled for small ones:
    ``doubled_tiles`` of the doubled picture's tiles in each frame, in turns, None
    stands for all; pictures of more than ``doubled_pixels`` are fine enough as they
    are.  For turned faces it is turned by ``turns_deg``, at most ``turned_side`` long.
    With ``takes_turns`` frames are halved and doubled in turns of four, every second
    not at all: the linker fills what the frames between miss.
    """

    doubled_tiles: int | None
    doubled_pixels: float
    smallest_side: int
    turns_deg: tuple[float, ...]
    turned_side: int
    takes_turns: bool


FOR_PICTURES = Search(
    doubled_tiles=None,
    doubled_pixels=4e6,
    smallest_side=100,
    turns_deg=(-90, -45, 45, 90, 180),
    turned_side=960,
    takes_turns=False,
)
FOR_VIDEO = Search(
    doubled_tiles=1,
    doubled_pixels=4e6,
    smallest_side=160,
    turns_deg=(),
    turned_side=0,
    takes_turns=True,
)
ONCE = Search(
    doubled_tiles=0,
    doubled_pixels=0,
    smallest_side=10**9,
    turns_deg=(),
    turned_side=0,
    takes_turns=True,
)

_Maker = Callable[[str, int | None], Detector]
DETECTORS: dict[str, _Maker] = {
    "yunet": lambda precision, threads: YuNet(precision, threads),
    "centerface": lambda precision, threads: CenterFace(precision, threads),
    "scrfd": lambda precision, threads: Scrfd(precision, threads),
}
CONFIDENT = {"yunet": 0.6, "centerface": 0.5, "scrfd": 0.5}
"""The score from which a detector alone is believed, chosen by eye on photographs and
clips.  It becomes 0.5 in :class:`People`, the others follow in proportion."""
LOWEST = 0.25
"""Boxes under half of what is believed are not kept."""

_TURNED_TRUST = 0.75
_TILE_SIDE_PX = 1280
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
    """Finds the faces of pictures; keep one, since it holds the compiled networks.

    ``detector`` is a name of :data:`DETECTORS` or several joined by "+", which then
    confirm each other: what two doubt is believed if both see it.
    """

    def __init__(
        self,
        detector: str = "yunet+centerface",
        search: Search = FOR_PICTURES,
        precision: str = "bf16",
        threads: int | None = None,
    ) -> None:
        self._search = search
        self._detectors = [
            (DETECTORS[name](precision, threads), CONFIDENT[name])
            for name in names_of(detector)
        ]

    @classmethod
    def for_pictures(
        cls, detector: str = "yunet+centerface", threads: int | None = None
    ) -> FaceFinder:
        """Thorough: all scales and turns, about 1 to 5 s for a photograph."""
        return cls(detector, FOR_PICTURES, threads=threads)

    @classmethod
    def for_video(
        cls, detector: str = "yunet", threads: int | None = None
    ) -> FaceFinder:
        """Fast enough for every frame; linking over time makes up for the rest."""
        return cls(detector, FOR_VIDEO, threads=threads)

    @classmethod
    def second(cls, detector: str = "centerface", threads: int | None = None) -> Self:
        """Another detector's look at the picture as it is, for some frames."""
        return cls(detector, ONCE, threads=threads)

    @property
    def detectors(self) -> list[Detector]:
        """The networks, for others to look with."""
        return [detector for detector, _ in self._detectors]

    def find(self, image: Image, index: int = 0) -> Found:
        """The people by their boxes, unlinked, boxes clipped to the picture.

        A score of 0.5 is where one detector alone is believed; boxes under it are
        ``Source.LOW_SCORE``, and the linker decides.  ``index`` is the frame's in its
        video and tells which tiles are enlarged.
        """
        seen = list(self._seen(views_of(image, self._search, index)))
        counts = [len(found.scores) for found, _ in seen]
        voices = np.repeat([voice for _, voice in seen], counts)
        everything = Detections(
            *map(np.concatenate, zip(*(f for f, _ in seen), strict=True))
        )
        return _one_each(everything, voices, (image.shape[1], image.shape[0]))

    def _seen(self, views: Iterator[View]) -> Iterator[tuple[Detections, int]]:
        """What each detector sees in each view; all at once where there are many."""
        looks = (
            (view, voice) for view in views for voice in range(len(self._detectors))
        )
        work = in_order if not self._search.takes_turns else map
        return work(self._look, looks)

    def _look(self, look: tuple[View, int]) -> tuple[Detections, int]:
        view, voice = look
        detector, confident = self._detectors[voice]
        return _in_view(detector, confident, view), voice


def views_of(image: Image, search: Search, index: int) -> Iterator[View]:
    """The views in which the ``index``-th picture of a video is searched."""
    longest = max(image.shape[:2])
    scale = 1.0
    is_halved = not search.takes_turns or index % 4 == 0
    is_doubled = not search.takes_turns or index % 4 == 2
    while scale == 1 or (is_halved and longest * scale >= search.smallest_side):
        yield from tiles(image, scale, _TILE_SIDE_PX, _TILE_OVERLAP_PX)
        scale /= 2
    if is_doubled and image.shape[0] * image.shape[1] <= search.doubled_pixels:
        corners = tile_corners(image, 2.0, _TILE_SIDE_PX, _TILE_OVERLAP_PX)
        wanted = len(corners) if search.doubled_tiles is None else search.doubled_tiles
        turn = index // 4 if search.takes_turns else index
        for step in range(min(wanted, len(corners))):
            yield tile(image, 2.0, corners[(turn * wanted + step) % len(corners)])
    for angle_deg in search.turns_deg:
        shrink = min(1.0, search.turned_side / longest)
        yield turned(image, shrink, float(np.deg2rad(angle_deg)))


def names_of(detector: str) -> list[str]:
    """The detectors that "yunet+scrfd" joins; Refusal for an unknown one."""
    names = detector.split("+")
    for name in names:
        if name not in DETECTORS:
            raise Refusal(
                f"There is no face detector {name!r}; choose from "
                f"{', '.join(DETECTORS)}, or join several by +."
            )
    return names


def _in_view(detector: Detector, confident: float, view: View) -> Detections:
    """What the detector sees, in the frame, its scores made comparable."""
    trust = (_TURNED_TRUST if view.is_turned else 1.0) / (2 * confident)
    seen = detector.detect(view.image, LOWEST / trust)
    return Detections(
        view.boxes_in_frame(seen.boxes_xyxy),
        np.minimum(seen.scores * trust, 1).astype(np.float32),
        view.points_in_frame(seen.points5),
    )


def _one_each(
    seen: Detections, voices: NDArray[np.int64], size_wh: tuple[int, int]
) -> Found:
    boxes = clipped(seen.boxes_xyxy, size_wh)
    real = np.flatnonzero(_is_plausible(boxes))
    boxes, scores, voices = boxes[real], seen.scores[real], voices[real]
    chosen = best_of(boxes, scores, _SAME_UNION, _SAME_COVERED)
    heard = agreed(boxes, scores, voices, chosen)
    people = People.of_boxes(boxes[chosen], heard)
    people = replace(people, sources=_sources_of(heard))
    return Found(people, seen.points5[real][chosen])


def joined(one: Found, other: Found) -> Found:
    """Everybody of ``one``, and of ``other`` whom it lacks."""
    known, new = one.people.boxes_xyxy, other.people.boxes_xyxy
    if len(known) and len(new):
        same = union_share(new, known).max(axis=1) > _SAME_UNION
        inside = covered_share(new, known).max(axis=1) > _SAME_COVERED
        fresh = np.flatnonzero(~same & ~inside)
    else:
        fresh = np.arange(len(new))
    people = People.concatenate([one.people, other.people[fresh]])
    return Found(people, np.concatenate([one.points5, other.points5[fresh]]))


def _is_plausible(boxes_xyxy: Floats) -> Bools:
    size_wh = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    small, large = size_wh.min(axis=1), size_wh.max(axis=1)
    plausible: Bools = (small >= _SMALLEST_PX) & (large < 4 * small)
    return plausible


def _sources_of(scores: Floats) -> Ints:
    doubtful = scores < 0.5
    return np.where(doubtful, int(Source.LOW_SCORE), int(Source.DETECTED))
