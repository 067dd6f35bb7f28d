"""Patterns of what streets and houses are made of."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats
from nonesuch.world.render.tile_painting import SIDE, blocks, grid, periodic_noise, tile


def asphalt(rng: np.random.Generator) -> Floats:
    """Stones in tar, 2 m."""
    stones = periodic_noise(rng, 0.15, 50)
    bright = np.clip(stones - 1.5, 0, None)
    shade = 1 + 0.10 * stones + 0.35 * bright + 0.07 * periodic_noise(rng, 1.2, 2)
    return tile(shade, roughness=0.03 * stones, relief=0.1 * stones)


def paving(rng: np.random.Generator) -> Floats:
    """Four by four slabs with joints."""
    own, gap = blocks(rng, 4, 4, (0.022, 0.022), varied=0.07)
    grain = 1 + 0.06 * periodic_noise(rng, 0.3, 40) + 0.04 * periodic_noise(rng, 1.3, 3)
    return tile(own * grain * (1 - 0.45 * gap), roughness=0.1 * gap)


def cobble(rng: np.random.Generator) -> Floats:
    """Twelve by twelve rounded stones."""
    u, v, cell = grid(12, 12, 0.5)
    dome = np.clip(1.15 - np.maximum(abs(u), abs(v)) ** 5, 0, 1)
    own = 1 + 0.14 * rng.normal(size=144)[cell]
    grain = 1 + 0.08 * periodic_noise(rng, 0.4, 30)
    return tile(own * grain * (0.4 + 0.65 * dome), relief=0.3 * (dome - 0.5))


def brick(rng: np.random.Generator) -> Floats:
    """Twelve courses of four bricks, mortar in the second color."""
    own, gap = blocks(rng, 4, 12, (0.05, 0.15), varied=0.13)
    shade = own * (1 + 0.08 * periodic_noise(rng, 0.4, 30))
    return tile(shade * (1 - gap) + 0.75 * gap, 0.85 * gap)


def plaster(rng: np.random.Generator) -> Floats:
    """Nearly even."""
    return tile(
        1 + 0.03 * periodic_noise(rng, 0.2, 60) + 0.05 * periodic_noise(rng, 1.5, 1)
    )


def concrete(rng: np.random.Generator) -> Floats:
    """Clouded, with pores."""
    pores = np.clip(periodic_noise(rng, 0.2, 60) - 2.2, 0, 1)
    return tile(
        1
        + 0.04 * periodic_noise(rng, 0.5, 10)
        + 0.06 * periodic_noise(rng, 1.5)
        - 0.5 * pores
    )


def stone(rng: np.random.Generator) -> Floats:
    """Four courses of two ashlars."""
    own, gap = blocks(rng, 2, 4, (0.008, 0.016), varied=0.05)
    grain = 1 + 0.05 * periodic_noise(rng, 0.3, 30) + 0.05 * periodic_noise(rng, 1.4, 2)
    return tile(own * grain * (1 - 0.3 * gap))


def paint(rng: np.random.Generator) -> Floats:
    """Road paint, worn through here and there."""
    worn = np.clip(
        0.9 * periodic_noise(rng, 0.8, 6) + 0.5 * periodic_noise(rng, 0.1, 90) - 1.2,
        0,
        0.7,
    )
    return tile(
        (1 + 0.04 * periodic_noise(rng, 1.2, 2)) * (1 - worn), roughness=0.1 * worn
    )


def curtain(rng: np.random.Generator) -> Floats:
    """Upright folds."""
    at = 2 * np.pi * np.arange(SIDE) / SIDE
    folds = np.sin(at * 9 + 1.5 * np.sin(at * 2)) + 0.4 * np.sin(at * 23)
    return tile(np.repeat((0.8 + 0.22 * folds)[None, :], SIDE, 0))


def leaf(rng: np.random.Generator) -> Floats:
    """Mottled."""
    return tile(1 + 0.22 * periodic_noise(rng, 0.8, 3))


def bark(rng: np.random.Generator) -> Floats:
    """Upright ridges."""
    ridges = periodic_noise(rng, 0.6, 10)
    long = np.repeat(ridges[::8], 8, 0)
    return tile(1 + 0.22 * long + 0.1 * ridges)


def grass(rng: np.random.Generator) -> Floats:
    """Fine and patchy."""
    return tile(
        1 + 0.24 * periodic_noise(rng, 0.2, 40) + 0.14 * periodic_noise(rng, 1.2, 2)
    )


def soil(rng: np.random.Generator) -> Floats:
    """Crumbs."""
    return tile(
        1 + 0.2 * periodic_noise(rng, 0.5, 12) + 0.12 * periodic_noise(rng, 1.3, 2)
    )


def wood(rng: np.random.Generator) -> Floats:
    """Grain along u."""
    rings = np.sin(
        2 * np.pi * (np.arange(SIDE) / SIDE * 11)[:, None] + periodic_noise(rng, 2.0)
    )
    fibres = np.repeat(rng.normal(size=(SIDE, 1)), SIDE, 1)
    return tile(1 + 0.10 * rings + 0.07 * fibres + 0.05 * periodic_noise(rng, 0.8, 4))


def metal(rng: np.random.Generator) -> Floats:
    """Nearly even, its roughness varies."""
    return tile(
        1 + 0.03 * periodic_noise(rng, 0.8, 3),
        roughness=0.04 * periodic_noise(rng, 0.8, 3),
    )


def roof(rng: np.random.Generator) -> Floats:
    """Six courses of tiles, each darker under the next."""
    own, gap = blocks(rng, 6, 6, (0.05, 0.12), varied=0.10)
    _, v, _ = grid(6, 6, 0.5)
    return tile(own * (1 - 0.5 * gap) * (0.92 + 0.12 * v))


def rubber(rng: np.random.Generator) -> Floats:
    """Dull."""
    return tile(1 + 0.08 * periodic_noise(rng, 0.8, 3))


def shopfront(rng: np.random.Generator) -> Floats:
    """Shelves and things behind glass, lit from above."""
    _, v, shelf = grid(1, 4, 0.0)
    _, _, cell = grid(24, 4, 0.0)
    kinds = rng.random(96)[cell]
    tall = rng.uniform(-0.6, 0.7, 96)[cell]
    things = (v < tall) & (kinds > 0.25)
    lit = 0.35 + 0.25 * (shelf % 2) + 0.2 * v
    shade = np.where(things, 0.35 + 0.9 * rng.random(96)[cell], lit)
    return tile(shade, np.where(things, kinds * 0.8, 0.0))
