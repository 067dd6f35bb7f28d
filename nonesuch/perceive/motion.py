"""How every face moves from one frame to the next, seen in the picture itself.

Landmarks tremble from frame to frame by more than a head moves.  The motion of the
picture does not: points of a grid on the face are followed by optical flow (Lucas and
Kanade 1981), and the similarity that most of them agree on is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats, Frame, Image, People
from nonesuch.perceive.tracks import Track

Complexes = NDArray[np.complex128]

_SIDE = 48
_MARGIN = 0.3
"""What is cut out beyond each side of a box, in parts of it."""
_GRID = 8
_REACH = 0.42
"""Half the width of the grid of points, in parts of the box."""
_WINDOW = (9, 9)
_LEVELS = 3
_STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.03)
_ROUNDS = 5
_TREMBLE_PX = 0.3
_AGREE_PX = 1.0
_LEAST_AGREEING = 0.4
_LARGEST_GROWTH, _LARGEST_TURN = 1.25, 0.4
_LEAST_SIDE_PX = 6
_MOST_SHRUNK = 4.0


@dataclass(frozen=True)
class Motions:
    """Where the faces of a frame were in the one before: ``turn * place + shift``.

    Complex ``(n,)`` beside the boxes ``(n, 4)``; NaN where it cannot be told.
    """

    boxes_xyxy: Floats
    turn: Complexes
    shift: Complexes


def with_the_frame_before(
    frames: Iterable[Frame],
) -> Iterator[tuple[Image | None, Frame]]:
    """Every frame with the picture before it, None for the first."""
    before: Image | None = None
    for frame in frames:
        yield before, frame
        before = frame.image


def motions_of(before: Image | None, image: Image, people: People) -> Motions:
    """How everybody has moved since the picture before; None is the first frame's."""
    boxes = people.boxes_xyxy
    turn = np.full(len(boxes), np.nan, np.complex128)
    shift = turn.copy()
    if before is not None and before.shape == image.shape:
        for row, box in enumerate(boxes):
            found = _motion(before, image, box)
            if found is not None:
                turn[row], shift[row] = found
    return Motions(boxes, turn, shift)


@dataclass(frozen=True)
class Course:
    """What carries each moment of a track to its first: ``turn * place + shift``.

    ``known`` is where the motion since the moment before could be told; elsewhere
    nothing is carried.  All ``(k,)``.
    """

    turn: Complexes
    shift: Complexes
    known: NDArray[np.bool_]

    @classmethod
    def at_rest(cls, count: int) -> Course:
        """That of a face of which nothing is known."""
        return cls(
            np.ones(count, np.complex128),
            np.zeros(count, np.complex128),
            np.zeros(count, bool),
        )

    def __getitem__(self, index: NDArray[np.bool_]) -> Course:
        return Course(self.turn[index], self.shift[index], self.known[index])

    @property
    def known_share(self) -> float:
        """In what part of the steps the motion is known, 0 for a single moment."""
        return float(self.known[1:].mean()) if len(self.known) > 1 else 0.0

    def carried(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Points ``(k, p, 2)`` of each moment as they would lie at the first."""
        return _pairs(self.turn[:, None] * _complex(points) + self.shift[:, None])

    def carried_back(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Where those of the first moment lie at each."""
        return _pairs((_complex(points) - self.shift[:, None]) / self.turn[:, None])


def steadied(track: Track, motions: Sequence[Motions]) -> Course:
    """The course of a track with its boxes as they were looked at.

    Where the picture does not tell the motion, landmarks do, or boxes.
    """
    frames, people = track.frames, track.people
    course = Course.at_rest(len(frames))
    turn, shift = course.turn, course.shift
    for i in range(1, len(frames)):
        step = None
        if frames[i] - frames[i - 1] == 1:
            step = _of_box(motions[frames[i]], people.boxes_xyxy[i])
        course.known[i] = step is not None
        move, offset = step or _of_shapes(people, i)
        turn[i] = turn[i - 1] * move
        shift[i] = turn[i - 1] * offset + shift[i - 1]
    return course


def _of_shapes(people: People, i: int) -> tuple[complex, complex]:
    """The similarity from moment ``i`` to the one before, by what was found there."""
    shapes = people.landmarks[i - 1 : i + 1]
    if not np.isfinite(shapes).all():
        shapes = people.boxes_xyxy[i - 1 : i + 1].reshape(2, 2, 2)
    was, now = _complex(shapes)
    return _similarity(now, was, np.ones(len(now)))


def _of_box(motions: Motions, box_xyxy: Floats) -> tuple[complex, complex] | None:
    same = np.flatnonzero((motions.boxes_xyxy == box_xyxy).all(axis=1))
    if not len(same) or np.isnan(motions.turn[same[0]]):
        return None
    return complex(motions.turn[same[0]]), complex(motions.shift[same[0]])


def _motion(
    before: Image, image: Image, box_xyxy: Floats
) -> tuple[complex, complex] | None:
    left, top, right, bottom = _window(box_xyxy, (image.shape[0], image.shape[1]))
    if min(right - left, bottom - top) < _LEAST_SIDE_PX:
        return None
    scale = _SIDE / max(right - left, bottom - top)
    now, was = (
        _small(picture[top:bottom, left:right], scale) for picture in (image, before)
    )
    scale_xy = np.array(now.shape[::-1]) / (right - left, bottom - top)
    grid = (_grid_on(box_xyxy) - (left, top)) * scale_xy - 0.5
    places = grid.astype(np.float32)
    moved, followed, _ = cv2.calcOpticalFlowPyrLK(
        now, was, places, None, winSize=_WINDOW, maxLevel=_LEVELS, criteria=_STOP
    )
    good = followed[:, 0] > 0
    if good.sum() < _LEAST_AGREEING * len(places):
        return None
    one, other = (
        _complex((pair[good] + 0.5) / scale_xy + (left, top))
        for pair in (places, moved)
    )
    return _agreed(one, other, 1 / scale, len(places))


def _agreed(
    places: Complexes, moved: Complexes, px: float, count: int
) -> tuple[complex, complex] | None:
    """The similarity that most points follow; ``px`` is the size of a crop's pixel."""
    trust = np.ones(len(places))
    for _ in range(_ROUNDS):
        turn, shift = _similarity(places, moved, trust)
        error = np.abs(turn * places + shift - moved) / px
        trust = _TREMBLE_PX / np.maximum(error, _TREMBLE_PX)
    plausible = (
        (error < _AGREE_PX).sum() >= _LEAST_AGREEING * count
        and 1 / _LARGEST_GROWTH < abs(turn) < _LARGEST_GROWTH
        and abs(np.angle(turn)) < _LARGEST_TURN
    )
    return (turn, shift) if plausible else None


def _similarity(
    places: Complexes, moved: Complexes, trust: NDArray[np.float64]
) -> tuple[complex, complex]:
    """``moved = turn * places + shift`` by weighted least squares."""
    middle, moved_middle = (
        (trust * each).sum() / trust.sum() for each in (places, moved)
    )
    away = places - middle
    spread = max(float((trust * np.abs(away) ** 2).sum()), 1e-9)
    turn = (trust * away.conj() * (moved - moved_middle)).sum() / spread
    if abs(turn) < 1 / _MOST_SHRUNK:  # points that fall together tell no turn
        turn = complex(1)
    return complex(turn), complex(moved_middle - turn * middle)


def _window(box_xyxy: Floats, shape_hw: tuple[int, int]) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    margin = _MARGIN * max(x1 - x0, y1 - y0)
    height, width = shape_hw
    left, right = np.clip([x0 - margin, x1 + margin], 0, width).astype(int)
    top, bottom = np.clip([y0 - margin, y1 + margin], 0, height).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _small(window: Image, scale: float) -> Image:
    gray = cv2.cvtColor(window, cv2.COLOR_RGB2GRAY)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how))


def _grid_on(box_xyxy: Floats) -> Floats:
    """Points in the middle of the box, ``(64, 2)``: hardly any lie beside the face."""
    axis = np.linspace(-_REACH, _REACH, _GRID)
    offsets = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    middle = (box_xyxy[:2] + box_xyxy[2:]) / 2
    return np.asarray(middle + offsets * (box_xyxy[2:] - box_xyxy[:2]), np.float32)


def _complex(pairs: NDArray[Any]) -> Complexes:
    wide = np.asarray(pairs, np.float64)
    return np.asarray(wide[..., 0] + 1j * wide[..., 1])


def _pairs(values: Complexes) -> NDArray[np.float64]:
    return np.stack([values.real, values.imag], -1)
