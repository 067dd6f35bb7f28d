"""Ways through a street: shortest paths on the grid, pulled taut, a little personal.

One Dijkstra tree a goal serves everybody who goes there, and backwards everybody who
comes from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from nonesuch.world.crowd.ground_plan import (
    CELL_M,
    Flags,
    GroundPlan,
    Indices,
    clearance_near,
    crossing_at,
    is_open,
    points_of,
)
from nonesuch.world.nouns import Floats

SPACING_M = 0.5  # between the points of a route
BODY_M = 0.25  # a route keeps this far from edges
STEPS = (
    *((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)),
    *((1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)),
)


@dataclass(frozen=True)
class OnRoad:
    """A stretch of a route that crosses a road, in meters along the route."""

    crossing: int
    from_m: float
    until_m: float


@dataclass(frozen=True, eq=False)
class Route:
    """A way, every ``SPACING_M`` a point."""

    points_xy: Floats  # (n, 2)
    clearance_m: Floats  # (n,)
    crossings: tuple[OnRoad, ...]

    @property
    def length_m(self) -> float:
        """The length of the way."""
        return (len(self.points_xy) - 1) * SPACING_M


class RouteMap:
    """All ways of a street; remembers the trees it has grown."""

    def __init__(self, plan: GroundPlan) -> None:
        self.plan = plan
        free = plan.clearance_m[0] >= BODY_M
        self._node_of_cell = np.full(free.shape, -1, np.int64)
        self._node_of_cell[free] = np.arange(np.count_nonzero(free))
        rows, columns = np.nonzero(free)
        self._node_points = points_of(plan, rows, columns)
        self._graph = _graph(plan, self._node_of_cell, rows, columns)
        self._trees: dict[int, tuple[Floats, NDArray[np.int32]]] = {}

    def way(self, start_xy: Floats, goal_xy: Floats) -> Floats | None:
        """The taut path ``(n, 2)`` from start to goal; None if there is none."""
        distance, _ = self._tree(self._nearest(goal_xy))
        node = self._nearest(start_xy)
        if not np.isfinite(distance[node]):
            return None
        steps = self._steps(node, goal_xy)
        return _taut(self.plan, np.vstack([start_xy, steps[1:-1], goal_xy]))

    def way_by(self, start_xy: Floats, via_xy: Floats, goal_xy: Floats) -> Floats:
        """The taut path by way of a point that is linked to start and goal."""
        node = self._nearest(via_xy)
        there = self._steps(node, start_xy)[::-1]
        path = np.vstack(
            [start_xy, there[1:], self._steps(node, goal_xy)[1:-1], goal_xy]
        )
        middle = len(there)
        return np.vstack(
            [_taut(self.plan, path[:middle]), _taut(self.plan, path[middle - 1 :])[1:]]
        )

    def detours(self, start_xy: Floats, goal_xy: Floats, share: float) -> Floats:
        """Points ``(n, 2)`` off the roads, by way of which the path is longer by at
        most ``share`` of its length, in the middle part of it."""
        to_start, _ = self._tree(self._nearest(start_xy))
        to_goal, _ = self._tree(self._nearest(goal_xy))
        shortest = to_goal[self._nearest(start_xy)]
        near = to_start + to_goal < (1 + share) * shortest
        near &= np.minimum(to_start, to_goal) > 0.2 * shortest
        near &= crossing_at(self.plan, self._node_points) < 0
        near &= clearance_near(self.plan, self._node_points) > BODY_M + 0.3
        points: Floats = self._node_points[near]
        return points

    def _steps(self, node: int, goal_xy: Floats) -> Floats:
        """From a node to the goal, node by node, ``(n, 2)``."""
        _, parents = self._tree(self._nearest(goal_xy))
        nodes = [node]
        while parents[nodes[-1]] >= 0:
            nodes.append(int(parents[nodes[-1]]))
        steps: Floats = self._node_points[np.array(nodes)]
        return steps

    def _nearest(self, point_xy: Floats) -> int:
        gap = self._node_points - point_xy
        return int(np.argmin(gap[:, 0] ** 2 + gap[:, 1] ** 2))

    def _tree(self, node: int) -> tuple[Floats, NDArray[np.int32]]:
        if node not in self._trees:
            self._trees[node] = dijkstra(
                self._graph, indices=node, return_predecessors=True
            )
        return self._trees[node]


def _graph(
    plan: GroundPlan, nodes: Indices, rows: Indices, columns: Indices
) -> csr_matrix:
    # near an edge, and where cars may come, a meter counts for more than a meter
    clearance = plan.clearance_m[0, rows, columns]
    cost = 1 + 1.5 * np.exp(-(clearance - BODY_M) / 0.4)
    cost += 0.8 * (plan.crossing[rows, columns] >= 0)
    padded = np.pad(nodes, 2, constant_values=-1)
    own = np.arange(len(rows))
    starts, ends, lengths = [], [], []
    for down, right in STEPS:
        other = padded[rows + 2 + down, columns + 2 + right]
        there = other >= 0
        starts.append(own[there])
        ends.append(other[there])
        mean = (cost[there] + cost[other[there]]) / 2
        lengths.append(mean * np.hypot(down, right) * CELL_M)
    shape = (len(rows), len(rows))
    parts = np.concatenate(starts), np.concatenate(ends)
    return csr_matrix((np.concatenate(lengths), parts), shape)


def _taut(plan: GroundPlan, path: Floats) -> Floats:
    """Leaves out every point that the next but one is in sight of."""
    on_road: Indices = np.cumsum(crossing_at(plan, path) >= 0, dtype=np.int64)
    kept = [0]
    while kept[-1] < len(path) - 1:
        here = kept[-1]
        reach = 1
        step = len(path) - 1 - here
        while step > 0:
            there = here + reach + step
            if there < len(path) and _is_shortcut(plan, path, on_road, here, there):
                reach += step
            step //= 2
        kept.append(here + reach)
    return path[kept]


def _is_shortcut(
    plan: GroundPlan, path: Floats, on_road: Indices, here: int, there: int
) -> bool:
    if not is_open(plan, path[here], path[there], BODY_M + 0.1):
        return False
    if on_road[there] > on_road[here]:
        return True
    shares = np.linspace(0, 1, 40)[:, None]
    line = path[here] + (path[there] - path[here]) * shares
    return bool((crossing_at(plan, line) < 0).all())


def personal_route(plan: GroundPlan, path: Floats, side: float) -> Route:
    """A route along a path, off its middle: ``side`` from -1 (left) to 1 (right)."""
    points = _resampled(path)
    for _ in range(3):  # rounds corners that a body would not turn on the spot
        points = _kept_free(plan, points, _smooth(points))
    middle = points
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    right = np.stack([along[:, 1], -along[:, 0]], -1)
    room = np.clip(clearance_near(plan, points) - BODY_M, 0, 2.5)
    points = points + right * (side * gaussian_filter1d(room, 3))[:, None]
    points = _kept_free(plan, middle, _smooth(_kept_free(plan, middle, points)))
    return route_along(plan, _resampled(points))


def route_along(plan: GroundPlan, points: Floats) -> Route:
    """The route through points that are ``SPACING_M`` apart."""
    return Route(points, clearance_near(plan, points), _on_roads(plan, points))


def _resampled(path: Floats) -> Floats:
    steps = np.hypot(*np.diff(path, axis=0).T)
    path = path[np.concatenate([[True], steps > 1e-6])]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    count = max(round(float(along[-1]) / SPACING_M), 1)
    wanted = np.linspace(0, along[-1], count + 1)
    return np.stack([np.interp(wanted, along, path[:, axis]) for axis in (0, 1)], -1)


def _smooth(points: Floats) -> Floats:
    smooth: Floats = gaussian_filter1d(points, 2.0, axis=0, mode="nearest")
    smooth[0], smooth[-1] = points[0], points[-1]
    return smooth


def _kept_free(plan: GroundPlan, safe: Floats, wanted: Floats) -> Floats:
    """The wanted points; where they are off the free ground it bends to the safe."""
    blocked = maximum_filter1d(~_is_free(plan, safe, wanted), 5)
    share = gaussian_filter1d(1.0 - blocked, 1.5, mode="nearest")[:, None]
    bent = safe + share * (wanted - safe)
    return np.where(_is_free(plan, safe, bent)[:, None], bent, safe)


def _is_free(plan: GroundPlan, safe: Floats, wanted: Floats) -> Flags:
    needed = np.minimum(clearance_near(plan, safe), BODY_M + 0.1)
    free = clearance_near(plan, wanted) >= needed
    off_road = (crossing_at(plan, wanted) < 0) | (crossing_at(plan, safe) >= 0)
    both: Flags = free & off_road
    return both


def _on_roads(plan: GroundPlan, points: Floats) -> tuple[OnRoad, ...]:
    index = crossing_at(plan, points)
    changes = np.flatnonzero(np.diff(index, prepend=-1, append=-1))
    return tuple(
        OnRoad(int(index[begin]), (begin - 0.5) * SPACING_M, (end - 0.5) * SPACING_M)
        for begin, end in pairwise(changes)
        if index[begin] >= 0
    )
