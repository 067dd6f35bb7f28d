"""People on bicycles: seated and pedaling, or with one foot down where they wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.motion.anatomy import FORWARD, SIDES, SIGNS, measured
from nonesuch.world.motion.arms import turns_by_aims
from nonesuch.world.motion.hands import hands_of
from nonesuch.world.motion.legs import foot_turns, leg_turns
from nonesuch.world.motion.rotations import about_x, about_y, about_z, smoothstep, unit
from nonesuch.world.motion.skeleton import bone_transforms
from nonesuch.world.motion.trunk import SPINE, shoulders, trunk_pose
from nonesuch.world.nouns import Figure, Floats, PosedPerson

RIDE = "ride"
_DEVELOPMENT_M = 4.6
"""How far a turn of the pedals leads."""
_STANDING_BELOW_MPS = 0.9
_SIT_BONES_M = 0.075
_REACH = 0.97
_LEAN_RAD = np.radians(14.0)
_FOOT_ASIDE_M, _FOOT_BEHIND_M = 0.22, 0.06  # of the foot on the ground
_ON_PEDAL_M = 0.05  # the ball of the foot is that far before the axle


@dataclass(frozen=True)
class Seating:
    """Where a bicycle takes its rider: from the ground below its middle, x ahead."""

    saddle_xz_m: tuple[float, float]
    crank_xz_m: tuple[float, float]
    crank_m: float
    pedal_y_m: float
    grip_xyz_m: tuple[float, float, float]


def crank_angles(speeds_mps: Floats, fps: float) -> Floats:
    """The pedals' turn by frame ``(n,)``; clockwise seen from the right, 0: level."""
    way_m = np.concatenate([[0.0], np.cumsum(speeds_mps[1:]) / fps])
    angles: Floats = 2 * np.pi * way_m / _DEVELOPMENT_M
    return angles


class Rider:
    """A figure on a bicycle; the pose at any frame, in any order."""

    def __init__(
        self,
        figure: Figure,
        seating: Seating,
        track_id: int,
        cranks_rad: Floats,
        speeds_mps: Floats,
        fps: float,
    ) -> None:
        self.figure, self.seating, self.track_id = figure, seating, track_id
        self._anatomy, self._cranks = measured(figure), cranks_rad
        slow = 1.0 - smoothstep(speeds_mps / _STANDING_BELOW_MPS)
        self._standing = gaussian_filter1d(slow, 0.25 * fps, mode="nearest")
        self._hands = hands_of(self._anatomy)

    def pose_at(self, row: int, place_world: Floats, heading_rad: float) -> PosedPerson:
        """The rider in a row of the bicycle's track, which is at a place ``(3,)``."""
        turn = about_z(heading_rad + np.pi / 2)
        matrices = bone_transforms(
            self._anatomy.rig, *self._local(row), turn, place_world
        )
        return PosedPerson(
            figure=self.figure,
            track_id=self.track_id,
            world_from_rest=matrices,
            position_world=place_world,
            heading_rad=float((heading_rad + np.pi) % (2 * np.pi) - np.pi),
            action=RIDE,
        )

    def _local(self, row: int) -> tuple[Floats, Floats]:
        """Turns against the parents ``(b, 3, 3)`` and the pelvis' shift ``(3,)``."""
        anatomy, standing = self._anatomy, float(self._standing[row])
        bones = anatomy.bones
        local = np.tile(np.eye(3), (len(bones), 1, 1))
        pelvis = about_y(0.05 * standing) @ about_x(0.5 * _LEAN_RAD)
        shift = self._hips(standing) - anatomy.legs.hips.mean(0)
        bend = np.array([_LEAN_RAD * (1 - 0.4 * standing), -0.05 * standing, 0.0])
        trunk = trunk_pose(anatomy, pelvis, shift, bend, (0.0, 0.05))
        local[bones["pelvis"]] = pelvis
        for bone, turned in zip(SPINE, trunk.spine, strict=True):
            local[bones[bone]] = turned
        local[bones["neck_01"]], local[bones["head"]] = trunk.neck, trunk.head
        self._set_legs(local, pelvis, shift, row)
        self._set_arms(local, trunk.chest, shoulders(anatomy, trunk))
        return local, shift

    def _hips(self, standing: float) -> Floats:
        """The middle of the hip joints, on the saddle or before it with a foot down."""
        seating, legs = self.seating, self._anatomy.legs
        ankle_m = float(legs.ankles[:, 2].mean())
        lowest = seating.crank_xz_m[1] - seating.crank_m + ankle_m
        reach = _REACH * float(legs.reach_m.mean())
        seat = min(seating.saddle_xz_m[1] + _SIT_BONES_M, lowest + reach)
        down = np.sqrt(reach**2 - 0.12**2) + ankle_m - 0.01
        high = seat + standing * (min(down, seat + 0.02) - seat)
        ahead = seating.saddle_xz_m[0] + standing * 0.16
        return np.array([0.0, -ahead, high])

    def _ankles(self, row: int) -> tuple[Floats, Floats]:
        """Ankles ``(2, 3)`` and how far the toes point down ``(2,)``."""
        seating, legs = self.seating, self._anatomy.legs
        angles = self._cranks[row] + np.array([np.pi, 0.0])
        ahead = seating.crank_xz_m[0] + seating.crank_m * np.cos(angles)
        high = seating.crank_xz_m[1] - seating.crank_m * np.sin(angles)
        foot_m = np.linalg.norm((legs.balls - legs.ankles)[:, :2], axis=1)
        ahead = ahead - foot_m + _ON_PEDAL_M
        high = high + legs.ankles[:, 2]
        aside = SIGNS * seating.pedal_y_m
        ankles = np.stack([aside, -ahead, high], 1)
        standing = float(self._standing[row])
        behind = float(self._hips(standing)[1]) + _FOOT_BEHIND_M
        ground = np.array([_FOOT_ASIDE_M, behind, legs.ankles[0, 2]])
        ankles[0] += standing * (ground - ankles[0])
        dips = np.array([0.15 * (1 - standing), 0.15]) * (1 + np.sin(angles)) / 2
        return ankles, dips

    def _set_legs(self, local: Floats, pelvis: Floats, shift: Floats, row: int) -> None:
        anatomy, bones = self._anatomy, self._anatomy.bones
        root = anatomy.joint("pelvis")
        hips = root + shift + (anatomy.legs.hips - root) @ pelvis.T
        ankles, dips = self._ankles(row)
        level = np.zeros(2)
        thighs, calves = leg_turns(anatomy.legs, hips, ankles, level)
        soles, toes = foot_turns(anatomy.legs, level, level, dips, level)
        for side, name in enumerate(SIDES):
            local[bones[f"thigh_{name}"]] = pelvis.T @ thighs[side]
            local[bones[f"calf_{name}"]] = thighs[side].T @ calves[side]
            local[bones[f"foot_{name}"]] = calves[side].T @ soles[side]
            local[bones[f"ball_{name}"]] = soles[side].T @ toes[side]

    def _set_arms(self, local: Floats, chest: Floats, starts: Floats) -> None:
        anatomy, bones = self._anatomy, self._anatomy.bones
        x, y, z = self.seating.grip_xyz_m
        palm = anatomy.arms.palm_m
        wrists = np.stack([SIGNS * y, np.full(2, 0.7 * palm - x), np.full(2, z)], 1)
        wrists[:, 2] += 0.4 * palm
        aside = SIGNS[:, None] * np.array([1.0, 0.0, 0.0])
        towards = 0.8 * aside - 0.3 * FORWARD + np.array([0.0, 0.0, -0.8])
        along = np.tile(unit([0.0, -1.0, -0.45]), (2, 1))
        upper, fore, hand = turns_by_aims(
            anatomy.arms, starts, wrists, towards, along, -aside
        )
        for side, name in enumerate(SIDES):
            local[bones[f"upperarm_{name}"]] = chest.T @ upper[side]
            local[bones[f"lowerarm_{name}"]] = upper[side].T @ fore[side]
            local[bones[f"hand_{name}"]] = fore[side].T @ hand[side]
        local[self._hands.bones] = self._hands.turns(np.full(2, 0.9))
