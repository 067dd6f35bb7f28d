"""Which ways people take through a street, and where that leaves it quiet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from nonesuch.world.crowd.ground_plan import CELL_M, GroundPlan, cells_at
from nonesuch.world.crowd.routes import Route, RouteMap, personal_route
from nonesuch.world.crowd.wishes import CrowdWishes
from nonesuch.world.nouns import Floats, Layout

DETOUR_SHARE = 0.10  # nobody walks the shortest way exactly
KEEP_RIGHT = 2.2, 1.3  # of the beta distribution from left, 0, to right, 1
SAMPLES = 120
BLUR_M = 0.9


@dataclass(frozen=True)
class Journey:
    """From one entry to another."""

    origin: int
    goal: int


@dataclass(frozen=True, eq=False)
class Journeys:
    """The ways people take through the street, with how often."""

    layout: Layout
    routes: RouteMap
    pairs: tuple[Journey, ...]
    detours: tuple[Floats, ...]  # (n, 2), points to go by, from left to right
    shares: Floats  # of all journeys, sum 1


def find_journeys(
    layout: Layout, routes: RouteMap, wishes: CrowdWishes, focus_xy: Floats
) -> Journeys:
    """All ways between two entries, more often those that pass by the focus."""
    entries = layout.entries_xy
    weights = {(origin, goal): weight for origin, goal, weight in wishes.flows}
    pairs, detours, shares = [], [], []
    for origin, goal in sorted(weights) or _all_pairs(len(entries)):
        path = routes.way(entries[origin], entries[goal])
        if path is None:
            continue
        near = _meters_near(path, focus_xy, wishes.radius_m)
        pairs.append(Journey(origin, goal))
        by = routes.detours(entries[origin], entries[goal], DETOUR_SHARE)
        detours.append(by[np.argsort(_rightness(by, path), kind="stable")])
        shares.append(weights.get((origin, goal), near + 0.02 * wishes.radius_m))
    total = np.array(shares) / max(sum(shares), 1e-9)
    return Journeys(layout, routes, tuple(pairs), tuple(detours), total)


def _rightness(points: Floats, path: Floats) -> Floats:
    """How far points ``(n, 2)`` lie to the right of a path."""
    ends, steps = path[:-1], np.diff(path, axis=0)
    offset = points[:, None] - ends  # (n, segments, 2)
    along = (offset * steps).sum(-1) / (steps**2).sum(-1)
    gap = offset - along.clip(0, 1)[..., None] * steps
    nearest = (gap**2).sum(-1).argmin(1)
    rows = np.arange(len(points))
    right = offset[..., 0] * steps[:, 1] - offset[..., 1] * steps[:, 0]
    side: Floats = right[rows, nearest] / np.hypot(*steps[nearest].T)
    return side


def _all_pairs(count: int) -> list[tuple[int, int]]:
    return [
        (one, other) for one in range(count) for other in range(count) if one != other
    ]


def _meters_near(path: Floats, focus_xy: Floats, radius_m: float) -> float:
    steps = np.diff(path, axis=0)
    middles = path[:-1, None] + steps[:, None] * np.linspace(0.05, 0.95, 10)[:, None]
    offset = middles - focus_xy
    near = (np.hypot(offset[..., 0], offset[..., 1]) < radius_m).mean(1)
    return float((near * np.hypot(steps[:, 0], steps[:, 1])).sum())


def draw_journey(rng: np.random.Generator, journeys: Journeys) -> Journey | None:
    """One way, drawn by how often it is taken; None if there is none."""
    if not journeys.pairs:
        return None
    return journeys.pairs[int(rng.choice(len(journeys.pairs), p=journeys.shares))]


def draw_route(rng: np.random.Generator, journeys: Journeys, journey: Journey) -> Route:
    """How one party goes: by way of some point, not in the middle of the pavement."""
    entries = journeys.layout.entries_xy
    start_xy, goal_xy = entries[journey.origin], entries[journey.goal]
    detours = journeys.detours[journeys.pairs.index(journey)]
    path = np.stack([start_xy, goal_xy])
    if len(detours):
        via = detours[int(len(detours) * rng.beta(*KEEP_RIGHT))]
        path = journeys.routes.way_by(start_xy, via, goal_xy)
    return personal_route(journeys.routes.plan, path, draw_side(rng))


def draw_side(rng: np.random.Generator) -> float:
    """How far right of its path somebody keeps, -1 to 1: mostly a little."""
    return float(np.clip(rng.normal(0.35, 0.35), -0.8, 0.8))


def busyness(rng: np.random.Generator, plan: GroundPlan, journeys: Journeys) -> Floats:
    """How many people pass by each cell, relative to the others, (rows, columns)."""
    passes = np.zeros(plan.crossing.shape)
    for _ in range(SAMPLES):
        journey = draw_journey(rng, journeys)
        if journey is not None:
            points = draw_route(rng, journeys, journey).points_xy
            np.add.at(passes, cells_at(plan, points), 1.0)
    busy: Floats = gaussian_filter(passes, BLUR_M / CELL_M)
    return busy
