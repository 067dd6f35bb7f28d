"""What all parts of a body follow: how brisk the gait is, which foot bears, when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.cadence import running
from nonesuch.world.motion.feet import Feet
from nonesuch.world.motion.footsteps import Stances, gait_vigour, step_count
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rotations import smoothstep
from nonesuch.world.motion.wandering import shifting
from nonesuch.world.nouns import Floats

BEARING_S = 0.16  # in which a foot takes the body's weight


@dataclass(frozen=True, eq=False)
class Rhythm:
    """What all parts of the body follow; arrays run along ``m`` samples."""

    vigour: Floats
    running: Floats
    resting: Floats  # 1: both feet stay where they are
    steps: Floats  # the phase, even at strikes of the left foot
    load: Floats  # 1: all weight on the left foot, -1: on the right
    apart: Floats  # the left ankle before the right, in lengths of the leg


def rhythm_of(
    rng: np.random.Generator,
    journey: Journey,
    stances: tuple[Stances, Stances],
    feet: Feet,
    anatomy: Anatomy,
    manner: Manner,
) -> Rhythm:
    """The rhythm of the steps."""
    rate = journey.rate_hz
    forward = np.stack([np.cos(journey.heading_rad), np.sin(journey.heading_rad)], 1)
    between = feet.places[:, 0, :2] - feet.places[:, 1, :2]
    apart = (between * forward).sum(1) / anatomy.legs.length_m
    bearing = np.minimum(
        smoothstep(feet.struck_s / BEARING_S), smoothstep(feet.leaving_s / BEARING_S)
    )
    load = (bearing[:, 0] - bearing[:, 1]) / np.maximum(bearing.sum(1), 0.25)
    calm = np.minimum(feet.struck_s, feet.leaving_s).min(1)
    resting = smoothstep((calm - 0.15) / 0.9) * (1 - journey.seated)
    idle = shifting(rng, len(load), rate, (3.5, 11.0)) * manner.restless
    return Rhythm(
        vigour=gait_vigour(journey.speed_mps, anatomy.legs.length_m),
        running=running(journey),
        steps=step_count(stances, journey.times_s),
        resting=resting,
        load=gaussian_filter1d(load, 0.09 * rate, mode="nearest")
        + resting * idle.clip(-1, 1),
        apart=gaussian_filter1d(apart, 0.05 * rate, mode="nearest"),
    )
