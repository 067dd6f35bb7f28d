"""The plan of a street: corridors of carriageway and pavement, blocks of houses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from nonesuch.world.nouns import Floats

KERB_HEIGHT_M = 0.12
DROPPED_HEIGHT_M = 0.02
RAMP_DEPTH_M = 1.2
FLARE_M = 0.9
CORNER_RADIUS_M = 3.5
BAY_CORNER_M = 3.4
"""How far before a parking bay its rounded kerb begins."""

CLOSING_M = 13.0
"""How deep the outermost houses are."""


@dataclass(frozen=True)
class Corridor:
    """A straight street along x or y; left and right as seen from start to end.

    ``bays_left`` and ``bays_right`` are stretches (from, until) in meters along it
    where the carriageway is wider by ``BAY_M``, for cars to park.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    half_road_m: float  # 0: for people on foot alone
    left_m: float  # from the kerb to the houses, where there is no bay
    right_m: float
    bays_left: tuple[tuple[float, float], ...] = ()
    bays_right: tuple[tuple[float, float], ...] = ()

    @property
    def length_m(self) -> float:
        """How long it is."""
        return float(np.hypot(*np.subtract(self.end, self.start)))

    @property
    def forward(self) -> Floats:
        """The unit vector from start to end, ``(2,)``."""
        step: Floats = np.subtract(self.end, self.start) / self.length_m
        return step

    def point(self, along_m: float, left_m: float) -> Floats:
        """A point ``(2,)`` so far along the axis and so far to the left of it."""
        forward = self.forward
        left = np.array((-forward[1], forward[0]))
        place: Floats = np.asarray(self.start) + along_m * forward + left_m * left
        return place

    def strip(
        self, from_m: float, until_m: float, right_m: float, left_m: float
    ) -> Polygon:
        """The rectangle between two distances along and two across (left positive)."""
        corners = ((from_m, right_m), (until_m, right_m), (until_m, left_m))
        return Polygon([self.point(*c) for c in (*corners, (from_m, left_m))])

    @property
    def road(self) -> BaseGeometry:
        """The carriageway with its bays."""
        half, bay = self.half_road_m, self.half_road_m + BAY_M
        if not half:
            return Polygon()
        strips = [self.strip(0, self.length_m, -half, half)]
        strips += [self.strip(a, b, half - 0.1, bay) for a, b in self.bays_left]
        strips += [self.strip(a, b, -bay, 0.1 - half) for a, b in self.bays_right]
        return shapely.union_all(strips)

    @property
    def whole(self) -> Polygon:
        """All between the houses."""
        half = self.half_road_m
        return self.strip(0, self.length_m, -half - self.right_m, half + self.left_m)


BAY_M = 2.1


@dataclass(frozen=True)
class Ramp:
    """A lowered kerb: ``middle`` on the kerb's edge, ``inward`` on to the pavement."""

    middle: tuple[float, float]
    inward: tuple[float, float]
    width_m: float

    @property
    def along(self) -> Floats:
        """The unit vector ``(2,)`` along the kerb, the pavement on its left."""
        return np.array((self.inward[1], -self.inward[0]))

    @property
    def outline(self) -> Polygon:
        """The part of the pavement that is not level."""
        half = self.width_m / 2 + FLARE_M
        corners = ((-half, 0), (half, 0), (half, RAMP_DEPTH_M), (-half, RAMP_DEPTH_M))
        return Polygon([self.point(*corner) for corner in corners])

    def point(self, along_m: float, inward_m: float) -> Floats:
        """A point ``(2,)`` of the ramp's own coordinates in the world."""
        place: Floats = (
            np.asarray(self.middle)
            + along_m * self.along
            + inward_m * np.asarray(self.inward)
        )
        return place

    def heights(self, points_xy: Floats) -> Floats:
        """Heights ``(...)`` of points; the pavement's own outside the ramp."""
        relative = points_xy - np.asarray(self.middle)
        inward = relative @ np.asarray(self.inward) / RAMP_DEPTH_M
        aside = (np.abs(relative @ self.along) - self.width_m / 2) / FLARE_M
        share = np.clip(np.maximum(inward, aside), 0, 1)
        share = np.where(inward < -1e-9, 1, share)
        heights: Floats = DROPPED_HEIGHT_M + (KERB_HEIGHT_M - DROPPED_HEIGHT_M) * share
        return heights


@dataclass(frozen=True, eq=False)
class GroundPlan:
    """Where the road, the pavement and the houses are."""

    corridors: tuple[Corridor, ...]
    ramps: tuple[Ramp, ...] = ()
    chamfer_m: float = 0.0  # of the houses' corners

    @cached_property
    def whole(self) -> BaseGeometry:
        """All between the houses."""
        open_ground = _tidy(shapely.union_all([c.whole for c in self.corridors]))
        if not self.chamfer_m:
            return open_ground
        return _tidy(shapely.union_all([open_ground, *self._chamfers(open_ground)]))

    def _chamfers(self, open_ground: BaseGeometry) -> list[Polygon]:
        rings = [open_ground.exterior, *open_ground.interiors]
        triangles = []
        for ring in rings:
            points = np.array(ring.normalize().coords)[:-1]
            for before, corner, after in zip(
                np.roll(points, 1, 0), points, np.roll(points, -1, 0), strict=True
            ):
                a, b = _towards(corner, before), _towards(corner, after)
                triangle = Polygon(
                    [corner, corner + self.chamfer_m * a, corner + self.chamfer_m * b]
                )
                if not open_ground.contains(triangle.centroid):
                    triangles.append(triangle)
        return triangles

    @cached_property
    def road(self) -> BaseGeometry:
        """All carriageways; kerbs turn round corners in an arc."""
        straight = shapely.union_all([c.road for c in self.corridors])
        if straight.is_empty:
            return Polygon()
        beside = straight.buffer(40, join_style="mitre").difference(straight)
        radius = CORNER_RADIUS_M
        rounded = beside.buffer(-radius, join_style="mitre").buffer(radius, quad_segs=5)
        return self.whole.difference(beside.intersection(rounded))

    @cached_property
    def pavement(self) -> BaseGeometry:
        """All between the kerbs and the houses."""
        return self.whole.difference(self.road)

    @cached_property
    def blocks(self) -> list[Polygon]:
        """Where houses stand, each counter-clockwise."""
        left, bottom, right, top = self.whole.bounds
        margin = CLOSING_M
        ground = shapely.box(
            left - margin, bottom - margin, right + margin, top + margin
        )
        rest = ground.difference(self.whole)
        return [shapely.geometry.polygon.orient(b) for b in polygons(rest)]

    def heights(self, points_xy: Floats) -> Floats:
        """Heights in meters ``(...)`` of the ground at points ``(..., 2)``."""
        points = np.asarray(points_xy, np.float64)
        shapely.prepare(self.road)
        on_road = shapely.contains_xy(self.road, points[..., 0], points[..., 1])
        heights = np.full(points.shape[:-1], KERB_HEIGHT_M)
        for ramp in self.ramps:
            heights = np.minimum(heights, ramp.heights(points))
        return np.where(on_road, 0.0, heights)


def _tidy(geometry: BaseGeometry) -> BaseGeometry:
    """Without double points and points in the middle of straight edges."""
    return shapely.set_precision(geometry, 1e-4).simplify(1e-3)


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons of any geometry, in a fixed order; lines and points are dropped."""
    parts = shapely.get_parts(shapely.normalize(geometry))
    found: list[Polygon] = []
    for part in parts:
        if isinstance(part, MultiPolygon):
            found += list(part.geoms)
        elif isinstance(part, Polygon) and part.area > 1e-6:
            found.append(part)
    return found


def multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """Any geometry as a multipolygon of its areas."""
    return MultiPolygon(polygons(geometry))


def disc(xy: tuple[float, float], radius_m: float) -> Polygon:
    """The footprint of something round."""
    return Point(xy).buffer(radius_m, quad_segs=3)


def along_line(line_xy: Floats, width_m: float) -> Polygon:
    """The area within half a width of a line."""
    return LineString(line_xy).buffer(width_m / 2, cap_style="flat")


def _towards(origin: Floats, target: Floats) -> Floats:
    step: Floats = target - origin
    return step / np.linalg.norm(step)
