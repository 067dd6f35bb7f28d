"""All vehicles through time: they follow lanes, obey lights and give way."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nonesuch.world.crowd.drive_lines import SPACING_M, DriveLine, Span
from nonesuch.world.crowd.driving import (
    AT_LINE_M,
    COMFORTABLE_MPS2,
    VEHICLE_KINDS,
    Obstacle,
    VehicleKind,
    next_speed,
    stopping_m,
)
from nonesuch.world.crowd.ground_plan import Flags
from nonesuch.world.crowd.signal_state import state
from nonesuch.world.nouns import Floats, SignalPlan

SIGHT_M = 45.0
FIRM_MPS2 = 3.0  # braking that amber and people are worth
CLEAR_M = 0.4  # between a bumper and a crossing, at least
ASKS_EARLY_M = 4.0
BESIDE_M = 0.55  # people at least this far from a vehicle's side are not in its way
FORESIGHT_S = (0.0, 0.8, 1.6)


@dataclass(eq=False)
class Vehicle:
    """One vehicle on its lane; changes as it goes."""

    vehicle_id: int
    kind: str
    lane: int
    middle_m: float  # along the lane
    speed_mps: float
    wished_factor: float  # of the limit
    wished_mps: float = np.inf  # of bicycles
    aside_m: float = 0.0  # to the right of the lane's middle
    rider: int = -1  # row of a person
    granted: set[tuple[int, int, int]] = field(default_factory=set)  # zones

    @property
    def shape(self) -> VehicleKind:
        """Its measures."""
        return VEHICLE_KINDS[self.kind]

    @property
    def front_m(self) -> float:
        """Where the front bumper is, along the lane."""
        return self.middle_m + self.shape.length_m / 2

    @property
    def rear_m(self) -> float:
        """Where the rear bumper is, along the lane."""
        return self.middle_m - self.shape.length_m / 2


class Traffic:
    """The vehicles of a street."""

    def __init__(
        self, lines: tuple[DriveLine, ...], signals: SignalPlan, crossings: int
    ) -> None:
        self.lines = lines
        self.vehicles: list[Vehicle] = []
        self._signals = signals
        self._crossings = crossings

    def admits(self, vehicle: Vehicle) -> bool:
        """Whether a vehicle that begins where lanes meet may; it then has its turn."""
        spans = [
            span
            for span in self.lines[vehicle.lane].meetings
            if vehicle.front_m > span.hold_m and vehicle.rear_m < span.until_m
        ]
        if not all(self._is_free(vehicle, span) for span in spans):
            return False
        vehicle.granted |= {span.zone for span in spans}
        return True

    def is_safe(self) -> Flags:
        """By crossing, whether every vehicle can still stop before it, or is past."""
        safe = np.ones(self._crossings, np.bool_)
        for vehicle in self.vehicles:
            for span in self.lines[vehicle.lane].crossings:
                if vehicle.rear_m > span.until_m + CLEAR_M:
                    continue
                room = span.from_m - CLEAR_M / 2 - vehicle.front_m
                safe[span.other] &= room >= stopping_m(vehicle.speed_mps, FIRM_MPS2)
        return safe

    def step(
        self,
        time_s: float,
        step_s: float,
        claimed: Flags,
        people_xy: Floats,
        velocities_xy: Floats,
    ) -> list[Vehicle]:
        """Everybody drives on; those who left.  ``people_xy`` (n, 2) are on roads."""
        speeds = []
        in_lanes = [
            _people_in_lane(line, people_xy, velocities_xy) for line in self.lines
        ]
        for vehicle in self.vehicles:
            line = self.lines[vehicle.lane]
            ahead = self._holds(vehicle, line, time_s, claimed)
            ahead += _people_ahead(vehicle, *in_lanes[vehicle.lane])
            ahead += self._leaders(vehicle, line)
            ahead += self._meetings(vehicle, line, ahead)
            index = int(np.clip(vehicle.middle_m / SPACING_M, 0, len(line.along) - 1))
            wished = line.limits_mps[index] * vehicle.wished_factor
            wished = min(float(wished), vehicle.wished_mps)
            speeds.append(next_speed(vehicle.speed_mps, wished, ahead, step_s))
        for vehicle, speed in zip(self.vehicles, speeds, strict=True):
            vehicle.middle_m += (vehicle.speed_mps + speed) / 2 * step_s
            vehicle.speed_mps = speed
        gone = [v for v in self.vehicles if v.front_m > self.lines[v.lane].length_m]
        self.vehicles = [v for v in self.vehicles if v not in gone]
        return gone

    # ------------------------------------------------------------ what is ahead

    def _holds(
        self, vehicle: Vehicle, line: DriveLine, time_s: float, claimed: Flags
    ) -> list[Obstacle]:
        front, speed = vehicle.front_m, vehicle.speed_mps
        holds = []
        for at_m, group in line.stops:
            gap = at_m - front
            shows = state(self._signals, group, time_s)
            stoppable = gap > stopping_m(speed, FIRM_MPS2) - 0.5
            if -0.3 < gap < SIGHT_M and shows != "green" and stoppable:
                holds.append(Obstacle(max(gap, 0.01), 0.0, AT_LINE_M))
        for span in line.crossings:
            if claimed[span.other] or self._would_block(vehicle, span):
                holds += _before(span, front)
        return holds

    def _would_block(self, vehicle: Vehicle, span: Span) -> bool:
        """Whether a queue behind a crossing leaves no room to clear it."""
        for other in self.vehicles:
            if other.lane != vehicle.lane or other.middle_m <= vehicle.middle_m:
                continue
            room = other.rear_m - span.until_m
            if other.speed_mps < 1.5 and -1 < room < vehicle.shape.length_m + 2.5:
                return vehicle.front_m < span.from_m - CLEAR_M
        return False

    def _leaders(self, vehicle: Vehicle, line: DriveLine) -> list[Obstacle]:
        nearest: tuple[float, float] | None = None
        for other in self.vehicles:
            seen = self._rear_on(vehicle, line, other)
            if seen is not None and (nearest is None or seen < nearest):
                nearest = seen
        if nearest is None or nearest[0] - vehicle.front_m > SIGHT_M:
            return []
        return [Obstacle(max(nearest[0] - vehicle.front_m, 0.01), nearest[1])]

    def _rear_on(
        self, vehicle: Vehicle, line: DriveLine, other: Vehicle
    ) -> tuple[float, float] | None:
        """Where the other's rear is on the vehicle's lane if it is ahead, its speed."""
        if other.lane == vehicle.lane:
            ahead = other.middle_m > vehicle.middle_m
            return (other.rear_m, other.speed_mps) if ahead else None
        places = line.places_on.get(other.lane)
        if places is None:
            return None
        last = len(places) - 1
        seen = [
            (float(places[index]), index)
            for at_m in (other.rear_m, other.middle_m, other.front_m)
            for index in [min(max(int(at_m / SPACING_M), 0), last)]
            if not np.isnan(places[index])
        ]
        if not seen or max(seen)[0] <= vehicle.middle_m:
            return None
        nearest_m, index = min(seen)
        mine = line.along[min(int(nearest_m / SPACING_M), len(line.along) - 1)]
        theirs = self.lines[other.lane].along[index]
        same_way = float(mine @ theirs)
        # of one that crosses, what reaches back is its side
        back = other.shape.width_m / 2 if same_way < 0.8 else 0.0
        return (nearest_m - back, max(other.speed_mps * same_way, 0.0))

    # ------------------------------------------------------------ taking turns

    def _meetings(
        self, vehicle: Vehicle, line: DriveLine, ahead: list[Obstacle]
    ) -> list[Obstacle]:
        """Where lanes meet, one side goes at a time; asks in time to stop if not."""
        vehicle.granted = {
            span.zone
            for span in line.meetings
            if span.zone in vehicle.granted and vehicle.rear_m < span.until_m
        }
        next_hold = min((o.gap_m for o in ahead if not o.speed_mps), default=np.inf)
        reach = stopping_m(vehicle.speed_mps, COMFORTABLE_MPS2) + ASKS_EARLY_M
        for number, span in enumerate(line.meetings):
            gap = span.hold_m - vehicle.front_m
            passed = vehicle.front_m > span.from_m
            if passed or span.zone in vehicle.granted:
                continue
            if gap > min(reach, next_hold + 1.0):
                return []
            group = _together(line.meetings[number:], vehicle.shape.length_m)
            if not all(self._is_free(vehicle, other) for other in group):
                return [Obstacle(max(gap, 0.01), 0.0, AT_LINE_M)]
            vehicle.granted |= {other.zone for other in group}
        return []

    def _is_free(self, vehicle: Vehicle, span: Span) -> bool:
        return not any(
            span.zone in other.granted
            for other in self.vehicles
            if other.lane == span.other
        )


def _people_in_lane(
    line: DriveLine, people: Floats, velocities: Floats
) -> tuple[Floats, Floats]:
    """Meters along the lane and aside of it of people, now and soon, ``(n,)`` each."""
    if not len(people):
        return np.zeros(0), np.zeros(0)
    places = np.concatenate([people + ahead_s * velocities for ahead_s in FORESIGHT_S])
    gap = places[:, None] - line.points_xy
    squared = gap[..., 0] ** 2 + gap[..., 1] ** 2  # (people, points)
    return squared.argmin(1) * SPACING_M, np.sqrt(squared.min(1))


def _people_ahead(vehicle: Vehicle, along_m: Floats, aside_m: Floats) -> list[Obstacle]:
    inside = aside_m < vehicle.shape.width_m / 2 + BESIDE_M
    inside &= along_m > vehicle.middle_m
    gap_m = along_m[inside].min(initial=np.inf) - 0.4 - vehicle.front_m
    return [Obstacle(max(float(gap_m), 0.01))] if gap_m < SIGHT_M else []


def _before(span: Span, front_m: float) -> list[Obstacle]:
    """The hold before a crossing, or none if the vehicle is already on it."""
    if front_m > span.from_m - CLEAR_M / 2:
        return []
    line = span.hold_m if front_m <= span.hold_m + 0.3 else span.from_m - CLEAR_M
    gap = line - front_m
    return [Obstacle(max(gap, 0.01), 0.0, AT_LINE_M)] if gap < SIGHT_M else []


def _together(spans: tuple[Span, ...], length_m: float) -> list[Span]:
    """The first spans, up to a gap in which the vehicle could wait."""
    group = list(spans[:1])
    for span in spans[1:]:
        if span.from_m - group[-1].until_m > length_m + 2:
            break
        group.append(span)
    return group
