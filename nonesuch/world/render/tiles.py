"""The patterns of materials, as pictures that repeat without a seam.

Their smaller sizes make a pattern fade with distance instead of flickering.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nonesuch.world.nouns import PATTERNS, Bytes, Floats
from nonesuch.world.render import people_tiles, street_tiles
from nonesuch.world.render.textures import LayerStack
from nonesuch.world.render.tile_painting import SIDE, periodic_noise, tile

_Painter = Callable[[np.random.Generator], Floats]


def _plain(rng: np.random.Generator) -> Floats:
    return tile(1.0)


def _wear(rng: np.random.Generator) -> Floats:
    return tile(
        1 + 0.26 * periodic_noise(rng, 1.4, 1), relief=0.2 * periodic_noise(rng, 0.9, 6)
    )


_PAINTERS: dict[str, tuple[float, _Painter]] = {  # extent in meters, painter
    "plain": (1.0, _plain),
    "skin": (0.3, people_tiles.skin),
    "hair": (0.12, people_tiles.hair),
    "eye": (1.0, _plain),
    "cloth": (0.3, people_tiles.cloth),
    "denim": (0.25, people_tiles.denim),
    "asphalt": (2.0, street_tiles.asphalt),
    "brick": (0.9, street_tiles.brick),
    "plaster": (2.4, street_tiles.plaster),
    "concrete": (2.4, street_tiles.concrete),
    "stone": (2.2, street_tiles.stone),
    "paint": (1.8, street_tiles.paint),
    "glass": (1.0, _plain),
    "curtain": (1.6, street_tiles.curtain),
    "leaf": (0.9, street_tiles.leaf),
    "bark": (0.7, street_tiles.bark),
    "grass": (1.4, street_tiles.grass),
    "soil": (1.2, street_tiles.soil),
    "wood": (0.9, street_tiles.wood),
    "gloss": (1.0, _plain),
    "metal": (0.8, street_tiles.metal),
    "lamp": (1.0, _plain),
    "roof": (1.8, street_tiles.roof),
    "rubber": (0.5, street_tiles.rubber),
    "shopfront": (2.6, street_tiles.shopfront),
}
_PERIODS: dict[str, tuple[int, _Painter]] = {  # periods in a tile, painter
    "stripes": (4, people_tiles.stripes),
    "checks": (4, people_tiles.checks),
    "dots": (4, people_tiles.dots),
    "paving": (4, street_tiles.paving),
    "cobble": (12, street_tiles.cobble),
}


def paint_tile(pattern: str) -> Bytes:
    """A pattern's tile ``(512, 512, 4)``, rows upwards; always the same."""
    table = {
        **_PAINTERS,
        **_PERIODS,
        "wear": (0, _wear),
        "folds": (0, people_tiles.folds),
    }
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
