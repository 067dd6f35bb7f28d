"""Meshes from quads, strips and grids: gathered by material, in any local frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nonesuch.world.nouns import Floats, Material, Mesh, Part

Indices = NDArray[np.int64]


def shifted(x: float, y: float = 0.0, z: float = 0.0) -> Floats:
    """The transform ``(4, 4)`` that moves by meters."""
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


def placed_at(x: float, y: float, z: float = 0.0, heading_rad: float = 0.0) -> Floats:
    """The transform ``(4, 4)`` of an object that stands upright, turned about z."""
    matrix = shifted(x, y, z)
    cosine, sine = np.cos(heading_rad), np.sin(heading_rad)
    matrix[:2, :2] = (cosine, -sine), (sine, cosine)
    return matrix


def scaled(x: float, y: float, z: float) -> Floats:
    """The transform ``(4, 4)`` that stretches along the axes."""
    return np.diag([x, y, z, 1.0])


@dataclass
class _Pieces:
    positions: list[Floats] = field(default_factory=list)
    normals: list[Floats] = field(default_factory=list)
    uvs: list[Floats] = field(default_factory=list)
    triangles: list[Indices] = field(default_factory=list)
    vertex_count: int = 0


@dataclass(frozen=True, eq=False)
class MeshBuilder:
    """Gathers surfaces; builders made by ``inside`` add to the same mesh.

    Corners of a quad run counter-clockwise as seen from outside, from the lower left.
    """

    _pieces: dict[Material, _Pieces] = field(default_factory=dict)
    _mesh_from_local: Floats = field(default_factory=lambda: np.eye(4))

    def inside(self, local_from_child: Floats) -> MeshBuilder:
        """A builder for the same mesh whose coordinates are those of a child frame."""
        return MeshBuilder(self._pieces, self._mesh_from_local @ local_from_child)

    def add(
        self,
        material: Material,
        positions: Floats,
        normals: Floats,
        uvs: Floats,
        triangles: Indices,
    ) -> None:
        """Add indexed triangles: positions and normals (v, 3), uvs (v, 2)."""
        pieces = self._pieces.setdefault(material, _Pieces())
        linear, offset = self._mesh_from_local[:3, :3], self._mesh_from_local[:3, 3]
        pieces.positions.append(positions @ linear.T + offset)
        pieces.normals.append(normals @ np.linalg.inv(linear))
        pieces.uvs.append(uvs)
        pieces.triangles.append(triangles + pieces.vertex_count)
        pieces.vertex_count += len(positions)

    def quads(
        self, material: Material, corners: ArrayLike, uvs: ArrayLike | None = None
    ) -> None:
        """Add flat quads ``(n, 4, 3)``; ``uvs (n, 4, 2)``, else in meters."""
        quads = np.asarray(corners, np.float64)
        across, up = quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]
        diagonals = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
        normals = _unit(np.cross(*diagonals))
        if uvs is None:
            uvs = _uvs_in_meters(quads, across, up)
        self.add(
            material,
            quads.reshape(-1, 3),
            np.repeat(normals, 4, 0),
            np.asarray(uvs, np.float64).reshape(-1, 2),
            quad_triangles(len(quads)),
        )

    def quad(
        self, material: Material, corners: ArrayLike, uvs: ArrayLike | None = None
    ) -> None:
        """Add one flat quad ``(4, 3)``."""
        one = None if uvs is None else np.asarray(uvs, np.float64)[None]
        self.quads(material, np.asarray(corners, np.float64)[None], one)

    def grid(self, material: Material, points: Floats) -> None:
        """Add a smooth surface through points ``(rows, columns, 3)``.

        Outside is where columns that go right and rows that go up are seen so.  Ends
        that meet are smoothed over.
        """
        self.patch(material, points, grid_normals(points))

    def patch(
        self,
        material: Material,
        points: Floats,
        normals: Floats,
        cells: NDArray[np.bool_] | None = None,
    ) -> None:
        """Add a surface through points ``(rows, columns, 3)`` of given normals.

        ``cells (rows - 1, columns - 1)`` says which of its panels are wanted.
        """
        rows, columns = points.shape[:2]
        index = np.arange(rows * columns).reshape(rows, columns)
        a, b = index[:-1, :-1], index[:-1, 1:]
        c, d = index[1:, 1:], index[1:, :-1]
        panels = np.stack([a, b, c, a, c, d], -1)
        wanted = panels.reshape(-1, 6) if cells is None else panels[cells]
        triangles = wanted.reshape(-1, 3)
        flat = points.reshape(-1, 3)
        p, q, r = (flat[triangles[:, k]] for k in range(3))
        has_area = (np.cross(q - p, r - p) ** 2).sum(-1) > 1e-14
        used, triangles = np.unique(triangles[has_area], return_inverse=True)
        uvs = np.stack([_run(points, 1), _run(points, 0)], -1).reshape(-1, 2)
        self.add(
            material,
            flat[used],
            normals.reshape(-1, 3)[used],
            uvs[used],
            triangles.reshape(-1, 3),
        )

    def polygon(self, material: Material, ring: ArrayLike) -> None:
        """Add a flat convex polygon ``(n, 3)``, uv in meters of x and y."""
        points = np.asarray(ring, np.float64)
        fan = np.arange(1, len(points) - 1)
        normal = _unit(np.cross(points[1] - points[0], points[2] - points[0])[None])
        self.add(
            material,
            points,
            np.repeat(normal, len(points), 0),
            points[:, :2],
            np.stack([np.zeros_like(fan), fan, fan + 1], -1),
        )

    def build(self) -> Mesh:
        """The mesh, one part a material, in the order of their first use."""
        parts, first, base = [], 0, 0
        triangles = []
        for material, pieces in self._pieces.items():
            joined = np.concatenate(pieces.triangles)
            triangles.append(joined + base)
            parts.append(Part(first, len(joined), material))
            first, base = first + len(joined), base + pieces.vertex_count
        every = self._pieces.values()
        return Mesh(
            np.concatenate([p for pieces in every for p in pieces.positions], 0).astype(
                np.float32
            ),
            _unit(
                np.concatenate([n for pieces in every for n in pieces.normals])
            ).astype(np.float32),
            np.concatenate([u for pieces in every for u in pieces.uvs]).astype(
                np.float32
            ),
            np.concatenate(triangles).astype(np.int32),
            tuple(parts),
        )


def quad_triangles(count: int) -> Indices:
    """The triangles ``(2 count, 3)`` of quads whose corners follow one another."""
    two = np.array([[0, 1, 2], [0, 2, 3]])
    triangles: Indices = (4 * np.arange(count)[:, None, None] + two).reshape(-1, 3)
    return triangles


def grid_normals(points: Floats) -> Floats:
    """Smooth unit normals of a grid of points ``(rows, columns, 3)``.

    Rows whose ends meet, and columns whose ends meet, are closed.
    """
    faces = np.cross(
        points[1:, 1:] - points[:-1, :-1], points[1:, :-1] - points[:-1, 1:]
    )
    normals = np.zeros_like(points)
    for rows in (slice(None, -1), slice(1, None)):
        for columns in (slice(None, -1), slice(1, None)):
            normals[rows, columns] += faces
    if np.allclose(points[:, 0], points[:, -1]):
        normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    if np.allclose(points[0], points[-1]):
        normals[0] = normals[-1] = normals[0] + normals[-1]
    return _unit(normals)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    upright = np.array([0.0, 0.0, 1.0])
    unit: Floats = np.where(
        lengths > 1e-12, vectors / np.maximum(lengths, 1e-12), upright
    )
    return unit


def _uvs_in_meters(quads: Floats, across: Floats, up: Floats) -> Floats:
    u_axis = _unit(across)[:, None]
    v_axis = up - (up * u_axis[:, 0]).sum(-1, keepdims=True) * u_axis[:, 0]
    v_axis = _unit(v_axis)[:, None]
    relative = quads - quads[:, :1]
    return np.stack([(relative * u_axis).sum(-1), (relative * v_axis).sum(-1)], -1)


def _run(points: Floats, axis: int) -> Floats:
    """How far along an axis of a grid each point lies, in meters."""
    steps = np.linalg.norm(np.diff(points, axis=axis), axis=-1)
    start = np.zeros_like(np.take(steps, [0], axis))
    run: Floats = np.concatenate([start, np.cumsum(steps, axis)], axis)
    return run
