"""Rotations of bones: matrices about axes, between directions, and their mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]


def about_axis(axis: ArrayLike, angle_rad: ArrayLike) -> Floats:
    """Rotations ``(..., 3, 3)`` about axes ``(..., 3)`` of any length (Rodrigues)."""
    unit = np.asarray(axis, np.float64)
    unit = unit / np.linalg.norm(unit, axis=-1, keepdims=True)
    angle = np.asarray(angle_rad, np.float64)[..., None, None]
    cross = cross_matrix(unit)
    turned: Floats = (
        np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    )
    return turned


def cross_matrix(vectors: Floats) -> Floats:
    """Matrices ``(..., 3, 3)`` that multiply like ``vectors x``."""
    matrix = np.zeros((*vectors.shape, 3))
    matrix[..., 0, 1], matrix[..., 1, 0] = -vectors[..., 2], vectors[..., 2]
    matrix[..., 0, 2], matrix[..., 2, 0] = vectors[..., 1], -vectors[..., 1]
    matrix[..., 1, 2], matrix[..., 2, 1] = -vectors[..., 0], vectors[..., 0]
    return matrix


def about_x(angle_rad: ArrayLike) -> Floats:
    """Rotations ``(..., 3, 3)``; of a figure: positive bends forwards."""
    return _plane_turn(angle_rad, 1, 2)


def about_y(angle_rad: ArrayLike) -> Floats:
    """Rotations ``(..., 3, 3)``; of a figure: positive lowers its left side."""
    return _plane_turn(angle_rad, 2, 0)


def about_z(angle_rad: ArrayLike) -> Floats:
    """Rotations ``(..., 3, 3)``, counter-clockwise seen from above."""
    return _plane_turn(angle_rad, 0, 1)


def _plane_turn(angle_rad: ArrayLike, first: int, second: int) -> Floats:
    angle = np.asarray(angle_rad, np.float64)
    matrix = np.zeros((*angle.shape, 3, 3))
    axis = 3 - first - second
    matrix[..., axis, axis] = 1.0
    cosine, sine = np.cos(angle), np.sin(angle)
    matrix[..., first, first] = matrix[..., second, second] = cosine
    matrix[..., first, second], matrix[..., second, first] = -sine, sine
    return matrix


def frame(along: ArrayLike, side: ArrayLike) -> Floats:
    """Orthonormal columns ``(..., 3, 3)``: along, the part of side across it, third."""
    first = unit(along)
    second = np.asarray(side, np.float64)
    second = unit(second - first * (first * second).sum(-1, keepdims=True))
    return np.stack([first, second, cross(first, second)], -1)


def cross(a: Floats, b: Floats) -> Floats:
    """Cross products ``(..., 3)``; numpy's own takes several times longer."""
    product: Floats = np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        -1,
    )
    return product


def unit(vectors: ArrayLike) -> Floats:
    """The vectors ``(..., 3)`` at length 1."""
    array = np.asarray(vectors, np.float64)
    scaled: Floats = array / np.sqrt((array * array).sum(-1, keepdims=True))
    return scaled


def between(start: ArrayLike, end: ArrayLike) -> Floats:
    """The smallest rotation ``(3, 3)`` from one direction to another."""
    first, second = unit(start), unit(end)
    axis = cross(first, second)
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return np.eye(3)
    return about_axis(axis, np.arctan2(sine, first @ second))


def mean_rotation(rotations: Floats, weights: Floats) -> Floats:
    """The rotations ``(..., 3, 3)`` nearest to weighted sums along the first axis."""
    total = np.tensordot(weights, rotations, 1)
    left, _, right = np.linalg.svd(total)
    flip = np.sign(np.linalg.det(left @ right))
    left[..., :, 2] *= flip[..., None]
    mean: Floats = left @ right
    return mean


def blended(first: Floats, second: Floats, share: float) -> Floats:
    """Rotations ``(..., 3, 3)`` between the first and, at a share of 1, the second."""
    if share < 1e-3:
        return first
    if share > 1 - 1e-3:
        return second
    return mean_rotation(np.stack([first, second]), np.array([1 - share, share]))


def smoothstep(fraction: ArrayLike) -> Floats:
    """0 before 0, 1 after 1, smooth between."""
    t = np.clip(np.asarray(fraction, np.float64), 0.0, 1.0)
    smooth: Floats = t * t * (3 - 2 * t)
    return smooth
