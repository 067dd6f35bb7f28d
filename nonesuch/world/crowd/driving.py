"""How vehicles accelerate and brake: the intelligent driver model.

Treiber, Hennecke and Helbing, "Congested traffic states in empirical observations and
microscopic simulations" (Physical Review E 62, 2000), with a hard limit on top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ACCELERATION_MPS2 = 1.4
COMFORTABLE_MPS2 = 2.0  # of braking
HARDEST_MPS2 = 7.0
TIME_GAP_S = 1.2
STANDSTILL_M = 1.8  # between bumpers
AT_LINE_M = 0.5  # between a bumper and a line


@dataclass(frozen=True)
class VehicleKind:
    """Measures of vehicles."""

    length_m: float
    width_m: float
    wheelbase_m: float
    speed_factor: float  # of the lane's limit


VEHICLE_KINDS = {
    "car": VehicleKind(4.6, 1.85, 2.7, 1.0),
    "van": VehicleKind(5.6, 2.05, 3.4, 0.95),
    "bus": VehicleKind(11.9, 2.55, 5.9, 0.85),
    "bicycle": VehicleKind(1.8, 0.65, 1.05, 1.0),
}


@dataclass(frozen=True)
class Obstacle:
    """What is ahead in the lane."""

    gap_m: float  # from bumper to it
    speed_mps: float = 0.0
    standstill_m: float = STANDSTILL_M


def stopping_m(speed_mps: float, braking_mps2: float) -> float:
    """Meters until standstill."""
    return speed_mps**2 / (2 * braking_mps2)


def next_speed(
    speed_mps: float, wished_mps: float, obstacles: list[Obstacle], step_s: float
) -> float:
    """The speed one step later, never so high that an obstacle could not be met."""
    acceleration = _free(speed_mps, wished_mps)
    most = np.inf
    for ahead in obstacles:
        acceleration = min(
            acceleration,
            _free(speed_mps, wished_mps) - _interaction(speed_mps, ahead),
        )
        room = max(ahead.gap_m - 0.3 * ahead.standstill_m, 0.0)
        most = min(most, float(np.sqrt(2 * 4.0 * room + ahead.speed_mps**2)))
    acceleration = max(acceleration, -HARDEST_MPS2)
    slowest = max(speed_mps - HARDEST_MPS2 * step_s, 0.0)
    return max(min(speed_mps + acceleration * step_s, most), slowest)


def _free(speed_mps: float, wished_mps: float) -> float:
    ratio = speed_mps / max(wished_mps, 0.5)
    if ratio > 1:  # slow down gently where the limit falls
        return -COMFORTABLE_MPS2 * min(ratio**2 - 1, 1.5)
    return ACCELERATION_MPS2 * (1 - ratio**4)


def _interaction(speed_mps: float, ahead: Obstacle) -> float:
    closing = speed_mps - ahead.speed_mps
    dynamic = speed_mps * TIME_GAP_S + speed_mps * closing / (
        2 * np.sqrt(ACCELERATION_MPS2 * COMFORTABLE_MPS2)
    )
    wanted = ahead.standstill_m + max(dynamic, 0.0)
    return float(ACCELERATION_MPS2 * (wanted / max(ahead.gap_m, 0.1)) ** 2)
