"""Windows: what is behind the glass, frames, reveals, sills, surrounds, shutters."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from nonesuch.world.nouns import Floats, Material, Semantic
from nonesuch.world.street.atlas import Atlas
from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.foliage import add_shrub
from nonesuch.world.street.materials import pictured
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box
from nonesuch.world.street.window_pictures import windows

_BAR_M = 0.07
_LIGHTS = (
    *(((1.0, 0.74, 0.42), 1.6), ((1.0, 0.66, 0.32), 0.9), ((0.95, 0.9, 0.78), 2.0)),
    ((0.55, 0.7, 1.0), 0.6),  # a television
)
"""Colors and strengths of light behind windows."""


@dataclass(frozen=True, eq=False)
class Panes:
    """The glass of a street's windows, dark and lit."""

    atlas: Atlas
    dark: Material
    lit: tuple[Material, ...]
    lit_share: float


def panes(seed: int, is_night: bool) -> Panes:
    """Glass for a street; by night every third window is lit."""
    atlas = windows(seed)
    dark = pictured(Semantic.WINDOW, atlas.texture, "glass", roughness=0.06)
    lit = tuple(replace(dark, color=color, emission=e) for color, e in _LIGHTS)
    return Panes(atlas, dark, lit, 0.35 if is_night else 0.0)


def rectangle(x0: float, x1: float, z0: float, z1: float, y: float = 0.0) -> Floats:
    """A quad ``(4, 3)`` in a wall's plane that faces the street."""
    return np.array([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)])


def reveal(x0: float, x1: float, z0: float, z1: float, depth: float) -> Floats:
    """The four inner sides ``(4, 4, 3)`` of a hole in a wall."""
    rim = [(x0, z0), (x0, z1), (x1, z1), (x1, z0)]
    return np.array(
        [
            [(c, depth, d), (c, 0, d), (a, 0, b), (a, depth, b)]
            for (a, b), (c, d) in zip(rim, rim[1:] + rim[:1], strict=True)
        ]
    )


def add_windows(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    glass: Panes,
    lower_left_xz: ArrayLike,
    is_detailed: bool,
) -> None:
    """Add windows of one size in the holes whose lower left corners are ``(n, 2)``."""
    offsets = np.asarray(lower_left_xz, np.float64)
    if not len(offsets):
        return
    width, height = style.window_m
    _add_panes(rng, wall, style, glass, offsets, is_detailed)
    if not is_detailed:
        border = rectangle(-0.09, width + 0.09, -0.09, height + 0.09, -0.006)
        wall.quads(style.frame, _repeated(border[None], offsets))
        return
    sides = reveal(0, width, 0, height, style.recess_m)
    wall.quads(style.wall, _repeated(sides, offsets))
    wall.quads(style.frame, _repeated(_bars(style), offsets))
    wall.quads(style.trim, _repeated(_sill(style), offsets))
    if style.has_surrounds:
        wall.quads(style.trim, _repeated(_surround(width, height), offsets))
    if style.shutter is not None:
        wall.quads(style.shutter, _repeated(_shutters(width, height), offsets))


def _add_panes(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    glass: Panes,
    offsets: Floats,
    is_detailed: bool,
) -> None:
    depth = style.recess_m if is_detailed else -0.012
    pane = rectangle(0, style.window_m[0], 0, style.window_m[1], depth)
    count = len(offsets)
    uvs = np.array([glass.atlas.uvs(int(c)) for c in rng.integers(8, size=count)])
    is_lit = rng.random(count) < glass.lit_share
    kinds = np.where(is_lit, rng.integers(1, 1 + len(glass.lit), size=count), 0)
    for kind, material in enumerate((glass.dark, *glass.lit)):
        chosen = kinds == kind
        if chosen.any():
            wall.quads(material, _repeated(pane[None], offsets[chosen]), uvs[chosen])


def _repeated(quads: Floats, offsets_xz: Floats) -> Floats:
    shifts = np.zeros((len(offsets_xz), 1, 1, 3))
    shifts[:, 0, 0, 0], shifts[:, 0, 0, 2] = offsets_xz.T
    repeated: Floats = (quads[None] + shifts).reshape(-1, 4, 3)
    return repeated


def _bars(style: FacadeStyle) -> Floats:
    (width, height), y = style.window_m, style.recess_m - 0.04
    middle, bar = width / 2, _BAR_M
    bars = [
        rectangle(0, bar, 0, height, y),
        rectangle(width - bar, width, 0, height, y),
        rectangle(bar, width - bar, 0, bar, y),
        rectangle(bar, width - bar, height - bar, height, y),
    ]
    if style.casement in ("double", "panel"):
        bars.append(rectangle(middle - 0.045, middle + 0.045, bar, height - bar, y))
    if style.casement == "double":
        bars.append(rectangle(bar, width - bar, height * 0.72, height * 0.72 + bar, y))
    if style.casement == "sash":
        bars.append(
            rectangle(bar, width - bar, height / 2 - 0.04, height / 2 + 0.04, y)
        )
        bars.append(rectangle(middle - 0.015, middle + 0.015, bar, height - bar, y))
    if style.casement == "single" and width > 1.5:
        bars.append(rectangle(width * 0.64, width * 0.64 + 0.09, bar, height - bar, y))
    return np.array(bars)


def _sill(style: FacadeStyle) -> Floats:
    width, _ = style.window_m
    left, right, out, top, low = -0.08, width + 0.08, -0.1, 0.0, -0.09
    return np.array(
        [
            [
                (left, out, top),
                (right, out, top),
                (right, 0.05, top),
                (left, 0.05, top),
            ],
            [(left, out, low), (right, out, low), (right, out, top), (left, out, top)],
            [(left, 0, low), (right, 0, low), (right, out, low), (left, out, low)],
        ]
    )


def _surround(width: float, height: float) -> Floats:
    y, edge, cap = -0.03, 0.13, height + 0.24
    flat = [
        rectangle(-edge, 0, 0, height + edge, y),
        rectangle(width, width + edge, 0, height + edge, y),
        rectangle(0, width, height, height + edge, y),
        rectangle(-0.22, width + 0.22, height + edge, cap, -0.1),
    ]
    left, right, low = -0.22, width + 0.22, height + edge
    top = [
        [(left, -0.1, cap), (right, -0.1, cap), (right, 0, cap), (left, 0, cap)],
        [(left, 0, low), (right, 0, low), (right, -0.1, low), (left, -0.1, low)],
    ]
    return np.concatenate([np.array(flat), np.array(top)])


def _shutters(width: float, height: float) -> Floats:
    leaf = width / 2
    return np.array(
        [
            rectangle(-leaf - 0.14, -0.14, 0, height, -0.05),
            rectangle(width + 0.14, width + leaf + 0.14, 0, height, -0.05),
        ]
    )


def add_flower_boxes(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    lower_left_xz: ArrayLike,
) -> None:
    """Add boxes of flowers before some of the windows."""
    width = style.window_m[0]
    for x, z in np.asarray(lower_left_xz, np.float64):
        if rng.random() < 0.5:
            middle = x + width / 2
            add_box(wall, style.trim, (middle, -0.16, z + 0.06), (width, 0.16, 0.16))
            center, radii = (middle, -0.17, z + 0.2), (width / 2, 0.08, 0.1)
            add_shrub(rng, wall, center, radii, 14, 0.3)
