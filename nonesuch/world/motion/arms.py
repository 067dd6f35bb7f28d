"""From the angles or the aims of arms to the turns of their bones."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import HANGING, SIGNS, Arms, twist_rad
from nonesuch.world.motion.legs import bent
from nonesuch.world.motion.rotations import (
    about_x,
    about_y,
    about_z,
    cross,
    frame,
    unit,
)
from nonesuch.world.nouns import Floats

TWIST_IN_FOREARM = 0.55  # the rest of it happens in the wrist
STRAIGHT_HINGE = np.array([-0.04, 0.0, 0.0])


def turns_by_angles(arms: Arms, angles: Floats) -> Floats:
    """Turns of upper arm, forearm and hand ``(3, 2, 3, 3)`` for angles ``(2, 7)``.

    In upright axes that look ahead with the chest; see ``arm_angles.ANGLES``.
    """
    swing, out, inward, elbow, palm, wrist = angles.T[:6]
    upper = about_x(-swing) @ about_y(-SIGNS * out) @ about_z(-SIGNS * inward)
    fore = upper @ about_x(-elbow)
    twist = (palm - arms.pronation_rad) * TWIST_IN_FOREARM
    twisted = fore @ about_z(-SIGNS * twist)
    # bending to the palm is a turn about the thumb's side, mirrored on the right
    hand = fore @ about_z(-SIGNS * palm) @ about_y(SIGNS * wrist)
    return np.stack(
        [
            upper @ HANGING @ arms.upper_frames.swapaxes(1, 2),
            twisted @ HANGING @ arms.fore_frames.swapaxes(1, 2),
            hand @ HANGING @ arms.hand_frames.swapaxes(1, 2),
        ]
    )


def turns_by_aims(
    arms: Arms,
    shoulders: Floats,
    wrists: Floats,
    elbows_towards: Floats,
    hands_along: Floats,
    to_thumbs: Floats,
) -> Floats:
    """Turns as above that bring wrists ``(2, 3)`` to a place, hands to directions."""
    elbows, reached = bent(shoulders, wrists, arms.upper_m, arms.fore_m, elbows_towards)
    return turns_along(
        arms, elbows - shoulders, reached - elbows, hands_along, to_thumbs
    )


def turns_along(
    arms: Arms,
    upper_along: Floats,
    fore_along: Floats,
    hands_along: Floats,
    to_thumbs: Floats,
) -> Floats:
    """Turns as above from directions ``(2, 3)`` of bones and to the thumbs."""
    # a straight arm bends like a hanging one
    hinge = cross(unit(upper_along), unit(fore_along)) + STRAIGHT_HINGE
    upper = frame(upper_along, cross(hinge, upper_along))
    fore = frame(fore_along, cross(hinge, fore_along))
    palm = twist_rad(fore, to_thumbs)
    twist = (palm - arms.pronation_rad) * TWIST_IN_FOREARM
    twisted = fore @ HANGING.T @ about_z(-SIGNS * twist) @ HANGING
    return np.stack(
        [
            upper @ arms.upper_frames.swapaxes(1, 2),
            twisted @ arms.fore_frames.swapaxes(1, 2),
            frame(hands_along, to_thumbs) @ arms.hand_frames.swapaxes(1, 2),
        ]
    )
