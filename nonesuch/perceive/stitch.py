"""Joining the pieces of tracks that a gap separates, and where a piece is heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats

Piece = TypeVar("Piece")

_FIT_COUNT = 5
_FIT_SHRINK = 0.5
_STEADY_S = 0.5
_LOOK_SHARE = 0.2


@dataclass
class End:
    """What a track has seen so far; predicts its place after its end and before.

    People keep their velocity for about half a second, so the prediction comes to rest.
    """

    times_s: list[float] = field(default_factory=list)
    centres: list[Floats] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    look: Floats | None = None
    first_look: Floats | None = None

    def add(
        self, time_s: float, centre: Floats, size: float, look: Floats | None
    ) -> None:
        """Takes one box into account."""
        self.times_s.append(time_s)
        self.centres.append(centre)
        self.sizes.append(float(size))
        if look is not None:
            self.first_look = look if self.first_look is None else self.first_look
            last = look if self.look is None else self.look
            self.look = last + _LOOK_SHARE * (look - last)

    @property
    def first_s(self) -> float:
        """When the track begins."""
        return self.times_s[0]

    @property
    def last_s(self) -> float:
        """When it ends."""
        return self.times_s[-1]

    def centre_at(self, time_s: float) -> NDArray[np.float64]:
        """The expected place at a time after the end, ``(2,)``."""
        chosen = slice(-_FIT_COUNT, None)
        return _extrapolated(self.times_s[chosen], self.centres[chosen], time_s)

    def centre_before(self, time_s: float) -> NDArray[np.float64]:
        """The expected place at a time before the beginning, ``(2,)``."""
        chosen = slice(_FIT_COUNT - 1, None, -1)
        return _extrapolated(self.times_s[chosen], self.centres[chosen], time_s)


def reach_of(away_s: float, seen: int) -> float:
    """How far off, in sizes of the face, a person may be found after ``away_s``.

    Nothing is known of the velocity at first sight: at 7 frames a second a walking
    person moves by the own face's width from frame to frame.
    """
    return min(0.6 + (10.0 if seen < 3 else 5.0) * away_s, 2.5)


def look_distance(look: Floats | None, looks: Floats | None) -> NDArray[np.float64]:
    """The mean difference of descriptions, ``(n,)``; 0 where nothing is known."""
    if look is None or looks is None:
        return np.zeros(1)
    return np.asarray(np.abs(looks - look).mean(axis=-1), np.float64)


def stitched(
    pieces: Sequence[Piece],
    first_s: Sequence[float],
    ends: Sequence[End],
    shots: Sequence[int],
    longest_gap_s: float,
    size_change: float,
    different_look: float,
) -> list[list[Piece]]:
    """The pieces in chains, each chain one person; ``pieces`` are ordered by begin.

    A pair is joined if motion from both sides meets in the gap, and size and look
    agree; the best pairs first.
    """
    candidates = []
    for before, end in enumerate(ends):
        start = int(np.searchsorted(first_s, end.last_s, side="right"))
        stop = int(np.searchsorted(first_s, end.last_s + longest_gap_s, side="right"))
        for after in range(start, stop):
            if shots[before] != shots[after]:
                continue
            cost = _gap_cost(end, ends[after], size_change, different_look)
            if cost is not None:
                candidates.append((cost, before, after))
    follower: dict[int, int] = {}
    followed: set[int] = set()
    for _, before, after in sorted(candidates):
        if before not in follower and after not in followed:
            follower[before] = after
            followed.add(after)
    return [
        [pieces[place] for place in _chain(first, follower)]
        for first in range(len(pieces))
        if first not in followed
    ]


def _gap_cost(
    end: End, begin: End, size_change: float, different_look: float
) -> float | None:
    gap_s = begin.first_s - end.last_s
    middle_s = end.last_s + gap_s / 2
    size = float(np.sqrt(end.sizes[-1] * begin.sizes[0]))
    away = float(
        np.hypot(*(end.centre_at(middle_s) - begin.centre_before(middle_s))) / size
    )
    change = abs(float(np.log(begin.sizes[0] / end.sizes[-1])))
    look = float(look_distance(end.look, _row(begin.first_look)).max())
    if away > 0.8 + gap_s or change > size_change or look > different_look:
        return None
    return away + change + look


def _row(look: Floats | None) -> Floats | None:
    return None if look is None else look[None]


def _chain(first: int, follower: dict[int, int]) -> list[int]:
    chain = [first]
    while chain[-1] in follower:
        chain.append(follower[chain[-1]])
    return chain


def _extrapolated(
    times_s: Sequence[float], centres: Sequence[Floats], time_s: float
) -> NDArray[np.float64]:
    points = np.asarray(centres, np.float64)
    if len(points) == 1:
        return np.asarray(points[0])
    times = np.asarray(times_s, np.float64)
    middle = times.mean()
    step = np.ptp(times) / (len(times) - 1)
    spread = ((times - middle) ** 2).sum() + _FIT_SHRINK * step**2
    velocity = (times - middle) @ points / spread
    ahead = time_s - times[-1]
    rest = points.mean(0) + velocity * (times[-1] - middle)
    eased = np.sign(ahead) * _STEADY_S * (1 - np.exp(-abs(ahead) / _STEADY_S))
    return np.asarray(rest + velocity * eased, np.float64)
