"""Two-bone legs that reach for the planned ankles."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import FORWARD, Legs
from nonesuch.world.motion.rotations import about_x, about_z, cross, frame, unit
from nonesuch.world.nouns import Floats


def bent(
    root: Floats, end: Floats, first_m: Floats, second_m: Floats, towards: Floats
) -> tuple[Floats, Floats]:
    """Middle joints and reached ends, ``(..., 3)``, of chains of two bones.

    The middle joint bends ``towards`` a direction.  An end out of reach is approached
    as far as the bones allow.
    """
    across = end - root
    distance = np.sqrt((across * across).sum(-1, keepdims=True))
    first, second = first_m[..., None], second_m[..., None]
    limited = np.clip(
        distance, 1.02 * np.abs(first - second), 0.9995 * (first + second)
    )
    direction = across / distance
    bend = unit(towards - direction * (direction * towards).sum(-1, keepdims=True))
    along = (first**2 - second**2 + limited**2) / (2 * limited)
    middle = root + along * direction + np.sqrt(first**2 - along**2) * bend
    return middle, root + limited * direction


def leg_turns(
    legs: Legs, hips: Floats, ankles: Floats, foot_yaws: Floats
) -> tuple[Floats, Floats]:
    """Turns of thighs and calves in the figure's axes, ``(2, 3, 3)`` each.

    Knees point halfway between ahead and where the feet point.
    """
    towards = about_z(0.7 * foot_yaws) @ FORWARD
    knees, reached = bent(hips, ankles, legs.thigh_m, legs.calf_m, towards)
    # one hinge for both bones: the front of the calf stays in the leg's plane
    thigh_along, calf_along = knees - hips, reached - knees
    hinge = cross(unit(reached - hips), towards)
    thigh = frame(thigh_along, cross(hinge, thigh_along))
    calf = frame(calf_along, cross(hinge, calf_along))
    return (
        thigh @ legs.thigh_frames.swapaxes(1, 2),
        calf @ legs.calf_frames.swapaxes(1, 2),
    )


def foot_turns(
    legs: Legs, foot_yaws: Floats, tilts: Floats, pitches: Floats, toe_pitches: Floats
) -> tuple[Floats, Floats]:
    """Turns of feet and toes in the figure's axes, ``(2, 3, 3)`` each.

    Pitches are against the flat sole, positive: heel up.
    """
    level = about_z(foot_yaws) @ about_x(-tilts)
    return level @ about_x(pitches + legs.sole_pitch_rad), level @ about_x(toe_pitches)
