"""The walkable ground as a grid: how far is the nearest edge, and what lies there.

Looking up a grid costs far less than asking a polygon, and people ask all the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from nonesuch.world.nouns import Floats, Layout

CELL_M = 0.2
BORDER_M = 1.0
CLOSED, OPENED = 1, 2

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroundPlan:
    """Grids (rows, columns) over the street; row and column 0 are at ``origin_xy``.

    Layer 0 is all walkable ground, layer ``CLOSED`` the pavements alone, for people who
    must not cross a road, and ``OPENED + k`` the pavements and crossing k.
    """

    origin_xy: Floats  # (2,), the center of the first cell
    clearance_m: Floats  # (layers, rows, columns) to the nearest edge; < 0 outside
    crossing: NDArray[np.int16]  # index of the crossing whose road this is, else -1


def ground_plan(layout: Layout) -> GroundPlan:
    """The grids of a layout, in cells of ``CELL_M``."""
    west, south, east, north = layout.walkable.bounds
    columns = np.arange(west - BORDER_M, east + BORDER_M, CELL_M)
    rows = np.arange(south - BORDER_M, north + BORDER_M, CELL_M)
    crossing = _crossings(layout, columns, rows)
    open_ = _inside(layout.walkable, columns, rows)
    opened = [crossing == index for index in range(len(layout.crossings))]
    layers = [open_, *(open_ & ((crossing < 0) | road) for road in (False, *opened))]
    clearance = np.stack([_signed_distance(layer) for layer in layers])
    return GroundPlan(np.array([columns[0], rows[0]]), clearance, crossing)


def _inside(area: BaseGeometry, columns: Floats, rows: Floats) -> Flags:
    shapely.prepare(area)
    x, y = np.meshgrid(columns, rows)
    inside: Flags = shapely.contains_xy(area, x, y)
    return inside


def _signed_distance(inside: Flags) -> Floats:
    # the edge runs half a cell beyond the last center inside
    within = distance_transform_edt(inside) - 0.5
    beyond = distance_transform_edt(~inside) - 0.5
    signed: Floats = np.where(inside, within, -beyond) * CELL_M
    return signed


def _crossings(layout: Layout, columns: Floats, rows: Floats) -> NDArray[np.int16]:
    indices = np.full((len(rows), len(columns)), -1, np.int16)
    for index, crossing in enumerate(layout.crossings):
        road = Polygon(crossing.polygon_xy).difference(layout.pavements)
        indices[_inside(road, columns, rows)] = index
    return indices


def cells_at(plan: GroundPlan, points_xy: Floats) -> tuple[Indices, Indices]:
    """Rows and columns ``(...)`` of the cells nearest to points ``(..., 2)``."""
    cells = np.rint((points_xy - plan.origin_xy) / CELL_M).astype(np.int64)
    height, width = plan.crossing.shape
    rows = np.minimum(np.maximum(cells[..., 1], 0), height - 1)
    return rows, np.minimum(np.maximum(cells[..., 0], 0), width - 1)


def points_of(plan: GroundPlan, rows: Indices, columns: Indices) -> Floats:
    """The centers ``(..., 2)`` of cells."""
    centers: Floats = plan.origin_xy + np.stack([columns, rows], -1) * CELL_M
    return centers


def clearance_near(
    plan: GroundPlan, points_xy: Floats, layer: Indices | int = 0
) -> Floats:
    """Meters ``(...)`` to the edge, of the nearest cell: quick, good to half a cell."""
    row, column = cells_at(plan, points_xy)
    near: Floats = plan.clearance_m[layer, row, column]
    return near


def crossing_at(plan: GroundPlan, points_xy: Floats) -> NDArray[np.int16]:
    """The crossing on whose road points ``(..., 2)`` lie, -1 on the pavement."""
    index: NDArray[np.int16] = plan.crossing[cells_at(plan, points_xy)]
    return index


def edge_at(
    plan: GroundPlan, points_xy: Floats, layer: Indices | int
) -> tuple[Floats, Floats]:
    """Clearance ``(n,)`` and unit vectors ``(n, 2)`` off the edge, interpolated."""
    place = (points_xy - plan.origin_xy) / CELL_M
    height, width = plan.crossing.shape
    corner = np.floor(place).astype(np.int64).clip(0, (width - 2, height - 2))
    x, y = (place - corner).clip(0, 1).T
    column, row = corner.T
    a, b = (plan.clearance_m[layer, row, column + right] for right in (0, 1))
    c, d = (plan.clearance_m[layer, row + 1, column + right] for right in (0, 1))
    below, above = a + (b - a) * x, c + (d - c) * x
    slope = np.stack([(b - a) * (1 - y) + (d - c) * y, above - below], -1)
    length = np.hypot(slope[:, 0], slope[:, 1])[:, None]
    return below + (above - below) * y, slope / np.maximum(length, 1e-6)


def is_open(
    plan: GroundPlan,
    starts: Floats,
    ends: Floats,
    margin_m: Floats | float,
    layer: Indices | int = 0,
) -> Flags:
    """Whether straight lines ``(..., 2)`` keep ``margin_m`` from every edge.

    ``margin_m`` and ``layer`` must broadcast against ``(..., 1)``.
    """
    longest = float(np.hypot(*np.moveaxis(ends - starts, -1, 0)).max(initial=0.0))
    shares = np.linspace(0, 1, max(int(longest / (1.5 * CELL_M)), 1) + 1)
    points = starts[..., None, :] + (ends - starts)[..., None, :] * shares[:, None]
    open_: Flags = np.all(clearance_near(plan, points, layer) >= margin_m, axis=-1)
    return open_
