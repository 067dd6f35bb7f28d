"""Letting vehicles onto their lanes."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.drive_lines import SPACING_M, DriveLine
from nonesuch.world.crowd.driving import VEHICLE_KINDS, stopping_m
from nonesuch.world.crowd.population import Pool
from nonesuch.world.crowd.traffic import Traffic, Vehicle
from nonesuch.world.crowd.wishes import CrowdWishes

MOTOR_KINDS, MOTOR_SHARES = ("car", "van", "bus"), (0.82, 0.14, 0.04)
BICYCLE_MPS, BICYCLE_DEVIATION_MPS = 4.6, 0.7
HEADWAY_S = 2.0
ENTRY_GAP_M = 6.0
APART_M = 2.0
EDGE_M = 0.9  # how far right of the middle of a lane for cars a bicycle keeps


class VehicleArrivals:
    """Draws vehicles and puts them at the beginnings of lanes."""

    def __init__(
        self,
        rng: np.random.Generator,
        wishes: CrowdWishes,
        pool: Pool,
        traffic: Traffic,
    ) -> None:
        self._rng = rng
        self._wishes = wishes
        self._pool = pool
        self._traffic = traffic
        self._begun = 0
        has_bicycle_lanes = any(line.for_bicycles for line in traffic.lines)
        self._rates_hz = [  # motor vehicles, bicycles
            (
                0.0 if line.for_bicycles else wishes.vehicles_per_minute / 60,
                wishes.bicycles_per_minute / 60
                if line.for_bicycles or not has_bicycle_lanes
                else 0.0,
            )
            for line in traffic.lines
        ]
        self._next_s = [self._draw_gap(lane) for lane in range(len(traffic.lines))]

    def fill(self, time_s: float) -> None:
        """Puts vehicles all along the lanes."""
        for lane, line in enumerate(self._traffic.lines):
            self._next_s[lane] += time_s
            speed = float(line.limits_mps.max())
            place = self._draw_gap(lane) * speed
            while place < line.length_m - 12:
                vehicle = self._draw(lane, place)
                if vehicle and _is_clear(line, vehicle) and self._is_apart(vehicle):
                    self._traffic.vehicles.append(vehicle)
                elif vehicle:
                    self._release(vehicle)
                place += 14 + self._draw_gap(lane) * speed

    def step(self, time_s: float) -> None:
        """Lets in those whose time has come, where there is room."""
        for lane in range(len(self._traffic.lines)):
            if time_s < self._next_s[lane]:
                continue
            vehicle = self._draw(lane, 0.0)
            if vehicle is None:
                self._next_s[lane] = time_s + self._draw_gap(lane)
                continue
            vehicle.middle_m = vehicle.shape.length_m / 2
            if self._has_room(vehicle) and self._traffic.admits(vehicle):
                self._traffic.vehicles.append(vehicle)
                self._next_s[lane] = time_s + HEADWAY_S + self._draw_gap(lane)
            else:
                self._release(vehicle)
                self._next_s[lane] = time_s + 1.0

    def _release(self, vehicle: Vehicle) -> None:
        if vehicle.rider >= 0:
            self._pool.release(vehicle.rider)

    def _draw_gap(self, lane: int) -> float:
        rate = sum(self._rates_hz[lane])
        return float(self._rng.exponential(1 / rate)) if rate > 0 else np.inf

    def _draw(self, lane: int, middle_m: float) -> Vehicle | None:
        """Somebody for the lane; None for a bicycle that nobody is left to ride."""
        motor, bicycle = self._rates_hz[lane]
        line = self._traffic.lines[lane]
        rides = self._rng.random() * (motor + bicycle) >= motor
        rider = self._pool.take(14.0, 75.0) if rides else None
        if rides and rider is None:
            return None
        self._begun += 1
        kind = (
            "bicycle" if rides else str(self._rng.choice(MOTOR_KINDS, p=MOTOR_SHARES))
        )
        speed = float(self._rng.normal(BICYCLE_MPS, BICYCLE_DEVIATION_MPS))
        wished = max(speed, 2.5) if rides else np.inf
        index = int(np.clip(middle_m / SPACING_M, 0, len(line.limits_mps) - 1))
        factor = VEHICLE_KINDS[kind].speed_factor * float(self._rng.normal(1.0, 0.07))
        return Vehicle(
            self._begun,
            kind,
            lane,
            middle_m,
            min(float(line.limits_mps[index]) * 0.8, wished),
            factor,
            wished,
            EDGE_M if rides and not line.for_bicycles else 0.0,
            -1 if rider is None else rider,
        )

    def _has_room(self, vehicle: Vehicle) -> bool:
        for other in self._traffic.vehicles:
            if other.lane != vehicle.lane:
                continue
            room = other.rear_m - vehicle.front_m
            if room < ENTRY_GAP_M + stopping_m(vehicle.speed_mps, 3.0):
                return False
        return self._is_apart(vehicle)

    def _is_apart(self, vehicle: Vehicle) -> bool:
        """Whether no vehicle of another lane is there: lanes may begin as one."""
        here, _ = self._traffic.lines[vehicle.lane].at(vehicle.middle_m)
        for other in self._traffic.vehicles:
            there, _ = self._traffic.lines[other.lane].at(other.middle_m)
            lengths = vehicle.shape.length_m + other.shape.length_m
            meets = vehicle.lane in self._traffic.lines[other.lane].places_on
            if meets and np.hypot(*(here - there)) < lengths / 2 + APART_M:
                return False
        return True


def _is_clear(line: DriveLine, vehicle: Vehicle) -> bool:
    """Whether a vehicle may stand there: not where others cross, nor just before."""
    before = stopping_m(vehicle.speed_mps, 1.5) + 4
    return not any(
        span.from_m - before < vehicle.front_m and vehicle.rear_m < span.until_m + 1
        for span in (*line.crossings, *line.meetings)
    )
