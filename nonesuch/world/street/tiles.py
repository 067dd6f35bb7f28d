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
            builder = self.at(*piece.centroid.coords[0])
            for triangle in shapely.constrained_delaunay_triangles(piece).geoms:
                ring = np.array(
                    shapely.geometry.polygon.orient(triangle).exterior.coords
                )
                if triangle.area > 1e-7:
                    builder.polygon(material, at_height(ring[:3], height_m))

    def placed(self) -> tuple[Placed, ...]:
        """All that was gathered."""
        return tuple(Placed(b.build(), np.eye(4)) for b in self._builders.values())


def at_height(points_xy: Floats, height_m: float) -> Floats:
    """Points ``(n, 2)`` of the plan at a height, ``(n, 3)``."""
    return np.column_stack([points_xy, np.full(len(points_xy), height_m)])


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
