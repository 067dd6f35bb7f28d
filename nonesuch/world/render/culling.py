"""What a view can see: spheres around things, boxes around people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Floats
from nonesuch.world.nouns import Figure, Mesh, PosedPerson
from nonesuch.world.render.view import NEAR_M, View

_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)


@dataclass(frozen=True, eq=False)
class Sphere:
    """A ball that holds a mesh, in the mesh's own coordinates."""

    center: Floats  # (3,)
    radius: float


def sphere_around(mesh: Mesh) -> Sphere:
    """A ball around the middle of the mesh's extent."""
    low, high = mesh.positions.min(0), mesh.positions.max(0)
    center = (low + high).astype(np.float64) / 2
    distances = np.linalg.norm(mesh.positions - center, axis=1)
    return Sphere(center, float(distances.max(initial=0)))


def placed_spheres(spheres: list[Sphere], matrices: Floats) -> tuple[Floats, Floats]:
    """Centers ``(n, 3)`` and radii ``(n,)`` of balls under transforms ``(n, 4, 4)``."""
    if not spheres:
        return np.zeros((0, 3)), np.zeros(0)
    centers = np.array([sphere.center for sphere in spheres])
    radii = np.array([sphere.radius for sphere in spheres])
    placed = np.einsum("nij,nj->ni", matrices[:, :3, :3], centers) + matrices[:, :3, 3]
    scales = np.linalg.norm(matrices[:, :3, :3], axis=1).max(-1)
    return placed, radii * scales


def planes_of(clip_from_world: Floats) -> Floats:
    """The six planes ``(6, 4)`` of a view, inside positive, normals of length 1."""
    rows = clip_from_world
    signed = [sign * rows[axis] for axis in range(3) for sign in (1, -1)]
    planes = np.array([rows[3] + side for side in signed])
    result: Floats = planes / np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
    return result


def touching(planes: Floats, centers: Floats, radii: Floats) -> NDArray[np.bool_]:
    """Whether balls reach into what lies inside all planes, ``(n,)``."""
    distances = centers @ planes[:, :3].T + planes[:, 3]
    return np.asarray((distances > -radii[:, None]).all(1), np.bool_)


def within(planes: Floats, centers: Floats, radii: Floats) -> NDArray[np.bool_]:
    """Whether balls lie wholly inside all planes, ``(n,)``."""
    distances = centers @ planes[:, :3].T + planes[:, 3]
    return np.asarray((distances > radii[:, None]).all(1), np.bool_)


# ---------------------------------------------------------------- people


@dataclass(frozen=True, eq=False)
class BoneBoxes:
    """For each bone the box of all vertices that follow it, at rest."""

    corners: Floats  # (b, 8, 3)


def bone_boxes(figure: Figure) -> BoneBoxes:
    """The boxes of all levels of detail together; without vertices, the joint."""
    low = figure.rig.joints_rest.copy()
    high = figure.rig.joints_rest.copy()
    for level in figure.levels:
        for k in range(4):
            follows = level.weights[:, k] > 0
            bones, points = level.bones[follows, k], level.mesh.positions[follows]
            np.minimum.at(low, bones, points)
            np.maximum.at(high, bones, points)
    return BoneBoxes(low[:, None] + _CORNERS * (high - low)[:, None])


def box_corners_world(boxes: BoneBoxes, person: PosedPerson) -> Floats:
    """``(b * 8, 3)`` points whose hull holds the posed body.

    Linear blend skinning gives means of what the bones make of a vertex, and each of
    these lies within its bone's moved box.
    """
    moved = np.einsum("bij,bkj->bki", person.world_from_rest[:, :, :3], boxes.corners)
    points: Floats = moved + person.world_from_rest[:, None, :, 3]
    return points.reshape(-1, 3)


def box_in_picture(view: View, points_world: Floats) -> Floats:
    """The extent ``(4,)`` of points in the pinhole picture, x y x y.

    The whole picture's size and more if a point is not before the camera.
    """
    camera_from_world = view.camera.camera_from_world
    points = points_world @ camera_from_world[:3, :3].T + camera_from_world[:3, 3]
    if points[:, 2].max() < NEAR_M:
        return np.array([-1e6, -1e6, -1e6, -1e6])
    if points[:, 2].min() < NEAR_M:
        return np.array([-1e6, -1e6, 1e6, 1e6])
    pixels = points @ view.intrinsics[:2].T / points[:, 2:]
    return np.concatenate([pixels.min(0), pixels.max(0)])
