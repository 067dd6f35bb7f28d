"""Simple shapes from which bags, prams and phones are put together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nonesuch.world.nouns import Bytes, Floats, Material, Mesh, Part

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Solid:
    """Points (p, 3), triangles (t, 3) counter-clockwise from outside, zones (t,)."""

    points: Floats
    triangles: Indices
    zones: Bytes


def _solid(points: Floats, triangles: Indices) -> Solid:
    return Solid(points, triangles, np.zeros(len(triangles), np.uint8))


def in_zone(solid: Solid, zone: int) -> Solid:
    """The same, of another material."""
    return replace(solid, zones=np.full(len(solid.triangles), zone, np.uint8))


def moved(solid: Solid, matrix: Floats, shift: ArrayLike = (0.0, 0.0, 0.0)) -> Solid:
    """Points turned by a rotation ``(3, 3)``, then shifted."""
    return replace(solid, points=solid.points @ matrix.T + np.asarray(shift))


def together(*solids: Solid) -> Solid:
    """Several solids as one."""
    starts = np.cumsum([0, *(len(solid.points) for solid in solids[:-1])])
    return Solid(
        np.concatenate([solid.points for solid in solids]),
        np.concatenate(
            [
                solid.triangles + start
                for solid, start in zip(solids, starts, strict=True)
            ]
        ),
        np.concatenate([solid.zones for solid in solids]),
    )


def cushion(
    center: ArrayLike, half_sizes: ArrayLike, roundness: float = 0.4, count: int = 16
) -> Solid:
    """A rounded box (a superellipsoid): roundness 0 is a box, 1 an ellipsoid."""
    longitude = np.linspace(-np.pi, np.pi, count, endpoint=False)
    latitude = np.linspace(-np.pi / 2, np.pi / 2, count // 2 + 1)[1:-1]

    def bent(values: Floats) -> Floats:
        powered: Floats = np.sign(values) * np.abs(values) ** roundness
        return powered

    across = bent(np.cos(latitude))[:, None]
    rows = np.stack(
        [
            across * bent(np.cos(longitude)),
            across * bent(np.sin(longitude)),
            np.repeat(bent(np.sin(latitude))[:, None], count, 1),
        ],
        -1,
    )
    points = np.concatenate([rows.reshape(-1, 3), [[0, 0, -1], [0, 0, 1]]])
    triangles = np.concatenate([_grid(len(rows), count), _caps(len(rows), count)])
    scaled = points * np.asarray(half_sizes) + np.asarray(center)
    return _solid(scaled, triangles)


def tube(
    path: ArrayLike, radius: float, sides: int = 6, is_closed: bool = False
) -> Solid:
    """A pipe along points ``(n, 3)``; its ends are open."""
    line = np.asarray(path, np.float64)
    ahead = np.roll(line, -1, 0) - np.roll(line, 1, 0)
    if not is_closed:
        ahead[0], ahead[-1] = line[1] - line[0], line[-1] - line[-2]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    helper = np.where(np.abs(ahead[:, 2:]) < 0.9, [[0.0, 0, 1]], [[0.0, 1, 0]])
    left = np.cross(helper, ahead)
    left /= np.linalg.norm(left, axis=1, keepdims=True)
    up = np.cross(ahead, left)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[None, :, None]
    around = np.cos(angle) * left[:, None] + np.sin(angle) * up[:, None]
    points = line[:, None] + radius * around
    count = len(line)
    triangles = _grid(count, sides)
    if is_closed:
        last = _grid(2, sides)
        is_first_row = last < sides
        wrapped = np.where(is_first_row, last + (count - 1) * sides, last - sides)
        triangles = np.concatenate([triangles, wrapped])
    return _solid(points.reshape(-1, 3), triangles)


def band(path: Floats, half_width: Floats, is_closed: bool = False) -> Solid:
    """A flat strap along a path ``(n, 3)``, as wide as a vector ``(3,)`` both ways.

    It has two sides, each with points of its own.
    """
    count = len(path)
    points = np.concatenate([path - half_width, path + half_width])
    k = np.arange(count if is_closed else count - 1)
    following = (k + 1) % count
    one = np.stack([k, following, following + count], 1)
    two = np.stack([k, following + count, k + count], 1)
    face = np.concatenate([one, two])
    back = face[:, ::-1] + 2 * count
    return _solid(np.concatenate([points, points]), np.concatenate([face, back]))


def ring(
    center: ArrayLike, first: ArrayLike, second: ArrayLike, radius: float
) -> Solid:
    """A closed pipe along an ellipse with two half axes ``(3,)``."""
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)[:, None]
    path = np.asarray(center) + np.cos(angle) * first + np.sin(angle) * second
    return tube(path, radius, 5, is_closed=True)


def plate(center: ArrayLike, first: ArrayLike, second: ArrayLike) -> Solid:
    """A flat ellipse with two half axes; its front looks along their cross product."""
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)[:, None]
    rim = np.asarray(center) + np.cos(angle) * first + np.sin(angle) * second
    k = np.arange(16)
    triangles = np.stack([np.full(16, 16), k, (k + 1) % 16], 1)
    return _solid(np.concatenate([rim, np.asarray(center)[None]]), triangles)


def _grid(rows: int, columns: int) -> Indices:
    """Triangles of a pipe of points in rows around it."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    a = (row * columns + column).ravel()
    b = (row * columns + (column + 1) % columns).ravel()
    c, d = a + columns, b + columns
    return np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])


def _caps(rows: int, columns: int) -> Indices:
    k = np.arange(columns)
    following = (k + 1) % columns
    low, high = rows * columns, rows * columns + 1
    last = (rows - 1) * columns
    below = np.stack([np.full(columns, low), following, k], 1)
    above = np.stack([np.full(columns, high), last + k, last + following], 1)
    return np.concatenate([below, above])


def mesh_of(solid: Solid, materials: tuple[Material, ...]) -> Mesh:
    """A mesh with flat faces smoothed only within a zone; uvs are 0."""
    order = np.argsort(solid.zones, kind="stable")
    triangles = solid.triangles[order]
    parts, first = [], 0
    for zone, count in enumerate(np.bincount(solid.zones)):
        if count:
            parts.append(Part(first, int(count), materials[zone]))
            first += int(count)
    return Mesh(
        solid.points.astype(np.float32),
        _normals(solid.points, triangles).astype(np.float32),
        np.zeros((len(solid.points), 2), np.float32),
        triangles.astype(np.int32),
        tuple(parts),
    )


def _normals(points: Floats, triangles: Indices) -> Floats:
    a, b, c = (points[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for k in range(3):
        np.add.at(normals, triangles[:, k], faces)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    unit: Floats = normals / np.maximum(length, 1e-12)
    return unit
