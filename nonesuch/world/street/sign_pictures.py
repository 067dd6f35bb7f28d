"""Painted signs of shops."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nonesuch.world.street.atlas import Atlas, atlas_of
from nonesuch.world.street.inks import Color, invented_word

_TRADES = (
    *("Coffee", "Bakery", "Shoes", "Books", "Optics", "Hair", "Flowers", "Pharmacy"),
    *("Fashion", "Wine", "Kebab", "Deli", "Market", "Bank", "Travel", "Music", "Bikes"),
    *("Toys", "Pizza", "Tea", "Gold", "Mobile", "Sport", "Home"),
)
SIGN_CELLS = (2, 8)
SIGN_COUNT = SIGN_CELLS[0] * SIGN_CELLS[1]
_SIGN_COLORS: tuple[tuple[Color, Color], ...] = (
    ((24, 46, 92), (240, 240, 235)),
    ((128, 22, 26), (245, 238, 220)),
    ((235, 233, 226), (30, 30, 34)),
    ((26, 28, 30), (226, 196, 120)),
    ((24, 74, 52), (238, 236, 222)),
    ((214, 158, 38), (34, 28, 26)),
    ((66, 66, 70), (240, 240, 240)),
    ((240, 238, 232), (160, 24, 40)),
    ((30, 98, 120), (248, 248, 244)),
    ((92, 34, 74), (240, 224, 236)),
    ((196, 76, 30), (250, 244, 230)),
    ((18, 18, 20), (236, 236, 236)),
)


@lru_cache(maxsize=4)
def shop_signs(seed: int) -> Atlas:
    """Sixteen shop signs of 4 to 1, an invented name on each."""
    rng = np.random.default_rng([seed, 1])
    return atlas_of([_sign(rng) for _ in range(SIGN_COUNT)], *SIGN_CELLS)


def _sign(rng: np.random.Generator) -> Image.Image:
    ground, ink = _SIGN_COLORS[rng.integers(len(_SIGN_COLORS))]
    picture = Image.new("RGB", (512, 128), ground)
    draw = ImageDraw.Draw(picture)
    name = invented_word(rng)
    text = name.upper() if rng.random() < 0.5 else name
    if rng.random() < 0.55:
        text += " " + str(rng.choice(_TRADES))
    font = ImageFont.load_default(64)
    while draw.textlength(text, font) > 440:
        font = ImageFont.load_default(font.size - 4)  # type: ignore[union-attr]
    draw.text((256, 64), text, ink, font, anchor="mm")
    if rng.random() < 0.4:
        draw.rectangle((8, 8, 503, 119), outline=ink, width=3)
    return picture
