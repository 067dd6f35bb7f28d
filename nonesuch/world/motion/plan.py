"""All that is decided about a performance before its first pose."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from nonesuch.world.motion.anatomy import Anatomy, measured
from nonesuch.world.motion.arm_angles import arm_angles
from nonesuch.world.motion.cadence import walks_of
from nonesuch.world.motion.feet import feet_of
from nonesuch.world.motion.footsteps import footsteps
from nonesuch.world.motion.gaze import Gaze, gaze_of
from nonesuch.world.motion.hand_tasks import HandTasks, hand_tasks
from nonesuch.world.motion.hands import Hands, hands_of
from nonesuch.world.motion.journey import Journey, journey_of
from nonesuch.world.motion.manner import Manner, draw_manner
from nonesuch.world.motion.mocap import Borrowed, MocapLibrary, borrowed, with_legs_of
from nonesuch.world.motion.posture import Posture, pelvis_angles, posture_of
from nonesuch.world.motion.props import PramRide, pram_ride
from nonesuch.world.motion.rhythm import Rhythm, rhythm_of
from nonesuch.world.motion.rotations import Indices, about_z
from nonesuch.world.motion.trunk import Trunk, chest_angles, trunk_pose
from nonesuch.world.nouns import Course, Figure, Floats, GroundHeight, Mesh

SEAT_DEPTH = 0.96  # of the thigh: so far the pelvis is behind the feet


@dataclass(frozen=True, eq=False)
class Plan:
    """One performance; arrays run along ``m`` frames of the course."""

    anatomy: Anatomy
    hands: Hands
    manner: Manner
    journey: Journey
    rhythm: Rhythm
    posture: Posture
    gaits: Borrowed
    gaze: Gaze
    chest_rad: Floats  # (m, 3), about x, y, z against the heading
    arm_angles: Floats  # (m, 2, 7)
    pram: PramRide | None
    places_world: Floats  # (m, 3), on the ground below the pelvis
    tasks: HandTasks

    def trunk(self, frame: int) -> Trunk:
        """The trunk at one frame."""
        posture, gaze = self.posture, self.gaze
        return trunk_pose(
            self.anatomy,
            posture.pelvis[frame],
            posture.shifts[frame],
            self.chest_rad[frame] - posture.pelvis_rad[frame],
            (float(gaze.yaw_rad[frame]), float(gaze.pitch_rad[frame])),
        )


def planned(
    rng: np.random.Generator,
    figure: Figure,
    course: Course,
    fps: float,
    ground_height: GroundHeight,
    pram: Mesh | None,
    mocap: MocapLibrary | None,
) -> Plan:
    """The plan of a figure's performance on a course."""
    anatomy = measured(figure)
    styles = mocap.chosen(int(rng.integers(2**31))) if mocap else (None, None)
    manner = draw_manner(rng, figure.person, anatomy)
    if styles[0] is not None:
        manner = with_legs_of(styles[0], manner, anatomy)
    journey = journey_of(course, fps, SEAT_DEPTH * float(anatomy.legs.thigh_m.mean()))
    walks = walks_of(journey, anatomy, manner)
    stances = footsteps(journey, walks, anatomy, manner, ground_height)
    feet = feet_of(stances, journey.times_s, anatomy)
    rhythm = rhythm_of(rng, journey, stances, feet, anatomy, manner)
    gaits = borrowed(styles, _walking(journey, rhythm), rhythm.running, rhythm.steps)
    pelvis_rad = gaits.pelvis_rad(pelvis_angles(journey, rhythm, manner))
    posture = posture_of(
        journey, walks, feet, rhythm, pelvis_rad, anatomy, manner, course.seat_height_m
    )
    gaze = gaze_of(rng, course, journey, anatomy, manner)
    ride = None
    if "push" in course.actions:
        ride = pram_ride(pram, journey, anatomy, ground_height)
    fine = Plan(
        anatomy=anatomy,
        hands=hands_of(anatomy),
        manner=manner,
        journey=journey,
        rhythm=rhythm,
        posture=posture,
        gaits=gaits,
        gaze=gaze,
        chest_rad=gaits.chest_rad(chest_angles(journey, rhythm, gaze, manner)),
        arm_angles=arm_angles(rng, journey, rhythm, anatomy, manner),
        pram=ride,
        places_world=_on_ground(posture, journey, ground_height),
        tasks=hand_tasks(journey, rhythm, manner),
    )
    frames = journey.samples_of_frames(len(course.actions))
    thin: Plan = _taken(fine, frames, len(journey.speed_mps))
    return thin


def _taken(value: Any, rows: Indices, count: int) -> Any:
    """A value with some rows alone of all arrays in it that have ``count`` rows."""
    if isinstance(value, np.ndarray):
        return value[rows] if value.ndim and len(value) == count else value
    if isinstance(value, tuple):
        return tuple(_taken(part, rows, count) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        taken = {name: _taken(part, rows, count) for name, part in parts.items()}
        return replace(value, **taken)
    return value


def _walking(journey: Journey, rhythm: Rhythm) -> Floats:
    walking: Floats = journey.weight("walk") * np.minimum(rhythm.vigour, 1)
    return walking * (1 - rhythm.running)


def _on_ground(
    posture: Posture, journey: Journey, ground_height: GroundHeight
) -> Floats:
    """The points on the ground below the pelvis, ``(m, 3)``."""
    turns = about_z(journey.heading_rad + np.pi / 2)[:, :2, :2]
    level = (turns @ posture.shifts[:, :2, None])[..., 0]
    xy = posture.origins[:, :2] + level
    return np.concatenate([xy, ground_height(xy)[:, None]], 1)
