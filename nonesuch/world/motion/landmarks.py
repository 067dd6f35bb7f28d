"""Keypoints of a posed person."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, Landmarks, PosedPerson


def keypoints_world(posed: PosedPerson) -> tuple[Floats, Floats]:
    """The 22 points of JTA ``(22, 3)`` and the 17 of COCO ``(17, 3)``, in meters."""
    figure = posed.figure
    return (
        _moved(figure.jta_landmarks, posed.world_from_rest),
        _moved(figure.coco_landmarks, posed.world_from_rest),
    )


def _moved(landmarks: Landmarks, world_from_rest: Floats) -> Floats:
    matrices = world_from_rest[landmarks.bones]
    turned = np.einsum("kij,kj->ki", matrices[..., :3], landmarks.points_rest)
    points: Floats = turned + matrices[..., 3]
    return points
