"""Static geometry gathered by place, so that a view draws only the pieces it sees."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from nonesuch.world.nouns import Floats, Material, Placed
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.plan import polygons

TILE_M = 16.0


@dataclass(frozen=True, eq=False)
class Tiles:
    """One mesh builder, in world coordinates, for each square of 16 m."""

    _builders: dict[tuple[int, int], MeshBuilder] = field(default_factory=dict)

    def at(self, x: float, y: float) -> MeshBuilder:
        """The builder for what stands at a place."""
        tile = int(np.floor(x / TILE_M)), int(np.floor(y / TILE_M))
        return self._builders.setdefault(tile, MeshBuilder())

    def flat(self, material: Material, area: BaseGeometry, height_m: float) -> None:
        """Add a level area, cut along the squares; uv are x and y in meters."""
        for piece in _cut(area):
            triangles = _triangles(piece)
            count = len(triangles)
            corners = triangles.reshape(-1, 2)
            self.at(*piece.centroid.coords[0]).add(
                material,
                np.column_stack([corners, np.full(3 * count, height_m)]),
                np.tile([(0.0, 0.0, 1.0)], (3 * count, 1)),
                corners,
                np.arange(3 * count).reshape(-1, 3),
            )

    def placed(self) -> tuple[Placed, ...]:
        """All that was gathered."""
        return tuple(Placed(b.build(), np.eye(4)) for b in self._builders.values())


def _triangles(piece: shapely.Polygon) -> Floats:
    """The corners ``(n, 3, 2)`` of triangles that fill a polygon, counter-clockwise."""
    parts = shapely.get_parts(shapely.constrained_delaunay_triangles(piece))
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    areas = np.linalg.det(corners[:, 1:] - corners[:, :1]) / 2
    corners[areas < 0] = corners[areas < 0][:, ::-1]
    filled: Floats = corners[np.abs(areas) > 1e-7]
    return filled


def _cut(area: BaseGeometry) -> list[shapely.Polygon]:
    if area.is_empty:
        return []
    left, bottom, right, top = np.array(area.bounds) / TILE_M
    pieces = []
    for i in range(int(np.floor(left)), int(np.ceil(right))):
        for j in range(int(np.floor(bottom)), int(np.ceil(top))):
            square = shapely.box(i, j, i + 1, j + 1)
            square = shapely.transform(square, lambda points: points * TILE_M)
            pieces += polygons(area.intersection(square))
    return pieces
