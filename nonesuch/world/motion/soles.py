"""Soles: how a foot stands flat, and how it rolls over its heel without sliding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.rotations import about_x
from nonesuch.world.nouns import Floats

ROLL_PITCHES_RAD = -np.radians(np.arange(0, 33, 1.5))  # toes up
LOW_M = 0.02  # above the ball: what is lower is sole
REAR_M = 0.035


@dataclass(frozen=True, eq=False)
class Sole:
    """One foot put flat on the ground, in the figure's axes."""

    pitch_rad: float  # turns the foot at rest flat, about its ball
    ankle: Floats  # (3,), then
    back_m: float  # how far the sole reaches behind this ankle
    toe_m: float  # and how far the toes reach ahead of the ball
    rolling_m: Floats  # (p, 3), the ankle's way as the heel rolls by ROLL_PITCHES_RAD


def measured_sole(foot: Floats, ankle: Floats, ball: Floats) -> Sole:
    """The sole of a foot with vertices ``(v, 3)``; shoes may raise its heel at rest."""
    low = foot[foot[:, 2] < ball[2] + LOW_M]
    end, rear = low[:, 1].max(), low[low[:, 1] > low[:, 1].max() - REAR_M]
    raised = float(rear[:, 2].min()) / (end - ball[1])
    pitch = -float(np.arcsin(np.clip(raised, -0.05, 0.25)))
    turn = about_x(pitch)
    flat, flat_ankle = ball + (foot - ball) @ turn.T, ball + turn @ (ankle - ball)
    return Sole(
        pitch_rad=pitch,
        ankle=flat_ankle,
        back_m=float(end - flat_ankle[1]),
        toe_m=float(ball[1] - low[:, 1].min()),
        rolling_m=_rolled(flat, flat_ankle),
    )


def _rolled(foot: Floats, ankle: Floats) -> Floats:
    turns, shift = about_x(ROLL_PITCHES_RAD), np.zeros(3)
    ways = np.zeros((len(turns), 3))
    for step in range(1, len(turns)):
        # the lowest point, another one at every pitch, stays where it is
        contact = foot[(foot @ turns[step].T)[:, 2].argmin()]
        shift = shift + (turns[step - 1] - turns[step]) @ contact
        shift[2] = -(foot @ turns[step].T)[:, 2].min()
        ways[step] = turns[step] @ ankle + shift - ankle
    return ways
