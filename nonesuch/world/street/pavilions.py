"""Stalls, kiosks, shelters, columns, cafés: where people stop; they face -y."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from nonesuch.world.nouns import Material, Mesh, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.decals import DECALS, decals
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import (
    add_box,
    add_cylinder,
    add_spindle,
)


@cache
def market_stall(color: int) -> Mesh:
    """A stall of 2.6 m by 1.8 m with fruit and the like; it sells towards -y."""
    builder = MeshBuilder()
    rng = np.random.default_rng(color)
    for x in (-1.25, 1.25):
        for y, top in ((-0.85, 2.2), (0.85, 2.5)):
            add_box(builder, m.FURNITURE_PALE, (x, y, top / 2), (0.05, 0.05, top))
    _add_canopy(builder, m.PARASOLS[color % len(m.PARASOLS)])
    add_box(builder, m.WOOD, (0, -0.3, 0.42), (2.4, 0.9, 0.84))
    for k, x in enumerate(np.linspace(-1.0, 1.0, 6)):
        goods = m.GOODS[(color + k * 3) % len(m.GOODS)]
        for y, z in ((-0.55, 0.9), (-0.1, 0.98)):
            size = (0.34, 0.4, rng.uniform(0.1, 0.2))
            add_box(builder, goods, (x, y, z), size, ("bottom",))
    return builder.build()


def _add_canopy(builder: MeshBuilder, cloth: Material) -> None:
    front, back, half = (-1.25, 2.15), (0.95, 2.6), 1.4
    (y0, z0), (y1, z1) = front, back
    slope = [(-half, y0, z0), (half, y0, z0), (half, y1, z1), (-half, y1, z1)]
    builder.quad(cloth, slope)
    builder.quad(cloth, [(x, y, z - 0.03) for x, y, z in slope[::-1]])
    hem = [
        (-half, y0, z0 - 0.22),
        (half, y0, z0 - 0.22),
        (half, y0, z0),
        (-half, y0, z0),
    ]
    builder.quad(cloth, hem)


@lru_cache(maxsize=4)
def kiosk(seed: int) -> Mesh:
    """A newspaper kiosk, 2.6 m by 2.2 m; it sells towards -y."""
    builder = MeshBuilder()
    add_box(builder, m.GREEN_BOARDS, (0, 0, 0.5), (2.6, 2.2, 1.0))
    add_box(builder, m.GREEN_BOARDS, (0, 0.2, 1.7), (2.6, 1.8, 1.4))
    add_box(builder, m.FURNITURE_STEEL, (0, -0.1, 2.5), (3.0, 2.8, 0.16))
    atlas = decals(seed)
    paper = m.decal(seed, Semantic.FURNITURE)
    for k, x in enumerate((-0.9, -0.3, 0.3, 0.9)):
        face = [(x - 0.26, -0.705, 1.15), (x + 0.26, -0.705, 1.15)]
        face += [(x + 0.26, -0.705, 2.2), (x - 0.26, -0.705, 2.2)]
        builder.quad(paper, face, atlas.uvs(DECALS.index(f"poster_{k % 3}")))
    add_box(builder, m.PANE, (0, -0.75, 1.05), (2.4, 0.5, 0.1))
    return builder.build()


@lru_cache(maxsize=4)
def bus_shelter(seed: int) -> Mesh:
    """A shelter of glass, 3.6 m by 1.4 m, open towards -y."""
    builder = MeshBuilder()
    steel = m.FURNITURE_STEEL
    for x in (-1.75, 0.0, 1.75):
        add_box(builder, steel, (x, 0.6, 1.2), (0.08, 0.08, 2.4))
    for x in (-1.75, 1.75):
        add_box(builder, steel, (x, -0.45, 1.2), (0.08, 0.08, 2.4))
    add_box(builder, steel, (0, 0, 2.45), (3.8, 1.6, 0.12))
    for x in (-0.88, 0.88):
        add_box(builder, m.PANE, (x, 0.6, 1.25), (1.6, 0.02, 1.9))
    add_box(builder, m.PANE, (-1.75, 0.1, 1.25), (0.02, 0.9, 1.9))
    add_box(builder, steel, (1.75, 0.08, 1.2), (0.14, 1.0, 1.9))
    atlas = decals(seed)
    paper = m.decal(seed, Semantic.FURNITURE)
    for side in (-1, 1):
        x, (a, b) = 1.75 + 0.075 * side, (-0.38 * side + 0.08, 0.38 * side + 0.08)
        face = [(x, a, 0.45), (x, b, 0.45), (x, b, 1.98), (x, a, 1.98)]
        builder.quad(paper, face, atlas.uvs(DECALS.index(f"poster_{1 + side // 2}")))
    add_box(builder, m.WOOD, (-0.6, 0.35, 0.46), (1.8, 0.36, 0.05))
    for x in (-1.3, 0.1):
        add_box(builder, steel, (x, 0.35, 0.22), (0.05, 0.3, 0.44))
    return builder.build()


@lru_cache(maxsize=4)
def poster_column(seed: int) -> Mesh:
    """A round column for posters, 3.2 m high."""
    builder = MeshBuilder()
    atlas = decals(seed)
    paper = m.decal(seed, Semantic.FURNITURE)
    add_spindle(
        builder, m.CONCRETE, [(0.68, 0), (0.68, 0.25), (0.6, 0.3), (0.6, 2.75)], 18
    )
    add_spindle(
        builder, m.GREEN_STEEL, [(0.7, 2.75), (0.7, 2.85), (0.3, 3.15), (0, 3.25)], 18
    )
    for k in range(9):
        a0, a1 = (2 * np.pi * (k + s) / 9 for s in (0.04, 0.96))
        quads = []
        for a, b, low, high in ((a0, a1, 0.5, 1.7), (a0, a1, 1.75, 2.7)):
            (x0, y0), (x1, y1) = ((0.63 * np.cos(t), 0.63 * np.sin(t)) for t in (a, b))
            quads.append([(x0, y0, low), (x1, y1, low), (x1, y1, high), (x0, y0, high)])
        cells = [DECALS.index(f"poster_{(k + j) % 3}") for j in range(2)]
        builder.quads(paper, quads, [atlas.uvs(c) for c in cells])
    return builder.build()


CHAIR_M = 0.8
"""From the middle of a café table to where people sit at it."""


@cache
def cafe_set(color: int) -> Mesh:
    """A round table with two chairs, 2.1 m along x."""
    builder = MeshBuilder()
    steel = m.FURNITURE_PALE
    add_cylinder(builder, steel, (0, 0, 0.02), (0, 0, 0.72), 0.03, sides=8)
    add_cylinder(builder, steel, (0, 0, 0), (0, 0, 0.03), 0.24, sides=14)
    add_cylinder(builder, m.WOOD, (0, 0, 0.72), (0, 0, 0.75), 0.36, sides=18)
    for side in (-1, 1):
        _add_chair(builder, m.PARASOLS[color % len(m.PARASOLS)], side)
    return builder.build()


def _add_chair(builder: MeshBuilder, cloth: Material, side: int) -> None:
    x = side * CHAIR_M
    add_box(builder, cloth, (x, 0, 0.45), (0.42, 0.42, 0.035))
    add_box(builder, cloth, (x + side * 0.21, 0, 0.7), (0.03, 0.4, 0.28))
    for dx in (-0.18, 0.18):
        for y in (-0.18, 0.18):
            tall = 0.84 if dx * side > 0 else 0.44
            add_box(
                builder, m.FURNITURE_STEEL, (x + dx, y, tall / 2), (0.025, 0.025, tall)
            )


@cache
def parasol(color: int) -> Mesh:
    """A sunshade of 2.8 m."""
    builder = MeshBuilder()
    cloth = m.PARASOLS[color % len(m.PARASOLS)]
    add_cylinder(builder, m.CONCRETE, (0, 0, 0), (0, 0, 0.1), 0.3, sides=12)
    add_cylinder(builder, m.FURNITURE_PALE, (0, 0, 0.1), (0, 0, 2.7), 0.025, sides=8)
    add_spindle(builder, cloth, [(1.42, 2.02), (1.4, 2.2), (0.7, 2.5), (0.0, 2.72)], 8)
    return builder.build()
