"""What people push or hold: where a pram rolls, where a phone is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.motion.anatomy import SIGNS, Anatomy
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.rotations import about_y, about_z
from nonesuch.world.nouns import Floats, GroundHeight, Mesh

ARM_USE = 0.9  # of the arm's length, to the handle
AXLES_X_M = (-0.3, 0.3)
PALM_GAP_M = 0.02


@dataclass(frozen=True, eq=False)
class Props:
    """Meshes of things.  A pram: origin on the ground between its wheels, +x ahead,
    the handle behind.  A phone: +y along it, +z out of its screen, origin inside."""

    pram: Mesh | None = None
    phone: Mesh | None = None


@dataclass(frozen=True, eq=False)
class PramRide:
    """A pram over time, and where hands hold it."""

    world_from_pram: Floats  # (m, 4, 4)
    grips: Floats  # (2, 3), wrists in the pram's axes, left first

    def wrists(self, row: int) -> Floats:
        """Where the hands hold it in the world, ``(2, 3)``."""
        placed = self.world_from_pram[row]
        places: Floats = self.grips @ placed[:3, :3].T + placed[:3, 3]
        return places


def pram_ride(
    mesh: Mesh | None, journey: Journey, anatomy: Anatomy, ground_height: GroundHeight
) -> PramRide:
    """The ride of a pram whose handle is within reach before the person."""
    back_m, height_m = _handle(mesh)
    shoulder = anatomy.arms.shoulders[0]
    arm = ARM_USE * float(anatomy.arms.upper_m[0] + anatomy.arms.fore_m[0])
    down = shoulder[2] - height_m
    ahead_m = 0.06 - shoulder[1] + np.sqrt(max(arm**2 - down**2, 0.15**2))
    heading = journey.heading_rad
    along = np.stack([np.cos(heading), np.sin(heading)], 1)
    middle = journey.feet_xy + (ahead_m + back_m) * along
    wheels = [ground_height(middle + x * along) for x in AXLES_X_M]
    rear, front = (
        gaussian_filter1d(w, 0.1 * journey.rate_hz, mode="nearest") for w in wheels
    )
    rise = np.arctan2(front - rear, AXLES_X_M[1] - AXLES_X_M[0])
    placed = np.tile(np.eye(4), (len(heading), 1, 1))
    placed[:, :3, :3] = about_z(heading) @ about_y(-rise)
    placed[:, :3, 3] = np.concatenate([middle, ((rear + front) / 2)[:, None]], 1)
    # the wrist is a palm's length behind the handle and a little above
    wrist = (-back_m - 0.8 * anatomy.arms.palm_m, height_m + 0.35 * anatomy.arms.palm_m)
    grips = np.array([[wrist[0], sign * 0.17, wrist[1]] for sign in SIGNS])
    return PramRide(placed, grips)


def _handle(mesh: Mesh | None) -> tuple[float, float]:
    """How far behind the wheels' middle the handle is, and how high, in meters."""
    if mesh is None:
        return 0.55, 1.02
    points = np.asarray(mesh.positions, np.float64)
    rear = points[points[:, 0] < points[:, 0].min() + 0.05]
    return float(-rear[:, 0].mean()), float(rear[:, 2].mean())


def phone_in_hand(hand: Floats, wrist: Floats, palm_m: float, side: int) -> Floats:
    """``world_from_phone`` ``(4, 4)``; ``hand`` ``(3, 3)``: along, to the thumb, third.

    The screen looks away from the palm.
    """
    away = hand[:, 2] * SIGNS[side]
    placed = np.eye(4)
    placed[:3, :3] = np.stack([np.cross(hand[:, 0], away), hand[:, 0], away], 1)
    placed[:3, 3] = wrist + 1.15 * palm_m * hand[:, 0] + PALM_GAP_M * away
    return placed
