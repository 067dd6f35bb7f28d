"""What drawing needs of a camera: matrices, and the margin for a bent lens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.camera import Camera, Floats

NEAR_M, FAR_M = 0.12, 900.0
_STEPS = 30


@dataclass(frozen=True, eq=False)
class View:
    """A pinhole picture, larger than the camera's own where its lens is bent."""

    camera: Camera
    intrinsics: Floats  # (3, 3), of the larger picture
    size_wh: tuple[int, int]
    margin_xy: tuple[int, int]  # the camera's first pixel in the larger picture

    @property
    def is_bent(self) -> bool:
        """Whether the camera's picture differs from the pinhole's."""
        return self.camera.distortion != (0.0, 0.0)

    @property
    def clip_from_camera(self) -> Floats:
        """``(4, 4)``; the first row of pixels comes first in memory."""
        return clip_from_camera(self.intrinsics, self.size_wh)

    @property
    def clip_from_world(self) -> Floats:
        """``(4, 4)``."""
        return self.clip_from_camera @ self.camera.camera_from_world


def clip_from_camera(intrinsics: Floats, size_wh: tuple[int, int]) -> Floats:
    """OpenGL's clip space ``(4, 4)`` of a pinhole whose picture runs downwards."""
    width, height = size_wh
    matrix = np.zeros((4, 4))
    matrix[0, :3] = 2 / width * intrinsics[0]
    matrix[1, :3] = 2 / height * intrinsics[1]
    matrix[0, 2] -= 1
    matrix[1, 2] -= 1
    matrix[2, 2] = (FAR_M + NEAR_M) / (FAR_M - NEAR_M)
    matrix[2, 3] = -2 * FAR_M * NEAR_M / (FAR_M - NEAR_M)
    matrix[3, 2] = 1
    return matrix


def view_of(camera: Camera) -> View:
    """The pinhole picture that holds all that the camera's bent lens sees."""
    if camera.distortion == (0.0, 0.0):
        return View(camera, camera.intrinsics, camera.size_wh, (0, 0))
    border = undistorted(camera, _border(camera.size_wh))
    low = np.minimum(np.floor(border.min(0)) - 2, 0).astype(int)
    high = np.maximum(np.ceil(border.max(0)) + 2, camera.size_wh).astype(int)
    intrinsics = camera.intrinsics.copy()
    intrinsics[:2, 2] -= low
    width, height = high - low
    return View(
        camera, intrinsics, (int(width), int(height)), (int(-low[0]), int(-low[1]))
    )


def undistorted(camera: Camera, pixels: Floats) -> Floats:
    """Where pixels ``(..., 2)`` of the bent picture lie in the pinhole's.

    The inverse of ``project_camera``'s polynomial, by Newton's method on the radius.
    """
    focal = camera.intrinsics[[0, 1], [0, 1]]
    plane = (pixels - camera.intrinsics[:2, 2]) / focal
    k1, k2 = camera.distortion
    bent = np.linalg.norm(plane, axis=-1, keepdims=True)
    radius = bent.copy()
    for _ in range(_STEPS):
        squared = radius**2
        value = radius * (1 + k1 * squared + k2 * squared**2) - bent
        slope = 1 + 3 * k1 * squared + 5 * k2 * squared**2
        radius = np.clip(radius - value / np.maximum(slope, 0.1), 0, 2 * bent + 0.1)
    scale = np.where(bent > 1e-9, radius / np.maximum(bent, 1e-9), 1)
    result: Floats = plane * scale * focal + camera.intrinsics[:2, 2]
    return result


def _border(size_wh: tuple[int, int]) -> Floats:
    width, height = size_wh
    u, v = np.linspace(0, width, 33), np.linspace(0, height, 33)
    sides = [
        np.stack([u, np.zeros_like(u)], 1),
        np.stack([u, np.full_like(u, height)], 1),
        np.stack([np.zeros_like(v), v], 1),
        np.stack([np.full_like(v, width), v], 1),
    ]
    return np.concatenate(sides)
