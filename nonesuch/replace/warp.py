"""A picture of one face bent to the shape of another: the pose of the removed face.

A triangulation of the mean face, with the raised forehead and a ring around it, is the
same for every face, so the map is piecewise affine and continuous in its landmarks.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from nonesuch.face_points import LEFT_EYE, OUTLINE, RIGHT_EYE, mean_face, points
from nonesuch.nouns import Floats, Ints
from nonesuch.replace.alignment import CENTRE, FOREHEAD_RISE

_FOREHEAD = points((10, 338, 297, 332, 284, 251, 21, 54, 103, 67, 109))
_OUTLINE = points(OUTLINE)
_EYES = points(LEFT_EYE + RIGHT_EYE)
_RING_GROWTH = 1.5
_SUBPIXEL_BITS = 4
_MAP_SIZES = (32, 96)


def bend_map(source: Floats, target: Floats, size: int) -> NDArray[np.float32]:
    """The source of each pixel of the target crop, ``(size, size, 2)`` pixel indices.

    ``source`` and ``target`` are landmarks ``(92, 2)`` in crop coordinates of two crops
    of the same size; the result is what ``cv2.remap`` takes.  Maps of large crops are
    made smaller and enlarged, which also rounds the triangles' creases.
    """
    made = min(max(size // 2, _MAP_SIZES[0]), _MAP_SIZES[1])
    at = _places(_controls(source) * made, _controls(target) * made, made)
    if made < size:
        at = cv2.resize(at, (size, size), interpolation=cv2.INTER_LINEAR)
    return np.asarray(at * (size / made) - 0.5, np.float32)


def _places(source_px: Floats, target_px: Floats, size: int) -> Floats:
    """Where each pixel's centre comes from, in pixels from the corner."""
    triangles = _triangles()
    label = _painted(target_px[triangles], size)
    affine = _affine_maps(target_px[triangles], source_px[triangles])[label]
    centre = np.arange(size) + 0.5
    x, y = np.meshgrid(centre, centre)
    at = affine[..., 0] * x[..., None] + affine[..., 1] * y[..., None] + affine[..., 2]
    # The raster gives a sliver pixels beside it, which its map would throw far away.
    low, high = source_px[triangles].min(1) - 1, source_px[triangles].max(1) + 1
    low[0], high[0] = -np.inf, np.inf  # also stands for the pixels of no triangle
    return np.asarray(np.clip(at, low[label], high[label]), np.float32)


def _controls(landmarks: Floats) -> Floats:
    """The landmarks, the raised forehead and a ring well outside, ``(139, 2)``."""
    forehead = landmarks[_FOREHEAD].copy()
    eye_y = landmarks[_EYES, 1].mean()
    forehead[:, 1] += FOREHEAD_RISE * (forehead[:, 1] - eye_y)
    outline = landmarks[_OUTLINE]
    middle = outline.mean(0)
    ring = middle + (outline - middle) * _RING_GROWTH
    ring[:, 1] += np.minimum(ring[:, 1] - CENTRE[1], 0) * FOREHEAD_RISE
    return np.concatenate([landmarks, forehead, ring]).astype(np.float32)


@lru_cache(maxsize=1)
def _triangles() -> Ints:
    """Triangles of the mean face, the outermost first: nearer ones are painted over."""
    controls = _controls(mean_face())
    triangles = Delaunay(controls).simplices.astype(np.int64)
    distance = np.linalg.norm(controls[triangles].mean(1) - CENTRE, axis=1)
    return np.asarray(triangles[np.argsort(-distance)])


def _painted(triangles_px: Floats, size: int) -> NDArray[np.int32]:
    """Which triangle covers each pixel, ``(size, size)``; 0 where none does."""
    label = np.zeros((size, size), np.int32)
    corners = np.round((triangles_px - 0.5) * 2**_SUBPIXEL_BITS).astype(np.int32)
    for number, triangle in enumerate(corners):
        cv2.fillConvexPoly(label, triangle, number, cv2.LINE_8, _SUBPIXEL_BITS)
    return label


def _affine_maps(source: Floats, target: Floats) -> NDArray[np.float64]:
    """The affine map of every triangle onto its partner, ``(m, 2, 3)``."""
    ones = np.ones((*source.shape[:2], 1))
    corners = np.concatenate([source, ones], axis=2).astype(np.float64)
    flat = np.abs(np.linalg.det(corners)) < 1e-6
    corners[flat] += np.eye(3) * 1e-3
    return np.asarray(
        np.linalg.solve(corners, target.astype(np.float64)).swapaxes(1, 2)
    )
