"""Painted twigs."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from nonesuch.world.nouns import Bytes

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
