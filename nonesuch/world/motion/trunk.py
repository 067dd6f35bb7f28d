"""Spine, neck and head: upright over the pelvis, turning against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.gaze import Gaze
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rhythm import Rhythm
from nonesuch.world.motion.rotations import about_x, about_y, about_z, mean_rotation
from nonesuch.world.nouns import Floats

SPINE = ("spine_01", "spine_02", "spine_03")
TURN_SHARES = np.array([0.25, 0.35, 0.4])
BEND_SHARES = np.array([0.3, 0.35, 0.35])


@dataclass(frozen=True, eq=False)
class Trunk:
    """The middle of the body at one moment, in the figure's axes."""

    pelvis: Floats  # (3, 3)
    spine: Floats  # (3, 3, 3), against the parents
    chest: Floats  # (3, 3)
    neck: Floats  # (3, 3), against the chest
    head: Floats  # (3, 3), against the neck
    pelvis_place: Floats  # (3,), where the bones begin
    chest_place: Floats
    neck_place: Floats


def chest_angles(
    journey: Journey, rhythm: Rhythm, gaze: Gaze, manner: Manner
) -> Floats:
    """Angles of the chest about x, y, z against the heading, ``(m, 3)``."""
    seated, phone = journey.seated, journey.weight("phone")
    breath = np.radians(0.5) * np.sin(1.6 * journey.times_s + manner.offset)
    lean = manner.lean * (0.4 + 0.6 * np.minimum(rhythm.vigour, 1))
    pitch = lean + manner.stoop + np.radians(7) * rhythm.running + breath
    pitch += np.radians(5) * phone + np.radians(4) * journey.weight("push")
    pitch += seated * (manner.sit_lean - pitch)
    pitch += np.radians(100) * seated * (1 - seated)  # forwards to sit down and rise
    # shoulders level out the pelvis, and a little more when standing on one leg
    roll = np.radians(1.0 + 1.2 * rhythm.resting) * rhythm.load * (1 - seated)
    free = 1 - 0.7 * (journey.weight("push") + phone)
    yaw = np.radians(6.0 + 9 * rhythm.running) * rhythm.apart * manner.arm_swing * free
    yaw = yaw + 0.18 * gaze.yaw_rad
    return np.stack([pitch, roll, yaw], 1)


def trunk_pose(
    anatomy: Anatomy,
    pelvis: Floats,
    shift: Floats,
    bend_rad: Floats,
    look_rad: tuple[float, float],
) -> Trunk:
    """The trunk over a pelvis turned and shifted.

    ``bend_rad`` ``(3,)`` are the chest's angles about x, y, z against the pelvis;
    ``look_rad`` is how far the head looks to the left and down, against the heading.
    """
    pitch, roll, yaw = bend_rad
    spine = (
        about_z(TURN_SHARES * yaw)
        @ about_y(BEND_SHARES * roll)
        @ about_x(BEND_SHARES * pitch)
    )
    turn, here = pelvis, anatomy.joint("pelvis")
    place = pelvis_place = here + shift
    for bone, bend in zip(SPINE, spine, strict=True):
        joint = anatomy.joint(bone)
        place, here = place + turn @ (joint - here), joint
        turn = turn @ bend
    wanted = about_z(look_rad[0]) @ about_x(look_rad[1])
    difference = turn.T @ wanted
    neck = mean_rotation(np.stack([np.eye(3), difference]), np.ones(2))
    neck_place = place + turn @ (anatomy.joint("neck_01") - here)
    head = neck.T @ difference
    return Trunk(pelvis, spine, turn, neck, head, pelvis_place, place, neck_place)


def shoulders(anatomy: Anatomy, trunk: Trunk) -> Floats:
    """Where the upper arms begin, ``(2, 3)``."""
    arms = anatomy.arms.shoulders - anatomy.joint(SPINE[-1])
    places: Floats = trunk.chest_place + arms @ trunk.chest.T
    return places


def on_head(anatomy: Anatomy, trunk: Trunk, point_m: Floats) -> Floats:
    """Where a point of the head lies, given against the head's joint at rest."""
    neck = trunk.chest @ trunk.neck
    joint = trunk.neck_place + neck @ (anatomy.joint("head") - anatomy.joint("neck_01"))
    place: Floats = joint + neck @ trunk.head @ point_m
    return place
