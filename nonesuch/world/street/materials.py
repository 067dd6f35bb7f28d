"""What a street is made of; materials are shared, so that one draw serves many."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from nonesuch.world.nouns import Bytes, Material, Semantic
from nonesuch.world.street.decals import decals

Rgb = tuple[float, float, float]


def linear(red: int, green: int, blue: int) -> Rgb:
    """The linear color of sRGB bytes."""
    srgb = np.array((red, green, blue)) / 255
    r, g, b = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b)


def tinted(material: Material, color: Rgb) -> Material:
    """The same material in another color."""
    return replace(material, color=color)


def _of(semantic: Semantic, pattern: str, srgb: tuple[int, int, int]) -> Material:
    return Material(semantic, linear(*srgb), pattern)


def pictured(
    semantic: Semantic,
    texture: Bytes,
    pattern: str = "plain",
    alpha_cut: float = 0.0,
    roughness: float = 0.7,
    emission: float = 0.0,
) -> Material:
    """A surface that shows a texture in its own colors."""
    white = (1.0, 1.0, 1.0)
    return Material(
        semantic,
        white,
        pattern,
        texture=texture,
        alpha_cut=alpha_cut,
        roughness=roughness,
        emission=emission,
    )


@lru_cache(maxsize=8)
def decal(seed: int, semantic: Semantic, alpha_cut: float = 0.0) -> Material:
    """The surface that shows ``pictures.decals(seed)``."""
    return pictured(semantic, decals(seed).texture, "plain", alpha_cut, 0.45)


ASPHALT = replace(_of(Semantic.ROAD, "asphalt", (100, 99, 97)), roughness=0.9)
PATCH = replace(_of(Semantic.ROAD, "asphalt", (80, 79, 78)), roughness=0.9)
GUTTER = replace(_of(Semantic.ROAD, "concrete", (120, 118, 114)), roughness=0.9)
TAR = replace(_of(Semantic.ROAD, "plain", (52, 52, 53)), roughness=0.6)
CYCLE_RED = replace(_of(Semantic.ROAD, "asphalt", (118, 84, 76)), roughness=0.9)
KERBSTONE = _of(Semantic.PAVEMENT, "concrete", (152, 150, 145))
PAINT_WHITE = _of(Semantic.MARKING, "paint", (214, 213, 207))
TACTILE = replace(
    _of(Semantic.PAVEMENT, "dots", (176, 172, 160)),
    second_color=linear(140, 136, 126),
    pattern_scale_m=0.06,
)
COVER = replace(_of(Semantic.PAVEMENT, "metal", (80, 79, 77)), roughness=0.7)
MANHOLE = replace(
    _of(Semantic.ROAD, "metal", (58, 57, 56)), metallic=0.5, roughness=0.6
)
RUST = replace(_of(Semantic.PAVEMENT, "metal", (92, 72, 60)), roughness=0.9)
SOIL = _of(Semantic.TERRAIN, "soil", (78, 64, 50))
GRASS = _of(Semantic.TERRAIN, "grass", (90, 98, 66))
PAVINGS = (
    replace(_of(Semantic.PAVEMENT, "paving", (158, 155, 150)), pattern_scale_m=0.4),
    replace(_of(Semantic.PAVEMENT, "paving", (146, 140, 132)), pattern_scale_m=0.3),
    replace(_of(Semantic.PAVEMENT, "paving", (168, 160, 146)), pattern_scale_m=0.5),
    replace(_of(Semantic.PAVEMENT, "cobble", (134, 130, 126)), pattern_scale_m=0.12),
    replace(_of(Semantic.PAVEMENT, "brick", (142, 96, 78)), pattern_scale_m=0.2),
)

BARK = _of(Semantic.VEGETATION, "bark", (92, 82, 70))
BARK_PALE = _of(Semantic.VEGETATION, "bark", (150, 144, 130))

STEEL = replace(_of(Semantic.POLE, "metal", (128, 131, 133)), roughness=0.5)
DARK_STEEL = replace(_of(Semantic.POLE, "metal", (46, 49, 50)), roughness=0.5)
GREEN_STEEL = replace(_of(Semantic.POLE, "metal", (34, 58, 48)), roughness=0.5)
FURNITURE_STEEL = replace(DARK_STEEL, semantic=Semantic.FURNITURE)
FURNITURE_PALE = replace(STEEL, semantic=Semantic.FURNITURE)
WOOD = _of(Semantic.FURNITURE, "wood", (134, 98, 66))
CONCRETE = _of(Semantic.FURNITURE, "concrete", (156, 154, 148))
PLASTIC_GREEN = replace(_of(Semantic.FURNITURE, "plain", (44, 74, 54)), roughness=0.5)
PLASTIC_GREY = replace(_of(Semantic.FURNITURE, "plain", (112, 116, 118)), roughness=0.5)
BIN_PLASTICS = tuple(
    replace(_of(Semantic.FURNITURE, "plain", srgb), roughness=0.55)
    for srgb in ((46, 50, 52), (40, 66, 50), (40, 56, 88), (122, 98, 44), (70, 56, 46))
)
BARRIER_COLORS = (
    _of(Semantic.FURNITURE, "plain", (176, 40, 34)),
    _of(Semantic.FURNITURE, "plain", (222, 220, 214)),
)
SIGN_BACK = replace(_of(Semantic.SIGNAL, "plain", (128, 130, 132)), roughness=0.5)
PLASTIC_YELLOW = replace(
    _of(Semantic.FURNITURE, "plain", (214, 172, 44)), roughness=0.5
)
GREEN_BOARDS = _of(Semantic.FURNITURE, "wood", (46, 70, 58))
WATER = replace(_of(Semantic.FURNITURE, "gloss", (40, 58, 60)), roughness=0.08)
GOODS = tuple(
    _of(Semantic.FURNITURE, "dots", srgb)
    for srgb in (
        *((170, 44, 38), (198, 132, 46), (96, 122, 54), (204, 178, 84), (110, 58, 88)),
        *((150, 96, 60), (214, 206, 190), (60, 96, 60)),
    )
)
PANE = replace(_of(Semantic.FURNITURE, "glass", (92, 106, 108)), roughness=0.08)
CLOTH_COLORS = tuple(
    linear(*srgb)
    for srgb in (
        *((140, 36, 34), (36, 72, 58), (36, 56, 100), (214, 204, 180), (190, 150, 62)),
        *((84, 44, 52), (226, 222, 212), (104, 108, 112), (172, 92, 52), (52, 54, 58)),
    )
)
AWNINGS = tuple(
    Material(Semantic.BUILDING, color, "cloth", roughness=0.9) for color in CLOTH_COLORS
)
PARASOLS = tuple(replace(cloth, semantic=Semantic.FURNITURE) for cloth in AWNINGS)

LAMP_LENS = Material(Semantic.POLE, linear(236, 232, 220), "lamp", roughness=0.3)
LAMP_LIT = replace(LAMP_LENS, color=(1.0, 0.78, 0.48), emission=8.0)
SIGNAL_BLACK = replace(_of(Semantic.SIGNAL, "plain", (28, 30, 31)), roughness=0.6)
SIGNAL_DARK = replace(_of(Semantic.SIGNAL, "plain", (44, 42, 42)), roughness=0.3)
SIGNAL_COLORS = {
    "red": Material(Semantic.SIGNAL, (1.0, 0.05, 0.03), "lamp", emission=6.0),
    "amber": Material(Semantic.SIGNAL, (1.0, 0.45, 0.04), "lamp", emission=6.0),
    "green": Material(Semantic.SIGNAL, (0.06, 0.9, 0.42), "lamp", emission=6.0),
}

RUBBER = replace(_of(Semantic.VEHICLE, "rubber", (30, 30, 31)), roughness=0.85)
CAR_GLASS = replace(_of(Semantic.VEHICLE, "glass", (30, 34, 36)), roughness=0.05)
CAR_TRIM = replace(_of(Semantic.VEHICLE, "plain", (34, 34, 36)), roughness=0.6)
CAR_FLOOR = replace(_of(Semantic.VEHICLE, "plain", (14, 14, 14)), roughness=0.9)
HEADLAMP = replace(_of(Semantic.VEHICLE, "glass", (150, 158, 164)), roughness=0.1)
TAILLAMP = replace(_of(Semantic.VEHICLE, "gloss", (128, 14, 16)), roughness=0.2)
HEADLAMP_LIT = Material(Semantic.VEHICLE, (1.0, 0.93, 0.8), "lamp", emission=14.0)
TAILLAMP_LIT = Material(Semantic.VEHICLE, (1.0, 0.06, 0.04), "lamp", emission=3.0)
CAR_PAINTS = tuple(
    Material(Semantic.VEHICLE, linear(*srgb), "gloss", roughness=0.28)
    for srgb in (
        *(
            (226, 227, 226),
            (24, 25, 27),
            (120, 124, 128),
            (168, 171, 173),
            (72, 76, 82),
        ),
        *((38, 54, 88), (128, 28, 30), (54, 70, 62), (176, 168, 152), (78, 110, 140)),
    )
)
CAR_PAINT_SHARES = np.array((24, 20, 14, 13, 9, 7, 5, 2, 3, 3)) / 100
