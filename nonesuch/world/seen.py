"""Which points of a body the camera sees, and what hides the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera, project_camera, transformed
from nonesuch.formats.labels import Keypoints, Occlusion
from nonesuch.world.extent import widest_slope
from nonesuch.world.nouns import Buffers, Landmarks, PosedPerson

Floats = NDArray[np.float64]

_OBLIQUE = 1.35
"""By so much the way out of a body is longer, seen obliquely and through clothes."""


@dataclass(frozen=True, eq=False)
class View:
    """What decides whether a point of one person is seen."""

    camera: Camera
    buffers: Buffers
    amodal: NDArray[np.bool_]  # (h, w), the person's


def keypoints_of(view: View, person: PosedPerson, landmarks: Landmarks) -> Keypoints:
    """The landmarks in the picture and in camera coordinates, with what hides them.

    A point is seen if its pixel shows the own body, no farther before the point than
    the landmark lies below the skin.  Where the pixel shows something else, this hides
    the point if the body would fill the pixel otherwise; beside the body's silhouette
    the depths decide.
    """
    points_camera = transformed(
        view.camera.camera_from_world, posed_landmarks(person, landmarks)
    )
    pixels = _pixels(view.camera, points_camera)
    occlusion = np.full(len(pixels), Occlusion.OUT_OF_FRAME, np.uint8)
    inside = _is_inside(pixels, view.camera.size_wh)
    column, row = np.floor(pixels[inside]).astype(np.int64).T
    nearer_m = points_camera[inside, 2] - view.buffers.depth_m[row, column]
    owner = view.buffers.instance_ids[row, column]
    is_before = nearer_m > _OBLIQUE * landmarks.depths_m[inside]
    is_own = owner == person.track_id
    is_hidden = is_before | (view.amodal[row, column] & ~is_own)
    occlusion[inside] = np.select(
        [~is_hidden, is_own, owner > 0],
        [Occlusion.NONE, Occlusion.SELF, Occlusion.OTHER_PERSON],
        Occlusion.SCENE,
    )
    return Keypoints(pixels, occlusion, points_camera)


def posed_landmarks(person: PosedPerson, landmarks: Landmarks) -> Floats:
    """The landmarks ``(k, 3)`` in the world."""
    affine = person.world_from_rest[landmarks.bones]
    turned = np.einsum("kij,kj->ki", affine[:, :, :3], landmarks.points_rest)
    points: Floats = turned + affine[:, :, 3]
    return points


def _pixels(camera: Camera, points_camera: Floats) -> Floats:
    pixels = project_camera(camera, points_camera)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.hypot(*points_camera[:, :2].T) / points_camera[:, 2]
    pixels[slope > widest_slope(camera.distortion)] = np.nan
    return pixels


def _is_inside(pixels: Floats, size_wh: tuple[int, int]) -> NDArray[np.bool_]:
    # NaN is inside nothing.
    return np.logical_and((pixels >= 0).all(1), (pixels < size_wh).all(1))
