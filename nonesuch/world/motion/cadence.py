"""When steps are taken: how far the gait has come over time.

``steps`` counts steps as a real number: at a whole number the body is over the foot
that carries it.  It stays level while a person stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rotations import smoothstep
from nonesuch.world.nouns import Floats

TURN_PER_STEP_RAD = 0.85
LEAST_CADENCE_HZ = 1.25  # slow walkers shorten their steps rather than wait
STILL_MPS, STILL_RADPS = 0.08, 0.16
PAUSE_S = 1.1  # shorter pauses do not end a walk
KEPT_PACE_S = 0.4
DRIFT_M, DRIFT_RAD = 0.09, 0.35  # more than this and a stander steps after it
ADJUSTING_S = 0.7
RUN_MPS = 2.2


@dataclass(frozen=True, eq=False)
class Walk:
    """A stretch of steps, from standing to standing: samples ``first`` to ``last``."""

    first: int
    last: int
    steps: Floats  # (last - first + 1,), from 0 to a whole number


def step_length_m(leg_m: float, speed_mps: Floats, running: Floats) -> Floats:
    """Normal step length ``(...)``; ``running`` goes from 0 (walks) to 1 (runs).

    A walker's step length and cadence both grow with the root of speed (Grieve and
    Gear 1966; 0.71 m at 1.35 m/s on a leg of 0.9 m); a runner lengthens the step.
    Both in the scale of the leg: Froude numbers, as in Alexander 1989.
    """
    froude = np.maximum(speed_mps, 1e-3) / np.sqrt(9.81 * leg_m)
    walk = 1.14 * leg_m * froude**0.5 * (1.0 + 0.06 * froude)
    run = leg_m * (0.45 + 0.68 * froude)
    length: Floats = walk + running * (run - walk)
    return length


def walks_of(journey: Journey, anatomy: Anatomy, manner: Manner) -> list[Walk]:
    """All stretches of steps of a journey, in order, never overlapping."""
    rate = step_rate_hz(journey, anatomy, manner)
    # the last steps before a halt are shorter, not slower
    span = 2 * round(KEPT_PACE_S * journey.rate_hz) + 1
    kept = maximum_filter1d(rate, span, mode="nearest")
    ends = [0]
    walks: list[Walk] = []
    for first, last in _stretches(journey, rate):
        walks += _adjustments(journey, ends[-1], first)
        walks.append(_walk(kept, first, last, journey.rate_hz))
        ends.append(last)
    return walks + _adjustments(journey, ends[-1], len(rate) - 1)


def step_rate_hz(journey: Journey, anatomy: Anatomy, manner: Manner) -> Floats:
    """Steps a second ``(m,)`` for speed and turning; 0 where a person rests."""
    leg = anatomy.legs.length_m
    speed = journey.speed_mps * smoothstep(journey.speed_mps / STILL_MPS - 0.5)
    length = step_length_m(leg, speed, running(journey)) / manner.cadence
    length = np.minimum(length, np.maximum(speed, 0.02) / LEAST_CADENCE_HZ)
    turning = np.abs(np.gradient(journey.heading_rad)) * journey.rate_hz
    turning[turning < STILL_RADPS] = 0
    rate = np.maximum(speed / length, turning / TURN_PER_STEP_RAD)
    rate[journey.seated > 0.02] = 0
    smooth: Floats = gaussian_filter1d(rate, 0.12 * journey.rate_hz, mode="nearest")
    return smooth


def running(journey: Journey) -> Floats:
    """How much a person runs rather than walks, ``(m,)``, 0 to 1."""
    asked = journey.weight("run") * smoothstep((journey.speed_mps - 1.4) / 0.5)
    fast = smoothstep((journey.speed_mps - RUN_MPS + 0.1) / 0.3)
    sigma = 0.1 * journey.rate_hz
    run: Floats = gaussian_filter1d(np.maximum(asked, fast), sigma, mode="nearest")
    return run


def _stretches(journey: Journey, rate: Floats) -> list[tuple[int, int]]:
    moving = np.flatnonzero(rate > 0.4)
    if not len(moving):
        return []
    pause = PAUSE_S * journey.rate_hz
    cuts = np.flatnonzero(np.diff(moving) > pause)
    firsts = moving[np.concatenate([[0], cuts + 1])]
    lasts = moving[np.concatenate([cuts, [len(moving) - 1]])]
    return [(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True) if b - a > 2]


def _walk(rate: Floats, first: int, last: int, rate_hz: float) -> Walk:
    # a trickle keeps the count growing, so that it can be inverted
    inner = np.maximum(rate[first:last], 0.02) / rate_hz
    steps = np.concatenate([[0.0], np.cumsum(inner)])
    whole = max(1, round(float(steps[-1])))
    return Walk(first, last, steps * (whole / steps[-1]))


def _adjustments(journey: Journey, first: int, last: int) -> list[Walk]:
    """Single steps of a stander who is slowly pushed or turned."""
    span = round(ADJUSTING_S * journey.rate_hz)
    margin = round(PAUSE_S * journey.rate_hz)
    walks: list[Walk] = []
    here = first
    while True:
        later = slice(here, max(last - margin, here))
        far = np.linalg.norm(journey.feet_xy[later] - journey.feet_xy[here], axis=1)
        turned = np.abs(journey.heading_rad[later] - journey.heading_rad[here])
        gone = np.flatnonzero((far > DRIFT_M) | (turned > DRIFT_RAD))
        if not len(gone) or journey.seated[here + gone[0]] > 0.02:
            return walks
        begin = max(here + int(gone[0]), first + margin)
        here = begin + span
        if here >= last - margin:
            return walks
        walks.append(Walk(begin, here, np.linspace(0, 1, span + 1)))
