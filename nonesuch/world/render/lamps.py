"""The light of all street lamps on a grid, so that their number does not matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Lamp, Singles

_CELL_M = 1.0
_TOP_M = 9.0
_MOST_CELLS = 240
_SOFT_M = 0.6


@dataclass(frozen=True, eq=False)
class LampGrid:
    """Light that crosses each cell, and the mean direction that it comes from."""

    origin_world: Floats  # (3,), the grid's corner
    extent_m: Floats  # (3,)
    flux: Singles  # (z, y, x, 4), irradiance of a surface that faces each lamp
    direction: Singles  # (z, y, x, 4), length 1 if all comes from one side
    mean_on_ground: Floats  # (3,), the mean where it is not dark


def lamp_grid(lamps: tuple[Lamp, ...]) -> LampGrid | None:
    """The grid around all lamps; None if there are none."""
    if not lamps:
        return None
    places = np.array([lamp.position_world for lamp in lamps])
    reach = max(lamp.reach_m for lamp in lamps)
    low, high = places.min(0) - reach, places.max(0) + reach
    low[2], high[2] = -0.5, _TOP_M
    counts = np.clip(np.ceil((high - low) / _CELL_M), 2, _MOST_CELLS).astype(int)
    step = (high - low) / counts
    axes = [low[k] + (np.arange(counts[k]) + 0.5) * step[k] for k in range(3)]
    flux = np.zeros((*counts[::-1], 3))
    aim = np.zeros((*counts[::-1], 3))
    for lamp in lamps:
        _add(lamp, axes, flux, aim)
    luma = flux.sum(-1, keepdims=True)
    direction = aim / np.maximum(luma, 1e-12)
    return LampGrid(
        low, high - low, _four(flux), _four(direction), _mean(flux[1], direction[1])
    )


def _add(lamp: Lamp, axes: list[Floats], flux: Floats, aim: Floats) -> None:
    """One lamp's light on the cells in its reach."""
    place = np.array(lamp.position_world)
    spans = [
        slice(*np.searchsorted(a, [p - lamp.reach_m, p + lamp.reach_m]))
        for a, p in zip(axes, place, strict=True)
    ]
    z, y, x = np.meshgrid(
        axes[2][spans[2]], axes[1][spans[1]], axes[0][spans[0]], indexing="ij"
    )
    toward = place - np.stack([x, y, z], -1)
    distance = np.linalg.norm(toward, axis=-1, keepdims=True)
    toward /= np.maximum(distance, 1e-6)
    axis = np.array(lamp.direction) / np.linalg.norm(lamp.direction)
    off_axis = np.arccos(np.clip(-toward @ axis, -1, 1))[..., None]
    cone = np.clip((lamp.cone_rad * 1.15 - off_axis) / (lamp.cone_rad * 0.5), 0, 1)
    window = np.clip(1 - (distance / lamp.reach_m) ** 4, 0, 1) ** 2
    light = cone * window / (distance**2 + _SOFT_M**2) * np.array(lamp.color)
    block = (spans[2], spans[1], spans[0])
    flux[block] += light
    aim[block] += light.sum(-1, keepdims=True) * toward


def _four(values: Floats) -> Singles:
    padded = np.zeros((*values.shape[:-1], 4), np.float32)
    padded[..., :3] = values
    return padded


def _mean(flux: Floats, direction: Floats) -> Floats:
    """The mean irradiance of level ground over cells that get a tenth of the most."""
    level = flux * np.maximum(direction[..., 2:], 0)
    luma = level.sum(-1)
    bright = luma > 0.1 * luma.max()
    return level[bright].mean(0) if bright.any() else np.zeros(3)
