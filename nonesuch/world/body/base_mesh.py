"""MakeHuman's base mesh: the body, its eyes, helper shapes for clothes and hair.

Its files are in decimeters with y up and z ahead; figures are in meters with y behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.nouns import Floats

Indices = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Quads:
    """Faces of one group: vertices (n, 4) and, corner by corner, uvs (n, 4)."""

    vertices: Indices
    uvs: Indices


@dataclass(frozen=True, eq=False)
class BaseMesh:
    """All groups share vertices_dm (v, 3), y up, and uvs (u, 2)."""

    vertices_dm: Floats
    uvs: Floats
    groups: dict[str, Quads]


def read_base_mesh(path: Path) -> BaseMesh:
    """The mesh of an OBJ file of quads."""
    vertices: list[list[float]] = []
    uvs: list[list[float]] = []
    faces: dict[str, list[list[list[int]]]] = {}
    group: list[list[list[int]]] = []
    for line in path.read_text(encoding="ascii").splitlines():
        head, *rest = line.split() or [""]
        if head == "v":
            vertices.append([float(word) for word in rest[:3]])
        elif head == "vt":
            uvs.append([float(word) for word in rest[:2]])
        elif head == "g":
            group = faces.setdefault(rest[0], [])
        elif head == "f":
            corners = [corner.split("/")[:2] for corner in rest]
            group.append([[int(v) - 1, int(uv) - 1] for v, uv in corners])
    groups = {name: _quads(rows) for name, rows in faces.items() if rows}
    return BaseMesh(np.array(vertices), np.array(uvs), groups)


def _quads(rows: list[list[list[int]]]) -> Quads:
    corners = np.array(rows, np.int64)
    return Quads(corners[..., 0], corners[..., 1])


def split_quads(quads: Indices) -> Indices:
    """Quads ``(n, 4)`` as triangles ``(2n, 3)``."""
    return np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], 1).reshape(-1, 3)


def figure_from_file(points_dm: Floats) -> Floats:
    """Points ``(..., 3)`` of MakeHuman's files, in meters along the figure's axes."""
    right_handed = np.stack(
        [points_dm[..., 0], -points_dm[..., 2], points_dm[..., 1]], -1
    )
    return right_handed * 0.1
