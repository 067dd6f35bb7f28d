"""Where people stop: out of the way to stand or talk, at the kerb to wait, on seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter

from nonesuch.world.crowd.ground_plan import (
    CELL_M,
    CLOSED,
    Flags,
    GroundPlan,
    clearance_near,
    edge_at,
    points_of,
)
from nonesuch.world.crowd.parties import Spot
from nonesuch.world.crowd.steering import units
from nonesuch.world.nouns import Floats, Layout

KERB_DEPTH_M = 3.2  # waiting people stand up to here from the road
QUIET_SHARE = 0.4
AISLE_M = 2.4  # around a spot there must be a wider place to pass by


@dataclass(frozen=True, eq=False)
class Places:
    """Points (n, 2) within the area that matters."""

    standing: Floats  # by an edge, out of the way
    talking: Floats  # with room for a circle, out of the way
    kerbs: tuple[Floats, ...]  # by crossing, where people may wait
    seats: tuple[Spot, ...]  # reachable ones


def find_places(
    plan: GroundPlan, layout: Layout, busy: Floats, focus_xy: Floats, radius_m: float
) -> Places:
    """The places to stop at in a street, within ``radius_m`` of the focus, where it is
    not ``busy`` (rows, columns)."""
    clearance = plan.clearance_m[CLOSED]
    widest = maximum_filter(clearance, size=int(2 * AISLE_M / CELL_M) + 1)
    rows, columns = np.nonzero(clearance > 0.3)
    points = points_of(plan, rows, columns)
    here, wide = clearance[rows, columns], widest[rows, columns]
    near = _distance(points, focus_xy) < radius_m
    for crossing in layout.crossings:  # who stands there would seem to wait
        for end in crossing.ends_xy:
            near &= _distance(points, end) > 4
    standing = near & (here < 0.75) & (wide > here + 0.6)
    talking = near & (here > 0.7) & (here < 1.6) & (wide > here + 0.5)
    return Places(
        _quietest(points[standing], busy[rows, columns][standing]),
        _quietest(points[talking], busy[rows, columns][talking]),
        tuple(_kerb(plan, index, points) for index in range(len(layout.crossings))),
        _seats(plan, layout, focus_xy, radius_m),
    )


def _quietest(points: Floats, busy: Floats) -> Floats:
    if not len(points):
        return points
    return points[busy <= np.quantile(busy, QUIET_SHARE)]


def _distance(points: Floats, point: Floats) -> Floats:
    distance: Floats = np.hypot(points[:, 0] - point[0], points[:, 1] - point[1])
    return distance


def _kerb(plan: GroundPlan, crossing: int, points: Floats) -> Floats:
    road = points_of(plan, *np.nonzero(plan.crossing == crossing))
    if not len(road):
        return np.zeros((0, 2))
    low, high = road.min(0) - KERB_DEPTH_M, road.max(0) + KERB_DEPTH_M
    around = points[((points > low) & (points < high)).all(1)]
    gap = np.array([_distance(road, point).min() for point in around])
    kerb: Floats = around[(gap > 0.45) & (gap < KERB_DEPTH_M)]
    return kerb


def _seats(
    plan: GroundPlan, layout: Layout, focus_xy: Floats, radius_m: float
) -> tuple[Spot, ...]:
    spots = []
    for index, seat in enumerate(layout.seats):
        position = np.array(seat.position_xy)
        if np.hypot(*(position - focus_xy)) > radius_m:
            continue
        steps = np.arange(0.3, 1.3, 0.1)[:, None]
        fronts = position + units(np.array(seat.facing_rad)) * steps
        free = np.flatnonzero(clearance_near(plan, fronts, CLOSED) >= 0.15)
        if len(free):
            x, y = fronts[free[0]]
            spots.append(Spot((float(x), float(y)), seat.facing_rad, index))
    return tuple(spots)


def free_place(
    rng: np.random.Generator, candidates: Floats, taken: Floats, spacing_m: float
) -> Floats | None:
    """A random candidate ``(2,)`` that keeps its distance from all taken points."""
    for index in rng.permutation(len(candidates))[:60]:
        point: Floats = candidates[index]
        if not len(taken) or _distance(taken, point).min() >= spacing_m:
            return point
    return None


def kerb_spots(
    rng: np.random.Generator,
    candidates: Floats,
    kerb_xy: Floats,
    across_rad: float,
    taken: Floats,
    size: int,
) -> tuple[Spot, ...]:
    """Where ``size`` people wait who want to cross from ``kerb_xy``: near the road,
    but loosely, and together; fewer spots if the kerb is full."""
    side = units(np.array(across_rad))
    offset = candidates - kerb_xy
    candidates = candidates[(np.hypot(*offset.T) < 4.5) & (offset @ side < 0.5)]
    depth = -((candidates - kerb_xy) @ side)
    wanted_depth = 0.5 + rng.gamma(2.0, 0.35)  # few toe the line
    cost = 0.7 * np.abs(depth - wanted_depth) + 0.5 * _distance(candidates, kerb_xy)
    cost += rng.normal(0, 0.3, len(candidates))
    spots: list[Spot] = []
    for _ in range(size):
        free = _are_free(candidates, taken, 0.72)
        if not free.any():
            break
        best = candidates[np.argmin(np.where(free, cost, np.inf))]
        best = best + rng.uniform(-0.05, 0.05, 2)
        facing = across_rad + rng.normal(0, 0.3)
        spots.append(Spot((float(best[0]), float(best[1])), facing))
        taken = np.vstack([taken, best])
        cost = cost + 1.5 * _distance(candidates, best)
    return tuple(spots)


def _are_free(points: Floats, taken: Floats, spacing_m: float) -> Flags:
    gap = points[:, None] - taken
    free: Flags = np.all(np.hypot(gap[..., 0], gap[..., 1]) >= spacing_m, axis=1)
    return free


def talking_spots(
    rng: np.random.Generator, center_xy: Floats, size: int
) -> tuple[Spot, ...]:
    """A circle of ``size`` people around a point who look at each other."""
    radius = {1: 0.0, 2: 0.46, 3: 0.56}.get(size, 0.66)
    angles = rng.uniform(0, 2 * np.pi) + np.arange(size) * 2 * np.pi / size
    angles = angles + rng.normal(0, 0.12, size)
    radii = radius + rng.uniform(-0.05, 0.06, size)
    points = center_xy + units(angles) * radii[:, None]
    facing = angles + np.pi + rng.normal(0, 0.1, size)
    return tuple(
        Spot((float(x), float(y)), float(angle))
        for (x, y), angle in zip(points, facing, strict=True)
    )


def standing_spot(rng: np.random.Generator, plan: GroundPlan, point_xy: Floats) -> Spot:
    """Somebody alone at a point: mostly with the back to the edge, or beside it."""
    _, inward = edge_at(plan, point_xy[None], CLOSED)
    away = float(np.arctan2(inward[0, 1], inward[0, 0]))
    turn = rng.choice([0.0, 1.2, -1.2, np.pi], p=[0.45, 0.2, 0.2, 0.15])
    facing = away + turn + rng.normal(0, 0.3)
    return Spot((float(point_xy[0]), float(point_xy[1])), float(facing))
