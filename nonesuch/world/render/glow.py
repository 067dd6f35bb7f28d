"""Shop windows and signs as lamps: they light the pavement before them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Lamp, Material, Placed
from nonesuch.world.render.textures import mean_color

_CELL_M = 2.5
_LEAST_AREA_M2 = 0.4
_REACH_M = 9.0
_HIGHEST_M = 6.0


def glowing_lamps(things: tuple[Placed, ...], white: float) -> tuple[Lamp, ...]:
    """A lamp for each large surface that shines; ``white`` is emission 1's radiance."""
    return tuple(lamp for thing in things for lamp in _lamps_of(thing, white))


def _lamps_of(thing: Placed, white: float) -> Iterator[Lamp]:
    for part in thing.mesh.parts:
        if part.material.emission > 0:
            triangles = thing.mesh.triangles[part.first : part.first + part.count]
            corners = thing.mesh.positions[triangles].astype(np.float64)
            matrix = thing.world_from_object
            placed = corners @ matrix[:3, :3].T + matrix[:3, 3]
            yield from _lamps_of_triangles(placed, _radiance(part.material) * white)


def _radiance(material: Material) -> Floats:
    own = np.array(material.color) * material.emission
    return own if material.texture is None else own * mean_color(material.texture)


def _lamps_of_triangles(corners: Floats, radiance: Floats) -> Iterator[Lamp]:
    """One lamp for the triangles ``(t, 3, 3)`` of each cell of space."""
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    middles = corners.mean(1)
    cells = np.floor(middles / _CELL_M).astype(int)
    for cell in np.unique(cells, axis=0):
        inside = (cells == cell).all(1)
        facing = areas[inside].sum(0)
        area = float(np.linalg.norm(facing))
        place = middles[inside].mean(0)
        if area > _LEAST_AREA_M2 and place[2] < _HIGHEST_M:
            r, g, b = radiance * area
            x, y, z = place + 0.3 * facing / area
            aim = facing / area
            yield Lamp((x, y, z), (r, g, b), tuple(aim), 1.45, _REACH_M)
