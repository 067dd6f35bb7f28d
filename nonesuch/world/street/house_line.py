"""The line along which a house meets the street, and what is swept along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nonesuch.world.nouns import Floats, Material
from nonesuch.world.street.mesh_building import MeshBuilder


@dataclass(frozen=True, eq=False)
class HouseLine:
    """Points ``(n, 2)`` along the front; the street is on the right, the house left."""

    points_xy: Floats
    base_m: float  # height of the ground

    @property
    def wall_count(self) -> int:
        """The number of straight walls."""
        return len(self.points_xy) - 1

    def wall_frame(self, index: int) -> tuple[Floats, float]:
        """``world_from_wall (4, 4)`` and the length of a wall.

        Walls: x to the right as seen from the street, y into the house, z up.
        """
        a, b = self.points_xy[index : index + 2]
        length = float(np.hypot(*(b - a)))
        forward = (b - a) / length
        frame = np.eye(4)
        frame[:2, 0] = forward
        frame[:2, 1] = -forward[1], forward[0]
        frame[:3, 3] = *a, self.base_m
        return frame, length

    def inset(self, depth_m: float) -> Floats:
        """The line moved into the house, ``(n, 2)``, its corners mitred."""
        steps = np.diff(self.points_xy, axis=0)
        steps /= np.linalg.norm(steps, axis=1, keepdims=True)
        inward = np.stack([-steps[:, 1], steps[:, 0]], 1)
        before = np.vstack([inward[:1], inward])
        after = np.vstack([inward, inward[-1:]])
        mitre = (before + after) / (1 + (before * after).sum(1, keepdims=True))
        moved: Floats = self.points_xy + depth_m * mitre
        return moved


def sweep(
    builder: MeshBuilder, material: Material, line: HouseLine, profile: ArrayLike
) -> None:
    """Add a profile ``(k, 2)`` of depth into the house and height, upwards or inwards.

    ``uv`` are meters along each wall and along the profile.
    """
    steps = np.asarray(profile, np.float64)
    lines = [line.inset(depth) for depth, _ in steps]
    run = np.concatenate(
        [[0], np.cumsum(np.linalg.norm(np.diff(steps, axis=0), axis=1))]
    )
    quads, uvs = [], []
    for k in range(len(steps) - 1):
        lower = _at(lines[k], line.base_m + steps[k, 1])
        upper = _at(lines[k + 1], line.base_m + steps[k + 1, 1])
        for i in range(line.wall_count):
            length = np.hypot(*(line.points_xy[i + 1] - line.points_xy[i]))
            quads.append((lower[i], lower[i + 1], upper[i + 1], upper[i]))
            v0, v1 = run[k] + steps[0, 1], run[k + 1] + steps[0, 1]
            uvs.append(((0, v0), (length, v0), (length, v1), (0, v1)))
    builder.quads(material, quads, uvs)


def close_ends(
    builder: MeshBuilder,
    material: Material,
    line: HouseLine,
    profile: ArrayLike,
) -> None:
    """Add the two flat ends of a swept profile that is convex."""
    steps = np.asarray(profile, np.float64)
    rings = np.stack(
        [_at(line.inset(depth), line.base_m + height) for depth, height in steps]
    )
    builder.polygon(material, rings[:, 0])
    builder.polygon(material, rings[::-1, -1])


def _at(points_xy: Floats, height_m: float) -> Floats:
    return np.column_stack([points_xy, np.full(len(points_xy), height_m)])
