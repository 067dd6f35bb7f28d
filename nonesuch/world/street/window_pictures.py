"""Painted looks through windows into flats."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nonesuch.world.street.atlas import Atlas, atlas_of
from nonesuch.world.street.inks import pale


@lru_cache(maxsize=4)
def windows(seed: int) -> Atlas:
    """Eight looks into flats: curtains, blinds, dark rooms."""
    rng = np.random.default_rng([seed, 3])
    return atlas_of([_window(rng, kind) for kind in range(8)], 4, 2)


def _window(rng: np.random.Generator, kind: int) -> Image.Image:
    shade = np.linspace(0.75, 1.3, 256)[:, None, None] * np.full((1, 128, 1), 1.0)
    base = np.array((38, 41, 45)) * rng.uniform(0.8, 1.3)
    picture = Image.fromarray((shade * base).clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    cloth = np.array(pale(rng))
    if kind in (0, 1, 4):
        _drape(picture, cloth, 0, int(rng.uniform(20, 45)))
        _drape(picture, cloth, 128 - int(rng.uniform(20, 45)), 128)
    if kind in (2, 5):
        draw.rectangle((0, 0, 128, int(rng.uniform(60, 190))), pale(rng))
    if kind == 3:
        _drape(picture, cloth * 0.8, 0, 128)
    if kind == 6:
        for y in range(0, int(rng.uniform(120, 256)), 7):
            draw.rectangle((0, y, 128, y + 4), (176, 174, 168))
    if kind in (4, 7):
        for x in rng.uniform(20, 108, 6):
            draw.ellipse((x - 14, 206, x + 12, 250), (30, 46, 26))
    return picture.filter(ImageFilter.GaussianBlur(1.0))


def _drape(picture: Image.Image, color: np.ndarray, left: int, right: int) -> None:
    x = np.arange(left, right)
    folds = 0.72 + 0.2 * np.sin(x * 0.55) + 0.08 * np.sin(x * 1.7 + 1)
    stripe = np.broadcast_to(folds[None, :, None] * color, (256, len(x), 3))
    picture.paste(Image.fromarray(stripe.clip(0, 255).astype(np.uint8)), (left, 0))
