"""A picture of one face bent to the shape of another: the pose of the removed face.

Every shape is a mean face moved: a triangulation of the mean face, with the raised
forehead, a ring around it and the crop's corners, carries any landmarks to the whole
crop, as fixed weights on a grid.  A pixel of the target is traced back to the mean face
and from there to the source.  Where two faces are so unlike that the picture would be
folded over, mostly at a mouth, the bend is eased.  All of it is continuous in the
landmarks.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from nonesuch.face_points import LEFT_EYE, OUTLINE, RIGHT_EYE, mean_faces, points
from nonesuch.nouns import Floats, Ints
from nonesuch.replace.alignment import CENTRE, FOREHEAD_RISE

_FOREHEAD = points((10, 338, 297, 332, 284, 251, 21, 54, 103, 67, 109))
_OUTLINE = points(OUTLINE)
_EYES = points(LEFT_EYE + RIGHT_EYE)
_RING_GROWTH = 1.5
_CORNERS = np.array(
    [(x, y) for x in (-0.5, 0.5, 1.5) for y in (-0.5, 0.5, 1.5) if (x, y) != (0.5, 0.5)]
)
_GRID = 48
_ROUNDS = 5
_LEAST_AREA = 0.35
"""What is left of a place's area, in parts of it, before a bend is eased there."""
_EASINGS, _EASING_SIGMA, _EASING_STRENGTH = 8, 1.5, 1.5


def bend_map(source: Floats, target: Floats, size: int) -> NDArray[np.float32]:
    """The source of each pixel of the target crop, ``(size, size, 2)`` pixel indices.

    ``source`` and ``target`` are landmarks ``(92, 2)`` in crop coordinates of two crops
    of the same size; the result is what ``cv2.remap`` takes.
    """
    return map_of(bend_grid(source, target), size)


def bend_grid(source: Floats, target: Floats) -> Floats:
    """How far away the source of each place lies, ``(48, 48, 2)`` in crop units.

    For crops of any size: :func:`map_of` makes a map for one size of it.
    """
    mean = _nearest_mean(target)
    controls = np.concatenate([_controls(source), _controls(target)], axis=1)
    corners, shares = _corners_and_shares(mean)
    # Three terms a place, not by BLAS: its threads wait for one another in small work.
    grid = controls[corners[0]] * shares[0]
    for corner, share in zip(corners[1:], shares[1:], strict=True):
        grid += controls[corner] * share
    grid = grid.reshape(_GRID, _GRID, 4)
    return _unfolded(_traced(grid[..., 2:], grid[..., :2] - grid[..., 2:]))


def map_of(grid: Floats, size: int) -> NDArray[np.float32]:
    """What :func:`bend_map` returns, by the grid of the same two faces."""
    if size != _GRID:
        grid = cv2.resize(grid, (size, size), interpolation=cv2.INTER_LINEAR)
    return np.asarray((_centres(size) + grid) * size - 0.5, np.float32)


def _traced(target: Floats, step: Floats) -> Floats:
    """``step`` where ``target`` reaches each centre of the grid, ``(g, g, 2)``.

    ``target`` is where points of the mean face lie in the crop.  Its inverse by fixed
    point iteration: shapes differ little, so the error shrinks fast.
    """
    aim = _centres(_GRID)
    away = np.asarray(target - aim, np.float32)
    place = aim - away
    for _ in range(_ROUNDS - 1):
        place = aim - _sampled(away, place)
    return _sampled(np.asarray(step, np.float32), place)


def _unfolded(grid: Floats) -> Floats:
    """The displacements ``(g, g, 2)``, smoothed where they turn the picture over."""
    for _ in range(_EASINGS):
        lost = np.clip((_LEAST_AREA - _areas(grid)) / _LEAST_AREA, 0, 1)
        if not lost.any():
            break
        around = cv2.dilate(lost, np.ones((3, 3), np.uint8))
        share = cv2.GaussianBlur(around, (0, 0), 1.0) * np.float32(_EASING_STRENGTH)
        smooth = cv2.GaussianBlur(
            grid, (0, 0), _EASING_SIGMA, borderType=cv2.BORDER_REPLICATE
        )
        grid = grid + np.minimum(share, 1)[..., None] * (smooth - grid)
    return np.asarray(grid, np.float32)


def _areas(grid: Floats) -> Floats:
    """How large the source of each place is, in parts of the place, ``(g, g)``.

    The determinant of the map's derivative; less than 0 where it is turned over.
    """
    down = np.gradient(grid, 1 / _GRID, axis=0)
    across = np.gradient(grid, 1 / _GRID, axis=1)
    straight = (1 + across[..., 0]) * (1 + down[..., 1])
    return np.asarray(straight - across[..., 1] * down[..., 0], np.float32)


def _sampled(values: Floats, places: Floats) -> Floats:
    """The grid's values at places in crop coordinates, bilinear."""
    at = np.asarray(places * _GRID - 0.5, np.float32)
    return np.asarray(
        cv2.remap(values, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


@lru_cache(maxsize=8)
def _centres(size: int) -> Floats:
    axis = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size)
    return np.stack(np.meshgrid(axis, axis), axis=-1)


def _nearest_mean(landmarks: Floats) -> int:
    """Which of the mean faces, from left to right, the landmarks are most like."""
    gaps = np.abs(mean_faces() - landmarks).sum((1, 2))
    return int(np.argmin(gaps))


@lru_cache(maxsize=8)
def _corners_and_shares(mean: int) -> tuple[Ints, Floats]:
    """For every point of the grid three controls ``(3, grid * grid)`` and their shares.

    Barycentric in the triangulation of one mean face; a control itself comes back
    with a share of 1.  The shares are ``(3, grid * grid, 1)``.
    """
    controls = _controls(mean_faces()[mean])
    triangulation = Delaunay(controls)
    places = _centres(_GRID).reshape(-1, 2).astype(np.float64)
    triangle = triangulation.find_simplex(places)
    transform = triangulation.transform[triangle]
    two = np.einsum("nij,nj->ni", transform[:, :2], places - transform[:, 2])
    shares = np.concatenate([two, 1 - two.sum(1, keepdims=True)], axis=1)
    corners = triangulation.simplices[triangle].T.astype(np.int64)
    return corners, shares.T[..., None].astype(np.float32)


def _controls(landmarks: Floats) -> Floats:
    """Landmarks, raised forehead, a ring well outside, fixed corners, ``(147, 2)``."""
    forehead = landmarks[_FOREHEAD].copy()
    eye_y = landmarks[_EYES, 1].mean()
    forehead[:, 1] += FOREHEAD_RISE * (forehead[:, 1] - eye_y)
    outline = landmarks[_OUTLINE]
    middle = outline.mean(0)
    ring = middle + (outline - middle) * _RING_GROWTH
    ring[:, 1] += np.minimum(ring[:, 1] - CENTRE[1], 0) * FOREHEAD_RISE
    everything = np.concatenate([landmarks, forehead, ring, _CORNERS])
    return np.asarray(everything, np.float32)
