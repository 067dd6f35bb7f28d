"""How people choose direction and speed: by looking where the way stays free longest.

After Moussaid, Helbing and Theraulaz, "How simple rules determine pedestrian behavior
and crowd disasters" (PNAS 2011).  n walkers, b bodies, d directions, k neighbors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.crowd.ground_plan import Flags, GroundPlan, Indices, clearance_near
from nonesuch.world.nouns import Floats

HORIZON_M = 8.0
REACTION_S = 0.6  # speed falls so that this long passes before a collision
DIRECTIONS_RAD = np.linspace(-1.5, 1.5, 25)
GLANCES_M = np.array([0.4, 0.8, 1.3, 2.0, 3.0, 4.5, 6.0, 8.0])
EDGE_M = 0.22
NEIGHBORS = 12
STANDS_MPS = 0.3  # companions who are slower than this must be walked around
USUAL_RADIUS_M = 0.30  # who asks for less leaves less to others, too
TURN_COST_M2 = 6.0  # per rad^2 away from where one is already going
LEFT_COST_M2 = 8.0  # people who meet head-on both give way to the right


@dataclass(frozen=True, eq=False)
class Bodies:
    """All that takes up room; the first rows are the walkers themselves."""

    positions_xy: Floats  # (b, 2)
    velocities_xy: Floats  # (b, 2)
    radii_m: Floats  # (b,), of the room people leave if they can
    hard_radii_m: Floats  # (b,), of what they never enter; -inf: none
    owners: Indices  # (b,), the row of the walker it belongs to, -1 nobody
    parties: Indices  # (b,), people of one party do not dodge each other
    unyielding: Flags  # (b,), who gives way to nobody


@dataclass(frozen=True, eq=False)
class Intents:
    """What each walker would do if alone, all ``(n,)``."""

    directions_rad: Floats
    speeds_mps: Floats
    headings_rad: Floats
    radii_m: Floats  # how much room this one asks for
    reach_m: Floats  # how far off the goal is, at most the horizon
    stuck: Floats  # 0 not at all, 1 for long
    layers: Indices  # of the ground plan, where each may be


def units(angles_rad: Floats) -> Floats:
    """Unit vectors ``(..., 2)`` of angles ``(...)``."""
    return np.stack([np.cos(angles_rad), np.sin(angles_rad)], -1)


def wrapped(angles_rad: Floats) -> Floats:
    """The same angles between -pi and pi."""
    inside: Floats = (angles_rad + np.pi) % (2 * np.pi) - np.pi
    return inside


def nearest_bodies(points: Floats, owners: Indices, bodies: Bodies) -> Indices:
    """The rows ``(n, k)`` of the bodies nearest to points, without their own."""
    gap = bodies.positions_xy[None] - points[:, None]
    squared = gap[..., 0] ** 2 + gap[..., 1] ** 2
    squared[owners[:, None] == bodies.owners[None]] = 1e9
    count = min(NEIGHBORS, squared.shape[1])
    nearest = np.argpartition(squared, count - 1, axis=1)[:, :count]
    return np.sort(nearest, axis=1)


def chosen_ways(
    plan: GroundPlan, bodies: Bodies, near: Indices, intents: Intents
) -> tuple[Floats, Floats]:
    """The directions (rad) and speeds ``(n,)`` people would like, given all others."""
    count = len(near)
    angles = intents.directions_rad[:, None] + DIRECTIONS_RAD  # (n, d)
    reach = intents.reach_m[:, None]
    free = np.minimum(
        _free_of_bodies(bodies, near, intents, angles),
        _free_of_edges(plan, bodies.positions_xy[:count], angles, intents.layers),
    )
    # of a way aside, only the first part brings one nearer to the goal
    useful = np.minimum(free, reach * np.maximum(np.cos(DIRECTIONS_RAD), 0.07))
    turn = wrapped(angles - intents.headings_rad[:, None])
    cost = useful**2 - 2 * reach * useful * np.cos(DIRECTIONS_RAD)
    patience = (1 - intents.stuck[:, None]) * reach / HORIZON_M
    cost += TURN_COST_M2 * np.minimum(turn**2, 4) * patience
    cost += LEFT_COST_M2 * (DIRECTIONS_RAD > 0)
    best = np.argmin(cost, axis=1)
    rows = np.arange(count)
    speeds = np.minimum(intents.speeds_mps, free[rows, best] / REACTION_S)
    return angles[rows, best], speeds


def _free_of_bodies(
    bodies: Bodies, near: Indices, intents: Intents, angles: Floats
) -> Floats:
    """How far ``(n, d)`` one gets before the first collision, up to the horizon."""
    count = len(near)
    offset = bodies.positions_xy[near] - bodies.positions_xy[:count, None]  # (n, k, 2)
    distance = np.hypot(offset[..., 0], offset[..., 1])
    room = intents.radii_m[:, None] + bodies.radii_m[near]
    room -= np.maximum(USUAL_RADIUS_M - intents.radii_m, 0)[:, None]
    room = np.minimum(room, 0.95 * distance)
    seen = (offset * units(intents.headings_rad)[:, None]).sum(-1) > -0.3 * distance
    speeds = np.hypot(bodies.velocities_xy[near, 0], bodies.velocities_xy[near, 1])
    strangers = bodies.parties[near] != bodies.parties[:count, None]
    seen &= strangers | (speeds < STANDS_MPS)
    seen &= distance < HORIZON_M + 4
    speed = np.maximum(intents.speeds_mps, 0.5)[:, None, None]
    ahead, others = units(angles), bodies.velocities_xy[near]
    # with the velocity w relative to a neighbor at r: w.r and w.w, (n, d, k) each
    approach = speed * _dots(ahead, offset) - (others * offset).sum(-1)[:, None]
    squared = speed**2 - 2 * speed * _dots(ahead, others)
    squared += (others**2).sum(-1)[:, None]
    squared = np.maximum(squared, 1e-6)
    root = approach**2 - squared * (distance**2 - room**2)[:, None]
    meets = (root > 0) & (approach > 0) & seen[:, None]
    seconds = (approach - np.sqrt(np.maximum(root, 0))) / squared
    seconds = np.where(meets, np.maximum(seconds, 0), np.inf).min(-1)
    free: Floats = np.minimum(seconds * speed[..., 0], HORIZON_M)
    return free


def _dots(ahead: Floats, vectors: Floats) -> Floats:
    x = ahead[:, :, None, 0] * vectors[:, None, :, 0]
    dots: Floats = x + ahead[:, :, None, 1] * vectors[:, None, :, 1]
    return dots  # (n, d, k)


def _free_of_edges(
    plan: GroundPlan, positions: Floats, angles: Floats, layers: Indices
) -> Floats:
    """How far ``(n, d)`` one gets before the edge of the ground that is open to one."""
    needed = np.minimum(EDGE_M, 0.8 * clearance_near(plan, positions, layers))
    glances = units(angles)[:, :, None] * GLANCES_M[:, None]  # (n, d, g, 2)
    points = positions[:, None, None] + glances
    clearance = clearance_near(plan, points, layers[:, None, None])
    blocked = clearance < needed[:, None, None]
    first = np.where(blocked.any(-1), blocked.argmax(-1), len(GLANCES_M))
    free: Floats = np.concatenate([[0.0], GLANCES_M])[first]
    return free
