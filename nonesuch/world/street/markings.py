"""Paint on the road: zebra crossings, lanes, stop lines, parking bays."""

from __future__ import annotations

import numpy as np
from shapely.geometry.base import BaseGeometry

from nonesuch.world.street import materials as m
from nonesuch.world.street.plan import BAY_M, Corridor
from nonesuch.world.street.tiles import Tiles

PAINT_HEIGHT_M = 0.005
"""Above the road, so that the paint never fights with the asphalt for a pixel."""

LINE_M = 0.12


def paint(tiles: Tiles, area: BaseGeometry) -> None:
    """Paint an area of the road white."""
    tiles.flat(m.PAINT_WHITE, area, PAINT_HEIGHT_M)


def paint_zebra(
    tiles: Tiles, corridor: Corridor, along_m: float, width_m: float
) -> None:
    """The stripes of a crossing whose middle lies ``along_m`` down the corridor."""
    half = corridor.half_road_m
    count = int((2 * half - 0.3) // 1.0)
    first = -(count - 0.5) / 2 - 0.0
    for k in range(count):
        across = first + k
        stripe = (across - 0.0, across + 0.5)
        from_m, until_m = along_m - width_m / 2, along_m + width_m / 2
        paint(tiles, corridor.strip(from_m, until_m, *stripe))


def paint_studs(
    tiles: Tiles, corridor: Corridor, along_m: float, width_m: float
) -> None:
    """The two broken lines that bound a crossing with lights in many countries."""
    half = corridor.half_road_m
    for edge in (along_m - width_m / 2, along_m + width_m / 2):
        for across in np.arange(-half + 0.25, half - 0.5, 1.0):
            paint(tiles, corridor.strip(edge - 0.1, edge + 0.1, across, across + 0.5))


def paint_stop_line(
    tiles: Tiles, corridor: Corridor, along_m: float, is_forward: bool
) -> None:
    """The line before which the traffic of one direction halts."""
    half = corridor.half_road_m - 0.15
    across = (-half, -0.1) if is_forward else (0.1, half)
    paint(tiles, corridor.strip(along_m - 0.2, along_m + 0.2, *across))


def paint_center(
    tiles: Tiles, corridor: Corridor, from_m: float, until_m: float
) -> None:
    """The broken line between the directions."""
    for along in np.arange(from_m, until_m - 3.0, 6.0):
        paint(tiles, corridor.strip(along, along + 3.0, -LINE_M / 2, LINE_M / 2))


def paint_solid(
    tiles: Tiles, corridor: Corridor, from_m: float, until_m: float, left_m: float
) -> None:
    """An unbroken line along the corridor."""
    half = LINE_M / 2
    paint(tiles, corridor.strip(from_m, until_m, left_m - half, left_m + half))


def paint_bays(tiles: Tiles, corridor: Corridor, slot_m: float) -> None:
    """The lines of the places to park along both sides."""
    inner, outer = corridor.half_road_m, corridor.half_road_m + BAY_M - 0.15
    for sign, bays in ((1, corridor.bays_left), (-1, corridor.bays_right)):
        across = sorted((sign * inner, sign * outer))
        for from_m, until_m in bays:
            edge = sorted((sign * (inner - LINE_M), sign * inner))
            paint(tiles, corridor.strip(from_m, until_m, *edge))
            for along in np.arange(from_m, until_m + 0.1, slot_m):
                paint(tiles, corridor.strip(along, along + LINE_M, *across))
