"""Ground floors of flats: a plinth, windows, an entrance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.nouns import Material, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.facades import add_flat
from nonesuch.world.street.materials import linear
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box
from nonesuch.world.street.windows import Panes, add_windows, rectangle, reveal

_DOOR_COLORS = ((72, 50, 36), (40, 58, 50), (60, 30, 30), (44, 52, 66), (104, 88, 66))
_SILL_M = 1.25
_PLINTH_M = 0.55
_DOOR_HEIGHT_M = 2.6


def add_home_floor(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    glass: Panes,
    length_m: float,
) -> None:
    """Add a ground floor of flats: a plinth, windows and an entrance."""
    count = max(1, round((length_m - 0.5) / style.bay_m))
    width, height = style.window_m[0], min(1.7, style.window_m[1])
    middles = (np.arange(count) + 0.5) * length_m / count
    door = int(rng.integers(count))
    columns = np.delete(middles, door) - width / 2
    door_m = 1.3 if length_m > 3 else 1.0
    door_x = float(middles[door]) - door_m / 2
    holes = [(float(x), float(x) + width, _SILL_M, _SILL_M + height) for x in columns]
    holes = sorted([*holes, (door_x, door_x + door_m, 0.0, _DOOR_HEIGHT_M)])
    _add_wall_round(wall, style, holes, length_m)
    for left, right in ((0, door_x), (door_x + door_m, length_m)):
        center = ((left + right) / 2, -0.02, _PLINTH_M / 2)
        size = (right - left, 0.08, _PLINTH_M)
        add_box(wall, style.trim, center, size, ("back", "bottom"))
    ground = replace(style, window_m=(width, height), wall=style.base, shutter=None)
    add_windows(rng, wall, ground, glass, [(x, _SILL_M) for x in columns], True)
    _add_house_door(rng, wall, style, door_x, door_m)


def _add_wall_round(
    wall: MeshBuilder,
    style: FacadeStyle,
    holes: list[tuple[float, float, float, float]],
    length_m: float,
) -> None:
    """The wall between, above and below holes (left, right, low, high)."""
    top, x = style.ground_floor_m, 0.0
    quads = []
    for left, right, low, high in holes:
        quads += [rectangle(x, left, 0, top), rectangle(left, right, high, top)]
        if low:
            quads.append(rectangle(left, right, 0, low))
        x = right
    add_flat(wall, style.base, [*quads, rectangle(x, length_m, 0, top)])


def _add_house_door(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    x: float,
    width: float,
) -> None:
    color = linear(*_DOOR_COLORS[rng.integers(len(_DOOR_COLORS))])
    leaf = Material(Semantic.BUILDING, color, "wood", roughness=0.5)
    depth = 0.28
    wall.quads(style.trim, reveal(x, x + width, 0, 2.6, depth))
    wall.quad(leaf, rectangle(x, x + width, 0.04, 2.1, depth))
    wall.quad(m.PANE, rectangle(x + 0.08, x + width - 0.08, 2.16, 2.54, depth))
    frame = [
        rectangle(x, x + width, 2.08, 2.18, depth - 0.03),
        rectangle(x, x + 0.09, 0, 2.6, depth - 0.03),
        rectangle(x + width - 0.09, x + width, 0, 2.6, depth - 0.03),
        rectangle(x + 0.25, x + width - 0.25, 0.35, 0.95, depth - 0.015),
        rectangle(x + 0.25, x + width - 0.25, 1.15, 1.9, depth - 0.015),
    ]
    wall.quads(leaf, np.array(frame))
    add_box(wall, m.STEEL, (x + width - 0.16, depth - 0.06, 1.05), (0.04, 0.06, 0.16))
    edge = [
        rectangle(x - 0.16, x, 0, 2.76, -0.04),
        rectangle(x + width, x + width + 0.16, 0, 2.76, -0.04),
        rectangle(x, x + width, 2.6, 2.76, -0.04),
    ]
    wall.quads(style.trim, np.array(edge))
