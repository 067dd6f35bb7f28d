"""Patterns of skin, hair and cloth."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats
from nonesuch.world.render.tile_painting import SIDE, grid, periodic_noise, tile


def folds(rng: np.random.Generator) -> Floats:
    """Slopes of long soft ridges, as cloth hangs: along u, along v; 0.5 is level."""
    across, up = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    bend = periodic_noise(rng, 2.6, 2)
    ridges = -(abs(np.sin(1.3 * periodic_noise(rng, 2.6, 3) + 0.4 * bend)) ** 1.5)
    slanting = np.roll(ridges, SIDE // 2, 0) * 0.5 * (1 + np.sin(up / SIDE * 2 * np.pi))
    height = ridges * (0.5 + 0.5 * np.sin(across / SIDE * 2 * np.pi)) + slanting
    height += 0.4 * bend
    slopes = [np.roll(height, -1, k) - np.roll(height, 1, k) for k in (1, 0)]
    steepest = np.percentile(abs(np.array(slopes)), 99)
    u, v = (slope / steepest for slope in slopes)
    return tile(1 + 0.5 * u, 0.5 + 0.25 * v)


def skin(rng: np.random.Generator) -> Floats:
    """Faint blotches."""
    return tile(
        1 + 0.025 * periodic_noise(rng, 1.0, 3),
        roughness=0.04 * periodic_noise(rng, 0.6, 8),
    )


def hair(rng: np.random.Generator) -> Floats:
    """Strands along v."""
    strands = np.repeat(rng.normal(size=(1, SIDE)), SIDE, 0)
    return tile(1 + 0.16 * strands + 0.1 * periodic_noise(rng, 1.0, 3))


def cloth(rng: np.random.Generator) -> Floats:
    """Weave and faint creases."""
    return tile(
        1 + 0.05 * periodic_noise(rng, 0.2, 60) + 0.05 * periodic_noise(rng, 1.6, 2)
    )


def _soft_square(count: int, duty: float) -> Floats:
    wave = np.sin(2 * np.pi * (np.arange(SIDE) + 0.5) / SIDE * count)
    level = np.sin(np.pi * (0.5 - duty))
    return np.asarray(np.clip(0.5 + (wave - level) * 8, 0, 1))


def stripes(rng: np.random.Generator) -> Floats:
    """Four stripes across v."""
    second = np.repeat(_soft_square(4, 0.45)[:, None], SIDE, 1)
    return tile(1 + 0.05 * periodic_noise(rng, 0.6, 8), second)


def checks(rng: np.random.Generator) -> Floats:
    """Four checks each way."""
    wave = _soft_square(4, 0.5)
    return tile(
        1 + 0.05 * periodic_noise(rng, 0.6, 8),
        0.5 * wave[:, None] + 0.5 * wave[None, :],
    )


def dots(rng: np.random.Generator) -> Floats:
    """Four rows of four dots, shifted by half."""
    u, v, _ = grid(4, 4, 0.5)
    inside = np.clip((0.42 - np.hypot(u, v)) * 12, 0, 1)
    return tile(1 + 0.05 * periodic_noise(rng, 0.6, 8), inside)


def denim(rng: np.random.Generator) -> Floats:
    """Twill, faded in places."""
    at = np.arange(SIDE)
    twill = np.sin(2 * np.pi * (at[:, None] + at[None, :]) / SIDE * 96)
    faded = periodic_noise(rng, 1.5, 2)
    return tile(1 + 0.10 * twill + 0.10 * faded + 0.08 * periodic_noise(rng, 0.1, 90))
