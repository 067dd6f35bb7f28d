"""Things that people push or hold: a pram and a phone."""

from __future__ import annotations

import functools

import numpy as np

from nonesuch.world.nouns import Material, Mesh, Semantic
from nonesuch.world.solids import (
    Solid,
    cushion,
    in_zone,
    mesh_of,
    moved,
    plate,
    ring,
    together,
    tube,
)

PRAM_HANDLE_M = (-0.52, 1.02)
"""Where a pram is held: x and z in its frame; the bar reaches 0.23 m to each side."""

_WHEELS = tuple((x, y) for x in (-0.32, 0.34) for y in (-0.26, 0.26))


PRAM_COLORS = (
    *((0.035, 0.045, 0.075), (0.03, 0.03, 0.032), (0.2, 0.2, 0.21)),
    *((0.25, 0.03, 0.03), (0.33, 0.28, 0.2), (0.05, 0.13, 0.12)),
)


@functools.cache
def pram_mesh(color: tuple[float, float, float] = PRAM_COLORS[0]) -> Mesh:
    """A pram about 1 m high, its cloth of a linear color; it rolls towards +x.

    Object frame: origin on the ground in the middle of the wheels, x ahead, y to the
    left, z up; whoever pushes walks behind, at -x.
    """
    cloth = Material(Semantic.FURNITURE, color, "cloth", (0.02, 0.02, 0.02))
    frame = Material(Semantic.FURNITURE, (0.25, 0.25, 0.26), "metal", roughness=0.35)
    tire = Material(Semantic.FURNITURE, (0.02, 0.02, 0.02), "rubber", roughness=0.8)
    inside = Material(Semantic.FURNITURE, (0.5, 0.47, 0.42), "cloth")
    shape = together(_basket(), _frame(), _wheels(), _bedding())
    return mesh_of(shape, (cloth, frame, tire, inside))


def _basket() -> Solid:
    """The carrycot and its hood, which opens towards the one who pushes."""
    cot = cushion((0.04, 0.0, 0.68), (0.42, 0.2, 0.13), 0.45, 20)
    keep = cot.points[:, 2] < 0.79
    low = np.where(keep, cot.points[:, 2], 0.79)
    cot = Solid(np.column_stack([cot.points[:, :2], low]), cot.triangles, cot.zones)
    return together(cot, _hood())


def _hood() -> Solid:
    """A quarter of a barrel over the front half."""
    angles = np.linspace(0.0, 0.55 * np.pi, 9)
    sides = np.linspace(-1.0, 1.0, 9)
    rows = []
    for angle in angles:
        width = 0.205
        x = 0.12 + 0.34 * np.cos(angle)
        z = 0.76 + 0.30 * np.sin(angle)
        droop = 0.05 * np.abs(sides) ** 4
        rows.append(np.stack([np.full(9, x), width * sides, np.full(9, z) - droop], 1))
    points = np.concatenate(rows)
    quads = [
        (r * 9 + c, r * 9 + c + 1, (r + 1) * 9 + c + 1, (r + 1) * 9 + c)
        for r in range(8)
        for c in range(8)
    ]
    triangles = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    top = Solid(points, np.array(triangles), np.zeros(len(triangles), np.uint8))
    return together(top, _hood_side(points, 0), _hood_side(points, 8))


def _hood_side(points: np.ndarray, column: int) -> Solid:
    edge = points[column::9]
    middle = np.array([[0.12, edge[0, 1], 0.76]])
    count = len(edge)
    k = np.arange(count - 1)
    triangles = np.stack([np.full(count - 1, count), k, k + 1], 1)
    if column:
        triangles = triangles[:, ::-1]
    return Solid(
        np.concatenate([edge, middle]), triangles, np.zeros(count - 1, np.uint8)
    )


def _frame() -> Solid:
    handle_x, handle_z = PRAM_HANDLE_M
    bars = []
    for side in (-1.0, 1.0):
        y = 0.23 * side
        bars.append(
            tube(
                [
                    *((0.34, y, 0.16), (0.05, y, 0.5), (-0.25, y, 0.78)),
                    (handle_x, y, handle_z),
                ],
                0.012,
            )
        )
        bars.append(tube([(-0.32, y, 0.16), (-0.05, y, 0.45), (0.1, y, 0.6)], 0.012))
    bars.append(
        tube([(handle_x, -0.235, handle_z), (handle_x, 0.235, handle_z)], 0.016, 8)
    )
    for x in (-0.32, 0.34):
        bars.append(tube([(x, -0.26, 0.14), (x, 0.26, 0.14)], 0.01))
    bars.append(tube([(0.34, 0.0, 0.14), (-0.32, 0.0, 0.14)], 0.012))
    return in_zone(together(*bars), 1)


def _wheels() -> Solid:
    parts = []
    for x, y in _WHEELS:
        radius = 0.14 if x > 0 else 0.16
        center = (x, y, radius)
        along, up = np.array([radius - 0.016, 0, 0]), np.array([0, 0, radius - 0.016])
        parts.append(in_zone(ring(center, along, up, 0.016), 2))
        for spoke in np.linspace(0, np.pi, 4, endpoint=False):
            end = np.cos(spoke) * along + np.sin(spoke) * up
            path = [np.array(center) - end, np.array(center) + end]
            parts.append(in_zone(tube(path, 0.004, 4), 1))
    return together(*parts)


def _bedding() -> Solid:
    return in_zone(cushion((-0.06, 0.0, 0.79), (0.3, 0.17, 0.05), 0.5, 14), 3)


@functools.cache
def phone_mesh() -> Mesh:
    """A phone of 7 by 15 cm.

    Object frame: origin in its middle; x across, y along its length towards the top, z
    out of the screen.
    """
    body = Material(Semantic.ACCESSORY, (0.02, 0.02, 0.022), "gloss", roughness=0.2)
    screen = Material(
        Semantic.ACCESSORY, (0.35, 0.42, 0.55), "plain", emission=0.6, roughness=0.1
    )
    case = cushion((0, 0, 0), (0.036, 0.075, 0.0045), 0.15, 16)
    half = np.array([0.0325, 0, 0]), np.array([0, 0.069, 0])
    glass = plate((0, 0, 0.0047), *half)
    square = np.clip(glass.points * [1.5, 1.5, 1], -np.array([0.0325, 0.069, 1]), None)
    square = np.minimum(square, [0.0325, 0.069, 1])
    lit = in_zone(Solid(square, glass.triangles, glass.zones), 1)
    return mesh_of(moved(together(case, lit), np.eye(3)), (body, screen))
