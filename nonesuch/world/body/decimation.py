"""Coarser versions of a mesh, on a subset of its own vertices.

Half-edge collapses ordered by quadric error (Garland and Heckbert 1997), many at
a time: each round carries out the cheapest collapses whose neighborhoods do not touch.
Since every body has the same topology, the result holds for all of them.

A *wedge* is a vertex with one uv; several wedges share a position along a seam.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nonesuch.world.body.base_mesh import Booleans, Indices
from nonesuch.world.nouns import Floats

_BORDER_WEIGHT = 30.0
_SHARE_A_ROUND = 0.4  # of all vertices, the cheapest are looked at
_LEAST_COSINE = 0.25  # between the normals of a triangle before and after
_RETRIES = 4
_SCRAMBLER = 2654435761  # Knuth's multiplicative hash
_COST_STEP = 1e-9  # of the mesh's size squared: costs closer than that are ties


def coarser(
    positions: Floats,
    position_of_wedge: Indices,
    triangles: Indices,
    goals: Sequence[int],
) -> list[Indices]:
    """For each goal, from large to small, triangles ``(t, 3)`` of wedges, t near it.

    A goal that the mesh cannot reach without folding over gives what was reached.
    """
    quadrics = _quadrics(positions, position_of_wedge[triangles])
    results = []
    for goal in goals:
        while len(triangles) > goal:
            step = _round(positions, position_of_wedge, triangles, quadrics, goal)
            if step is None:
                break
            triangles = step
        results.append(triangles)
    return results


@dataclass(frozen=True, eq=False)
class _HalfEdges:
    """Distinct directed edges from vertex ``tails`` to ``heads``, one row each."""

    tails: Indices
    heads: Indices
    triangle_counts: Indices
    allowed: Booleans  # (n,) bool
    wedge_tails: Indices  # pairs of wedges, with ...
    wedge_heads: Indices
    wedge_rows: Indices  # ... the row each pair belongs to


def _round(
    positions: Floats,
    position_of_wedge: Indices,
    triangles: Indices,
    quadrics: Floats,
    goal: int,
) -> Indices | None:
    """The triangles after many collapses; None if none is possible.

    The quadrics of vertices that take others in grow in place.
    """
    corners = position_of_wedge[triangles]
    edges = _half_edges(position_of_wedge, triangles, corners, len(positions))
    costs = _costs(positions, quadrics, edges)
    rows = _best_rows(positions, corners, edges, costs)
    rows = _independent(rows, corners, edges.tails, len(positions))
    rows = rows[: max(1, (len(triangles) - goal + 1) // 2)]
    if not len(rows):
        return None
    np.add.at(quadrics, edges.heads[rows], quadrics[edges.tails[rows]])
    moved = np.arange(len(position_of_wedge))
    is_chosen = np.zeros(len(edges.tails), np.bool_)
    is_chosen[rows] = True
    pairs = is_chosen[edges.wedge_rows]
    moved[edges.wedge_tails[pairs]] = edges.wedge_heads[pairs]
    triangles = moved[triangles]
    kept: Indices = triangles[~_is_degenerate(position_of_wedge[triangles])]
    return kept


def _is_degenerate(corners: Indices) -> Booleans:
    a, b, c = corners.T
    degenerate: Booleans = (a == b) | (b == c) | (c == a)
    return degenerate


def _half_edges(
    position_of_wedge: Indices, triangles: Indices, corners: Indices, count: int
) -> _HalfEdges:
    order = [0, 1, 2, 1, 2, 0], [1, 2, 0, 0, 1, 2]
    tails, heads = corners[:, order[0]].ravel(), corners[:, order[1]].ravel()
    keys, rows, counts = np.unique(
        tails * count + heads, return_inverse=True, return_counts=True
    )
    wedges = len(position_of_wedge)
    pair_keys, first = np.unique(
        triangles[:, order[0]].ravel() * wedges + triangles[:, order[1]].ravel(),
        return_index=True,
    )
    wedge_tails, wedge_heads = pair_keys // wedges, pair_keys % wedges
    tails, heads, wedge_rows = keys // count, keys % count, rows[first]
    allowed = _keeps_seams(position_of_wedge, triangles, tails, wedge_tails, wedge_rows)
    allowed &= _keeps_surface(tails, heads, counts, count)
    return _HalfEdges(
        tails, heads, counts, allowed, wedge_tails, wedge_heads, wedge_rows
    )


def _keeps_seams(
    position_of_wedge: Indices,
    triangles: Indices,
    tails: Indices,
    wedge_tails: Indices,
    wedge_rows: Indices,
) -> Booleans:
    """Whether each wedge of the tail goes over into exactly one wedge of the head."""
    pairs = np.bincount(wedge_rows, minlength=len(tails))
    steps = np.unique(wedge_rows * len(position_of_wedge) + wedge_tails)
    distinct = np.bincount(steps // len(position_of_wedge), minlength=len(tails))
    alive = np.unique(triangles)
    owned = np.bincount(position_of_wedge[alive], minlength=position_of_wedge.max() + 1)
    kept: Booleans = (pairs == distinct) & (distinct == owned[tails])
    return kept


def _keeps_surface(
    tails: Indices, heads: Indices, triangle_counts: Indices, count: int
) -> Booleans:
    """The link condition, and borders shrink along themselves only."""
    is_border = np.zeros(count, np.bool_)
    is_border[tails[triangle_counts == 1]] = True
    adjacency = csr_matrix(
        (np.ones(len(tails), np.int32), (tails, heads)), shape=(count, count)
    )
    common = np.asarray((adjacency @ adjacency)[tails, heads]).ravel()
    along_border = ~is_border[tails] | (triangle_counts == 1)
    kept: Booleans = along_border & (common == triangle_counts) & (triangle_counts <= 2)
    return kept


def _costs(positions: Floats, quadrics: Floats, edges: _HalfEdges) -> Floats:
    places = np.concatenate([positions, np.ones((len(positions), 1))], 1)[edges.heads]
    both = quadrics[edges.tails] + quadrics[edges.heads]
    costs = np.einsum("ni,nij,nj->n", places, both, places)
    step = _COST_STEP * np.ptp(positions, 0).max() ** 2
    return np.where(edges.allowed, np.round(costs / step), np.inf)


def _best_rows(
    positions: Floats, corners: Indices, edges: _HalfEdges, costs: Floats
) -> Indices:
    """Of each tail the cheapest half-edge that flips no triangle, cheapest first."""
    costs = costs.copy()
    for _ in range(_RETRIES):
        order = np.lexsort((edges.heads, costs, edges.tails))
        first = np.flatnonzero(np.diff(edges.tails[order], prepend=-1))
        rows = order[first]
        rows = rows[np.isfinite(costs[rows])]
        flips = _flips(positions, corners, edges.tails[rows], edges.heads[rows])
        costs[rows[flips]] = np.inf
        if not flips.any():
            break
    rows = rows[~flips]
    rows = rows[np.lexsort((edges.tails[rows], costs[rows]))]
    return rows[: max(1, int(_SHARE_A_ROUND * len(rows)))]


def _flips(
    positions: Floats, corners: Indices, tails: Indices, heads: Indices
) -> Booleans:
    target = np.full(len(positions), -1)
    target[tails] = heads
    flips = np.zeros(len(positions), np.bool_)
    for k in range(3):
        tail, others = corners[:, k], np.delete(corners, k, 1)
        head = target[tail]
        stays = (head >= 0) & ~(others == head[:, None]).any(1)
        after = corners[stays].copy()
        after[:, k] = head[stays]
        before, now = _normals(positions, corners[stays]), _normals(positions, after)
        cosine = (before * now).sum(1)
        flips[tail[stays][cosine < _LEAST_COSINE]] = True
    flipped: Booleans = flips[tails]
    return flipped


def _normals(positions: Floats, corners: Indices) -> Floats:
    a, b, c = (positions[corners[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    unit: Floats = normals / np.maximum(length, 1e-300)
    return unit


def _independent(
    rows: Indices, corners: Indices, tails: Indices, count: int
) -> Indices:
    """Rows, still in their order, of tails whose neighborhoods do not touch.

    Who goes first where two touch is scrambled: by cost, long chains would wait.
    """
    chosen = tails[rows]
    rank = np.full(count, count)
    rank[chosen[np.argsort(chosen * _SCRAMBLER % 2**32)]] = np.arange(len(rows))
    claim = rank.copy()
    np.minimum.at(claim, corners.ravel(), np.repeat(rank[corners].min(1), 3))
    best = np.full(count, count)
    np.minimum.at(best, corners.ravel(), np.repeat(claim[corners].min(1), 3))
    independent: Indices = rows[best[chosen] == rank[chosen]]
    return independent


def _quadrics(positions: Floats, corners: Indices) -> Floats:
    """Squared distances to the planes of the triangles around, and to the borders'."""
    quadrics = np.zeros((len(positions), 4, 4))
    a, b, c = (positions[corners[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    double_area = np.linalg.norm(cross, axis=1)
    normals = cross / np.maximum(double_area, 1e-300)[:, None]
    for k in range(3):
        _add_planes(quadrics, corners[:, k], normals, a, double_area / 2)
    tails, heads = corners.ravel(), np.roll(corners, -1, 1).ravel()
    keys = np.minimum(tails, heads) * len(positions) + np.maximum(tails, heads)
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    border = first[counts == 1]
    along = positions[heads[border]] - positions[tails[border]]
    upright = np.cross(along, normals[border // 3])
    length = np.maximum(np.linalg.norm(upright, axis=1), 1e-300)
    weight = _BORDER_WEIGHT * length**2
    for ends in (tails[border], heads[border]):
        _add_planes(
            quadrics, ends, upright / length[:, None], positions[tails[border]], weight
        )
    return quadrics


def _add_planes(
    quadrics: Floats, vertices: Indices, normals: Floats, points: Floats, weight: Floats
) -> None:
    offsets = -(normals * points).sum(1, keepdims=True)
    planes = np.concatenate([normals, offsets], 1)
    products = np.einsum("n,ni,nj->nij", weight, planes, planes)
    np.add.at(quadrics, vertices, products)
