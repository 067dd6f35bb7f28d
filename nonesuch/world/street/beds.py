"""Tubs, beds and basins: what grows and flows on a pavement."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from nonesuch.world.nouns import Mesh
from nonesuch.world.street import materials as m
from nonesuch.world.street.foliage import add_shrub
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import (
    add_box,
    add_disc,
    add_spindle,
)


@cache
def tree_pit() -> Mesh:
    """The open soil round a trunk, 1.3 m square, in a frame of steel."""
    builder = MeshBuilder()
    half, frame, z = 0.65, 0.06, 0.006
    inner = half - frame
    for material, reach, height in ((m.RUST, half, z), (m.SOIL, inner, z + 0.003)):
        square = [(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)]
        builder.quad(material, [(x, y, height) for x, y in square])
    return builder.build()


@cache
def planter(kind: int) -> Mesh:
    """A tub of flowers (0), a long trough with a hedge (1)."""
    builder = MeshBuilder()
    rng = np.random.default_rng(kind)
    if kind == 0:
        profile = [
            (0.3, 0),
            (0.42, 0.6),
            (0.46, 0.62),
            (0.46, 0.68),
            (0.38, 0.68),
            (0.36, 0.6),
        ]
        add_spindle(builder, m.CONCRETE, profile, 14)
        add_disc(builder, m.SOIL, (0, 0, 0.61), (0, 0, 1), 0.37)
        add_shrub(rng, builder, (0, 0, 0.8), (0.42, 0.42, 0.32), 60)
    else:
        add_box(builder, m.WOOD, (0, 0, 0.26), (1.6, 0.5, 0.52))
        add_shrub(rng, builder, (0, 0, 0.72), (0.78, 0.24, 0.3), 110)
    return builder.build()


@cache
def fountain() -> Mesh:
    """A round basin with a column in the middle, 4.4 m across."""
    builder = MeshBuilder()
    rim = [(2.2, 0), (2.2, 0.42), (2.25, 0.45), (2.25, 0.52), (1.9, 0.52), (1.9, 0.3)]
    add_spindle(builder, m.CONCRETE, rim, 28)
    add_disc(builder, m.WATER, (0, 0, 0.4), (0, 0, 1), 1.92, 28)
    column = [(0.35, 0.4), (0.25, 1.0), (0.8, 1.25), (0.85, 1.32), (0.2, 1.32)]
    add_spindle(builder, m.CONCRETE, [*column, (0.15, 1.9), (0.0, 2.0)], 18)
    return builder.build()


@lru_cache(maxsize=4)
def lawn(length_m: float, width_m: float) -> Mesh:
    """A bed of grass with a low edge of stone and bushes along it."""
    builder = MeshBuilder()
    rng = np.random.default_rng(int(100 * length_m))
    add_box(builder, m.CONCRETE, (0, 0, 0.09), (length_m, width_m, 0.18), ("top",))
    inner = length_m - 0.2, width_m - 0.2, 0.02
    add_box(builder, m.GRASS, (0, 0, 0.17), inner)
    for x in np.linspace(-length_m / 2 + 0.8, length_m / 2 - 0.8, int(length_m // 1.4)):
        center = (x, rng.uniform(-0.3, 0.3) * width_m, 0.45)
        add_shrub(rng, builder, center, (0.5, 0.4, 0.28), 36)
    return builder.build()
