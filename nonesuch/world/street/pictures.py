"""The painted textures of a street: signs, shop windows, windows, leaves, decals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from nonesuch.world.nouns import Bytes
from nonesuch.world.street.atlas import Atlas, atlas_of

Color = tuple[int, int, int]

_STARTS = (
    *("Ba", "Be", "Bo", "Ca", "Ce", "Da", "De", "Do", "Fe", "Fi", "Ga", "Ge", "Go"),
    *("Ha", "He", "Ka", "Ke", "La", "Le", "Lo", "Ma", "Me", "Mo", "Na", "Ne", "No"),
    *("Pa", "Pe", "Po", "Ra", "Re", "Ro", "Sa", "Se", "So", "Ta", "Te", "To", "Va"),
)
_MIDDLES = ("l", "ll", "m", "n", "nd", "nt", "r", "rr", "rt", "s", "ss", "st", "t", "v")
_ENDS = ("a", "o", "e", "i", "ia", "io", "en", "er", "ano", "etta", "us", "el", "or")
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


def invented_word(rng: np.random.Generator) -> str:
    """A name that sounds like a shop's and means nothing."""
    word = str(rng.choice(_STARTS)) + str(rng.choice(_MIDDLES))
    return word + str(rng.choice(_ENDS))


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
    draw.polygon([(0, 256), (128, 256), (100, 175), (28, 175)], _shaded(rng, 60))
    draw.rectangle((28, 40, 100, 175), _shaded(rng, 85))
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
            draw.rectangle((x, y - height, x + width, y), _vivid(rng))
            x += width + rng.uniform(0, 4)


def _clothes(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 226, 128, 256), (120, 112, 104))
    for x in (28, 64, 100):
        x += int(rng.integers(-6, 7))
        top, bottom = _vivid(rng), _shaded(rng, 50)
        draw.ellipse((x - 6, 74, x + 6, 92), (196, 186, 176))
        draw.rounded_rectangle((x - 14, 94, x + 14, 150), 7, top)
        draw.rectangle((x - 11, 148, x + 11, 222), bottom)


def _tables(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    for x in (24, 70, 112):
        draw.line((x, 0, x, 60), (40, 36, 32), 1)
        draw.ellipse((x - 10, 56, x + 10, 72), (255, 214, 140))
        draw.rectangle((x - 16, 196, x + 16, 200), (110, 78, 50))
        draw.rectangle((x - 2, 200, x + 2, 246), (60, 50, 44))
        draw.rectangle((x - 24, 180, x - 19, 246), _shaded(rng, 60))
        draw.rectangle((x + 19, 180, x + 24, 246), _shaded(rng, 60))


def _counter(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((10, 176, 118, 250), _shaded(rng, 110))
    draw.rectangle((6, 170, 122, 178), (150, 146, 138))
    for y in (64, 96, 128):
        draw.rectangle((34, y, 94, y + 22), _vivid(rng))
    draw.rectangle((4, 100, 24, 168), (236, 230, 214))
    draw.rectangle((8, 110, 20, 140), _vivid(rng))


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
    cloth = np.array(_pale(rng))
    if kind in (0, 1, 4):
        _drape(picture, cloth, 0, int(rng.uniform(20, 45)))
        _drape(picture, cloth, 128 - int(rng.uniform(20, 45)), 128)
    if kind in (2, 5):
        draw.rectangle((0, 0, 128, int(rng.uniform(60, 190))), _pale(rng))
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


# ---------------------------------------------------------------- leaves


_TWIGS = ((9, 11, 34, 15), (12, 13, 24, 11), (10, 15, 34, 7))
"""By kind: twigs on a card, leaves on a twig, half length and half width of a leaf."""


@cache
def leaf_cluster(kind: int) -> Bytes:
    """A few twigs full of leaves, RGBA; kinds 0 broad, 1 small, 2 slender."""
    rng = np.random.default_rng([kind, 4])
    twigs, leaves, length, width = _TWIGS[kind]
    picture = Image.new("RGBA", (512, 512), (128, 136, 118, 0))
    for _ in range(twigs):
        radius, turn = 150 * np.sqrt(rng.random()), rng.uniform(0, 2 * np.pi)
        start = 256 + radius * np.array((np.cos(turn), np.sin(turn)))
        aim = turn + rng.normal(0, 0.7)
        shade = rng.uniform(0.45, 1.15)
        for k in range(leaves):
            along = start + (k - leaves / 2) * 11 * np.array((np.cos(aim), np.sin(aim)))
            leaf = _leaf(rng, length, width, shade)
            side = aim + (0.9 if k % 2 else -0.9) + rng.normal(0, 0.3)
            turned = leaf.rotate(-np.degrees(side), Image.Resampling.BILINEAR)
            tip = along + 0.7 * length * np.array((np.cos(side), np.sin(side)))
            _stamp(picture, turned, tip)
    return np.array(picture)


def _stamp(picture: Image.Image, leaf: Image.Image, center: np.ndarray) -> None:
    left, top = (int(c - leaf.width / 2) for c in center)
    if min(left, top) > 0 and max(left, top) + leaf.width < 512:
        picture.alpha_composite(leaf, (left, top))


def _leaf(
    rng: np.random.Generator, length: int, width: int, shade: float
) -> Image.Image:
    light = shade * rng.uniform(0.75, 1.2)
    green = tuple(int(min(c * light, 255)) for c in (200, 207, 182))
    size = 2 * length
    leaf = Image.new("RGBA", (size, size), (*green, 0))
    draw = ImageDraw.Draw(leaf)
    t = np.linspace(0, np.pi, 12)
    x, y = length - length * np.cos(t), width * np.sin(t) ** 0.8
    upper, lower = (
        zip(x, length + y, strict=True),
        zip(x[::-1], length - y, strict=True),
    )
    draw.polygon([*upper, *lower], (*green, 255))
    vein = tuple(int(c * 0.8) for c in green)
    draw.line((0, length, size, length), (*vein, 255), 2)
    return leaf


# ---------------------------------------------------------------- decals

DECALS = (
    *("no_entry", "no_parking", "give_way", "zebra", "parking", "bicycle", "limit"),
    *("one_way", "plate_0", "plate_1", "plate_2", "poster_0", "poster_1", "poster_2"),
    *("rim_0", "rim_1"),
)


@cache
def decals(seed: int) -> Atlas:
    """Traffic signs, number plates, posters and rims, RGBA, in the order of DECALS."""
    rng = np.random.default_rng([seed, 5])
    signs = [_traffic_sign(name) for name in DECALS[:8]]
    plates = [_plate(rng) for _ in range(3)]
    posters = [_poster(rng) for _ in range(3)]
    return atlas_of([*signs, *plates, *posters, _rim(5), _rim(9)], 4, 4)


def _traffic_sign(name: str) -> Image.Image:
    picture = Image.new("RGBA", (128, 128), (128, 128, 128, 0))
    draw = ImageDraw.Draw(picture)
    red, blue, white = (176, 20, 24, 255), (16, 62, 140, 255), (235, 235, 232, 255)
    if name in ("no_entry", "no_parking", "limit", "bicycle"):
        back = {"no_parking": blue, "limit": white, "bicycle": blue}.get(name, red)
        draw.ellipse((2, 2, 125, 125), back if name == "bicycle" else red)
        draw.ellipse((16, 16, 111, 111), back)
    if name == "no_entry":
        draw.rectangle((24, 52, 104, 76), white)
    if name == "no_parking":
        draw.line((28, 28, 100, 100), red, 14)
    if name == "limit":
        draw.text((64, 66), "30", (20, 20, 20), ImageFont.load_default(60), anchor="mm")
    if name == "bicycle":
        _draw_bicycle(draw, white)
    if name == "give_way":
        draw.polygon([(2, 10), (126, 10), (64, 118)], red)
        draw.polygon([(26, 24), (102, 24), (64, 90)], white)
    if name in ("zebra", "parking", "one_way"):
        draw.rounded_rectangle((4, 4, 123, 123), 10, blue)
    if name == "zebra":
        draw.polygon([(64, 18), (112, 104), (16, 104)], white)
        draw.ellipse((58, 40, 70, 52), (20, 20, 20))
        draw.line((64, 52, 60, 74, 50, 96), (20, 20, 20), 7)
        draw.line((62, 74, 78, 96), (20, 20, 20), 7)
    if name == "parking":
        draw.text((64, 66), "P", white, ImageFont.load_default(96), anchor="mm")
    if name == "one_way":
        draw.polygon(
            [(18, 52), (76, 52), (76, 30), (112, 64), (76, 98), (76, 76), (18, 76)],
            white,
        )
    return picture


def _draw_bicycle(draw: ImageDraw.ImageDraw, ink: tuple[int, ...]) -> None:
    for x in (40, 88):
        draw.ellipse((x - 18, 58, x + 18, 94), outline=ink, width=5)
    draw.line((40, 76, 54, 50, 80, 50, 62, 76, 40, 76), ink, 5)
    draw.line((54, 50, 62, 76), ink, 5)
    draw.line((88, 76, 78, 40, 90, 40), ink, 5)


def _plate(rng: np.random.Generator) -> Image.Image:
    picture = Image.new("RGBA", (128, 128), (232, 232, 226, 255))
    draw = ImageDraw.Draw(picture)
    letters = "".join(rng.choice(list("ABCDEFGHKLMNPRSTUVXYZ"), 3))
    text = f"{letters[:2]} {rng.integers(10, 99)}{letters[2]}"
    draw.text((68, 64), text, (24, 24, 28), ImageFont.load_default(30), anchor="mm")
    draw.rectangle((0, 0, 10, 128), (24, 56, 140))
    return picture.resize((128, 128))


def _poster(rng: np.random.Generator) -> Image.Image:
    back, ink = _vivid(rng), _pale(rng)
    picture = Image.new("RGBA", (128, 128), (*back, 255))
    draw = ImageDraw.Draw(picture)
    x, y, size = rng.uniform(30, 90), rng.uniform(30, 70), rng.uniform(18, 40)
    draw.ellipse((x - size, y - size, x + size, y + size), _vivid(rng))
    draw.rectangle((0, 88, 128, 128), _vivid(rng))
    word = invented_word(rng).upper()
    draw.text((64, 106), word, ink, ImageFont.load_default(24), anchor="mm")
    return picture


def _rim(spokes: int) -> Image.Image:
    picture = Image.new("RGBA", (256, 256), (16, 16, 17, 255))
    draw = ImageDraw.Draw(picture)
    metal, dark = (166, 168, 172, 255), (34, 34, 36, 255)
    draw.ellipse((6, 6, 250, 250), metal)
    draw.ellipse((24, 24, 232, 232), dark)
    for k in range(spokes):
        turn = 2 * np.pi * k / spokes
        end = 128 + 112 * np.array((np.cos(turn), np.sin(turn)))
        draw.line((128, 128, *end), metal, 110 // spokes)
    draw.ellipse((100, 100, 156, 156), metal)
    draw.ellipse((116, 116, 140, 140), dark)
    return picture


_VIVID: tuple[Color, ...] = (
    *((158, 40, 36), (34, 74, 128), (196, 148, 50), (46, 104, 70), (206, 200, 188)),
    *((40, 40, 44), (126, 62, 98), (204, 104, 52), (92, 132, 150), (228, 222, 206)),
)


def _vivid(rng: np.random.Generator) -> Color:
    r, g, b = np.array(_VIVID[rng.integers(len(_VIVID))]) * rng.uniform(0.75, 1.1)
    return int(min(r, 255)), int(min(g, 255)), int(min(b, 255))


def _shaded(rng: np.random.Generator, level: float) -> Color:
    r, g, b = level * rng.uniform(0.75, 1.1, 3)
    return int(r), int(g), int(b)


def _pale(rng: np.random.Generator) -> Color:
    r, g, b = rng.uniform(170, 228) * rng.uniform((0.96, 0.92, 0.82), (1.0, 0.98, 0.96))
    return int(r), int(g), int(b)
