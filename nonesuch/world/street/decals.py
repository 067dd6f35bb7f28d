"""Traffic signs, number plates, posters and rims in one texture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nonesuch.world.street.atlas import Atlas, atlas_of
from nonesuch.world.street.inks import invented_word, pale, vivid

DECALS = (
    *("no_entry", "no_parking", "give_way", "zebra", "parking", "bicycle", "limit"),
    *("one_way", "plate_0", "plate_1", "plate_2", "poster_0", "poster_1", "poster_2"),
    *("rim_0", "rim_1"),
)


@lru_cache(maxsize=4)
def decals(seed: int) -> Atlas:
    """Traffic signs, number plates, posters and rims, RGBA, in the order of DECALS."""
    rng = np.random.default_rng([seed, 5])
    signs = [_traffic_sign(name) for name in DECALS[:8]]
    plates = [_plate(rng) for _ in range(3)]
    posters = [_poster(rng, kind) for kind in range(3)]
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


def _poster(rng: np.random.Generator, kind: int) -> Image.Image:
    """A sheet to be shown about twice as high as wide."""
    picture = Image.new("RGBA", (128, 128), (*vivid(rng), 255))
    draw = ImageDraw.Draw(picture)
    (_draw_disc, _draw_bars, _draw_hills)[kind](rng, draw)
    font = ImageFont.load_default(23)
    draw.rectangle((0, 92, 128, 128), pale(rng) if kind == 2 else vivid(rng))
    ink = (24, 24, 28) if kind == 2 else pale(rng)
    draw.text((64, 104), invented_word(rng).upper(), ink, font, anchor="mm")
    for y, right in ((120, 96), (125, 70)):
        draw.line((32, y, right, y), ink, 2)
    return picture


def _draw_disc(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    x, y, size = rng.uniform(40, 88), rng.uniform(30, 60), rng.uniform(20, 36)
    draw.ellipse((x - size, y - size / 2, x + size, y + size / 2), vivid(rng))


def _draw_bars(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    for x in range(-40, 128, 26):
        draw.polygon([(x, 92), (x + 12, 92), (x + 52, 0), (x + 40, 0)], pale(rng))


def _draw_hills(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 128, 60), (150, 178, 200))
    for k, shade in enumerate((0.9, 0.7, 0.5)):
        peaks = [(x, 40 + 14 * k + rng.uniform(-10, 10)) for x in range(-16, 160, 24)]
        green = tuple(int(c * shade) for c in (110, 132, 96))
        draw.polygon([(-16, 92), *peaks, (144, 92)], green)


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
