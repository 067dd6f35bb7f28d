"""Walls above the ground floor: piers, windows, ledges, balconies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.nouns import Floats, Material, Semantic
from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.materials import linear
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box
from nonesuch.world.street.windows import (
    Panes,
    add_flower_boxes,
    add_windows,
    rectangle,
)

_RAIL = Material(Semantic.BUILDING, linear(42, 44, 46), "metal", roughness=0.5)
_RAIL_GLASS = Material(Semantic.BUILDING, linear(120, 136, 138), "glass", roughness=0.1)
_BALCONY_DEPTH_M = 1.1


def add_upper_wall(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    glass: Panes,
    length_m: float,
    is_detailed: bool,
) -> None:
    """Add the storeys above the ground floor of one straight wall."""
    columns = _columns(length_m, style)
    steps = np.arange(style.floors, dtype=np.float64)
    floors = style.ground_floor_m + style.floor_m * steps
    sills = floors + style.sill_m
    height = min(style.window_m[1], style.floor_m - style.sill_m - 0.25)
    top = style.ground_floor_m + style.floor_m * style.floors
    if is_detailed and len(columns):
        spans = _solid_parts(columns, sills, style.window_m[0], height, length_m, top)
        add_flat(
            wall, style.wall, [*spans, *_below(columns, style, sills, height, top)]
        )
    else:
        add_flat(wall, style.wall, [rectangle(0, length_m, style.ground_floor_m, top)])
    if len(columns):
        corners = [(x, z) for z in sills for x in columns]
        fitted = _with_window_height(style, height)
        add_windows(rng, wall, fitted, glass, corners, is_detailed)
        _add_balconies(rng, wall, style, columns, floors)
        if style.has_flowers and is_detailed:
            add_flower_boxes(rng, wall, style, corners[: 2 * len(columns)])


def add_flat(wall: MeshBuilder, material: Material, quads: list[Floats]) -> None:
    """Add quads of a wall's plane whose uv are meters of the wall."""
    if quads:
        corners = np.array(quads)
        wall.quads(material, corners, corners[..., (0, 2)])


def _with_window_height(style: FacadeStyle, height: float) -> FacadeStyle:
    return replace(style, window_m=(style.window_m[0], height))


def _columns(length_m: float, style: FacadeStyle) -> Floats:
    """The left edges of the columns of windows."""
    count = int((length_m - 0.5) // style.bay_m)
    if not count and length_m > style.window_m[0] + 0.8:
        count = 1
    middles = (np.arange(count) + 0.5) * length_m / max(count, 1)
    left: Floats = middles - style.window_m[0] / 2
    return left


def _solid_parts(
    columns: Floats,
    sills: Floats,
    width: float,
    height: float,
    length_m: float,
    top: float,
) -> list[Floats]:
    """The piers between the columns of windows, from the ground floor to the top."""
    lefts = np.concatenate([[0], columns + width])
    rights = np.concatenate([columns, [length_m]])
    bottom = sills[0]
    return [rectangle(a, b, bottom, top) for a, b in zip(lefts, rights, strict=True)]


def _below(
    columns: Floats, style: FacadeStyle, sills: Floats, height: float, top: float
) -> list[Floats]:
    """The wall above and below the windows of each column."""
    width = style.window_m[0]
    heads = sills + height
    ends = np.append(sills[1:], top)
    parts = [
        rectangle(x, x + width, head, end)
        for x in columns
        for head, end in zip(heads, ends, strict=True)
    ]
    whole = columns[-1] + width + columns[0]
    return [*parts, rectangle(0, whole, style.ground_floor_m, sills[0])]


def _add_balconies(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    columns: Floats,
    floors: Floats,
) -> None:
    for x in columns:
        if rng.random() < style.balcony_share:
            for z in floors:
                middle = x + style.window_m[0] / 2
                half = style.window_m[0] / 2 + 0.45
                _add_balcony(wall, style, middle, half, z + 0.05)


def _add_balcony(
    wall: MeshBuilder, style: FacadeStyle, middle: float, half: float, z: float
) -> None:
    depth = _BALCONY_DEPTH_M
    add_box(
        wall, style.trim, (middle, -depth / 2, z), (2 * half, depth, 0.16), ("back",)
    )
    y, top = -depth + 0.04, z + 1.05
    if style.rail == "bars":
        _add_bars(wall, middle, half, y, z, top)
        return
    material = _RAIL_GLASS if style.rail == "glass" else style.wall
    center_z, height = (z + top) / 2 + 0.04, top - z
    add_box(wall, material, (middle, y, center_z), (2 * half, 0.06, height))
    for side in (-1, 1):
        place = (middle + side * (half - 0.03), y / 2, center_z)
        add_box(wall, material, place, (0.06, -y, height))


def _add_bars(
    wall: MeshBuilder, middle: float, half: float, y: float, z: float, top: float
) -> None:
    add_box(wall, _RAIL, (middle, y, top), (2 * half, 0.05, 0.05))
    for side in (-1, 1):
        add_box(wall, _RAIL, (middle + side * half, y / 2, top), (0.05, -y, 0.05))
    x = np.arange(middle - half, middle + half + 0.01, 0.13)
    bars = [rectangle(a - 0.012, a + 0.012, z, top, y) for a in x]
    depth = np.arange(y, 0, 0.16)
    for side in (-1, 1):
        edge = middle + side * half
        ends = [(edge, b, edge, b + 0.024) for b in depth]
        bars += [
            np.array([(x0, y0, z), (x1, y1, z), (x1, y1, top), (x0, y0, top)])
            for x0, y0, x1, y1 in ends
        ]
    wall.quads(_RAIL, np.array(bars))
