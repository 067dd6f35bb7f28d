"""Procedural patterns as small pictures that repeat without a seam.

A tile holds, from 0 to 1: shade (0.5 leaves the color as it is, 1 doubles it), the
share of the second color, roughness (0.5 leaves it), relief.  Their smaller sizes make
a pattern fade with distance instead of flickering.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nonesuch.world.nouns import PATTERNS, Bytes, Floats
from nonesuch.world.render.textures import LayerStack

SIDE = 512

_Painter = Callable[[np.random.Generator], Floats]


def _noise(rng: np.random.Generator, slope: float, from_waves: float = 1) -> Floats:
    """Periodic noise of deviation 1 whose amplitude falls by frequency ** -slope."""
    waves = np.fft.fftfreq(SIDE) * SIDE
    radius = np.hypot(waves[:, None], waves[None, : SIDE // 2 + 1])
    amplitude = np.where(radius >= from_waves, np.maximum(radius, 1) ** -slope, 0)
    spectrum = amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape))
    field = np.fft.irfft2(spectrum, (SIDE, SIDE))
    return np.asarray(field / field.std(), np.float64)


def _tile(
    shade: Floats | float,
    second: Floats | float = 0.0,
    roughness: Floats | float = 0.0,
    relief: Floats | float = 0.0,
) -> Floats:
    """Shade 1 leaves the color as it is; roughness and relief are differences."""
    layers = np.empty((SIDE, SIDE, 4))
    layers[..., 0] = np.asarray(shade) * 0.5
    layers[..., 1] = second
    layers[..., 2] = 0.5 + np.asarray(roughness)
    layers[..., 3] = 0.5 + np.asarray(relief)
    return layers.clip(0, 1)


def _grid(columns: int, rows: int, shift: float) -> tuple[Floats, Floats, Any]:
    """Place inside each cell, -1 to 1 along u and v, and the cell's number."""
    along = (np.arange(SIDE) + 0.5) / SIDE
    v = along[:, None] * rows
    row = np.floor(v).astype(int)
    u = along[None, :] * columns + shift * (row % 2)
    cell = np.floor(u).astype(int) % columns + row * columns
    return 2 * (u % 1) - 1, np.broadcast_to(2 * (v % 1) - 1, u.shape), cell


def _blocks(
    rng: np.random.Generator,
    columns: int,
    rows: int,
    joint: tuple[float, float],
    shift: float = 0.5,
    varied: float = 0.08,
) -> tuple[Floats, Floats]:
    """(shade, share of joint) of a wall or floor of blocks; joints in cell widths."""
    u, v, cell = _grid(columns, rows, shift)
    edge = np.minimum((1 - abs(u)) / joint[0], (1 - abs(v)) / joint[1]) / 2
    gap = 1 - np.clip(1.6 * edge - 0.6, 0, 1)
    own = 1 + varied * rng.normal(size=columns * rows)[cell]
    return own, np.asarray(gap)


def _plain(rng: np.random.Generator) -> Floats:
    return _tile(1.0)


def _wear(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.26 * _noise(rng, 1.4, 1), relief=0.2 * _noise(rng, 0.9, 6))


def _folds(rng: np.random.Generator) -> Floats:
    """Slopes of long soft ridges, as cloth hangs: along u, along v; 0.5 is level."""
    across, up = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    bend = _noise(rng, 2.4, 2)
    ridges = 1 - abs(np.tanh(_noise(rng, 2.1, 3) + 0.3 * bend))
    slanting = np.roll(ridges, SIDE // 2, 0) * 0.5 * (1 + np.sin(up / SIDE * 2 * np.pi))
    height = ridges * (0.5 + 0.5 * np.sin(across / SIDE * 2 * np.pi)) + slanting
    height += 0.25 * bend
    slopes = [np.roll(height, -1, k) - np.roll(height, 1, k) for k in (1, 0)]
    steepest = np.percentile(abs(np.array(slopes)), 99)
    u, v = (slope / steepest for slope in slopes)
    return _tile(1 + 0.5 * u, 0.5 + 0.25 * v)


def _skin(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.025 * _noise(rng, 1.0, 3), roughness=0.04 * _noise(rng, 0.6, 8))


def _hair(rng: np.random.Generator) -> Floats:
    strands = np.repeat(rng.normal(size=(1, SIDE)), SIDE, 0)
    return _tile(1 + 0.16 * strands + 0.1 * _noise(rng, 1.0, 3))


def _cloth(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.05 * _noise(rng, 0.2, 60) + 0.05 * _noise(rng, 1.6, 2))


def _soft_square(count: int, duty: float) -> Floats:
    wave = np.sin(2 * np.pi * (np.arange(SIDE) + 0.5) / SIDE * count)
    level = np.sin(np.pi * (0.5 - duty))
    return np.asarray(np.clip(0.5 + (wave - level) * 8, 0, 1))


def _stripes(rng: np.random.Generator) -> Floats:
    second = np.repeat(_soft_square(4, 0.45)[:, None], SIDE, 1)
    return _tile(1 + 0.05 * _noise(rng, 0.6, 8), second)


def _checks(rng: np.random.Generator) -> Floats:
    wave = _soft_square(4, 0.5)
    return _tile(
        1 + 0.05 * _noise(rng, 0.6, 8), 0.5 * wave[:, None] + 0.5 * wave[None, :]
    )


def _dots(rng: np.random.Generator) -> Floats:
    u, v, _ = _grid(4, 4, 0.5)
    inside = np.clip((0.42 - np.hypot(u, v)) * 12, 0, 1)
    return _tile(1 + 0.05 * _noise(rng, 0.6, 8), inside)


def _denim(rng: np.random.Generator) -> Floats:
    at = np.arange(SIDE)
    twill = np.sin(2 * np.pi * (at[:, None] + at[None, :]) / SIDE * 96)
    faded = _noise(rng, 1.5, 2)
    return _tile(1 + 0.10 * twill + 0.10 * faded + 0.08 * _noise(rng, 0.1, 90))


def _asphalt(rng: np.random.Generator) -> Floats:
    stones = _noise(rng, 0.15, 50)
    bright = np.clip(stones - 1.5, 0, None)
    shade = 1 + 0.10 * stones + 0.35 * bright + 0.07 * _noise(rng, 1.2, 2)
    return _tile(shade, roughness=0.03 * stones, relief=0.1 * stones)


def _paving(rng: np.random.Generator) -> Floats:
    own, gap = _blocks(rng, 4, 4, (0.022, 0.022), varied=0.07)
    grain = 1 + 0.06 * _noise(rng, 0.3, 40) + 0.04 * _noise(rng, 1.3, 3)
    return _tile(own * grain * (1 - 0.45 * gap), roughness=0.1 * gap)


def _cobble(rng: np.random.Generator) -> Floats:
    u, v, cell = _grid(12, 12, 0.5)
    dome = np.clip(1.15 - np.maximum(abs(u), abs(v)) ** 5, 0, 1)
    own = 1 + 0.14 * rng.normal(size=144)[cell]
    grain = 1 + 0.08 * _noise(rng, 0.4, 30)
    return _tile(own * grain * (0.4 + 0.65 * dome), relief=0.3 * (dome - 0.5))


def _brick(rng: np.random.Generator) -> Floats:
    own, gap = _blocks(rng, 4, 12, (0.05, 0.15), varied=0.13)
    shade = own * (1 + 0.08 * _noise(rng, 0.4, 30))
    return _tile(shade * (1 - gap) + 0.75 * gap, 0.85 * gap)


def _plaster(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.03 * _noise(rng, 0.2, 60) + 0.05 * _noise(rng, 1.5, 1))


def _concrete(rng: np.random.Generator) -> Floats:
    pores = np.clip(_noise(rng, 0.2, 60) - 2.2, 0, 1)
    return _tile(
        1 + 0.04 * _noise(rng, 0.5, 10) + 0.06 * _noise(rng, 1.5) - 0.5 * pores
    )


def _stone(rng: np.random.Generator) -> Floats:
    own, gap = _blocks(rng, 2, 4, (0.008, 0.016), varied=0.05)
    grain = 1 + 0.05 * _noise(rng, 0.3, 30) + 0.05 * _noise(rng, 1.4, 2)
    return _tile(own * grain * (1 - 0.3 * gap))


def _paint(rng: np.random.Generator) -> Floats:
    worn = np.clip(0.9 * _noise(rng, 0.8, 6) + 0.5 * _noise(rng, 0.1, 90) - 1.2, 0, 0.7)
    return _tile((1 + 0.04 * _noise(rng, 1.2, 2)) * (1 - worn), roughness=0.1 * worn)


def _curtain(rng: np.random.Generator) -> Floats:
    at = 2 * np.pi * np.arange(SIDE) / SIDE
    folds = np.sin(at * 9 + 1.5 * np.sin(at * 2)) + 0.4 * np.sin(at * 23)
    return _tile(np.repeat((0.8 + 0.22 * folds)[None, :], SIDE, 0))


def _leaf(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.22 * _noise(rng, 0.8, 3))


def _bark(rng: np.random.Generator) -> Floats:
    ridges = _noise(rng, 0.6, 10)
    long = np.repeat(ridges[::8], 8, 0)
    return _tile(1 + 0.22 * long + 0.1 * ridges)


def _grass(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.24 * _noise(rng, 0.2, 40) + 0.14 * _noise(rng, 1.2, 2))


def _soil(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.2 * _noise(rng, 0.5, 12) + 0.12 * _noise(rng, 1.3, 2))


def _wood(rng: np.random.Generator) -> Floats:
    rings = np.sin(
        2 * np.pi * (np.arange(SIDE) / SIDE * 11)[:, None] + _noise(rng, 2.0)
    )
    fibres = np.repeat(rng.normal(size=(SIDE, 1)), SIDE, 1)
    return _tile(1 + 0.10 * rings + 0.07 * fibres + 0.05 * _noise(rng, 0.8, 4))


def _metal(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.03 * _noise(rng, 0.8, 3), roughness=0.04 * _noise(rng, 0.8, 3))


def _roof(rng: np.random.Generator) -> Floats:
    own, gap = _blocks(rng, 6, 6, (0.05, 0.12), varied=0.10)
    _, v, _ = _grid(6, 6, 0.5)
    return _tile(own * (1 - 0.5 * gap) * (0.92 + 0.12 * v))


def _rubber(rng: np.random.Generator) -> Floats:
    return _tile(1 + 0.08 * _noise(rng, 0.8, 3))


def _shopfront(rng: np.random.Generator) -> Floats:
    """Shelves and things behind glass, lit from above."""
    _, v, shelf = _grid(1, 4, 0.0)
    _, _, cell = _grid(24, 4, 0.0)
    kinds = rng.random(96)[cell]
    tall = rng.uniform(-0.6, 0.7, 96)[cell]
    things = (v < tall) & (kinds > 0.25)
    lit = 0.35 + 0.25 * (shelf % 2) + 0.2 * v
    shade = np.where(things, 0.35 + 0.9 * rng.random(96)[cell], lit)
    return _tile(shade, np.where(things, kinds * 0.8, 0.0))


_PAINTERS: dict[str, tuple[float, _Painter]] = {  # extent in meters, painter
    "plain": (1.0, _plain),
    "skin": (0.3, _skin),
    "hair": (0.12, _hair),
    "eye": (1.0, _plain),
    "cloth": (0.3, _cloth),
    "denim": (0.25, _denim),
    "asphalt": (2.0, _asphalt),
    "brick": (0.9, _brick),
    "plaster": (2.4, _plaster),
    "concrete": (2.4, _concrete),
    "stone": (2.2, _stone),
    "paint": (1.8, _paint),
    "glass": (1.0, _plain),
    "curtain": (1.6, _curtain),
    "leaf": (0.9, _leaf),
    "bark": (0.7, _bark),
    "grass": (1.4, _grass),
    "soil": (1.2, _soil),
    "wood": (0.9, _wood),
    "gloss": (1.0, _plain),
    "metal": (0.8, _metal),
    "lamp": (1.0, _plain),
    "roof": (1.8, _roof),
    "rubber": (0.5, _rubber),
    "shopfront": (2.6, _shopfront),
}
_PERIODS: dict[str, tuple[int, _Painter]] = {  # periods in a tile, painter
    "stripes": (4, _stripes),
    "checks": (4, _checks),
    "dots": (4, _dots),
    "paving": (4, _paving),
    "cobble": (12, _cobble),
}


def paint_tile(pattern: str) -> Bytes:
    """A pattern's tile ``(512, 512, 4)``, rows upwards; always the same."""
    table = {**_PAINTERS, **_PERIODS, "wear": (0, _wear), "folds": (0, _folds)}
    rng = np.random.default_rng(zlib.crc32(pattern.encode()))
    layers = table[pattern][1](rng)
    return np.asarray(np.round(layers * 255), np.uint8)


def tile_extent_m(pattern: str, scale_m: float) -> float:
    """The length of a tile's side on the surface.

    Stripes, checks, dots, slabs and cobbles are ``scale_m`` long; other patterns have a
    size of their own.
    """
    if pattern in _PERIODS:
        return _PERIODS[pattern][0] * scale_m
    return _PAINTERS[pattern][0]


class Tiles:
    """The patterns in use, one layer each, painted when first asked for."""

    def __init__(self, context: Any) -> None:
        self._stack = LayerStack(context, SIDE, repeats=True)
        self._layers = {"plain": self._stack.add(paint_tile("plain"))}
        for common in ("wear", "folds"):  # layers 1 and 2, as the shaders know
            self._layers[common] = self._stack.add(paint_tile(common))

    def layer(self, pattern: str) -> int:
        """The layer of one of ``PATTERNS``; ``ValueError`` for another name."""
        if pattern not in PATTERNS:
            raise ValueError(f"there is no pattern {pattern!r}")
        if pattern not in self._layers:
            self._layers[pattern] = self._stack.add(paint_tile(pattern))
        return self._layers[pattern]

    def on_device(self) -> Any:
        """The array of all layers."""
        return self._stack.on_device()
