"""Where both feet are at every moment: planted, rolling, or swinging ahead.

A planted foot turns about its heel after the strike and about its ball before it
leaves, while the toes lie still: nothing that touches the ground moves over it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from nonesuch.world.motion.anatomy import Anatomy, Legs
from nonesuch.world.motion.footsteps import Stances
from nonesuch.world.motion.rotations import Indices, about_x, about_z, smoothstep
from nonesuch.world.motion.soles import ROLL_PITCHES_RAD
from nonesuch.world.motion.swing import climbed, gone_ahead, lifted
from nonesuch.world.nouns import Floats

WALK_LEAVE_RAD, RUN_LEAVE_RAD = np.radians(60), np.radians(44)
WALK_STRIKE_RAD, RUN_STRIKE_RAD = np.radians(-20), np.radians(-4)
LEAST_LEAVE_RAD = np.radians(14)
ROLL_IN_S, ROLL_OUT_S = 0.1, 0.33
KICK_RAD = np.radians(48)  # a runner's heel goes up behind
# Shares of the pitch at leaving and at the next strike, over the swing
LEAVING = PchipInterpolator([0, 0.06, 0.2, 0.45, 0.68, 1], [1, 1.03, 0.92, 0.3, 0, 0])
STRIKING = PchipInterpolator([0, 0.42, 0.66, 0.9, 1], [0, 0, 0.45, 1, 1])


@dataclass(frozen=True, eq=False)
class Feet:
    """Both feet over time; arrays run along ``m`` samples and the sides."""

    places: Floats  # (m, 2, 3), on the ground below the flat foot's ankle, or lifted
    yaws_rad: Floats  # (m, 2), as headings
    tilts_rad: Floats  # (m, 2), of the ground along the foot
    pitches_rad: Floats  # (m, 2), positive: heel up
    toe_pitches_rad: Floats  # (m, 2), of the toes against the ground
    stance: Floats  # (m, 2), 0 at the strike to 1 at leaving; -1 in the air
    swing: Floats  # (m, 2), 0 at leaving to 1 at the strike; 0 on the ground
    struck_s: Floats  # (m, 2), since the foot struck
    leaving_s: Floats  # (m, 2), until the foot leaves, below 0 in the air
    grounds_m: Floats  # (m, 2), height of the ground under the foot


def feet_of(
    stances: tuple[Stances, Stances], times_s: Floats, anatomy: Anatomy
) -> Feet:
    """Both feet at given times."""
    sides = [_foot(stances[s], times_s, float(anatomy.legs.toe_m[s])) for s in (0, 1)]
    return Feet(*(np.stack(pair, 1) for pair in zip(*sides, strict=True)))


def ankles(feet: Feet, pitches_rad: Floats, anatomy: Anatomy) -> Floats:
    """Where the ankles are if the feet are so pitched ``(m, 2)``: ``(m, 2, 3)``."""
    legs = anatomy.legs
    arms = legs.ankles - legs.balls
    over_ball = (about_x(np.maximum(pitches_rad, 0)) @ arms[..., None])[..., 0] - arms
    # measured from the point on the ground below the flat foot's ankle
    own = over_ball + _over_heel(pitches_rad, legs) + legs.ankles * (0, 0, 1)
    tilted = (about_x(-feet.tilts_rad) @ own[..., None])[..., 0]
    facing = about_z(feet.yaws_rad + np.pi / 2)
    placed: Floats = feet.places + (facing @ tilted[..., None])[..., 0]
    return placed


def _over_heel(pitches_rad: Floats, legs: Legs) -> Floats:
    """Ways ``(m, 2, 3)`` of ankles as feet roll over their heels, toes up."""
    ways = np.zeros((*pitches_rad.shape, 3))
    for side in (0, 1):
        for axis in (1, 2):
            table = legs.rolling_m[side, ::-1, axis]
            pitches = pitches_rad[:, side]
            ways[:, side, axis] = np.interp(pitches, ROLL_PITCHES_RAD[::-1], table)
    return ways


def _foot(stances: Stances, times: Floats, toe_m: float) -> tuple[Floats, ...]:
    index = np.searchsorted(stances.strikes_s, times, "right") - 1
    following = np.minimum(index + 1, len(stances.strikes_s) - 1)
    leave, strike = stances.leaves_s[index], stances.strikes_s[following]
    airborne = times > leave
    swing = np.where(airborne, (times - leave) / np.maximum(strike - leave, 1e-3), 0.0)
    since, until = times - stances.strikes_s[index], leave - times
    stance = np.where(airborne, -1.0, since / np.maximum(since + until, 1e-3))
    pitch = np.where(
        airborne,
        _pitch_in_air(stances, index, following, swing),
        _pitch_on_ground(stances, index, since, until),
    )
    toes = np.where(airborne, pitch * _toes_follow(pitch, swing), np.minimum(pitch, 0))
    place, ground = _gliding(stances, index, following, swing)
    place[:, 2] += np.where(airborne, toe_m * np.sin(np.clip(toes, 0, 1.5)), 0.0)
    share = smoothstep(swing)
    yaw, tilt = (
        values[index] + share * (values[following] - values[index])
        for values in (stances.yaws_rad, stances.tilts_rad)
    )
    return place, yaw, tilt, pitch, toes, stance, swing, since, until, ground


def _toes_follow(pitch: Floats, swing: Floats) -> Floats:
    share: Floats = np.where(pitch < 0, 1.0, smoothstep(swing / 0.4))
    return share


def leave_pitch_rad(vigour: Floats, running: Floats) -> Floats:
    """How far the heel is up when a foot leaves the ground."""
    brisk = WALK_LEAVE_RAD + running * (RUN_LEAVE_RAD - WALK_LEAVE_RAD)
    pitch: Floats = np.maximum(brisk * np.minimum(vigour, 1.1), LEAST_LEAVE_RAD)
    return pitch


def strike_pitch_rad(vigour: Floats, running: Floats) -> Floats:
    """How far the toes are up (negative) when a foot strikes."""
    brisk = WALK_STRIKE_RAD + running * (RUN_STRIKE_RAD - WALK_STRIKE_RAD)
    pitch: Floats = brisk * np.minimum(vigour, 1.1)
    return pitch


def _pitch_on_ground(
    stances: Stances, index: Indices, since: Floats, until: Floats
) -> Floats:
    run, (struck, leaving) = stances.running[index], stances.vigour[index].T
    whole = since + until
    roll_in = np.minimum(ROLL_IN_S, 0.16 * whole)
    roll_out = np.minimum(ROLL_OUT_S, 0.68 * whole)
    heel = strike_pitch_rad(struck, run) * (1 - smoothstep(since / roll_in))
    raised = np.clip(1 - until / roll_out, 0, 1) ** 1.7
    pitch: Floats = heel + leave_pitch_rad(leaving, run) * raised
    return pitch


def _pitch_in_air(
    stances: Stances, index: Indices, following: Indices, swing: Floats
) -> Floats:
    left = leave_pitch_rad(stances.vigour[index, 1], stances.running[index])
    next_strike = strike_pitch_rad(
        stances.vigour[following, 0], stances.running[following]
    )
    kick = KICK_RAD * _run_in_air(stances, index, following)
    kicked = kick * np.sin(np.pi * np.clip(swing / 0.72, 0, 1)) ** 2
    pitch: Floats = left * LEAVING(swing) + next_strike * STRIKING(swing) + kicked
    return pitch


def _run_in_air(stances: Stances, index: Indices, following: Indices) -> Floats:
    both: Floats = np.minimum(stances.running[index], stances.running[following])
    return both


def _gliding(
    stances: Stances, index: Indices, following: Indices, swing: Floats
) -> tuple[Floats, Floats]:
    """Places ``(m, 3)`` of the foot on its way, and the heights below it."""
    start, way = stances.places[index], stances.places[following]
    way = way - start
    share = gone_ahead(swing, way[:, 2])[:, None]
    place: Floats = start + share * way
    ground = start[:, 2] + climbed(swing, way[:, 2]) * way[:, 2]
    run = _run_in_air(stances, index, following)
    brisk = np.minimum(stances.vigour[index, 1], 1.0)
    lift = np.maximum(0.022 + 0.02 * brisk, stances.lifts_m[index])
    folded = 0.16 * run * np.sin(np.pi * np.clip(swing, 0, 1) ** 0.8) ** 2
    place[:, 2] = ground + lift * lifted(swing) + folded
    return place, ground
