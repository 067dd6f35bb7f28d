"""Colors of streets' clothes, hair, skin and eyes, by the names that labels use."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nonesuch.world.look import Color

# sRGB, several dyes a name
_DYES: Mapping[str, tuple[str, ...]] = {
    "black": ("1b1b1d", "222226", "18191c", "26262a"),
    "gray": ("4a4b4e", "6b6d70", "8c8e90", "a3a4a4", "3a3c40"),
    "white": ("d9d8d3", "e2e1de", "cfcfcb"),
    "navy": ("1f2740", "232b3a", "2a3350", "1b2233"),
    "blue": ("3f5f8a", "54759c", "2f4f7f", "6f8fb0", "7f9cb8"),
    "green": ("3d4a35", "55614a", "2f4a3c", "6b7a5a", "49573f"),
    "brown": ("4a382c", "5e4636", "6e5542", "3c2e27"),
    "beige": ("b3a488", "c2b59b", "a08f74", "cabfa9"),
    "red": ("7d2a2c", "95302f", "6a2227", "a8403a"),
    "pink": ("c79aa0", "b77d88", "d0abb0"),
    "purple": ("4f3a56", "63496b", "3d2c44"),
    "yellow": ("b99a45", "c9ae62", "a98636"),
    "orange": ("b0603a", "a4552f"),
}
_DENIM = ("2a3344", "37445c", "4c5d79", "687a92", "242b3b", "41506a", "2a2c32")

COLOR_NAMES = tuple(_DYES)
UPPER_SHARES = {
    **{"black": 0.25, "gray": 0.18, "white": 0.13, "navy": 0.12, "blue": 0.09},
    **{"green": 0.05, "brown": 0.04, "beige": 0.05, "red": 0.04, "pink": 0.02},
    **{"purple": 0.01, "yellow": 0.01, "orange": 0.01},
}
LOWER_SHARES = {
    **{"black": 0.38, "gray": 0.20, "navy": 0.16, "beige": 0.10, "brown": 0.06},
    **{"blue": 0.03, "white": 0.03, "green": 0.04},
}
SHOE_SHARES = {"black": 0.48, "brown": 0.2, "white": 0.16, "gray": 0.1, "navy": 0.06}
BAG_SHARES = {
    **{"black": 0.5, "gray": 0.14, "navy": 0.1, "brown": 0.14, "beige": 0.05},
    **{"red": 0.03, "green": 0.04},
}

HAIR: Mapping[str, tuple[str, ...]] = {
    "black": ("17130f", "1c1714", "221b17"),
    "brown": ("3a281c", "4a3323", "2e2018", "5a3f2b"),
    "blond": ("6f5a3d", "7f6a4a", "93805e"),
    "red": ("55301f", "633a26"),
    "gray": ("5f5d5a", "757370", "8c8a87"),
    "white": ("a9a7a2", "bcbab5"),
}

IRISES_SRGB: Mapping[str, tuple[int, int, int]] = {
    "dark": (58, 38, 26),
    "brown": (98, 64, 38),
    "hazel": (106, 94, 58),
    "green": (88, 104, 78),
    "blue": (88, 116, 142),
}


def draw_name(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    """A name, as likely as its share of all."""
    values = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=values / values.sum()))


def draw_dye(rng: np.random.Generator, name: str) -> Color:
    """A linear color that people would call by this name."""
    return _varied(rng, str(rng.choice(_DYES[name])), 0.10)


def draw_denim(rng: np.random.Generator) -> Color:
    """A linear blue of jeans, from raw to washed."""
    return _varied(rng, str(rng.choice(_DENIM)), 0.10)


def draw_hair_color(rng: np.random.Generator, name: str) -> Color:
    """A linear color of hair."""
    return _varied(rng, str(rng.choice(HAIR[name])), 0.12)


def _varied(rng: np.random.Generator, srgb_hex: str, spread: float) -> Color:
    """Lighter or darker, and a trace warmer or colder."""
    srgb = np.array([int(srgb_hex[k : k + 2], 16) for k in (0, 2, 4)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    light = np.exp(spread * rng.standard_normal())
    hue = np.exp(0.25 * spread * rng.standard_normal(3))
    red, green, blue = np.clip(linear * light * hue, 0.0, 0.9)
    return float(red), float(green), float(blue)
