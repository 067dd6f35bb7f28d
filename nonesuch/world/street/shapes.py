"""Boxes, cylinders, tubes and extrusions, added to a mesh that is being built."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nonesuch.world.nouns import Floats, Material
from nonesuch.world.street.mesh_building import MeshBuilder

_BOX_CORNERS = np.array(
    [[x, y, z] for z in (-0.5, 0.5) for y in (-0.5, 0.5) for x in (-0.5, 0.5)]
)
_BOX_SIDES = {
    "bottom": (2, 3, 1, 0),
    "top": (4, 5, 7, 6),
    "front": (0, 1, 5, 4),  # towards -y
    "right": (1, 3, 7, 5),
    "back": (3, 2, 6, 7),
    "left": (2, 0, 4, 6),
}


def add_box(
    builder: MeshBuilder,
    material: Material,
    center: ArrayLike,
    size: ArrayLike,
    without: tuple[str, ...] = (),
) -> None:
    """Add a box along the axes; sides named in ``without`` are left open."""
    corners = np.asarray(center) + _BOX_CORNERS * np.asarray(size)
    sides = [order for side, order in _BOX_SIDES.items() if side not in without]
    builder.quads(material, corners[np.array(sides)])


def add_tube(
    builder: MeshBuilder,
    material: Material,
    path: ArrayLike,
    radii_m: ArrayLike,
    sides: int = 10,
) -> None:
    """Add a round tube along a path ``(n, 3)``, open at its ends."""
    points = np.asarray(path, np.float64)
    radii = np.broadcast_to(np.asarray(radii_m, np.float64), len(points))
    forward = np.gradient(points, axis=0)
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    aside = (0.0, 1.0, 0.0) if abs(forward[0, 1]) < 0.9 else (1.0, 0.0, 0.0)
    u = np.cross(forward, aside)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(forward, u)
    turn = np.linspace(0, 2 * np.pi, sides + 1)[None, :, None]
    rings = np.cos(turn) * u[:, None] + np.sin(turn) * v[:, None]
    grid = points[:, None] + rings * radii[:, None, None]
    builder.patch(material, grid, rings)


def add_cylinder(
    builder: MeshBuilder,
    material: Material,
    start: ArrayLike,
    end: ArrayLike,
    radius_m: float,
    end_radius_m: float | None = None,
    sides: int = 12,
) -> None:
    """Add a cylinder or cone frustum with both its ends closed."""
    path = np.array([start, end], np.float64)
    last_radius_m = radius_m if end_radius_m is None else end_radius_m
    add_tube(builder, material, path, (radius_m, last_radius_m), sides)
    axis = path[1] - path[0]
    add_disc(builder, material, path[1], axis, last_radius_m, sides)
    add_disc(builder, material, path[0], -axis, radius_m, sides)


def add_disc(
    builder: MeshBuilder,
    material: Material,
    center: ArrayLike,
    normal: ArrayLike,
    radius_m: float,
    sides: int = 12,
) -> None:
    """Add a flat disc; uv 0 to 1 across it, upright if the disc stands."""
    axis = np.asarray(normal, np.float64) / np.linalg.norm(normal)
    u = np.cross((0.0, 0.0, 1.0) if abs(axis[2]) < 0.9 else (0.0, 1.0, 0.0), axis)
    u /= np.linalg.norm(u)
    v = np.cross(axis, u)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], -1)
    fan = np.arange(1, sides - 1)
    builder.add(
        material,
        np.asarray(center, np.float64) + radius_m * circle @ np.stack([u, v]),
        np.repeat(axis[None], sides, 0),
        circle / 2 + 0.5,
        np.stack([np.zeros_like(fan), fan, fan + 1], -1),
    )


def add_spindle(
    builder: MeshBuilder,
    material: Material,
    profile_rz: ArrayLike,
    sides: int = 16,
) -> None:
    """Add a body turned about z: profile ``(n, 2)`` of radius and height, upwards."""
    profile = np.asarray(profile_rz, np.float64)
    turn = np.linspace(0, 2 * np.pi, sides + 1)
    around = np.stack([np.cos(turn), np.sin(turn)], -1)
    grid = np.empty((len(profile), sides + 1, 3))
    grid[..., :2] = profile[:, None, :1] * around
    grid[..., 2] = profile[:, 1:]
    builder.grid(material, grid)


def circle_xy(radius_m: float, sides: int = 16) -> Floats:
    """Points ``(sides, 2)`` on a circle about the origin, counter-clockwise."""
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    return radius_m * np.stack([np.cos(turn), np.sin(turn)], -1)
