"""Where a person looks: at what holds the attention, ahead, or around."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.wandering import drifting, held
from nonesuch.world.nouns import Course, Floats

WIDEST_RAD = np.radians(72)
PHONE_BOW_RAD = np.radians(30)
# Spread of glances to the side, by action: those who walk look where they go
GLANCES_RAD = {
    "walk": 0.16, "run": 0.07, "stand": 0.42, "wait": 0.5, "talk": 0.2, "phone": 0.05,
    "sit": 0.4, "push": 0.14,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Gaze:
    """Turn of the head against the heading, over time."""

    yaw_rad: Floats  # (m,), positive: to the left
    pitch_rad: Floats  # (m,), positive: down


def gaze_of(
    rng: np.random.Generator,
    course: Course,
    journey: Journey,
    anatomy: Anatomy,
    manner: Manner,
) -> Gaze:
    """Glances, then attention where there is one, then the phone."""
    count, rate = len(journey.speed_mps), journey.rate_hz
    spread = sum(journey.weight(action) * size for action, size in GLANCES_RAD.items())
    yaw = held(rng, count, rate, (0.9, 4.5)) * spread * manner.restless
    pitch = manner.head_pitch + held(rng, count, rate, (1.5, 6.0)) * 0.05
    yaw, pitch = _attentive(course, journey, anatomy, yaw, pitch)
    phone = journey.weight("phone") * (manner.phone_hands > 0)
    yaw, pitch = yaw * (1 - phone), pitch + phone * (PHONE_BOW_RAD - pitch)
    pitch = pitch + _nods(rng, journey)
    sigma = 0.13 * rate
    return Gaze(
        gaussian_filter1d(np.clip(yaw, -WIDEST_RAD, WIDEST_RAD), sigma, mode="nearest"),
        gaussian_filter1d(np.clip(pitch, -0.5, 0.75), 0.5 * sigma, mode="nearest"),
    )


def _attentive(
    course: Course, journey: Journey, anatomy: Anatomy, yaw: Floats, pitch: Floats
) -> tuple[Floats, Floats]:
    if course.attention_world is None:
        return yaw, pitch
    count = len(yaw)
    frames = (np.arange(count) - journey.first_sample) // journey.samples_per_frame
    target = course.attention_world[np.clip(frames, 0, len(course.attention_world) - 1)]
    there = target[:, :2] - journey.feet_xy
    angle = np.arctan2(there[:, 1], there[:, 0]) - journey.heading_rad
    angle = (angle + np.pi) % (2 * np.pi) - np.pi
    down = np.arctan2(
        0.93 * anatomy.stature_m - target[:, 2], np.linalg.norm(there, axis=1)
    )
    seen = ~np.isnan(target).any(1) & (np.abs(angle) < 2.4)
    yaw = np.where(seen, angle + 0.25 * yaw, yaw)
    return yaw, np.where(seen, np.clip(down, -0.5, 0.6), pitch)


def _nods(rng: np.random.Generator, journey: Journey) -> Floats:
    count, rate = len(journey.speed_mps), journey.rate_hz
    talking = journey.weight("talk")
    bouts = np.clip(drifting(rng, count, rate, 4.0), 0, 1)
    nods: Floats = talking * bouts * 0.07 * np.sin(2 * np.pi * 1.3 * journey.times_s)
    return nods
