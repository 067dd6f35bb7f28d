"""Spine, neck and head: upright over the pelvis, turning against it."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.gaze import Gaze
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.posture import Posture, Rhythm
from nonesuch.world.motion.rotations import about_x, about_y, about_z, mean_rotation
from nonesuch.world.nouns import Floats

BONES = ("spine_01", "spine_02", "spine_03")
TURN_SHARES = np.array([0.25, 0.35, 0.4])
BEND_SHARES = np.array([0.3, 0.35, 0.35])


def chest_angles(
    journey: Journey, rhythm: Rhythm, gaze: Gaze, manner: Manner
) -> Floats:
    """Angles of the chest about x, y, z against the heading, ``(m, 3)``."""
    seated, phone = journey.seated, journey.weight("phone")
    breath = np.radians(0.5) * np.sin(1.6 * journey.times_s + manner.offset)
    lean = manner.lean * (0.4 + 0.6 * np.minimum(rhythm.vigour, 1))
    pitch = lean + manner.stoop + np.radians(7) * rhythm.running + breath
    pitch += np.radians(5) * phone + np.radians(4) * journey.weight("push")
    pitch += seated * np.radians(4)
    # shoulders level out the pelvis, and a little more when standing on one leg
    roll = np.radians(1.0 + 1.2 * rhythm.resting) * rhythm.load * (1 - seated)
    free = 1 - 0.7 * (journey.weight("push") + phone)
    yaw = np.radians(6.0 + 9 * rhythm.running) * rhythm.apart * manner.arm_swing * free
    yaw = yaw + 0.18 * gaze.yaw_rad
    return np.stack([pitch, roll, yaw], 1)


def spine_turns(posture: Posture, chest: Floats, sample: int) -> Floats:
    """Turns of the three spine bones against their parents, ``(3, 3, 3)``."""
    pitch, roll, yaw = chest[sample] - posture.pelvis_angles[sample]
    turns: Floats = (
        about_z(TURN_SHARES * yaw)
        @ about_y(BEND_SHARES * roll)
        @ about_x(BEND_SHARES * pitch)
    )
    return turns


def neck_and_head(chest: Floats, gaze: Gaze, sample: int) -> tuple[Floats, Floats]:
    """Turns of neck and head against their parents, for a chest's turn ``(3, 3)``."""
    wanted = about_z(gaze.yaw_rad[sample]) @ about_x(gaze.pitch_rad[sample])
    difference = chest.T @ wanted
    half = mean_rotation(np.stack([np.eye(3), difference]), np.ones(2))
    return half, half.T @ difference
