"""What all tiles are painted with: noise, grids of cells, blocks and joints.

A tile holds, from 0 to 1: shade (0.5 leaves the color as it is, 1 doubles it), the
share of the second color, roughness (0.5 leaves it), relief.
"""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, Integers

SIDE = 512


def periodic_noise(
    rng: np.random.Generator, slope: float, from_waves: float = 1
) -> Floats:
    """Periodic noise of deviation 1 whose amplitude falls by frequency ** -slope."""
    waves = np.fft.fftfreq(SIDE) * SIDE
    radius = np.hypot(waves[:, None], waves[None, : SIDE // 2 + 1])
    amplitude = np.where(radius >= from_waves, np.maximum(radius, 1) ** -slope, 0)
    spectrum = amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape))
    field = np.fft.irfft2(spectrum, (SIDE, SIDE))
    return np.asarray(field / field.std(), np.float64)


def tile(
    shade: Floats | float,
    second: Floats | float = 0.0,
    roughness: Floats | float = 0.0,
    relief: Floats | float = 0.0,
) -> Floats:
    """Shade 1 leaves the color as it is; roughness and relief are differences."""
    layers = np.empty((SIDE, SIDE, 4))
    layers[..., 0] = np.asarray(shade) * 0.5
    layers[..., 1] = second
    layers[..., 2] = 0.5 + np.asarray(roughness)
    layers[..., 3] = 0.5 + np.asarray(relief)
    return layers.clip(0, 1)


def grid(columns: int, rows: int, shift: float) -> tuple[Floats, Floats, Integers]:
    """Place inside each cell, -1 to 1 along u and v, and the cell's number."""
    along = (np.arange(SIDE) + 0.5) / SIDE
    v = along[:, None] * rows
    row = np.floor(v).astype(int)
    u = along[None, :] * columns + shift * (row % 2)
    cell = np.floor(u).astype(int) % columns + row * columns
    return 2 * (u % 1) - 1, np.broadcast_to(2 * (v % 1) - 1, u.shape), cell


def blocks(
    rng: np.random.Generator,
    columns: int,
    rows: int,
    joint: tuple[float, float],
    shift: float = 0.5,
    varied: float = 0.08,
) -> tuple[Floats, Floats]:
    """(shade, share of joint) of a wall or floor of blocks; joints in cell widths."""
    u, v, cell = grid(columns, rows, shift)
    edge = np.minimum((1 - abs(u)) / joint[0], (1 - abs(v)) / joint[1]) / 2
    gap = 1 - np.clip(1.6 * edge - 0.6, 0, 1)
    own = 1 + varied * rng.normal(size=columns * rows)[cell]
    return own, np.asarray(gap)
