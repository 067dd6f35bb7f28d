"""One step of everybody: look, choose, turn, move."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd import contact, steering
from nonesuch.world.crowd.following import RouteBook, progress, targets
from nonesuch.world.crowd.ground_plan import Flags, GroundPlan, Indices, edge_at
from nonesuch.world.crowd.people_state import Mode, PeopleState
from nonesuch.world.crowd.steering import Bodies, Intents, units, wrapped
from nonesuch.world.nouns import ACTIONS, Floats

SOFT_RADIUS_M = steering.USUAL_RADIUS_M
TIGHT_RADIUS_M = 0.24  # of somebody who has been stuck for long
HARD_RADIUS_M = 0.215
PRAM_AHEAD_M = 0.85
PRAM_RADIUS_M = 0.27
LEGS_AHEAD_M = 0.42  # of somebody who sits
PRESSING_MPS = 0.45  # how hard somebody who is stuck tries to get through
SIDESTEP_SHARE = 0.6
RELAXATION_S = 0.3
ACCELERATION_MPS2 = 2.5
TURN_RATE_RADPS = 2.4
STOP_MPS, START_MPS = 0.12, 0.35  # apart, so that nobody dithers
ARRIVED_M = 0.12


def step(
    state: PeopleState,
    plan: GroundPlan,
    book: RouteBook,
    circles_xy: Floats,
    step_s: float,
) -> None:
    """Moves all who are present; ``circles_xy`` (c, 2) are middles of talks."""
    rows = state.present()
    if not len(rows):
        return
    followers = rows[state.mode[rows] == Mode.FOLLOW]
    progress(book, state, followers)
    bodies = _bodies(state, rows, circles_xy)
    intents = _intents(state, plan, book, rows, followers)
    near = steering.nearest_bodies(state.position[rows], np.arange(len(rows)), bodies)
    angles, speeds = steering.chosen_ways(plan, bodies, near, intents)
    pressing = _stuck(state, rows)
    speeds = np.maximum(speeds, np.minimum(PRESSING_MPS * pressing, intents.speeds_mps))
    speeds = _without_dithering(state, rows, intents, speeds)
    turn = wrapped(angles - state.heading[rows])
    share = np.maximum(_ahead(turn), SIDESTEP_SHARE * pressing)
    wanted = units(angles) * (speeds * share)[:, None]
    velocity = _kept_apart(
        state, plan, bodies, near, rows, _toward(state, rows, wanted, step_s)
    )
    _move(state, plan, rows, velocity, step_s)
    _turn(state, rows, angles, speeds > 0, step_s)
    _note_blocked(state, rows, intents, step_s)


def _bodies(state: PeopleState, rows: Indices, circles_xy: Floats) -> Bodies:
    pushing = np.flatnonzero(state.action[rows] == ACTIONS.index("push"))
    sitting = np.flatnonzero(state.mode[rows] == Mode.SIT)
    ahead = np.concatenate([pushing, sitting])
    reach = np.repeat([PRAM_AHEAD_M, LEGS_AHEAD_M], [len(pushing), len(sitting)])
    position, velocity = state.position[rows], state.velocity[rows]
    front = position[ahead] + units(state.heading[rows[ahead]]) * reach[:, None]
    counts = [len(rows), len(pushing), len(sitting), len(circles_xy)]
    parties = state.party[rows]
    return Bodies(
        np.concatenate([position, front, circles_xy]),
        np.concatenate([velocity, velocity[ahead], np.zeros_like(circles_xy)]),
        np.repeat([SOFT_RADIUS_M, 0.4, 0.25, 0.35], counts),
        np.repeat([HARD_RADIUS_M, PRAM_RADIUS_M, 0.2, -np.inf], counts),
        np.concatenate([np.arange(len(rows)), ahead, np.full(len(circles_xy), -1)]),
        np.concatenate([parties, parties[ahead], np.zeros(len(circles_xy), np.int64)]),
        np.concatenate(
            [state.mode[rows] == Mode.SCRIPT, np.zeros(sum(counts[1:]), np.bool_)]
        ),
    )


def _intents(
    state: PeopleState,
    plan: GroundPlan,
    book: RouteBook,
    rows: Indices,
    followers: Indices,
) -> Intents:
    goal = np.where(
        (state.mode[rows] == Mode.REACH)[:, None],
        state.goal[rows],
        state.position[rows],
    )
    goal[np.searchsorted(rows, followers)] = targets(plan, book, state, followers)
    offset = goal - state.position[rows]
    distance = np.hypot(offset[:, 0], offset[:, 1])
    moves = distance > ARRIVED_M
    ahead = np.arctan2(offset[:, 1], offset[:, 0])
    direction = np.where(moves, ahead, state.heading[rows]) + _groping(state, rows)
    reaching = state.mode[rows] == Mode.REACH
    arriving = np.where(reaching, 1.1 * distance, np.inf)
    speed = np.minimum(state.pace[rows], arriving)
    speed = np.where(moves & (speed > STOP_MPS), speed, 0)
    reach = np.where(reaching, distance + 0.1, steering.HORIZON_M)
    radius = SOFT_RADIUS_M + (TIGHT_RADIUS_M - SOFT_RADIUS_M) * _stuck(state, rows)
    radius += 0.12 * (state.action[rows] == ACTIONS.index("push"))
    return Intents(
        wrapped(direction),
        speed,
        state.heading[rows],
        radius,
        np.clip(reach, 0.3, steering.HORIZON_M),
        _stuck(state, rows),
        state.layer[rows],
    )


def _stuck(state: PeopleState, rows: Indices) -> Floats:
    """From 0, goes on well, to 1, has been stuck for long."""
    stuck: Floats = np.clip((state.blocked_s[rows] - 0.6) / 2, 0, 1)
    return stuck


def _groping(state: PeopleState, rows: Indices) -> Floats:
    # somebody who is stuck tries one side, then the other
    waves = np.sin(state.blocked_s[rows] * 2 + rows * 2.4)
    return np.where(state.blocked_s[rows] > 3, 0.9 * waves, 0.0)


def _ahead(turn_rad: Floats) -> Floats:
    # nobody walks sideways: first the body turns
    share: Floats = np.clip((np.cos(turn_rad) - 0.3) / 0.6, 0, 1)
    return share


def _without_dithering(
    state: PeopleState, rows: Indices, intents: Intents, speeds: Floats
) -> Floats:
    start = START_MPS + (0.15 - START_MPS) * _stuck(state, rows)
    start = np.minimum(start, 0.9 * intents.speeds_mps)
    threshold = np.where(state.is_stopped[rows], start, np.minimum(STOP_MPS, start))
    state.is_stopped[rows] = speeds <= threshold
    return np.where(state.is_stopped[rows], 0.0, speeds)


def _toward(state: PeopleState, rows: Indices, wanted: Floats, step_s: float) -> Floats:
    change = (wanted - state.velocity[rows]) * min(step_s / RELAXATION_S, 1)
    size = np.hypot(change[:, 0], change[:, 1])
    share = np.minimum(1, ACCELERATION_MPS2 * step_s / np.maximum(size, 1e-9))
    velocity: Floats = state.velocity[rows] + change * share[:, None]
    return velocity


def _kept_apart(
    state: PeopleState,
    plan: GroundPlan,
    bodies: Bodies,
    near: Indices,
    rows: Indices,
    velocity: Floats,
) -> Floats:
    position = state.position[rows]
    hard = np.full(len(rows), HARD_RADIUS_M)
    people = contact.body_limits(position, hard, near, bodies)
    edges = contact.edge_limits(plan, position, state.layer[rows])
    prams = np.flatnonzero(bodies.hard_radii_m == PRAM_RADIUS_M)
    owners = bodies.owners[prams]
    fronts = bodies.positions_xy[prams]
    before = contact.body_limits(
        fronts,
        bodies.hard_radii_m[prams],
        steering.nearest_bodies(fronts, owners, bodies),
        bodies,
    )
    for _ in range(2):
        velocity = contact.within(edges, contact.within(people, velocity))
        velocity[owners] = contact.within(before, velocity[owners])
    velocity = contact.scaled_within(edges, contact.scaled_within(people, velocity))
    velocity[owners] = contact.scaled_within(before, velocity[owners])
    return velocity


def _move(
    state: PeopleState,
    plan: GroundPlan,
    rows: Indices,
    velocity: Floats,
    step_s: float,
) -> None:
    moving = (state.mode[rows] != Mode.SIT) & (state.mode[rows] != Mode.SCRIPT)
    place = state.position[rows] + velocity * step_s
    before, _ = edge_at(plan, state.position[rows], state.layer[rows])
    after, _ = edge_at(plan, place, state.layer[rows])
    moving &= (after > 0.05) | (after >= before)
    told = state.mode[rows] == Mode.SCRIPT
    velocity = np.where(told[:, None], state.velocity[rows], velocity)
    state.velocity[rows] = np.where((moving | told)[:, None], velocity, 0)
    state.position[rows] = np.where(moving[:, None], place, state.position[rows])


def _turn(
    state: PeopleState, rows: Indices, angles: Floats, goes: Flags, step_s: float
) -> None:
    velocity = state.velocity[rows]
    moves = np.hypot(velocity[:, 0], velocity[:, 1]) > 0.25
    rests = np.isin(state.mode[rows], (Mode.REST, Mode.SIT, Mode.SCRIPT))
    goal = np.where(goes, angles, state.heading[rows])
    goal = np.where(moves, np.arctan2(velocity[:, 1], velocity[:, 0]), goal)
    goal = np.where(rests, state.facing[rows], goal)
    turn = wrapped(goal - state.heading[rows])
    most = TURN_RATE_RADPS * step_s
    turn = np.clip(turn * min(step_s * 6, 1), -most, most)
    state.heading[rows] = wrapped(state.heading[rows] + turn)


def _note_blocked(
    state: PeopleState, rows: Indices, intents: Intents, step_s: float
) -> None:
    speed = np.hypot(*state.velocity[rows].T)
    blocked = (intents.speeds_mps > 0.3) & (speed < 0.2)
    change = np.where(blocked, step_s, -2 * step_s)
    state.blocked_s[rows] = np.maximum(state.blocked_s[rows] + change, 0)
