"""How far a posed body reaches, in the picture and in the world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera, project_camera

Floats = NDArray[np.float64]

_NEAREST_M = 0.05
"""Points nearer than this, or behind the camera, count as that far before it."""


@dataclass(frozen=True, eq=False)
class Box3d:
    """An upright box, turned as the person is."""

    base_world: Floats  # (3,), middle of its lower face
    size_lwh_m: Floats  # (3,), along the heading, across it, up


def box_3d(points_world: Floats, heading_rad: float) -> Box3d:
    """The smallest upright box along the heading that holds the points ``(v, 3)``."""
    cosine, sine = np.cos(heading_rad), np.sin(heading_rad)
    world_from_box = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1.0]])
    along = points_world @ world_from_box
    low, high = along.min(0), along.max(0)
    base = np.array([*(low + high)[:2] / 2, low[2]])
    return Box3d(world_from_box @ base, high - low)


def extent_in_picture(camera: Camera, points_camera: Floats) -> Floats:
    """The box ``(4,)`` xyxy that holds the points ``(v, 3)``, not cut by the picture.

    What lies behind the camera or beyond its lens is drawn in to where it is defined,
    which is far outside the picture.
    """
    within = points_camera.copy()
    within[:, 2] = np.maximum(within[:, 2], _NEAREST_M)
    radius = np.hypot(within[:, 0], within[:, 1]) / within[:, 2]
    limit = widest_slope(camera.distortion)
    shrink = np.minimum(1.0, limit / np.maximum(radius, 1e-9))
    within[:, :2] *= shrink[:, None]
    pixels = project_camera(camera, within)
    return np.concatenate([pixels.min(0), pixels.max(0)])


@lru_cache
def widest_slope(distortion: tuple[float, float]) -> float:
    """The distance from the axis, at depth 1, up to which the lens keeps the order.

    Beyond it the polynomial of the distortion turns back, and points far outside would
    appear inside the picture.  Never above 50, that is 89 degrees.
    """
    k1, k2 = distortion
    # d/dr of r + k1 r^3 + k2 r^5, in s = r^2.
    roots = np.roots([5 * k2, 3 * k1, 1.0])
    turning = [root.real for root in roots if abs(root.imag) < 1e-12 and root.real > 0]
    return float(np.sqrt(min([*turning, 2500.0])))
