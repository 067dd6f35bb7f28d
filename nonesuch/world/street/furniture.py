"""Benches, bins, bollards, lamps, shelters and the like; origin on the ground.

Furniture faces -y: who sits on a bench at heading 0 looks along -y.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from nonesuch.world.nouns import Material, Mesh, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.foliage import add_shrub
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.pictures import DECALS, decals
from nonesuch.world.street.shapes import (
    add_box,
    add_cylinder,
    add_disc,
    add_spindle,
    add_tube,
)

BENCH_LENGTH_M = 1.8
SEAT_HEIGHT_M = 0.45


@cache
def bench(kind: int) -> Mesh:
    """A bench for two with a back (0) or a slab without (1)."""
    builder = MeshBuilder()
    if kind == 1:
        add_box(builder, m.CONCRETE, (0, 0, 0.2), (1.6, 0.36, 0.4))
        for y in (-0.17, 0.0, 0.17):
            add_box(builder, m.WOOD, (0, y, 0.425), (1.8, 0.14, 0.05))
        return builder.build()
    for y in (-0.2, -0.07, 0.06, 0.19):
        add_box(builder, m.WOOD, (0, y, 0.43), (1.8, 0.11, 0.035))
    for k, z in enumerate((0.58, 0.71, 0.84)):
        add_box(builder, m.WOOD, (0, 0.25 + 0.035 * k, z), (1.8, 0.03, 0.1))
    for x in (-0.72, 0.72):
        add_box(builder, m.FURNITURE_STEEL, (x, 0, 0.39), (0.05, 0.46, 0.04))
        for y in (-0.2, 0.2):
            add_box(builder, m.FURNITURE_STEEL, (x, y, 0.19), (0.05, 0.05, 0.38))
        add_tube(builder, m.FURNITURE_STEEL, [(x, 0.2, 0.38), (x, 0.34, 0.9)], 0.025, 6)
        add_box(builder, m.FURNITURE_STEEL, (x, -0.02, 0.64), (0.05, 0.46, 0.03))
        add_box(builder, m.FURNITURE_STEEL, (x, -0.22, 0.5), (0.05, 0.04, 0.26))
    return builder.build()


@cache
def bin(kind: int) -> Mesh:
    """A litter bin: a drum (0), a post with a basket (1), a box (2)."""
    builder = MeshBuilder()
    if kind == 0:
        profile = [
            (0.0, 0.04),
            (0.21, 0.04),
            (0.25, 0.78),
            (0.27, 0.8),
            (0.24, 0.92),
            (0, 0.97),
        ]
        add_spindle(builder, m.PLASTIC_GREY, profile, 14)
    elif kind == 1:
        add_cylinder(
            builder, m.FURNITURE_STEEL, (0, 0.2, 0), (0, 0.2, 1.15), 0.035, sides=8
        )
        profile = [
            (0.0, 0.42),
            (0.17, 0.42),
            (0.2, 1.0),
            (0.16, 1.0),
            (0.14, 0.9),
            (0, 0.9),
        ]
        add_spindle(builder, m.PLASTIC_GREEN, profile, 14)
    else:
        add_box(builder, m.PLASTIC_GREEN, (0, 0, 0.5), (0.42, 0.38, 0.86))
        add_box(builder, m.FURNITURE_STEEL, (0, -0.185, 0.8), (0.3, 0.02, 0.14))
        add_box(builder, m.FURNITURE_STEEL, (0, 0, 0.95), (0.46, 0.42, 0.05))
    return builder.build()


@cache
def bollard(kind: int) -> Mesh:
    """A bollard of iron (0), steel (1) or stone (2)."""
    builder = MeshBuilder()
    if kind == 0:
        profile = [
            (0.085, 0),
            (0.085, 0.14),
            (0.055, 0.2),
            (0.05, 0.8),
            (0.075, 0.84),
            (0.05, 0.92),
            (0, 0.97),
        ]
        add_spindle(builder, m.FURNITURE_STEEL, profile, 10)
    elif kind == 1:
        add_cylinder(builder, m.FURNITURE_PALE, (0, 0, 0), (0, 0, 0.95), 0.05, sides=12)
    else:
        add_spindle(
            builder, m.CONCRETE, [(0.17, 0), (0.14, 0.5), (0.1, 0.56), (0, 0.58)], 12
        )
    return builder.build()


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


LAMP_HEADS = {0: (1.55, 7.05), 1: (0.0, 4.2), 2: (0.0, 4.6)}
"""By kind of lamp: how far the light is from the post towards -y, and how high."""


@cache
def street_lamp(kind: int, is_night: bool) -> Mesh:
    """A lamp with an arm over the road (0), a lantern (1), a disc on a post (2)."""
    builder = MeshBuilder()
    lens = m.LAMP_LIT if is_night else m.LAMP_LENS
    if kind == 0:
        _add_arm_lamp(builder, lens)
    elif kind == 1:
        profile = [
            (0.14, 0),
            (0.14, 0.3),
            (0.09, 0.38),
            (0.075, 1.0),
            (0.05, 1.05),
            (0.045, 3.85),
            (0.1, 3.92),
        ]
        add_spindle(builder, m.GREEN_STEEL, profile, 10)
        add_spindle(builder, lens, [(0.1, 3.94), (0.2, 4.4), (0.0, 4.42)], 6)
        add_spindle(
            builder,
            m.GREEN_STEEL,
            [(0.24, 4.4), (0.06, 4.62), (0.03, 4.75), (0, 4.76)],
            6,
        )
    else:
        add_cylinder(builder, m.DARK_STEEL, (0, 0, 0), (0, 0, 4.7), 0.06, 0.045, 10)
        add_spindle(
            builder,
            m.DARK_STEEL,
            [(0.0, 4.66), (0.36, 4.66), (0.34, 4.74), (0, 4.8)],
            16,
        )
        add_disc(builder, lens, (0, 0, 4.655), (0, 0, -1), 0.3, 14)
    return builder.build()


def _add_arm_lamp(builder: MeshBuilder, lens: Material) -> None:
    add_cylinder(builder, m.STEEL, (0, 0, 0), (0, 0, 1.0), 0.09, sides=10)
    arm = [(0, 0, 0.9), (0, 0, 6.2), (0, -0.15, 6.8), (0, -0.6, 7.1), (0, -1.3, 7.2)]
    add_tube(builder, m.STEEL, arm, (0.07, 0.055, 0.05, 0.045, 0.04), 9)
    add_box(builder, m.STEEL, (0, -1.55, 7.21), (0.24, 0.62, 0.09))
    add_box(builder, lens, (0, -1.55, 7.155), (0.18, 0.5, 0.025))


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
def cafe_set(color: int) -> Mesh:
    """A round table with two chairs, about 1.9 m along x."""
    builder = MeshBuilder()
    steel = m.FURNITURE_PALE
    add_cylinder(builder, steel, (0, 0, 0.02), (0, 0, 0.72), 0.03, sides=8)
    add_cylinder(builder, steel, (0, 0, 0), (0, 0, 0.03), 0.24, sides=14)
    add_cylinder(builder, m.WOOD, (0, 0, 0.72), (0, 0, 0.75), 0.36, sides=18)
    for side in (-1, 1):
        _add_chair(builder, m.PARASOLS[color % len(m.PARASOLS)], side)
    return builder.build()


def _add_chair(builder: MeshBuilder, cloth: Material, side: int) -> None:
    x = side * 0.68
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


@cache
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


@cache
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


@cache
def cabinet() -> Mesh:
    """A grey box of the telephone company."""
    builder = MeshBuilder()
    add_box(builder, m.PLASTIC_GREY, (0, 0, 0.6), (0.95, 0.36, 1.1))
    add_box(builder, m.CONCRETE, (0, 0, 0.05), (1.0, 0.42, 0.12))
    add_box(builder, m.FURNITURE_STEEL, (0, -0.185, 0.6), (0.012, 0.005, 1.0))
    return builder.build()


@cache
def post_box() -> Mesh:
    """A yellow letter box."""
    builder = MeshBuilder()
    add_box(builder, m.FURNITURE_STEEL, (0, 0, 0.35), (0.12, 0.12, 0.7))
    add_box(builder, m.PLASTIC_YELLOW, (0, 0, 1.0), (0.5, 0.36, 0.66))
    add_box(builder, m.FURNITURE_STEEL, (0, -0.185, 1.2), (0.3, 0.01, 0.04))
    return builder.build()


@cache
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


@cache
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


@cache
def bicycle_stand() -> Mesh:
    """A hoop to lock a bicycle to."""
    builder = MeshBuilder()
    hoop = [(-0.35, 0, 0), (-0.35, 0, 0.65), (-0.25, 0, 0.78), (0.25, 0, 0.78)]
    hoop += [(0.35, 0, 0.65), (0.35, 0, 0)]
    add_tube(builder, m.FURNITURE_PALE, hoop, 0.024, 7)
    return builder.build()


@cache
def traffic_sign(seed: int, name: str) -> Mesh:
    """A sign of DECALS on a post, seen from -y."""
    builder = MeshBuilder()
    add_cylinder(builder, m.STEEL, (0, 0, 0), (0, 0, 2.85), 0.03, sides=8)
    atlas = decals(seed)
    plate = m.decal(seed, Semantic.SIGNAL, 0.5)
    half, y, z = 0.31, -0.04, 2.5
    corners = [
        (-half, y, z - half),
        (half, y, z - half),
        (half, y, z + half),
        (-half, y, z + half),
    ]
    builder.quad(plate, corners, atlas.uvs(DECALS.index(name)))
    back = [(x, y + 0.008, h) for x, _, h in corners][::-1]
    builder.quad(m.STEEL, back) if name in ("zebra", "parking", "one_way") else None
    return builder.build()


@cache
def board(seed: int, cell: int) -> Mesh:
    """A folding board before a shop."""
    builder = MeshBuilder()
    atlas = decals(seed)
    paper = m.decal(seed, Semantic.FURNITURE)
    for side in (-1, 1):
        low, high = side * 0.26, side * 0.04
        left = -0.3 * -side
        face = [
            (left, low, 0.06),
            (-left, low, 0.06),
            (-left, high, 1.05),
            (left, high, 1.05),
        ]
        builder.quad(paper, face, atlas.uvs(DECALS.index(f"poster_{cell % 3}")))
    add_box(builder, m.FURNITURE_STEEL, (0, 0, 1.06), (0.64, 0.1, 0.04))
    return builder.build()
