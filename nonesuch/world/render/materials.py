"""Materials as rows of numbers that the shaders read."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from nonesuch.world.nouns import Material, Semantic, Singles
from nonesuch.world.render.textures import Textures, mean_luma
from nonesuch.world.render.tiles import Tiles, tile_extent_m


class SurfaceKind(IntEnum):
    """How a surface mirrors and scatters light; the names are known to the shaders."""

    MATT = 0
    SKIN = 1
    HAIR = 2
    CLOTH = 3
    LEAF = 4
    GLASS = 5
    EYE = 6
    GLOSS = 7
    METAL = 8


_KIND_OF_PATTERN = {
    "skin": SurfaceKind.SKIN,
    "hair": SurfaceKind.HAIR,
    "eye": SurfaceKind.EYE,
    "cloth": SurfaceKind.CLOTH,
    "stripes": SurfaceKind.CLOTH,
    "checks": SurfaceKind.CLOTH,
    "dots": SurfaceKind.CLOTH,
    "denim": SurfaceKind.CLOTH,
    "curtain": SurfaceKind.GLASS,
    "glass": SurfaceKind.GLASS,
    "shopfront": SurfaceKind.GLASS,
    "leaf": SurfaceKind.LEAF,
    "grass": SurfaceKind.LEAF,
    "gloss": SurfaceKind.GLOSS,
    "metal": SurfaceKind.METAL,
}


def surface_kind(material: Material) -> SurfaceKind:
    """How the material takes light: metals by their number, the rest by pattern."""
    if material.metallic > 0.5:
        return SurfaceKind.METAL
    kind = _KIND_OF_PATTERN.get(material.pattern, SurfaceKind.MATT)
    if kind is SurfaceKind.METAL:  # painted: "metal" that is not metallic
        return SurfaceKind.GLOSS if material.roughness < 0.45 else SurfaceKind.MATT
    return kind


def is_cut(material: Material) -> bool:
    """Whether parts of the surface are missing where its texture is transparent."""
    return material.texture is not None and material.alpha_cut > 0


class Materials:
    """All materials met so far, one row each, known by identity."""

    def __init__(self, textures: Textures, tiles: Tiles) -> None:
        self._textures, self._tiles = textures, tiles
        self._rows: list[Singles] = []
        self._index: dict[int, tuple[Material, int]] = {}

    def row(self, material: Material) -> int:
        """The number of a material's row; it is added if it is new."""
        known = self._index.get(id(material))
        if known is None:
            known = (material, len(self._rows))
            self._index[id(material)] = known
            self._rows.append(self._numbers(material))
        return known[1]

    def table(self) -> Singles:
        """``(n, 4, 4)``: the texels of all rows, as surface.vert reads them."""
        return np.array(self._rows, np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def _numbers(self, material: Material) -> Singles:
        layer, brightness = 0, 1.0
        if material.texture is not None:
            layer = self._textures.layer(material.texture)
            brightness = mean_luma(material.texture, material.alpha_cut)
        flags = Semantic(material.semantic) | surface_kind(material) << 8
        per_meter = 1 / tile_extent_m(material.pattern, material.pattern_scale_m)
        numbers = [
            (*material.color, layer),
            (*material.second_color, material.recolor),
            (
                self._tiles.layer(material.pattern),
                per_meter,
                material.roughness,
                material.alpha_cut,
            ),
            (flags, material.emission, material.metallic, 1 / max(brightness, 0.02)),
        ]
        return np.array(numbers, np.float32)
