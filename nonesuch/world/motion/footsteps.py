"""The plan of all footsteps: where each foot stands, from when until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.anatomy import SIGNS, Anatomy
from nonesuch.world.motion.cadence import Walk, running
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rotations import Indices, smoothstep
from nonesuch.world.motion.swing import KERB_M, clearing_lifts_m
from nonesuch.world.nouns import Floats, GroundHeight

# In steps, before the body is over the foot: its strike, and the end of its last stance
WALK_STRIKE, WALK_LEAVE = 0.42, 1.27
FASTER_LEAVE = 0.13  # fast walkers leave the ground sooner
RUN_STRIKE, RUN_LEAVE = 0.3, 1.58
LONGEST_SWING_S, SHORTEST_STANCE_S = 0.5, 0.1
STARTING_STEP_S = 0.5  # a step before the body moves, or after it stopped
# a foot is moved so far ahead or back lest it stand on an edge
MOVES_M = np.array([0.0, *(s * d for d in np.arange(1, 12) * 0.03 for s in (1, -1))])
MARGIN_M = 0.025
STEEPEST_RAD = 0.25
FOREVER_S = 1e6


@dataclass(frozen=True, eq=False)
class Stances:
    """The stances of one foot, in order; arrays of ``k``."""

    strikes_s: Floats
    leaves_s: Floats
    places: Floats  # (k, 3), on the ground below the ankle
    yaws_rad: Floats  # as headings
    tilts_rad: Floats  # of the ground along the foot, positive: toes higher
    lifts_m: Floats  # at least, in the swing that follows
    vigour: Floats  # (k, 2), of the gait at strike and at leaving; 1: brisk
    running: Floats


@dataclass(frozen=True, eq=False)
class _Step:
    number: int  # in its walk, from 1
    count: int  # of steps until the body rests
    walk: Walk

    @property
    def stands(self) -> bool:
        return self.number >= self.count

    def time_s(self, before: float, rate_hz: float) -> float:
        """When the walk is so many steps before this one."""
        at = self.number - before
        inside = min(max(at, 0.0), float(self.count))
        steps = self.walk.steps
        sample = self.walk.first + np.interp(inside, steps, np.arange(len(steps)))
        return float(sample) / rate_hz + (at - inside) * STARTING_STEP_S


def footsteps(
    journey: Journey,
    walks: list[Walk],
    anatomy: Anatomy,
    manner: Manner,
    ground_height: GroundHeight,
) -> tuple[Stances, Stances]:
    """The stances of the left and the right foot; the first begins before all time."""
    sided = _alternating(journey, walks)
    return (
        _stances(sided[0], 0, journey, anatomy, manner, ground_height),
        _stances(sided[1], 1, journey, anatomy, manner, ground_height),
    )


def step_count(stances: tuple[Stances, Stances], times_s: Floats) -> Floats:
    """The gait's phase in steps, ``(m,)``: even at strikes of the left foot."""
    strikes = sorted(
        (float(time), side)
        for side, foot in enumerate(stances)
        for time in foot.strikes_s[1:]
    )
    if not strikes:
        return np.zeros(len(times_s))
    times, sides = np.array([t for t, _ in strikes]), np.array([s for _, s in strikes])
    # twice the same foot in a row: two steps
    numbers = sides[0] + np.cumsum([0, *np.where(np.diff(sides) == 0, 2, 1)])
    count: Floats = np.interp(times_s, times, numbers)
    return count


def gait_vigour(speed_mps: Floats, leg_m: float) -> Floats:
    """How brisk a gait is, ``(...)``: 0 at rest, 1 at 1.35 m/s on legs of 0.9 m."""
    relative = speed_mps / 1.35 / np.sqrt(leg_m / 0.9)
    vigour: Floats = np.clip(relative, 0, 1.35) ** 0.55 * smoothstep(relative / 0.4)
    return vigour


def _alternating(
    journey: Journey, walks: list[Walk]
) -> tuple[list[_Step], list[_Step]]:
    sided: tuple[list[_Step], list[_Step]] = ([], [])
    free = 0  # the foot that has stood longer
    for walk in walks:
        turn = journey.heading_rad[walk.last] - journey.heading_rad[walk.first]
        side = free if abs(turn) < 0.5 else int(turn < 0)
        count = round(float(walk.steps[-1]))
        for number in range(1, count + 2):
            sided[side].append(_Step(number, count, walk))
            side = 1 - side
        free = side
    return sided


def _stances(
    steps: list[_Step],
    side: int,
    journey: Journey,
    anatomy: Anatomy,
    manner: Manner,
    ground_height: GroundHeight,
) -> Stances:
    rate, times = journey.rate_hz, journey.times_s
    over = np.array([0.0, *(s.time_s(max(0, s.number - s.count), rate) for s in steps)])
    run = np.interp(over, times, running(journey))
    speeds = np.interp(over[:-1], times, journey.speed_mps)
    fast = smoothstep((speeds / np.sqrt(anatomy.legs.length_m / 0.9) - 1.4) / 0.9)
    strikes, leaves = _times(steps, run, fast, rate)
    stands = np.array([True, *(s.stands for s in steps)])
    places, yaws = _prints(over, stands, side, journey, anatomy, manner)
    span_m = _span_m(anatomy, side)
    places, tilts = _on_ground(places, yaws, span_m, ground_height)
    lifts = clearing_lifts_m(places, yaws, span_m, ground_height)
    # who walks sideways or backwards sets the feet down flat
    vigour = gait_vigour(journey.speed_mps, anatomy.legs.length_m)
    vigour = vigour * np.clip(journey.ahead, 0, 1)
    brisk = np.stack([np.interp(t, times, vigour) for t in (strikes, leaves)], 1)
    lifts = np.append(lifts, 0.0)
    return Stances(strikes, leaves, places, yaws, tilts, lifts, brisk, run)


def _times(
    steps: list[_Step], run: Floats, fast: Floats, rate_hz: float
) -> tuple[Floats, Floats]:
    strike = WALK_STRIKE + run[1:] * (RUN_STRIKE - WALK_STRIKE)
    leave = WALK_LEAVE + FASTER_LEAVE * fast
    leave = leave + run[:-1] * (RUN_LEAVE - leave)
    strikes, leaves = [-FOREVER_S], []
    for step, before_strike, before_leave in zip(steps, strike, leave, strict=True):
        strikes.append(step.time_s(before_strike, rate_hz))
        left = step.time_s(before_leave, rate_hz)
        leaves.append(max(left, strikes[-1] - LONGEST_SWING_S))
    earliest = np.array(strikes) + SHORTEST_STANCE_S
    return np.array(strikes), np.maximum([*leaves, FOREVER_S], earliest)


def _prints(
    over: Floats,
    stands: Floats,
    side: int,
    journey: Journey,
    anatomy: Anatomy,
    manner: Manner,
) -> tuple[Floats, Floats]:
    """Ankles on the plan ``(k, 2)`` and headings of feet ``(k,)``."""
    samples, sign = over * journey.rate_hz, SIGNS[side]
    index = np.arange(len(journey.speed_mps))
    heading = np.interp(samples, index, journey.heading_rad)
    middle = np.stack([np.interp(samples, index, xy) for xy in journey.feet_xy.T], 1)
    aside = np.where(stands, manner.stand_half_width_m, manner.step_half_width_m) * sign
    ahead = np.where(stands, manner.stand_stagger_m * sign, 0.0)
    along = np.stack([np.cos(heading), np.sin(heading)], 1)
    across = np.stack([-along[:, 1], along[:, 0]], 1)
    xy = middle + aside[:, None] * across + ahead[:, None] * along
    toe_out = np.where(stands, manner.stand_toe_out, manner.toe_out)
    return xy, heading + sign * toe_out


def _span_m(anatomy: Anatomy, side: int) -> tuple[float, float]:
    """How far a sole, and a little more, reaches behind and ahead of the ankle."""
    legs = anatomy.legs
    front = legs.ankles[side, 1] - legs.balls[side, 1] + legs.toe_m[side]
    return float(legs.back_m[side]) + MARGIN_M, float(front) + MARGIN_M


def _on_ground(
    xy: Floats,
    yaws: Floats,
    span_m: tuple[float, float],
    ground_height: GroundHeight,
) -> tuple[Floats, Floats]:
    """Places ``(k, 3)`` moved off edges, and the slope ``(k,)`` of the ground there."""
    back, front = span_m
    along = np.stack([np.cos(yaws), np.sin(yaws)], 1)

    def heights(rows: Indices, moves_m: Floats) -> Floats:
        offsets = moves_m[:, None] + [-back, front / 2, front]
        points = xy[rows, None, None] + offsets[..., None] * along[rows, None, None]
        return ground_height(points)  # (rows, moves, 3)

    every = np.arange(len(xy))
    here = heights(every, MOVES_M[:1])[:, 0]
    moves = np.zeros(len(xy))
    edges = np.flatnonzero(np.ptp(here, axis=1) > KERB_M)
    if len(edges):
        around = heights(edges, MOVES_M)
        flat = np.ptp(around, axis=2) < KERB_M
        chosen = np.where(flat.any(1), flat.argmax(1), 0)
        moves[edges] = MOVES_M[chosen]
        here[edges] = around[np.arange(len(edges)), chosen]
    heel, _, toe = here.T
    slope = np.arctan2(toe - heel, back + front)
    ankle_height = heel + (toe - heel) * back / (back + front)
    moved = xy + moves[:, None] * along
    places = np.concatenate([moved, ankle_height[:, None]], 1)
    return places, np.clip(slope, -STEEPEST_RAD, STEEPEST_RAD)
