"""The hard rule of the crowd: nobody comes closer to a body or an edge than allowed.

Each neighbor and edge leaves a half plane of velocities.  If both sides of a pair keep
to theirs, the gap between them can shrink, but not close within one step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.crowd.ground_plan import GroundPlan, Indices, edge_at
from nonesuch.world.crowd.steering import Bodies
from nonesuch.world.nouns import Floats

CLOSING_S = 0.4  # a gap may close by the part step / CLOSING_S from each side
EDGE_M = 0.15
GETTING_BACK_MPS = 0.4  # of somebody who was pushed beyond the edge
NEIGHBORS = 6
ROUNDS = 2


@dataclass(frozen=True, eq=False)
class Limits:
    """Velocities may have at most ``allowed`` (n, k) along ``normals`` (n, k, 2)."""

    normals: Floats
    allowed: Floats


def body_limits(
    points: Floats, hard_radii_m: Floats, near: Indices, bodies: Bodies
) -> Limits:
    """What neighbors leave to bodies at ``points`` (n, 2), the nearest first."""
    offset = bodies.positions_xy[near] - points[:, None]
    distance = np.maximum(np.hypot(offset[..., 0], offset[..., 1]), 1e-6)
    gap = distance - (hard_radii_m[:, None] + bodies.hard_radii_m[near])
    nearest = np.argsort(gap, axis=1, kind="stable")[:, :NEIGHBORS]
    rows = np.arange(len(points))[:, None]
    near = near[rows, nearest]
    normals = offset[rows, nearest] / distance[rows, nearest][..., None]
    theirs = (bodies.velocities_xy[near] * normals).sum(-1)
    allowed = np.maximum(gap[rows, nearest], 0) / CLOSING_S
    # to those who give way to nobody one gives way with the whole velocity
    return Limits(normals, allowed + np.where(bodies.unyielding[near], theirs, 0))


def edge_limits(plan: GroundPlan, points: Floats, layers: Indices) -> Limits:
    """What the edge of the walkable ground leaves, one limit a point."""
    clearance, inward = edge_at(plan, points, layers)
    allowed = np.maximum((clearance - EDGE_M) / CLOSING_S, -GETTING_BACK_MPS)
    return Limits(-inward[:, None], allowed[:, None])


def within(limits: Limits, velocities: Floats) -> Floats:
    """Velocities ``(n, 2)`` projected onto the half planes, one after the other."""
    result = velocities
    for _ in range(ROUNDS):
        for k in range(limits.allowed.shape[1]):
            normal, allowed = limits.normals[:, k], limits.allowed[:, k]
            excess = np.maximum((result * normal).sum(-1) - allowed, 0)
            result = result - normal * np.where(np.isfinite(excess), excess, 0)[:, None]
    return result


def scaled_within(limits: Limits, velocities: Floats) -> Floats:
    """Velocities made slower until no limit is broken; at rest none is."""
    along = (limits.normals * velocities[:, None]).sum(-1)
    most = np.maximum(limits.allowed, 0) / np.maximum(along, 1e-9)
    share = np.where(along > 1e-9, most, 1.0).min(-1, initial=1.0)
    slower: Floats = velocities * np.minimum(share, 1.0)[:, None]
    return slower
