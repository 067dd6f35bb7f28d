"""What a face does: where its points are, how it is turned, what its features say."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nonesuch.measure.shapes import turn_angle_deg
from nonesuch.models.blendshapes import Blendshapes
from nonesuch.nouns import Floats

LEAST_PRESENCE = 0.5
_LEFT_EYE, _RIGHT_EYE = (33, 133), (362, 263)
"""Corners of the eyes among the 478 points of the mesh."""
_FIRST_FEATURE = 1
"""The first of the 52 numbers only balances the others."""


def is_seen(reading: Floats) -> bool:
    """Whether the mesh sees a face; a reading is presence, then 478 points."""
    return bool(reading[0, 0] >= LEAST_PRESENCE)


def eye_distance(mesh: Floats) -> float:
    """Distance of the middles of both eyes of a mesh ``(478, 3)``, in the plane."""
    left, right = (mesh[list(eye), :2].mean(0) for eye in (_LEFT_EYE, _RIGHT_EYE))
    return max(float(np.linalg.norm(left - right)), 1e-6)


def points_apart(one: Floats, other: Floats, eyes_apart: float) -> float:
    """Mean distance of points ``(k, 2)`` in distances between the eyes."""
    return float(np.linalg.norm(one - other, axis=1).mean() / eyes_apart)


def mesh_apart(before: Floats, after: Floats) -> float:
    """Mean distance of two readings' points in distances between the first's eyes.

    NaN where the mesh does not see a face in both.
    """
    if not (is_seen(before) and is_seen(after)):
        return np.nan
    return points_apart(after[1:, :2], before[1:, :2], eye_distance(before[1:]))


def pose_apart_deg(one: Floats, other: Floats) -> float:
    """The angle by which two meshes ``(478, 3)`` are turned against each other."""
    return turn_angle_deg(one, other)


def features_of(mesh: Floats) -> Floats:
    """The expression, 51 numbers from 0 to 1, of a mesh ``(478, 3)``."""
    return np.asarray(_blendshapes()(mesh[None, :, :2])[0, _FIRST_FEATURE:])


def features_apart(one: Floats, other: Floats) -> float:
    """Mean absolute difference of two expressions."""
    return float(np.abs(one - other).mean())


@lru_cache(maxsize=1)
def _blendshapes() -> Blendshapes:
    return Blendshapes()
