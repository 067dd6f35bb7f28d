"""A camera: where it stands, how it sees, and what a point becomes in its picture.

World: meters, z up, right-handed.  Camera: x right, y down, z forward.  Pixel (0, 0)
is the corner of the first pixel, so its center is (0.5, 0.5).  A transform reads right
to left: ``points_camera = camera_from_world @ points_world``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Camera:
    """Pinhole with radial distortion (k1 and k2 of Brown's model, as in OpenCV)."""

    intrinsics: Floats  # (3, 3), pixels
    camera_from_world: Floats  # (4, 4)
    size_wh: tuple[int, int]
    distortion: tuple[float, float] = (0.0, 0.0)

    @property
    def eye_world(self) -> Floats:
        """The optical center, ``(3,)`` in meters."""
        rotation = self.camera_from_world[:3, :3]
        eye: Floats = -rotation.T @ self.camera_from_world[:3, 3]
        return eye

    @property
    def forward_world(self) -> Floats:
        """The direction of view, a unit vector ``(3,)``."""
        return np.array(self.camera_from_world[2, :3])


def pinhole(size_wh: tuple[int, int], horizontal_fov_rad: float) -> Floats:
    """Intrinsics ``(3, 3)``: square pixels, the axis in the picture's middle."""
    width, height = size_wh
    focal = width / 2 / np.tan(horizontal_fov_rad / 2)
    return np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])


def look_at(eye_world: ArrayLike, target_world: ArrayLike) -> Floats:
    """``camera_from_world`` ``(4, 4)`` of an upright camera that looks at a point.

    Undefined for a view straight up or down.
    """
    eye = np.asarray(eye_world, np.float64)
    forward = np.asarray(target_world, np.float64) - eye
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = right, np.cross(forward, right), forward
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def transformed(matrix: Floats, points: ArrayLike) -> Floats:
    """Points ``(..., 3)`` under a rigid or affine transform ``(4, 4)``."""
    result: Floats = np.asarray(points, np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
    return result


def project_camera(camera: Camera, points_camera: ArrayLike) -> Floats:
    """Pixels ``(..., 2)`` of points ``(..., 3)`` in camera coordinates.

    ``u = fx * x * (1 + k1 r^2 + k2 r^4) / z + cx`` with ``r`` the distance from the
    axis at depth 1.  NaN for points that are not in front of the camera.
    """
    points = np.asarray(points_camera, np.float64)
    depth = np.where(points[..., 2:] > 1e-9, points[..., 2:], np.nan)
    plane = points[..., :2] / depth
    squared = (plane**2).sum(-1, keepdims=True)
    k1, k2 = camera.distortion
    plane = plane * (1 + k1 * squared + k2 * squared**2)
    focal = camera.intrinsics[[0, 1], [0, 1]]
    pixels: Floats = plane * focal + camera.intrinsics[:2, 2]
    return pixels


def project(camera: Camera, points_world: ArrayLike) -> Floats:
    """Pixels ``(..., 2)`` of points ``(..., 3)`` in world coordinates."""
    return project_camera(camera, transformed(camera.camera_from_world, points_world))
