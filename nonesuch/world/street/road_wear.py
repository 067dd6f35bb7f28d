"""What years leave on a road: lids, mended places, cracks sealed with tar."""

from __future__ import annotations

import numpy as np
import shapely

from nonesuch.world.nouns import Floats
from nonesuch.world.street import materials as m
from nonesuch.world.street.markings import PAINT_HEIGHT_M
from nonesuch.world.street.plan import Corridor, along_line, disc
from nonesuch.world.street.tiles import Tiles

_LID_HEIGHT_M = PAINT_HEIGHT_M - 0.001
_TAR_HEIGHT_M = PAINT_HEIGHT_M - 0.0015
_PATCH_HEIGHT_M = PAINT_HEIGHT_M - 0.002
"""Each lies above the next, the paint above all."""

_CRACK_STEP_M = 0.45


def wear_road(
    rng: np.random.Generator, tiles: Tiles, corridor: Corridor, half_m: float
) -> None:
    """Add wear less than ``half_m`` from a corridor's axis."""
    spots = max(3, int(corridor.length_m / 18))
    half = half_m - 0.6
    for _ in range(spots):
        along = rng.uniform(4, corridor.length_m - 4)
        x, y = corridor.point(along, rng.uniform(-half, half))
        tiles.flat(m.MANHOLE, disc((x, y), 0.32), _LID_HEIGHT_M)
        _mend(rng, tiles, corridor, half)
    for _ in range(2 * spots):
        line = _crack(rng, corridor, half)
        tiles.flat(m.TAR, along_line(line, rng.uniform(0.03, 0.06)), _TAR_HEIGHT_M)


def _mend(
    rng: np.random.Generator, tiles: Tiles, corridor: Corridor, half_m: float
) -> None:
    length, width = rng.uniform(0.8, 5.0), rng.uniform(0.5, 1.6)
    across = rng.uniform(-half_m, half_m - width)
    start = rng.uniform(4, corridor.length_m - 9)
    place = corridor.strip(start, start + length, across, across + width)
    seam = shapely.difference(place, place.buffer(-0.05, join_style="mitre"))
    tiles.flat(m.PATCH, place, _PATCH_HEIGHT_M)
    tiles.flat(m.TAR, seam, _TAR_HEIGHT_M)


def _crack(rng: np.random.Generator, corridor: Corridor, half_m: float) -> Floats:
    """A line ``(n, 2)`` that wanders along the road or across it."""
    count = int(rng.integers(6, 18))
    along = rng.uniform(4, corridor.length_m - 4)
    across = rng.uniform(-half_m, half_m)
    heading = rng.choice((0.0, np.pi / 2)) + rng.normal(0, 0.25)
    turns = heading + np.cumsum(rng.normal(0, 0.35, count)) * 0.6
    steps = _CRACK_STEP_M * np.stack([np.cos(turns), np.sin(turns)], 1)
    places = np.array((along, across)) + np.cumsum(steps, 0)
    inside = (np.abs(places[:, 1]) < half_m) & (np.abs(places[:, 0] - along) < 9)
    kept = places[: max(2, int(np.argmin(inside)) or count)]
    return np.array([corridor.point(a, np.clip(b, -half_m, half_m)) for a, b in kept])
