"""Fingers: drawn together and a little curled at rest, closed around a handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.anatomy import SIDES, SIGNS, Anatomy
from nonesuch.world.motion.rotations import about_axis, between, unit
from nonesuch.world.nouns import Floats

FINGERS = ("index", "middle", "ring", "pinky")
RELAXED_RAD = np.radians([16.0, 24.0, 14.0])
CLOSED_RAD = np.radians([48.0, 66.0, 40.0])
MORE_CURL = np.array([0.75, 1.0, 1.15, 1.3])  # from index to little finger
TOGETHER = 0.75  # of the way to the middle finger's direction
THUMB_RAD = np.radians([4.0, 14.0, 18.0])
THUMB_TOGETHER = 0.5


@dataclass(frozen=True, eq=False)
class Hands:
    """The bones of fingers, how each bends, and how it is drawn to its neighbor."""

    bones: np.ndarray  # (30,)
    axes: Floats  # (30, 3), positive curls towards the palm
    drawn: Floats  # (30, 3, 3)
    relaxed: Floats  # (30,)
    closed: Floats  # (30,)
    sides: np.ndarray  # (30,)

    def turns(self, grip: Floats) -> Floats:
        """Turns against the parents ``(30, 3, 3)``; ``grip`` ``(2,)``, 1: closed."""
        share = grip[self.sides]
        angle = self.relaxed + share * (self.closed - self.relaxed)
        turned: Floats = about_axis(self.axes, angle) @ self.drawn
        return turned


def hands_of(anatomy: Anatomy) -> Hands:
    """The fingers of one figure."""
    rows = [row for side in (0, 1) for row in _hand(anatomy, side)]
    bones, axes, drawn, relaxed, closed, sides = zip(*rows, strict=True)
    return Hands(
        bones=np.array(bones),
        axes=np.array(axes),
        drawn=np.array(drawn),
        relaxed=np.array(relaxed),
        closed=np.array(closed),
        sides=np.array(sides),
    )


_Row = tuple[int, Floats, Floats, float, float, int]


def _hand(anatomy: Anatomy, side: int) -> list[_Row]:
    name = SIDES[side]
    roots = {f: anatomy.joint(f"{f}_01_{name}") for f in FINGERS}
    middle = unit(anatomy.joint(f"middle_02_{name}") - roots["middle"])
    # across the knuckles, so that a positive turn goes from the back to the palm
    axis = unit((roots["pinky"] - roots["index"]) * SIGNS[side])
    rows: list[_Row] = []
    for finger, more in zip(FINGERS, MORE_CURL, strict=True):
        along = unit(anatomy.joint(f"{finger}_02_{name}") - roots[finger])
        close = between(along, along + TOGETHER * (middle - along))
        for link in range(3):
            bone = anatomy.bones[f"{finger}_0{link + 1}_{name}"]
            drawn = close if link == 0 else np.eye(3)
            relaxed, closed = RELAXED_RAD[link] * more, CLOSED_RAD[link]
            rows.append((bone, axis, drawn, relaxed, closed, side))
    thumb = unit(anatomy.joint(f"thumb_02_{name}") - anatomy.joint(f"thumb_01_{name}"))
    close = between(thumb, thumb + THUMB_TOGETHER * (middle - thumb))
    for link in range(3):
        bone = anatomy.bones[f"thumb_0{link + 1}_{name}"]
        drawn, bend = close if link == 0 else np.eye(3), THUMB_RAD[link]
        rows.append((bone, axis, drawn, bend, 2 * bend, side))
    return rows
