"""Shadows of the sun or moon: a near and a far map, side by side in one texture.

What stands still is drawn once for each place of the maps, and kept; things and people
that move are drawn into a copy.  The maps' places depend on the camera alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.camera import Camera, Floats, look_at

MAP_PX = 2048
_NEAR_M, _FAR_M = 17.0, 72.0  # half the width of the maps
_NEAR_GRID_M, _FAR_GRID_M = 4.0, 16.0
_BEHIND_M, _AHEAD_M = 110.0, 60.0


@dataclass(frozen=True, eq=False)
class Cascade:
    """One of the maps: what it holds, and where."""

    center_world: tuple[float, float]
    half_width_m: float
    unit_from_world: Floats  # (4, 4), to 0..1 in all three axes
    clip_from_world: Floats  # (4, 4)

    @property
    def texel_m(self) -> float:
        """The width of one of its pixels."""
        return 2 * self.half_width_m / MAP_PX


def cascades(camera: Camera, sun_direction: Floats) -> tuple[Cascade, Cascade]:
    """The near and the far map for a view."""
    eye, forward = camera.eye_world, camera.forward_world
    level = forward[:2] / max(float(np.linalg.norm(forward[:2])), 1e-3)
    drop = -eye[2] / min(forward[2], -1e-3)
    reach = float(np.clip(drop * np.linalg.norm(forward[:2]), 9.0, 15.0))
    near = _cascade(eye[:2] + level * reach, _NEAR_GRID_M, _NEAR_M, sun_direction)
    far = _cascade(eye[:2] + level * 52.0, _FAR_GRID_M, _FAR_M, sun_direction)
    return near, far


def _cascade(
    around: Floats, grid_m: float, half_width_m: float, sun_direction: Floats
) -> Cascade:
    x, y = np.round(around / grid_m) * grid_m
    middle = np.array([x, y, 1.0])
    sun_from_world = look_at(middle + sun_direction * _BEHIND_M, middle)
    depth_m = _BEHIND_M + _AHEAD_M
    clip = np.diag([1 / half_width_m, 1 / half_width_m, 2 / depth_m, 1])
    clip[2, 3] = -1
    clip_from_world = clip @ sun_from_world
    unit = np.diag([0.5, 0.5, 0.5, 1])
    unit[:3, 3] = 0.5
    place = (float(x), float(y))
    return Cascade(place, half_width_m, unit @ clip_from_world, clip_from_world)
