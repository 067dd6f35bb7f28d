"""Small streets, drawn with a ruler: a junction with lights, a corridor, a plaza."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPolygon
from shapely.geometry import Polygon, box

from nonesuch.world.nouns import Crossing, Floats, Lane, Layout, Seat, SignalPlan

ROAD_M, PAVEMENT_M, ARM_M = 3.5, 4.0, 45.0
NEVER = SignalPlan(60.0, ())


def flat(points: Floats) -> Floats:
    """The height of level ground."""
    return np.zeros(points.shape[:-1])


def layout_of(
    pavements: shapely.geometry.base.BaseGeometry,
    entries: list[tuple[float, float]],
    crossings: tuple[Crossing, ...] = (),
    lanes: tuple[Lane, ...] = (),
    seats: tuple[Seat, ...] = (),
    signals: SignalPlan = NEVER,
) -> Layout:
    """A layout whose walkable ground is the pavements and the crossings."""
    roads = [Polygon(crossing.polygon_xy) for crossing in crossings]
    return Layout(
        _many(shapely.union_all([pavements, *roads])),
        _many(pavements),
        crossings,
        lanes,
        np.array(entries, np.float64).reshape(-1, 2),
        seats,
        signals,
        flat,
    )


def _many(area: shapely.geometry.base.BaseGeometry) -> MultiPolygon:
    return area if isinstance(area, MultiPolygon) else MultiPolygon([area])


def corridor(length_m: float = 40.0, width_m: float = 3.0) -> Layout:
    """A straight way between walls along x, entered at both ends."""
    area = box(-length_m / 2, -width_m / 2, length_m / 2, width_m / 2)
    end = length_m / 2 - 0.5
    return layout_of(area, [(-end, 0.0), (end, 0.0)])


def plaza(seats: int = 4) -> Layout:
    """A square of 30 m with a fountain in the middle and benches along one side."""
    area = box(-15, -15, 15, 15).difference(shapely.Point(0, 0).buffer(2.5))
    places = [Seat((-6 + 0.62 * i, -15.2), np.pi / 2) for i in range(seats)]
    entries = [(-14.3, 0.0), (14.3, 0.0), (0.0, 14.3), (9.0, -14.3)]
    return layout_of(area, entries, seats=tuple(places))


def junction(lit: bool = True) -> Layout:
    """Two streets that cross; zebras on all four arms, with or without lights.

    Group 0 is green for people along x and cars along x, group 1 for those along y.
    """
    outer = ROAD_M + PAVEMENT_M
    corners = [
        box(*sorted_box(sx * ROAD_M, sy * ROAD_M, sx * outer, sy * ARM_M))
        for sx in (-1, 1)
        for sy in (-1, 1)
    ] + [
        box(*sorted_box(sx * ROAD_M, sy * ROAD_M, sx * ARM_M, sy * outer))
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    trees = [shapely.Point(s * 4.6, t).buffer(0.3) for s in (-1, 1) for t in (18, 28)]
    pavements = shapely.union_all(corners).difference(shapely.union_all(trees))
    side = ROAD_M + PAVEMENT_M / 2
    far = ARM_M - 1
    entries = [(sx * side, sy * far) for sx in (-1, 1) for sy in (-1, 1)]
    entries += [(sx * far, sy * side) for sx in (-1, 1) for sy in (-1, 1)]
    signals = SignalPlan(50.0, ((0.0, 18.0), (25.0, 43.0)))
    return layout_of(pavements, entries, _zebras(lit), _lanes(lit), _benches(), signals)


def sorted_box(
    x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    """Bounds from any two corners."""
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _zebras(lit: bool) -> tuple[Crossing, ...]:
    middle, half, reach = ROAD_M + 2.5, 1.8, ROAD_M
    zebras = []
    for sign in (-1, 1):
        along_x = box(-reach, sign * middle - half, reach, sign * middle + half)
        ends = np.array([[-reach - 0.6, sign * middle], [reach + 0.6, sign * middle]])
        group = 0 if lit else -1
        zebras.append(Crossing(np.array(along_x.exterior.coords)[:-1], ends, group))
        along_y = shapely.transform(along_x, lambda points: points[:, ::-1])
        group = 1 if lit else -1
        outline = np.array(along_y.exterior.coords)[:-1]
        zebras.append(Crossing(outline, ends[:, ::-1], group))
    return tuple(zebras)


def _lanes(lit: bool) -> tuple[Lane, ...]:
    stop = ARM_M - (ROAD_M + 2.5 + 1.8 + 1.0)
    x = np.linspace(-ARM_M, ARM_M, 31)
    lanes = []
    for sign in (-1, 1):
        along_x = np.stack([sign * x, np.full_like(x, -sign * ROAD_M / 2)], -1)
        stops_x, stops_y = (((stop, 0),), ((stop, 1),)) if lit else ((), ())
        lanes.append(Lane(along_x, 9.0, stops_x))
        along_y = np.stack([np.full_like(x, sign * ROAD_M / 2), sign * x], -1)
        lanes.append(Lane(along_y, 9.0, stops_y))
    return tuple(lanes)


def _benches() -> tuple[Seat, ...]:
    wall = ROAD_M + PAVEMENT_M + 0.1
    return tuple(Seat((wall, 12 + 0.62 * i), np.pi) for i in range(2))
