"""Roofs, cornices and the sides of houses that only the neighbours see."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nonesuch.world.nouns import Material, Semantic
from nonesuch.world.street.dormers import add_dormers
from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.house_line import HouseLine, close_ends, sweep
from nonesuch.world.street.materials import linear
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box, add_tube
from nonesuch.world.street.windows import Panes

_EAVES_M = 0.35
_PARAPET_M = 0.6
_ZINC = Material(Semantic.BUILDING, linear(112, 114, 114), "metal", roughness=0.6)


def add_body(
    builder: MeshBuilder, line: HouseLine, style: FacadeStyle, depth_m: float
) -> None:
    """Add the party walls and the back, up into the roof: no light gets through."""
    top = line.base_m + eaves_height_m(style)
    party_top = top + (_PARAPET_M if style.roof_kind == "flat" else 0.0)
    back, front = line.inset(depth_m), line.points_xy
    walls = [(back[0], front[0], party_top), (front[-1], back[-1], party_top)]
    walls += [(a, b, top + 0.05) for a, b in pairwise(back[::-1])]
    for a, b, high in walls:
        builder.quad(style.wall, [(*a, 0), (*b, 0), (*b, high), (*a, high)])


def eaves_height_m(style: FacadeStyle) -> float:
    """How high the walls are."""
    return style.ground_floor_m + style.floor_m * style.floors


def add_roof(
    rng: np.random.Generator,
    builder: MeshBuilder,
    line: HouseLine,
    style: FacadeStyle,
    glass: Panes,
    depth_m: float,
) -> None:
    """Add the roof and the cornice or the eaves below it."""
    top = eaves_height_m(style)
    if style.has_ledges:
        _add_ledge(builder, line, style, style.ground_floor_m, 0.14, 0.2)
    if style.roof_kind == "flat":
        _add_parapet(builder, line, style, top, depth_m)
        return
    out = -_EAVES_M
    cornice = [(0, top - 0.3), (out, top - 0.08), (out, top + 0.08), (0, top + 0.1)]
    sweep(builder, style.trim, line, cornice)
    if style.roof_kind == "mansard":
        profile = [(-0.1, top + 0.09), (0.9, top + 2.7), (depth_m / 2, top + 3.5)]
    else:
        profile = [(-0.32, top + 0.09), (depth_m / 2, top + 0.36 * depth_m)]
    profile = [*profile, (depth_m, top)]
    sweep(builder, style.roof, line, profile)
    ridge = max(height for _, height in profile)
    _add_chimneys(rng, builder, line, style, depth_m, ridge)
    gable = [(0, top - 0.35), *profile, (depth_m, top - 0.35)]
    close_ends(builder, style.wall, line, gable)
    add_dormers(rng, builder, line, style, glass, top)


def add_pipes(builder: MeshBuilder, line: HouseLine, style: FacadeStyle) -> None:
    """Add a rain pipe at the beginning of each wall that is long enough."""
    for index in range(line.wall_count):
        frame, length = line.wall_frame(index)
        if length > 6:
            top = eaves_height_m(style)
            path = [(0.22, -0.06, 0.1), (0.22, -0.06, top - 0.05)]
            add_tube(builder.inside(frame), _ZINC, path, 0.05, 6)


def _add_chimneys(
    rng: np.random.Generator,
    builder: MeshBuilder,
    line: HouseLine,
    style: FacadeStyle,
    depth_m: float,
    top: float,
) -> None:
    frame, length = line.wall_frame(0)
    for share in rng.uniform(0.1, 0.9, int(rng.integers(1, 4))):
        size = (rng.uniform(0.5, 1.4), 0.5, 1.5)
        center = (share * length, depth_m * rng.uniform(0.4, 0.6), top + 0.6)
        add_box(builder.inside(frame), style.wall, center, size, ("bottom",))


def _add_parapet(
    builder: MeshBuilder,
    line: HouseLine,
    style: FacadeStyle,
    top: float,
    depth_m: float,
) -> None:
    high = top + _PARAPET_M
    sweep(builder, style.wall, line, [(0, top), (0, high)])
    cap = [(0, high), (-0.08, high), (-0.08, high + 0.1), (0.3, high + 0.1), (0.3, top)]
    sweep(builder, style.trim, line, cap)
    sweep(builder, style.roof, line, [(0.3, top + 0.02), (depth_m, top + 0.02)])


def _add_ledge(
    builder: MeshBuilder,
    line: HouseLine,
    style: FacadeStyle,
    z: float,
    out: float,
    height: float,
) -> None:
    profile = [(0, z - height / 2), (-out, z - height / 4)]
    profile += [(-out, z + height / 2), (0, z + height / 2 + 0.03)]
    sweep(builder, style.trim, line, profile)
