"""From meters along lanes to vehicles that turn as their axles make them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nonesuch.world.crowd.drive_lines import DriveLine
from nonesuch.world.crowd.driving import VEHICLE_KINDS
from nonesuch.world.crowd.recording import frames_between, smoothed, spline
from nonesuch.world.crowd.traffic import Traffic
from nonesuch.world.crowd.wishes import VehicleTrack
from nonesuch.world.nouns import Floats


@dataclass
class _Trip:
    kind: str
    lane: int
    aside_m: float
    rider: int
    first_step: int
    middles_m: list[float] = field(default_factory=list)


class DrivingRecorder:
    """Keeps where all vehicles are; step 0 is frame 0."""

    def __init__(self, lines: tuple[DriveLine, ...]) -> None:
        self._lines = lines
        self._trips: dict[int, _Trip] = {}

    def note(self, traffic: Traffic, step: int) -> None:
        """Writes down one step."""
        for vehicle in traffic.vehicles:
            if vehicle.vehicle_id not in self._trips:
                self._trips[vehicle.vehicle_id] = _Trip(
                    vehicle.kind, vehicle.lane, vehicle.aside_m, vehicle.rider, step
                )
            self._trips[vehicle.vehicle_id].middles_m.append(vehicle.middle_m)

    def tracks(
        self, person_ids: tuple[int, ...], step_s: float, fps: float, frame_count: int
    ) -> tuple[VehicleTrack, ...]:
        """The tracks of all vehicles that are there in some frame, ids from 1."""
        found: list[VehicleTrack] = []
        for trip in self._trips.values():
            count = len(trip.middles_m)
            frames = frames_between(trip.first_step, count, step_s, fps, frame_count)
            if len(frames) < 2:
                continue
            steps = frames / fps / step_s - trip.first_step
            along = spline(smoothed(np.array(trip.middles_m)[:, None]), steps)[:, 0]
            positions, headings = _driven(self._lines[trip.lane], trip, along)
            found.append(
                VehicleTrack(
                    len(found) + 1,
                    trip.kind,
                    int(frames[0]),
                    positions,
                    headings,
                    np.maximum(np.gradient(along) * fps, 0.0),
                    person_ids[trip.rider] if trip.rider >= 0 else None,
                )
            )
        return tuple(found)


def _driven(line: DriveLine, trip: _Trip, along_m: Floats) -> tuple[Floats, Floats]:
    """Middles ``(n, 2)`` and headings ``(n,)``: the front axle follows the lane, the
    rear axle is drawn after it."""
    half = VEHICLE_KINDS[trip.kind].wheelbase_m / 2
    fronts = np.array([_beside(line, at + half, trip.aside_m) for at in along_m])
    rear = _beside(line, float(along_m[0]) - half, trip.aside_m)
    middles, headings = [], []
    for front in fronts:
        ahead = front - rear
        ahead = ahead / np.hypot(*ahead)
        rear = front - 2 * half * ahead
        middles.append((front + rear) / 2)
        headings.append(float(np.arctan2(ahead[1], ahead[0])))
    return np.array(middles), np.array(headings)


def _beside(line: DriveLine, at_m: float, aside_m: float) -> Floats:
    point, along = line.at(at_m)
    beside: Floats = point + aside_m * np.array([along[1], -along[0]])
    return beside
