"""Painted looks into shops; nothing in them could be taken for a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nonesuch.world.street.atlas import Atlas, atlas_of
from nonesuch.world.street.inks import pale, shaded, vivid

_Draw = ImageDraw.ImageDraw


@lru_cache(maxsize=4)
def shop_interiors(seed: int) -> Atlas:
    """Eight looks into shops, 1 to 2, one of each kind."""
    rng = np.random.default_rng([seed, 2])
    return atlas_of([_interior(rng, painter) for painter in _PAINTERS], 4, 2)


def _interior(
    rng: np.random.Generator, painter: Callable[[np.random.Generator, _Draw], None]
) -> Image.Image:
    wall = rng.uniform(0.8, 1.0, 3) * (56, 50, 44)
    shade = np.linspace(1.5, 0.45, 256)[:, None, None] * np.ones((1, 128, 1)) * wall
    picture = Image.fromarray(shade.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 256), (128, 256), (100, 175), (28, 175)], shaded(rng, 46))
    draw.rectangle((28, 40, 100, 175), shaded(rng, 64))
    for x in rng.uniform(10, 118, 5):
        draw.ellipse((x - 4, 22, x + 4, 27), (255, 244, 214))
    painter(rng, draw)
    return picture.filter(ImageFilter.GaussianBlur(0.9))


def _books(rng: np.random.Generator, draw: _Draw) -> None:
    for y in (90, 124, 158, 192, 226):
        draw.rectangle((4, y, 124, y + 3), (72, 60, 48))
        x = 6.0
        while x < 118:
            width, height = rng.uniform(3, 8), rng.uniform(12, 25)
            color = vivid(rng) if rng.random() < 0.5 else shaded(rng, 90)
            draw.rectangle((x, y - height, x + width, y), color)
            x += width + rng.choice((0, 0, 0, 5))


def _clothes(rng: np.random.Generator, draw: _Draw) -> None:
    for y, length in ((96, 44), (176, 56)):
        draw.line((6, y, 122, y), (150, 148, 144), 2)
        x = 10.0
        while x < 112:
            width = rng.uniform(5, 9)
            color = vivid(rng) if rng.random() < 0.4 else shaded(rng, 84)
            left, right = x - 2, x + width + 2
            hem = y + length
            draw.polygon(
                [(x, y + 4), (x + width, y + 4), (right, hem), (left, hem)], color
            )
            x += width + rng.uniform(1, 3)


def _tables(rng: np.random.Generator, draw: _Draw) -> None:
    for x in (24, 70, 112):
        draw.line((x, 0, x, 60), (40, 36, 32), 1)
        draw.ellipse((x - 10, 56, x + 10, 72), (255, 214, 140))
        draw.rectangle((x - 16, 196, x + 16, 200), (92, 64, 42))
        draw.rectangle((x - 2, 200, x + 2, 246), (50, 42, 36))
        draw.rectangle((x - 24, 180, x - 19, 246), shaded(rng, 50))
        draw.rectangle((x + 19, 180, x + 24, 246), shaded(rng, 50))


def _counter(rng: np.random.Generator, draw: _Draw) -> None:
    draw.rectangle((10, 176, 118, 250), shaded(rng, 84))
    draw.rectangle((6, 170, 122, 178), (120, 116, 108))
    for y in (70, 110):
        draw.rectangle((40, y, 88, y + 26), shaded(rng, 110))
    draw.rectangle((4, 100, 24, 168), pale(rng))


def _bakery(rng: np.random.Generator, draw: _Draw) -> None:
    draw.rectangle((0, 160, 128, 250), (96, 80, 62))
    draw.rectangle((4, 164, 124, 214), (196, 184, 156))
    for y in (186, 208):
        for x in range(10, 116, 12):
            tone = rng.uniform(0.7, 1.1) * np.array((150, 98, 48))
            draw.ellipse((x, y - 9, x + 11, y), tuple(int(c) for c in tone))
    for y in (80, 112, 144):
        draw.rectangle((10, y, 118, y + 3), (120, 92, 60))
        for x in rng.uniform(12, 104, 6):
            draw.ellipse((x, y - 12, x + 14, y), (140, 92, 48))


def _flowers(rng: np.random.Generator, draw: _Draw) -> None:
    for x, y in zip(rng.uniform(4, 116, 26), rng.uniform(120, 226, 26), strict=True):
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), (36, 56, 30))
        bloom = vivid(rng)
        for _ in range(4):
            u, v = rng.uniform(-7, 7, 2)
            draw.ellipse((x + u - 3, y + v - 3, x + u + 3, y + v + 3), bloom)
    draw.rectangle((0, 228, 128, 256), (60, 52, 46))


def _curtained(rng: np.random.Generator, draw: _Draw) -> None:
    tone = np.array(pale(rng)) * 0.62
    for x in range(128):
        fold = 0.8 + 0.2 * np.sin(x * 0.5)
        draw.line((x, 0, x, 256), tuple(int(c) for c in tone * fold))
    poster = float(rng.uniform(10, 50))
    draw.rectangle((poster, 90, poster + 60, 180), pale(rng))
    draw.rectangle((poster + 6, 98, poster + 54, 150), vivid(rng))


def _screens(rng: np.random.Generator, draw: _Draw) -> None:
    for y in (70, 128):
        for x in (12, 68):
            draw.rectangle((x, y, x + 48, y + 34), (20, 22, 26))
            draw.rectangle((x + 3, y + 3, x + 45, y + 31), vivid(rng))
    draw.rectangle((8, 190, 120, 196), (150, 150, 148))
    for x in rng.uniform(12, 108, 8):
        draw.rectangle((x, 180, x + 7, 190), shaded(rng, 60))


_PAINTERS = (
    *(_books, _clothes, _tables, _counter, _bakery, _flowers, _curtained, _screens),
)
