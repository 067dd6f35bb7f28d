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
CLOSED = 1

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroundPlan:
    """Grids (rows, columns) over the street; row and column 0 are at ``origin_xy``.

    Layer 0 is all walkable ground, layer 1 (``CLOSED``) the pavements alone: where
    people may be who must not cross a road.
    """

    origin_xy: Floats  # (2,), the center of the first cell
    clearance_m: Floats  # (2, rows, columns) to the nearest edge; negative outside
    slope: Floats  # (2, rows, columns, 2), gradient of the clearance
    crossing: NDArray[np.int16]  # index of the crossing whose road this is, else -1


def ground_plan(layout: Layout) -> GroundPlan:
    """The grids of a layout, in cells of ``CELL_M``."""
    west, south, east, north = layout.walkable.bounds
    columns = np.arange(west - BORDER_M, east + BORDER_M, CELL_M)
    rows = np.arange(south - BORDER_M, north + BORDER_M, CELL_M)
    crossing = _crossings(layout, columns, rows)
    open_ = _inside(layout.walkable, columns, rows)
    layers = [open_, open_ & (crossing < 0)]
    clearance = np.stack([_signed_distance(layer) for layer in layers])
    by_row, by_column = np.gradient(clearance, CELL_M, axis=(1, 2))
    slope = np.stack([by_column, by_row], -1)
    return GroundPlan(np.array([columns[0], rows[0]]), clearance, slope, crossing)


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
    return cells[..., 1].clip(0, height - 1), cells[..., 0].clip(0, width - 1)


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
    corner = np.floor(place).astype(np.int64)
    corner = corner.clip(0, (width - 2, height - 2))
    share = (place - corner).clip(0, 1)
    clearance = np.zeros(len(place))
    slope = np.zeros((len(place), 2))
    for right in (0, 1):
        for up in (0, 1):
            weight = np.abs(1 - right - share[:, 0]) * np.abs(1 - up - share[:, 1])
            cell = layer, corner[:, 1] + up, corner[:, 0] + right
            clearance += weight * plan.clearance_m[cell]
            slope += weight[:, None] * plan.slope[cell]
    length = np.hypot(slope[:, 0], slope[:, 1])[:, None]
    return clearance, slope / np.maximum(length, 1e-6)


def is_open(
    plan: GroundPlan,
    starts: Floats,
    ends: Floats,
    margin_m: float,
    layer: Indices | int = 0,
) -> Flags:
    """Whether straight lines ``(..., 2)`` keep ``margin_m`` from every edge.

    ``layer`` must broadcast against ``(..., 1)``.
    """
    longest = float(np.hypot(*np.moveaxis(ends - starts, -1, 0)).max(initial=0.0))
    shares = np.linspace(0, 1, max(int(longest / (1.5 * CELL_M)), 1) + 1)
    points = starts[..., None, :] + (ends - starts)[..., None, :] * shares[:, None]
    open_: Flags = np.all(clearance_near(plan, points, layer) >= margin_m, axis=-1)
    return open_
