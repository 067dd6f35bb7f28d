"""Lines that vehicles follow: straight runs with round corners."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from shapely import LineString, Point

from nonesuch.world.nouns import Floats

_ARC_STEPS = 8


def rounded_path(corners_xy: ArrayLike, radius_m: float) -> Floats:
    """The points ``(n, 2)`` of a line whose corners are arcs of a radius."""
    corners = np.asarray(corners_xy, np.float64)
    points = [corners[:1]]
    for before, corner, after in zip(
        corners[:-2], corners[1:-1], corners[2:], strict=True
    ):
        points.append(_arc(before, corner, after, radius_m))
    return np.concatenate([*points, corners[-1:]])


def _arc(before: Floats, corner: Floats, after: Floats, radius_m: float) -> Floats:
    into = (corner - before) / np.linalg.norm(corner - before)
    out = (after - corner) / np.linalg.norm(after - corner)
    turn = np.arctan2(into[0] * out[1] - into[1] * out[0], into @ out)
    if abs(turn) < 1e-3:
        return corner[None]
    reach = radius_m * np.tan(abs(turn) / 2)
    left = np.array((-into[1], into[0])) * np.sign(turn)
    start = corner - reach * into
    angles = np.linspace(0, abs(turn), _ARC_STEPS)[:, None]
    arc: Floats = start + radius_m * (
        np.sin(angles) * into + (1 - np.cos(angles)) * left
    )
    return arc


def distance_along(path_xy: Floats, point_xy: ArrayLike) -> float:
    """How far along a path, in meters, the place nearest to a point is."""
    return float(LineString(path_xy).project(Point(np.asarray(point_xy))))
