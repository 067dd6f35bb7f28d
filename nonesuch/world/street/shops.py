"""Ground floors of shops: windows, doors, signs, awnings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nonesuch.world.nouns import Floats, Material, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.atlas import Atlas
from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.facades import add_flat
from nonesuch.world.street.interior_pictures import shop_interiors
from nonesuch.world.street.materials import linear, pictured
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box
from nonesuch.world.street.sign_pictures import shop_signs
from nonesuch.world.street.windows import rectangle, reveal

_FRAME_COLORS = (
    *((34, 36, 38), (222, 220, 214), (70, 48, 36), (36, 60, 52), (110, 112, 114)),
    *((120, 34, 36), (32, 50, 84)),
)
_RECESS_M = 0.18
_DOOR_M = 1.05


@dataclass(frozen=True, eq=False)
class ShopKit:
    """What the shop fronts of one street share."""

    signs: Atlas
    sign: Material
    interiors: Atlas
    interior: Material


def shop_kit(seed: int, is_night: bool) -> ShopKit:
    """Signs and shop windows for a street; they glow by night."""
    signs, interiors = shop_signs(seed), shop_interiors(seed)
    glow, sign_glow = (2.6, 0.7) if is_night else (0.3, 0.0)
    return ShopKit(
        signs,
        pictured(Semantic.BUILDING, signs.texture, emission=sign_glow),
        interiors,
        pictured(
            Semantic.WINDOW,
            interiors.texture,
            "shopfront",
            roughness=0.05,
            emission=glow,
        ),
    )


def add_shop_floor(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    kit: ShopKit,
    length_m: float,
) -> None:
    """Add a ground floor of shops between piers."""
    count = max(1, round(length_m / rng.uniform(4.0, 7.0)))
    pier = 0.4 if length_m > 3.5 else 0.3
    head = min(style.ground_floor_m - 0.95, rng.uniform(2.75, 3.2))
    edges = np.linspace(0, length_m, count + 1)
    add_flat(wall, style.base, [rectangle(0, length_m, head, style.ground_floor_m)])
    piers = [
        rectangle(a - pier * (a > 0), a + pier * (a < length_m), 0, head) for a in edges
    ]
    add_flat(wall, style.base, piers)
    for left, right in pairwise(edges):
        _add_shop(rng, wall, style, kit, left + pier, right - pier, head)


def _add_shop(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    kit: ShopKit,
    x0: float,
    x1: float,
    head: float,
) -> None:
    color = linear(*_FRAME_COLORS[rng.integers(len(_FRAME_COLORS))])
    frame = Material(Semantic.BUILDING, color, roughness=0.5)
    wall.quads(style.base, reveal(x0, x1, 0, head, _RECESS_M))
    door_left = x0 if rng.random() < 0.5 else x1 - _DOOR_M
    if x1 - x0 > 4.5 and rng.random() < 0.4:
        door_left = (x0 + x1 - _DOOR_M) / 2
    scene = int(rng.integers(kit.interiors.count))
    _add_display(wall, kit, frame, scene, x0, door_left, head)
    _add_display(wall, kit, frame, scene, door_left + _DOOR_M, x1, head)
    _add_shop_door(wall, kit, frame, scene, door_left, head)
    _add_fascia(rng, wall, kit, frame, x0, x1, head, style.ground_floor_m)
    if rng.random() < 0.38:
        _add_awning(rng, wall, x0, x1, head)


def _add_display(
    wall: MeshBuilder,
    kit: ShopKit,
    frame: Material,
    scene: int,
    x0: float,
    x1: float,
    head: float,
) -> None:
    if x1 - x0 < 0.3:
        return
    count, riser = max(1, round((x1 - x0) / 1.5)), 0.4
    edges = np.linspace(x0, x1, count + 1)
    for k, (a, b) in enumerate(pairwise(edges)):
        pane = rectangle(a, b, riser, head, _RECESS_M)
        uvs = kit.interiors.uvs(scene)
        wall.quad(kit.interior, pane, uvs[[1, 0, 3, 2]] if k % 2 else uvs)
    bars = [
        rectangle(a - 0.035, a + 0.035, riser, head, _RECESS_M - 0.04) for a in edges
    ]
    bars += [rectangle(x0, x1, 0, riser, _RECESS_M - 0.06)]
    bars += [rectangle(x0, x1, head - 0.1, head, _RECESS_M - 0.04)]
    wall.quads(frame, np.array(bars))


def _add_shop_door(
    wall: MeshBuilder,
    kit: ShopKit,
    frame: Material,
    scene: int,
    x: float,
    head: float,
) -> None:
    y, top = _RECESS_M, 2.25
    pane = rectangle(x + 0.1, x + _DOOR_M - 0.1, 0.18, top - 0.1, y)
    wall.quad(kit.interior, pane, kit.interiors.uvs(scene))
    light = rectangle(x + 0.05, x + _DOOR_M - 0.05, top, head - 0.08, y)
    wall.quad(kit.interior, light, _upper_half(kit.interiors.uvs(scene)))
    bars = [
        rectangle(x, x + 0.1, 0, head, y - 0.03),
        rectangle(x + _DOOR_M - 0.1, x + _DOOR_M, 0, head, y - 0.03),
        rectangle(x + 0.1, x + _DOOR_M - 0.1, 0, 0.18, y - 0.03),
        rectangle(x + 0.1, x + _DOOR_M - 0.1, top - 0.1, top, y - 0.03),
        rectangle(x + 0.1, x + _DOOR_M - 0.1, head - 0.08, head, y - 0.03),
    ]
    wall.quads(frame, np.array(bars))
    handle = (x + _DOOR_M - 0.16, y - 0.07, 1.1)
    add_box(wall, m.STEEL, handle, (0.03, 0.04, 0.5))


def _upper_half(uvs: Floats) -> Floats:
    low, high = uvs[0, 1], uvs[2, 1]
    middle = high - (high - low) * 0.25
    changed: Floats = np.where(uvs == low, middle, uvs)
    return changed


def _add_fascia(
    rng: np.random.Generator,
    wall: MeshBuilder,
    kit: ShopKit,
    board: Material,
    x0: float,
    x1: float,
    head: float,
    ceiling: float,
) -> None:
    low = head + 0.06
    height = min(rng.uniform(0.5, 0.75), ceiling - low - 0.12)
    length = min(x1 - x0, 4 * height)
    middle = (x0 + x1) / 2
    add_box(
        wall,
        board,
        (middle, -0.05, low + height / 2),
        (x1 - x0 + 0.1, 0.12, height),
        ("back",),
    )
    sign = rectangle(
        middle - length / 2, middle + length / 2, low, low + height, -0.118
    )
    cell = int(rng.integers(kit.signs.count))
    wall.quad(kit.sign, sign, kit.signs.uvs(cell))
    if rng.random() < 0.45:
        _add_blade_sign(wall, kit, board, x0 + 0.2, cell, ceiling - 0.75)


def _add_blade_sign(
    wall: MeshBuilder, kit: ShopKit, board: Material, x: float, cell: int, z: float
) -> None:
    add_box(wall, board, (x, -0.62, z), (0.1, 0.9, 0.36))
    add_box(wall, m.DARK_STEEL, (x, -0.1, z + 0.1), (0.04, 0.2, 0.04))
    for side in (-1, 1):
        near, far = (-1.05, -0.19) if side > 0 else (-0.19, -1.05)
        face = [
            (x + side * 0.056, y, h) for y, h in ((near, z - 0.16), (far, z - 0.16))
        ]
        face += [
            (x + side * 0.056, y, h) for y, h in ((far, z + 0.16), (near, z + 0.16))
        ]
        wall.quad(kit.sign, face, kit.signs.uvs(cell))


def _add_awning(
    rng: np.random.Generator, wall: MeshBuilder, x0: float, x1: float, head: float
) -> None:
    cloth = m.AWNINGS[rng.integers(len(m.AWNINGS))]
    if rng.random() < 0.35:
        white = m.linear(226, 222, 212)
        cloth = replace(
            cloth, pattern="stripes", second_color=white, pattern_scale_m=0.3
        )
    reach, drop = rng.uniform(0.9, 1.5), min(rng.uniform(0.35, 0.6), head - 2.35)
    high, low = head + 0.02, head - drop
    front = [(x0, -reach, low), (x1, -reach, low)]
    wall.quad(cloth, [*front, (x1, -0.02, high), (x0, -0.02, high)])
    wall.quad(cloth, [(x0, -reach, low - 0.2), (x1, -reach, low - 0.2), *front[::-1]])
    wall.polygon(cloth, [(x1, -reach, low), (x1, -0.02, low), (x1, -0.02, high)])
    wall.polygon(cloth, [(x0, -0.02, high), (x0, -0.02, low), (x0, -reach, low)])
