"""The painted textures of a street: signs, shop windows, windows, leaves, decals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from nonesuch.world.street.atlas import Atlas, atlas_of
from nonesuch.world.street.inks import Color, invented_word, pale, shaded, vivid

_TRADES = (
    *("Café", "Bakery", "Shoes", "Books", "Optics", "Hair", "Flowers", "Pharmacy"),
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


@cache
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


# ---------------------------------------------------------------- behind the glass


@cache
def shop_interiors(seed: int) -> Atlas:
    """Eight looks into shops: shelves, clothes, a café, an office."""
    rng = np.random.default_rng([seed, 2])
    painters = (_shelves, _clothes, _tables, _counter) * 2
    return atlas_of([_interior(rng, painter) for painter in painters], 4, 2)


def _interior(
    rng: np.random.Generator,
    painter: Callable[[np.random.Generator, ImageDraw.ImageDraw], None],
) -> Image.Image:
    warm = rng.uniform(0.85, 1.0, 3) * (70, 62, 54)
    shade = np.linspace(1.5, 0.45, 256)[:, None, None] * np.ones((1, 128, 1)) * warm
    picture = Image.fromarray(shade.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 256), (128, 256), (100, 175), (28, 175)], shaded(rng, 60))
    draw.rectangle((28, 40, 100, 175), shaded(rng, 85))
    for x in rng.uniform(10, 118, 5):
        draw.ellipse((x - 4, 22, x + 4, 27), (255, 244, 214))
    painter(rng, draw)
    return picture.filter(ImageFilter.GaussianBlur(0.9))


def _shelves(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    for y in (90, 124, 158, 192, 226):
        draw.rectangle((4, y, 124, y + 3), (96, 84, 70))
        x = 6.0
        while x < 118:
            width, height = rng.uniform(3, 10), rng.uniform(10, 25)
            draw.rectangle((x, y - height, x + width, y), vivid(rng))
            x += width + rng.uniform(0, 4)


def _clothes(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 226, 128, 256), (120, 112, 104))
    for x in (28, 64, 100):
        x += int(rng.integers(-6, 7))
        top, bottom = vivid(rng), shaded(rng, 50)
        draw.ellipse((x - 6, 74, x + 6, 92), (196, 186, 176))
        draw.rounded_rectangle((x - 14, 94, x + 14, 150), 7, top)
        draw.rectangle((x - 11, 148, x + 11, 222), bottom)


def _tables(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    for x in (24, 70, 112):
        draw.line((x, 0, x, 60), (40, 36, 32), 1)
        draw.ellipse((x - 10, 56, x + 10, 72), (255, 214, 140))
        draw.rectangle((x - 16, 196, x + 16, 200), (110, 78, 50))
        draw.rectangle((x - 2, 200, x + 2, 246), (60, 50, 44))
        draw.rectangle((x - 24, 180, x - 19, 246), shaded(rng, 60))
        draw.rectangle((x + 19, 180, x + 24, 246), shaded(rng, 60))


def _counter(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((10, 176, 118, 250), shaded(rng, 110))
    draw.rectangle((6, 170, 122, 178), (150, 146, 138))
    for y in (64, 96, 128):
        draw.rectangle((34, y, 94, y + 22), vivid(rng))
    draw.rectangle((4, 100, 24, 168), (236, 230, 214))
    draw.rectangle((8, 110, 20, 140), vivid(rng))


@cache
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
            draw.ellipse((x - 14, 206, x + 12, 250), (38, 62, 30))
    return picture.filter(ImageFilter.GaussianBlur(1.0))


def _drape(picture: Image.Image, color: np.ndarray, left: int, right: int) -> None:
    x = np.arange(left, right)
    folds = 0.72 + 0.2 * np.sin(x * 0.55) + 0.08 * np.sin(x * 1.7 + 1)
    stripe = np.broadcast_to(folds[None, :, None] * color, (256, len(x), 3))
    picture.paste(Image.fromarray(stripe.clip(0, 255).astype(np.uint8)), (left, 0))
