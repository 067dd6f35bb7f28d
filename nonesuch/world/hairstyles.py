"""Hair on heads: long, short or gone, and gray with the years."""

from __future__ import annotations

import numpy as np

from nonesuch.world.colors import draw_hair_color, draw_name
from nonesuch.world.look import Worn
from nonesuch.world.nouns import Semantic
from nonesuch.world.origins import Origin

LENGTHS = ("bald", "short", "long")
_STYLES = {
    ("female", "long"): (
        *("long01", "long01", "long01", "ponytail01", "ponytail01", "ponytail01"),
        *("braid01", "braid01", "bob01", "bob02"),
    ),
    ("female", "short"): ("short03", "bob02", "short04", "short01"),
    ("male", "short"): (
        *("short01", "short02", "short02", "short04", "short04", "short03"),
    ),
    ("male", "long"): ("bob02",),
}
_FRINGED = ("bob01", "bob02", "short03", "short01", "afro01")  # not below hats
_SPECKLED = ("gray", "white")  # the dense curls' own shadows would show too much
_BELOW_HATS = {"short": "short02", "long": "ponytail01"}
_PLAIN = {"short": "hair_short", "long": "hair_long"}
_EYEBROWS = 12


def draw_length(rng: np.random.Generator, sex: str, age_years: float) -> str:
    """One of ``LENGTHS``."""
    if sex == "female":
        long = 0.86 if age_years < 60 else 0.4
        return draw_name(rng, {"long": long, "short": 1 - long})
    bald = float(np.interp(age_years, [20, 21, 40, 60], [0.0, 0.04, 0.1, 0.3]))
    return draw_name(rng, {"bald": bald, "long": 0.03, "short": 0.97 - bald})


def draw_hair_name(rng: np.random.Generator, origin: Origin, age_years: float) -> str:
    """The name of a color."""
    is_gray = rng.random() < np.interp(age_years, [38, 75], [0.0, 0.95])
    natural = draw_name(rng, origin.hair)
    return str(rng.choice(["gray", "white"])) if is_gray else natural


def draw_hair(
    rng: np.random.Generator,
    origin: Origin,
    sex: str,
    length: str,
    color_name: str,
    has_hat: bool,
) -> tuple[Worn, ...]:
    """Eyebrows, and hair of a length and a color."""
    color = draw_hair_color(rng, color_name)
    brows = (f"eyebrow{rng.integers(1, _EYEBROWS + 1):03d}", "eyebrows")
    worn: tuple[Worn, ...] = (Worn(brows, Semantic.HAIR, color, "hair"),)
    if length == "bald":
        return worn
    style = str(rng.choice(_STYLES[sex, length]))
    is_curly = origin.skin == "african" and rng.random() < 0.6
    if is_curly and length == "short" and color_name not in _SPECKLED:
        style = "afro01"
    if has_hat and style in _FRINGED:
        style = _BELOW_HATS[length]
    items = (style, _PLAIN[length])
    red, green, blue = color
    shade = 0.8 * red, 0.8 * green, 0.8 * blue
    return (
        *worn,
        Worn(("scalp",), Semantic.HAIR, shade, "hair", roughness=0.9),
        Worn(items, Semantic.HAIR, color, "hair", roughness=0.5),
    )
