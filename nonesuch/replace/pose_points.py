"""What the generator may know of a face's pose: 41 points, coarse on purpose.

They are drawn as soft lines inside the network's graph, so that training and use share
the drawing.  ``PARTS`` are polylines over places in ``POSE_POINTS``; in training every
part is shifted and scaled at random, so that exact proportions carry no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.face_points import points
from nonesuch.nouns import Floats

CHANNELS = 3


@dataclass(frozen=True)
class Part:
    """One polyline: its channel, its first place among the pose points, its length."""

    channel: int
    start: int
    count: int
    closed: bool

    @property
    def places(self) -> list[int]:
        """Places among the pose points, in drawing order."""
        return list(range(self.start, self.start + self.count))


_JAW_NOSE_BROWS = 0
_EYES = 1
_MOUTH = 2
_LINES: tuple[tuple[int, bool, tuple[int, ...]], ...] = (
    (_JAW_NOSE_BROWS, False, (234, 132, 172, 150, 152, 379, 397, 361, 454)),
    (_JAW_NOSE_BROWS, False, (168, 197, 4)),
    (_JAW_NOSE_BROWS, False, (98, 2, 327)),
    (_JAW_NOSE_BROWS, False, (70, 105, 107)),
    (_JAW_NOSE_BROWS, False, (336, 334, 300)),
    (_EYES, True, (33, 159, 133, 145)),
    (_EYES, True, (362, 386, 263, 374)),
    (_EYES, True, (468,)),
    (_EYES, True, (473,)),
    (_MOUTH, True, (61, 37, 0, 267, 291, 17)),
    (_MOUTH, True, (78, 13, 308, 14)),
)

POSE_POINTS: list[int] = points([index for _, _, line in _LINES for index in line])
"""Places of the pose points among the 92 landmarks."""


def _parts() -> tuple[Part, ...]:
    parts, start = [], 0
    for channel, closed, line in _LINES:
        parts.append(Part(channel, start, len(line), closed))
        start += len(line)
    return tuple(parts)


PARTS = _parts()


def segments(channel: int) -> tuple[list[int], list[int]]:
    """First and last places of a channel's line segments; a dot has length 0."""
    first: list[int] = []
    last: list[int] = []
    for part in PARTS:
        if part.channel != channel:
            continue
        places = part.places
        following = places[1:] + places[:1]
        count = part.count if part.closed else part.count - 1
        first += places[:count]
        last += following[:count]
    return first, last


def pose_points(landmarks_crop: Floats) -> Floats:
    """The pose points ``(..., 41, 2)`` of landmarks ``(..., 92, 2)``."""
    return np.ascontiguousarray(landmarks_crop[..., POSE_POINTS, :], np.float32)
