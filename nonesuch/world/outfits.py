"""What people wear on a street: kinds of clothes, hair, hats and bags."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nonesuch.world.colors import (
    BAG_SHARES,
    LOWER_SHARES,
    SHOE_SHARES,
    UPPER_SHARES,
    draw_denim,
    draw_dye,
    draw_name,
)
from nonesuch.world.look import Color, Worn
from nonesuch.world.nouns import Semantic

Shares = Mapping[str, float]

# Kind of clothes: its likelihood by sex, then the items that are one.
UPPER: Mapping[str, Shares] = {
    "female": {
        **{"t-shirt": 0.2, "blouse": 0.14, "sweater": 0.2, "jacket": 0.2, "coat": 0.16},
        **{"dress": 0.08, "top": 0.02},
    },
    "male": {
        **{"t-shirt": 0.24, "shirt": 0.2, "sweater": 0.18, "jacket": 0.2},
        **{"coat": 0.09, "suit": 0.09},
    },
}
LOWER: Mapping[str, Shares] = {
    "female": {
        **{"jeans": 0.38, "trousers": 0.24, "leggings": 0.14},
        **{"skirt": 0.16, "shorts": 0.08},
    },
    "male": {"jeans": 0.45, "trousers": 0.43, "shorts": 0.12},
}
_UPPER_ITEMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("female", "t-shirt"): (
        "female_casualsuit01/upper",
        "female_casualsuit02/upper",
        "t_shirt",
    ),
    ("female", "blouse"): ("female_elegantsuit01/upper", "blouse"),
    ("female", "sweater"): ("sweater", "sweater", "hoodie"),
    ("female", "jacket"): ("jacket", "open_jacket"),
    ("female", "coat"): ("coat",),
    ("female", "dress"): ("dress",),
    ("female", "top"): ("female_sportsuit01/upper", "top"),
    ("male", "t-shirt"): (
        "male_casualsuit04/upper",
        "male_casualsuit06/upper",
        "t_shirt",
    ),
    ("male", "shirt"): (
        "male_casualsuit01/upper",
        "male_casualsuit03/upper",
        "shirt",
    ),
    ("male", "sweater"): ("male_casualsuit02/upper", "sweater", "hoodie"),
    ("male", "jacket"): ("male_casualsuit05/upper", "jacket", "open_jacket"),
    ("male", "coat"): ("coat",),
    ("male", "suit"): ("male_elegantsuit01/upper",),
}
_LOWER_ITEMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("female", "jeans"): ("female_casualsuit01/lower",),
    ("female", "trousers"): ("trousers", "trousers", "wide_trousers"),
    ("female", "leggings"): ("female_sportsuit01/lower", "leggings"),
    ("female", "skirt"): ("female_elegantsuit01/lower", "skirt", "long_skirt"),
    ("female", "shorts"): ("female_casualsuit02/lower", "shorts"),
    ("male", "jeans"): (
        "male_casualsuit02/lower",
        "male_casualsuit03/lower",
        "male_casualsuit06/lower",
    ),
    ("male", "trousers"): ("male_elegantsuit01/lower", "trousers"),
    ("male", "shorts"): ("shorts",),
}
_FALLBACKS = {
    **{"t-shirt": "t_shirt", "blouse": "blouse", "top": "top"},
    **{"shirt": "shirt", "sweater": "sweater", "jacket": "jacket"},
    **{"coat": "coat", "suit": "jacket", "dress": "dress"},
    **{"jeans": "trousers", "trousers": "trousers"},
    **{"leggings": "leggings", "skirt": "skirt", "shorts": "shorts"},
}
_PATTERNED = {"t-shirt": 0.22, "blouse": 0.35, "shirt": 0.4, "sweater": 0.15}
_PATTERNED |= {"dress": 0.4, "skirt": 0.2, "top": 0.1}
_ROUGHNESS = {"leggings": 0.7, "jacket": 0.65, "coat": 0.85}


def draw_upper(
    rng: np.random.Generator, sex: str, kind: str, color_name: str | None
) -> tuple[tuple[Worn, ...], str]:
    """A garment of a kind of ``UPPER`` and what is below it, and the name of its color.

    Below an open jacket there is a shirt.
    """
    name = color_name or draw_name(rng, UPPER_SHARES)
    items = _draw_items(rng, _UPPER_ITEMS[sex, kind], kind)
    color = draw_dye(rng, name)
    garment = _cloth(rng, items, kind, Semantic.UPPER_CLOTHES, color)
    if items[0] != "open_jacket":
        return (garment,), name
    below = draw_dye(rng, draw_name(rng, UPPER_SHARES))
    shirt = _cloth(rng, ("t_shirt",), "t-shirt", Semantic.UPPER_CLOTHES, below)
    return (shirt, garment), name


def draw_lower(
    rng: np.random.Generator, sex: str, kind: str, color_name: str | None
) -> tuple[Worn, str]:
    """A garment of a kind of ``LOWER``, and the name of its color."""
    items = _draw_items(rng, _LOWER_ITEMS[sex, kind], kind)
    is_denim = kind == "jeans" and color_name in (None, "blue")
    name = color_name or ("blue" if is_denim else draw_name(rng, LOWER_SHARES))
    color = draw_denim(rng) if is_denim else draw_dye(rng, name)
    return _cloth(rng, items, kind, Semantic.LOWER_CLOTHES, color), name


def draw_shoes(rng: np.random.Generator, sex: str) -> tuple[Worn, str]:
    """Shoes or boots, and the name of their color."""
    name = draw_name(rng, SHOE_SHARES)
    items: tuple[str, ...] = (f"shoes0{rng.integers(1, 7)}", "shoes")
    if rng.random() < _BOOTS[sex]:
        items = ("boots",)
    sole = draw_dye(rng, "white" if rng.random() < 0.35 else "black")
    return (
        Worn(items, Semantic.SHOES, draw_dye(rng, name), "plain", sole, roughness=0.5),
        name,
    )


_BOOTS = {"female": 0.2, "male": 0.0}
HATS: Shares = {"none": 0.86, "cap": 0.06, "beanie": 0.05, "hat": 0.03}
BAGS: Mapping[str, Shares] = {
    "female": {"none": 0.5, "handbag": 0.16, "shoulder bag": 0.2, "backpack": 0.14},
    "male": {"none": 0.68, "shoulder bag": 0.12, "backpack": 0.2},
}
_HAT_ITEMS = {
    "cap": ("cap",),
    "beanie": ("beanie",),
    "hat": ("fedora", "cap"),
}
_THICK = ("jacket", "coat", "suit", "sweater")
_BAG_ITEMS = {
    "handbag": "handbag",
    "shoulder bag": "shoulder_bag",
    "backpack": "backpack",
}


def draw_hat(rng: np.random.Generator, kind: str) -> tuple[Worn, ...]:
    """The hat of a kind of ``HATS``; nothing for "none"."""
    name = draw_name(rng, BAG_SHARES if kind == "hat" else UPPER_SHARES)
    color, second = draw_dye(rng, name), draw_dye(rng, "black")
    if kind == "none":
        return ()
    return (Worn(_HAT_ITEMS[kind], Semantic.ACCESSORY, color, "cloth", second),)


def draw_bag(rng: np.random.Generator, kind: str, upper_type: str) -> tuple[Worn, ...]:
    """The bag of a kind of ``BAGS``, over the clothes; nothing for "none"."""
    color = draw_dye(rng, draw_name(rng, BAG_SHARES))
    strap = draw_dye(rng, "black")
    if kind == "none":
        return ()
    item = _BAG_ITEMS[kind]
    if upper_type in _THICK and kind != "handbag":
        item += "_over_coat"
    return (
        Worn((item,), Semantic.ACCESSORY, color, second_color=strap, roughness=0.6),
    )


GLASSES = ("no", "yes", "sun")


def draw_glasses(rng: np.random.Generator, kind: str) -> tuple[Worn, ...]:
    """Glasses of a kind of ``GLASSES``; nothing for "no"."""
    frame = draw_dye(rng, draw_name(rng, {"black": 0.7, "brown": 0.2, "gray": 0.1}))
    if kind == "no":
        return ()
    item = "sunglasses" if kind == "sun" else "glasses"
    dark = (0.012, 0.012, 0.014)
    return (Worn((item,), Semantic.ACCESSORY, frame, second_color=dark, roughness=0.2),)


def _draw_items(
    rng: np.random.Generator, items: tuple[str, ...], kind: str
) -> tuple[str, ...]:
    return str(rng.choice(items)), _FALLBACKS[kind]


def _cloth(
    rng: np.random.Generator,
    items: tuple[str, ...],
    kind: str,
    semantic: Semantic,
    color: Color,
) -> Worn:
    patterned = rng.random() < _PATTERNED.get(kind, 0.0)
    pattern = str(rng.choice(["stripes", "checks", "dots"], p=[0.5, 0.38, 0.12]))
    second = draw_dye(
        rng, draw_name(rng, {"white": 4, "black": 2, "navy": 2, "gray": 1})
    )
    scale_m = float(np.exp(rng.uniform(np.log(0.012), np.log(0.06))))
    if not patterned:
        pattern = "denim" if kind == "jeans" else "cloth"
        red, green, blue = color
        second = 0.5 * red, 0.5 * green, 0.5 * blue  # of zips and buttons
    return Worn(
        items,
        semantic,
        color,
        pattern,
        second,
        scale_m if patterned else 0.1,
        _ROUGHNESS.get(kind, 0.85),
    )
