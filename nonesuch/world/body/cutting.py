"""Cutting cloth out of the base mesh's helper shapes, along straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nonesuch.world.body.base_mesh import Indices
from nonesuch.world.nouns import Floats


@dataclass(frozen=True, eq=False)
class Cloth:
    """Triangles of points, each point on an edge of the base mesh."""

    references: Indices  # (p, 3), the third is not used
    shares: Floats  # (p, 3)
    triangles: Indices  # (t, 3)


def cloth_of(triangles: Indices) -> Cloth:
    """All of a part of the base mesh."""
    vertices, flat = np.unique(triangles, return_inverse=True)
    return Cloth(
        np.repeat(vertices[:, None], 3, 1),
        np.tile([1.0, 0.0, 0.0], (len(vertices), 1)),
        flat.reshape(-1, 3),
    )


def at_points(cloth: Cloth, values: Floats) -> Floats:
    """What base vertices' values ``(v, ...)`` are at the points of a cloth."""
    result: Floats = np.einsum("pk,pk...->p...", cloth.shares, values[cloth.references])
    return result


def trimmed(cloth: Cloth, field: Floats) -> Cloth:
    """The cloth where a field ``(p,)`` on its points is positive.

    Triangles at the border are cut; the points of the cloth must be base vertices.
    """
    inside = field > 0
    corners = inside[cloth.triangles]
    count = corners.sum(1)
    pieces = [cloth.triangles[count == 3]]
    cutter = _Cutter(cloth, field)
    for triangle in cloth.triangles[(count == 1) | (count == 2)]:
        pieces.append(cutter.part_inside(triangle))
    return _compact(cutter.cloth(), np.concatenate(pieces))


class _Cutter:
    """Adds a point on each edge that the border crosses, once."""

    def __init__(self, cloth: Cloth, field: Floats) -> None:
        self._cloth = cloth
        self._field = field
        self._cuts: dict[tuple[int, int], int] = {}
        self._shares: list[float] = []

    def part_inside(self, triangle: Indices) -> Indices:
        """One or two triangles."""
        loop: list[int] = []
        for a, b in zip(triangle, np.roll(triangle, -1), strict=True):
            if self._field[a] > 0:
                loop.append(int(a))
            if (self._field[a] > 0) != (self._field[b] > 0):
                loop.append(self._cut(int(a), int(b)))
        return np.array(
            [[loop[0], loop[k], loop[k + 1]] for k in range(1, len(loop) - 1)]
        )

    def _cut(self, a: int, b: int) -> int:
        edge = (min(a, b), max(a, b))
        if edge not in self._cuts:
            low, high = self._field[list(edge)]
            self._cuts[edge] = len(self._cloth.references) + len(self._cuts)
            self._shares.append(float(low / (low - high)))
        return self._cuts[edge]

    def cloth(self) -> Cloth:
        """The old points and then the new ones."""
        if not self._cuts:
            return self._cloth
        old = self._cloth
        ends = np.array(list(self._cuts), np.int64)
        share = np.array(self._shares)
        vertices = old.references[ends, 0]
        references = np.concatenate([vertices, vertices[:, :1]], 1)
        shares = np.stack([1 - share, share, np.zeros_like(share)], 1)
        return Cloth(
            np.concatenate([old.references, references]),
            np.concatenate([old.shares, shares]),
            old.triangles,
        )


def _compact(cloth: Cloth, triangles: Indices) -> Cloth:
    points, flat = np.unique(triangles, return_inverse=True)
    return Cloth(
        cloth.references[points],
        cloth.shares[points],
        flat.reshape(-1, 3),
    )


def border_edges(triangles: Indices) -> Indices:
    """Directed edges ``(n, 2)`` that only one triangle has."""
    tails, heads = triangles.ravel(), np.roll(triangles, -1, 1).ravel()
    low, high = np.minimum(tails, heads), np.maximum(tails, heads)
    _, first, counts = np.unique(
        low * (triangles.max() + 1) + high, return_index=True, return_counts=True
    )
    border = first[counts == 1]
    return np.stack([tails[border], heads[border]], 1)


def smoother(triangles: Indices, count: int) -> csr_matrix:
    """Half a point, half the mean of its neighbors; of a border, those along it."""
    border = border_edges(triangles)
    is_border = np.zeros(count, np.bool_)
    is_border[border] = True
    tails = triangles[:, [0, 1, 2, 1, 2, 0]].ravel()
    heads = triangles[:, [1, 2, 0, 0, 1, 2]].ravel()
    inner = ~is_border[tails]
    tails = np.concatenate([tails[inner], border[:, 0], border[:, 1]])
    heads = np.concatenate([heads[inner], border[:, 1], border[:, 0]])
    ones = csr_matrix((np.ones(len(tails)), (tails, heads)), shape=(count, count))
    sums = np.asarray(ones.sum(1)).ravel()
    alone = sums == 0
    scale = csr_matrix(
        (0.5 / np.where(alone, 1, sums), (np.arange(count),) * 2), shape=(count, count)
    )
    keep = csr_matrix(
        (np.where(alone, 1.0, 0.5), (np.arange(count),) * 2), shape=(count, count)
    )
    return csr_matrix(scale @ ones + keep)
