"""Lanes made ready for driving: curves, speeds, and where they meet others.

Meters along a lane are those of its smoothed middle, a point every ``SPACING_M``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from shapely.geometry import Polygon

from nonesuch.world.nouns import Crossing, Floats, Lane, Layout

SPACING_M = 0.5
SIDEWAYS_MPS2 = 1.8  # comfortable in a curve
BRAKING_MPS2 = 1.5  # before a curve
ROOM_M = {False: 2.3, True: 1.6}  # lanes with nearer middles meet; True: for bicycles
SAME_WAY = 0.8  # cosine
MERGING_M = 8.0  # of a common stretch, only the beginning is entered in turn
WAITING_ROOM_M = 6.0  # behind a crossing, for a vehicle that waits there
LINE_BEFORE_M = 1.5  # where vehicles halt before a crossing without a line
LINE_REACH_M = 7.0  # a line belongs to the crossing this far behind it


@dataclass(frozen=True)
class Span:
    """A stretch of a lane that is shared with something."""

    other: int  # index of the crossing or of the lane
    from_m: float
    until_m: float
    hold_m: float  # where the front of a vehicle waits for it
    zone: tuple[int, int, int] = (-1, -1, -1)  # both lanes, and which meeting of theirs


@dataclass(frozen=True, eq=False)
class DriveLine:
    """The middle of a lane."""

    points_xy: Floats  # (n, 2)
    along: Floats  # (n, 2), unit vectors
    limits_mps: Floats  # (n,), speed; slower before and in curves
    stops: tuple[tuple[float, int], ...]  # (meters, signal group)
    crossings: tuple[Span, ...]  # by meters
    meetings: tuple[Span, ...]  # with lanes that cross or join, by meters
    places_on: dict[int, Floats]  # by other lane: its points' meters on this; NaN: off
    for_bicycles: bool

    @property
    def length_m(self) -> float:
        """The length of the lane."""
        return (len(self.points_xy) - 1) * SPACING_M

    def at(self, along_m: float) -> tuple[Floats, Floats]:
        """The point and the direction, ``(2,)`` each; goes on straight at the ends."""
        place = along_m / SPACING_M
        index = int(np.clip(np.floor(place), 0, len(self.points_xy) - 2))
        share = place - index
        step = self.points_xy[index + 1] - self.points_xy[index]
        return self.points_xy[index] + share * step, self.along[index]


def drive_lines(layout: Layout) -> tuple[DriveLine, ...]:
    """The lanes of a layout, in its order."""
    middles = [_middle(lane.points_xy) for lane in layout.lanes]
    return tuple(_line(layout, middles, index) for index in range(len(middles)))


def _line(layout: Layout, middles: list[Floats], index: int) -> DriveLine:
    lane, points = layout.lanes[index], middles[index]
    along = _directions(points)
    gaps = {
        other: _gaps(points, middles[other])
        for other in range(len(middles))
        if other != index
    }
    rooms = {
        other: ROOM_M[lane.for_bicycles or layout.lanes[other].for_bicycles]
        for other in gaps
    }
    meetings = [
        span
        for other, gap in gaps.items()
        for span in _meetings((index, other), gap < rooms[other], along, middles[other])
    ]
    lines = [(_meters_of(lane, points, at_m), group) for at_m, group in lane.stops]
    crossings = _crossings(layout.crossings, points, [at_m for at_m, _ in lines])
    meetings = [_kept_clear(span, crossings) for span in meetings]
    return DriveLine(
        points,
        along,
        _limits(points, lane.speed_mps),
        tuple((at_m, group) for at_m, group in sorted(lines) if group >= 0),
        crossings,
        tuple(sorted(meetings, key=lambda span: span.from_m)),
        {
            other: _places(gap, rooms[other])
            for other, gap in gaps.items()
            if (gap < rooms[other]).any()
        },
        lane.for_bicycles,
    )


def _middle(points_xy: Floats) -> Floats:
    points = _resampled(np.asarray(points_xy, np.float64))
    smooth = gaussian_filter1d(points, 3.0, axis=0, mode="nearest")
    smooth[0], smooth[-1] = points[0], points[-1]
    return _resampled(smooth)


def _resampled(points: Floats) -> Floats:
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.arange(0, along[-1] + 1e-6, SPACING_M)
    axes = [np.interp(wanted, along, points[:, axis]) for axis in (0, 1)]
    return np.stack(axes, -1)


def _directions(points: Floats) -> Floats:
    along = np.gradient(points, axis=0)
    unit: Floats = along / np.hypot(along[:, 0], along[:, 1])[:, None]
    return unit


def _meters_of(lane: Lane, points: Floats, at_m: float) -> float:
    """Meters along the given lane as meters along its smoothed middle."""
    given = np.asarray(lane.points_xy, np.float64)
    steps = np.hypot(*np.diff(given, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    place = [np.interp(at_m, along, given[:, axis]) for axis in (0, 1)]
    return float(np.argmin(np.hypot(*(points - place).T)) * SPACING_M)


def _limits(points: Floats, speed_mps: float) -> Floats:
    heading = np.unwrap(np.arctan2(*_directions(points).T[::-1]))
    bend = np.abs(np.gradient(heading)) / SPACING_M
    limits: Floats = np.minimum(
        speed_mps, np.sqrt(SIDEWAYS_MPS2 / np.maximum(bend, 1e-4))
    )
    for index in range(len(limits) - 2, -1, -1):
        reachable = np.sqrt(limits[index + 1] ** 2 + 2 * BRAKING_MPS2 * SPACING_M)
        limits[index] = min(limits[index], reachable)
    return limits


def _gaps(points: Floats, others: Floats) -> Floats:
    gap = points[:, None] - others
    distance: Floats = np.hypot(gap[..., 0], gap[..., 1])  # (n, m)
    return distance


def _places(gap: Floats, room_m: float) -> Floats:
    nearest = gap.argmin(0) * SPACING_M
    places: Floats = np.where(gap.min(0) < room_m, nearest, np.nan)
    return places


def _runs(inside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0))
    pairs = [(int(a), int(b) - 1) for a, b in pairwise(edges)]
    return pairs[::2]


def _meetings(
    lanes: tuple[int, int], near: NDArray[np.bool_], along: Floats, others: Floats
) -> list[Span]:
    directions = _directions(others)
    spans = []
    for first, last in _runs(np.any(near, axis=1)):
        opposite = int(np.flatnonzero(near[first])[0])
        same_way = float(along[first] @ directions[opposite]) > SAME_WAY
        if same_way and first == 0:
            continue  # they part here: who is ahead is ahead
        begin, end = first * SPACING_M - 1.0, last * SPACING_M + 1.0
        if same_way:
            end = min(end, begin + MERGING_M)
        number = _number(near, lanes, first, last)
        zone = min(lanes), max(lanes), number
        spans.append(Span(lanes[1], begin, end, begin - 1.0, zone))
    return spans


def _number(
    near: NDArray[np.bool_], lanes: tuple[int, int], first: int, last: int
) -> int:
    """Which of two lanes' meetings it is, counted along the lane of lower index."""
    if lanes[0] > lanes[1]:
        first = last = int(np.flatnonzero(near[(first + last) // 2])[0])
        near = near.T
    begins = [begin for begin, _ in _runs(np.any(near, axis=1))]
    return int(np.searchsorted(begins, last, "right")) - 1


def _kept_clear(meeting: Span, crossings: tuple[Span, ...]) -> Span:
    """Waits before a crossing rather than on it."""
    for crossing in crossings:
        if crossing.from_m < meeting.hold_m < crossing.until_m + WAITING_ROOM_M:
            return replace(meeting, hold_m=crossing.hold_m)
    return meeting


def _crossings(
    crossings: tuple[Crossing, ...], points: Floats, lines_m: list[float]
) -> tuple[Span, ...]:
    spans = []
    for index, crossing in enumerate(crossings):
        area = Polygon(crossing.polygon_xy).buffer(0.2)
        inside = np.flatnonzero(shapely.contains_xy(area, *points.T))
        if not len(inside):
            continue
        begin, end = float(inside[0] * SPACING_M), float(inside[-1] * SPACING_M)
        lines = [at for at in lines_m if begin - LINE_REACH_M < at <= begin]
        hold = max(lines, default=begin - LINE_BEFORE_M)
        spans.append(Span(index, begin, end, hold))
    return tuple(sorted(spans, key=lambda span: span.from_m))
