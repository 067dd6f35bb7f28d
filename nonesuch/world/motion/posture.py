"""How the pelvis rides over the feet: sway, drop, turn, as high as legs reach."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.cadence import Walk
from nonesuch.world.motion.feet import LEAVING, Feet, ankles
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rhythm import Rhythm
from nonesuch.world.motion.rotations import Flags, about_x, about_y, about_z, smoothstep
from nonesuch.world.nouns import Floats

STRETCH, STANDING_STRETCH = 0.996, 0.9985  # of a leg's length, lest knees lock
SPARE_PITCH_RAD = np.radians(34)  # by which the heel of a leg behind may rise
HIGHEST_PITCH_RAD = np.radians(74)
DANGLING_RAD = 0.3


@dataclass(frozen=True, eq=False)
class Posture:
    """Pelvis and feet over time, in the axes of the figure at the walk's place."""

    origins: Floats  # (m, 3), between the feet, on the ground
    shifts: Floats  # (m, 3), of the pelvis against its place at rest
    pelvis: Floats  # (m, 3, 3)
    pelvis_rad: Floats  # (m, 3): about x, y, z
    ankles: Floats  # (m, 2, 3), against the origins
    feet: Feet  # with the heels as high as the legs need


def posture_of(
    journey: Journey,
    walks: list[Walk],
    feet: Feet,
    rhythm: Rhythm,
    pelvis_rad: Floats,
    anatomy: Anatomy,
    manner: Manner,
    seat_height_m: float,
) -> Posture:
    """The pelvis and, where a leg is too short, the feet raised to their balls."""
    feet = _dangling(feet, journey, anatomy, seat_height_m)
    sigma = 0.12 * journey.rate_hz
    ground = gaussian_filter1d(feet.grounds_m.mean(1), sigma, mode="nearest")
    origins = np.concatenate([journey.feet_xy, ground[:, None]], 1)
    pelvis = about_z(pelvis_rad[:, 2]) @ about_y(pelvis_rad[:, 1])
    pelvis = pelvis @ about_x(pelvis_rad[:, 0])
    level = _level_shifts(journey, rhythm, manner)
    hips = _hips(pelvis, level, anatomy)
    reachable = _ankles_at_most(feet, hips, journey, origins, anatomy)
    drop = _drop_m(hips, reachable, feet, rhythm, anatomy, manner, journey.rate_hz)
    height = -drop - _bounce_m(walks, rhythm, anatomy, manner)
    sitting = _seated_hips_m(anatomy, seat_height_m) - anatomy.legs.length_m
    height = height + journey.seated * (sitting - height)
    shifts = level + height[:, None] * (0, 0, 1)
    feet = _heels_raised(
        feet, _hips(pelvis, shifts, anatomy), journey, origins, anatomy
    )
    placed = _seen_from(journey, origins, ankles(feet, feet.pitches_rad, anatomy))
    return Posture(origins, shifts, pelvis, pelvis_rad, placed, feet)


def pelvis_angles(journey: Journey, rhythm: Rhythm, manner: Manner) -> Floats:
    """Angles of the pelvis about x, y, z against the heading, ``(m, 3)``."""
    brisk = np.minimum(rhythm.vigour, 1.1) + 0.9 * rhythm.resting
    roll = -np.radians(3.4) * manner.hip_sway * brisk * rhythm.load
    yaw = -np.radians(7.5 + 2 * rhythm.running) * rhythm.apart
    pitch = np.radians(2.0 + 5 * rhythm.running - 14 * journey.seated)
    return np.stack([pitch, roll * (1 - journey.seated), yaw], 1)


def _level_shifts(journey: Journey, rhythm: Rhythm, manner: Manner) -> Floats:
    shifts = np.zeros((len(rhythm.load), 3))
    walking, standing = (
        0.36 * manner.step_half_width_m,
        0.42 * manner.stand_half_width_m,
    )
    width = walking + rhythm.resting * (standing - walking)
    shifts[:, 0] = width * rhythm.load * (1 - 0.6 * rhythm.running)
    shifts[:, 0] *= 1 - journey.seated
    shifts[:, 1] = journey.seated * journey.seat_back_m
    return shifts


def _hips(pelvis: Floats, shifts: Floats, anatomy: Anatomy) -> Floats:
    joint = anatomy.joint("pelvis")
    arms = anatomy.legs.hips - joint
    hips: Floats = (joint + shifts)[:, None] + arms @ pelvis.swapaxes(1, 2)
    return hips


def _seen_from(journey: Journey, origins: Floats, points: Floats) -> Floats:
    turn = about_z(journey.heading_rad + np.pi / 2)
    seen: Floats = (points - origins[:, None]) @ turn
    return seen


def _ankles_at_most(
    feet: Feet, hips: Floats, journey: Journey, origins: Floats, anatomy: Anatomy
) -> Floats:
    """Where ankles are if the heels of legs behind the body rise as far as they may."""
    flat = _seen_from(journey, origins, ankles(feet, feet.pitches_rad, anatomy))
    behind = (flat - hips)[..., 1] / anatomy.legs.length_m
    spare = SPARE_PITCH_RAD * smoothstep((behind - 0.06) / 0.3)
    most = feet.pitches_rad + np.where(feet.stance >= 0, spare, 0.0)
    return _seen_from(journey, origins, ankles(feet, most, anatomy))


def _drop_m(
    hips: Floats,
    ankles_seen: Floats,
    feet: Feet,
    rhythm: Rhythm,
    anatomy: Anatomy,
    manner: Manner,
    rate_hz: float,
) -> Floats:
    stretch = STRETCH + rhythm.resting * (STANDING_STRETCH - STRETCH)
    reach = stretch[:, None] * anatomy.legs.reach_m
    level = np.linalg.norm((ankles_seen - hips)[..., :2], axis=2)
    height = np.sqrt(np.maximum(reach**2 - level**2, (0.5 * reach) ** 2))
    need = hips[..., 2] - ankles_seen[..., 2] - height
    # in the air a leg may be late: it need not reach before it strikes
    slack = 0.1 * (1 - feet.swing) * (feet.stance < 0)
    drop = (need - slack).max(1)
    flex = (manner.knee_flex + 0.03 * rhythm.running) * anatomy.legs.length_m
    drop = np.maximum(drop, 0.003) + flex
    window = 2 * round(0.04 * rate_hz) + 1
    highest = maximum_filter1d(drop, window, mode="nearest")
    smooth: Floats = gaussian_filter1d(highest, 0.035 * rate_hz, mode="nearest")
    return smooth


def _bounce_m(
    walks: list[Walk], rhythm: Rhythm, anatomy: Anatomy, manner: Manner
) -> Floats:
    """A runner is lowest over the foot and flies between."""
    low = np.zeros(len(rhythm.load))
    for walk in walks:
        low[walk.first : walk.last + 1] = np.cos(2 * np.pi * walk.steps)
    size = 0.034 * anatomy.legs.length_m * manner.bounce
    bounce: Floats = size * rhythm.running * (low + 0.2)
    return bounce


def _dangling(
    feet: Feet, journey: Journey, anatomy: Anatomy, seat_height_m: float
) -> Feet:
    """The feet of a child on a high seat hang above the ground."""
    legs = anatomy.legs
    knee_m = _seated_hips_m(anatomy, seat_height_m) - 0.02
    shin_m = float(legs.calf_m.mean() + legs.ankles[:, 2].mean())
    lift = max(knee_m - shin_m, 0.0) * journey.seated
    dip = DANGLING_RAD * smoothstep(lift / 0.05)
    return replace(
        feet,
        places=feet.places + lift[:, None, None] * (0, 0, 1),
        pitches_rad=feet.pitches_rad + dip[:, None],
        toe_pitches_rad=feet.toe_pitches_rad + dip[:, None],
    )


def _seated_hips_m(anatomy: Anatomy, seat_height_m: float) -> float:
    return seat_height_m + 0.9 * anatomy.legs.thigh_radius_m


def _heels_raised(
    feet: Feet, hips: Floats, journey: Journey, origins: Floats, anatomy: Anatomy
) -> Feet:
    reach = 0.9985 * anatomy.legs.reach_m

    def too_far(pitches: Floats) -> Flags:
        placed = _seen_from(journey, origins, ankles(feet, pitches, anatomy))
        far: Flags = np.linalg.norm(placed - hips, axis=2) > reach
        return far

    planned = feet.pitches_rad
    low, high = planned, np.maximum(planned, HIGHEST_PITCH_RAD)
    planted = (feet.stance >= 0) & (planned >= 0)
    wanting: Flags = planted & too_far(planned)
    if not wanting.any():
        return feet
    for _ in range(12):
        middle = (low + high) / 2
        far = too_far(middle)
        low, high = np.where(far, middle, low), np.where(far, high, middle)
    extra = np.where(wanting, high - planned, 0.0)
    grounded = np.where(feet.stance >= 0, np.arange(len(extra))[:, None], 0)
    left = np.maximum.accumulate(grounded, axis=0)
    carried = np.take_along_axis(extra, left, 0) * LEAVING(feet.swing)
    return replace(feet, pitches_rad=planned + carried)
