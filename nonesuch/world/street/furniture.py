"""Benches, bins, bollards, lamps, shelters and the like; origin on the ground.

Furniture faces -y: who sits on a bench at heading 0 looks along -y.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from nonesuch.world.nouns import Floats, Mesh, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.decals import DECALS, decals
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import (
    add_box,
    add_cylinder,
    add_spindle,
    add_tube,
    circle_xy,
)

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
def cover(kind: int) -> Mesh:
    """A lid in the pavement, square (0) or long (1)."""
    builder = MeshBuilder()
    x, y, z = (0.3, 0.3, 0.004) if kind == 0 else (0.6, 0.35, 0.004)
    builder.quad(m.COVER, [(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)])
    return builder.build()


@cache
def bicycle_stand() -> Mesh:
    """A hoop to lock a bicycle to."""
    builder = MeshBuilder()
    hoop = [(-0.35, 0, 0), (-0.35, 0, 0.65), (-0.25, 0, 0.78), (0.25, 0, 0.78)]
    hoop += [(0.35, 0, 0.65), (0.35, 0, 0)]
    add_tube(builder, m.FURNITURE_PALE, hoop, 0.024, 7)
    return builder.build()


_SIGN_HALF_M = 0.31
_SIGN_MIDDLE_M = 2.5


@lru_cache(maxsize=32)
def traffic_sign(seed: int, name: str) -> Mesh:
    """A sign of DECALS on a post, seen from -y."""
    builder = MeshBuilder()
    add_cylinder(builder, m.STEEL, (0, 0, 0), (0, 0, 2.85), 0.03, sides=8)
    half, low, high = _SIGN_HALF_M, _SIGN_MIDDLE_M - 0.31, _SIGN_MIDDLE_M + 0.31
    face = [(x, -0.04, z) for x, z in ((-half, low), (half, low), (half, high))]
    uvs = decals(seed).uvs(DECALS.index(name))
    builder.quad(
        m.decal(seed, Semantic.SIGNAL, 0.5), [*face, (-half, -0.04, high)], uvs
    )
    builder.polygon(m.SIGN_BACK, _sign_back(name))
    return builder.build()


def _sign_back(name: str) -> Floats:
    """The outline ``(n, 3)`` of a sign, a little smaller, seen from behind."""
    half = _SIGN_HALF_M * 0.93
    if name == "give_way":
        corners = np.array([(-half, 0.8 * half), (half, 0.8 * half), (0, -0.8 * half)])
    elif name in ("zebra", "parking", "one_way"):
        corners = half * np.array([(-1, 1), (1, 1), (1, -1), (-1, -1)])
    else:
        corners = circle_xy(half)[::-1]
    depths = np.full(len(corners), -0.034)
    return np.column_stack([corners[:, 0], depths, corners[:, 1] + _SIGN_MIDDLE_M])


@lru_cache(maxsize=8)
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


@cache
def wheelie_bin(color: int) -> Mesh:
    """A dustbin on two wheels, its lid towards -y."""
    builder = MeshBuilder()
    plastic = m.BIN_PLASTICS[color % len(m.BIN_PLASTICS)]
    low = [
        (-0.2, -0.22, 0.06),
        (0.2, -0.22, 0.06),
        (0.2, 0.22, 0.06),
        (-0.2, 0.22, 0.06),
    ]
    high = [(1.3 * x, 1.25 * y, 0.98) for x, y, _ in low]
    for k in range(4):
        following = (k + 1) % 4
        builder.quad(plastic, [low[k], low[following], high[following], high[k]])
    add_box(builder, plastic, (0, 0.01, 1.01), (0.56, 0.62, 0.07))
    add_box(builder, m.FURNITURE_STEEL, (0, 0.34, 0.97), (0.44, 0.04, 0.04))
    for x in (-0.2, 0.2):
        start, end = (x - 0.025, 0.24, 0.1), (x + 0.025, 0.24, 0.1)
        add_cylinder(builder, m.FURNITURE_STEEL, start, end, 0.1)
    return builder.build()


@cache
def barrier() -> Mesh:
    """A barrier of road works, 2 m long."""
    builder = MeshBuilder()
    for z in (0.45, 0.9):
        for k, x in enumerate(np.linspace(-0.875, 0.875, 8)):
            add_box(builder, m.BARRIER_COLORS[k % 2], (x, 0, z), (0.25, 0.04, 0.2))
    for x in (-0.85, 0.85):
        add_box(builder, m.FURNITURE_STEEL, (x, 0, 0.5), (0.05, 0.05, 1.0))
        add_box(builder, m.FURNITURE_STEEL, (x, 0, 0.04), (0.22, 0.5, 0.08))
    return builder.build()


@cache
def sand_heap() -> Mesh:
    """What was dug out of a hole."""
    builder = MeshBuilder()
    add_spindle(builder, m.SOIL, [(0.62, 0), (0.5, 0.16), (0.24, 0.34), (0, 0.4)], 11)
    return builder.build()
