"""Shapes of faces in space, laid over each other: what is left is form, and turning."""

from __future__ import annotations

import numpy as np

from nonesuch.measure.uncertainty import Reals
from nonesuch.nouns import Floats

_ROUNDS = 3


def aligned_shapes(shapes: Floats) -> Reals:
    """Shapes ``(n, k, 3)`` over their mean by turn, size and place, as ``(n, 3 k)``.

    Generalized Procrustes analysis (Gower 1975).
    """
    centred = _of_unit_size(shapes)
    mean = centred[0]
    for _ in range(_ROUNDS):
        turned = np.stack([one @ turn_between(one, mean) for one in centred])
        mean = turned.mean(0)
        mean /= np.linalg.norm(mean)
    return np.asarray(turned.reshape(len(shapes), -1))


def turn_between(shape: Reals, target: Reals) -> Reals:
    """The rotation ``(3, 3)`` with ``shape @ rotation`` nearest to the target.

    Both centred ``(k, 3)`` (Kabsch 1976); never a reflection.
    """
    left, _, right = np.linalg.svd(shape.T @ target)
    sign = np.sign(np.linalg.det(left @ right))
    left[:, -1] *= sign
    return np.asarray(left @ right)


def turn_angle_deg(one: Floats, other: Floats) -> float:
    """By how many degrees two shapes ``(k, 3)`` are turned against each other."""
    pair = _of_unit_size(np.stack([one, other]))
    turn = turn_between(pair[0], pair[1])
    cosine = np.clip((np.trace(turn) - 1) / 2, -1, 1)
    return float(np.degrees(np.arccos(cosine)))


def _of_unit_size(shapes: Floats) -> Reals:
    wide = shapes.astype(np.float64)
    centred = wide - wide.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(centred, axis=(1, 2), keepdims=True)
    return np.asarray(centred / np.maximum(sizes, 1e-12))
