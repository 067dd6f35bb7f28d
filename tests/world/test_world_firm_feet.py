"""Soles on the ground do not give way when the ankle turns."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.world.body.base_mesh import Indices
from nonesuch.world.body.bones import RigModel
from nonesuch.world.body.firm_feet import with_firm_feet
from nonesuch.world.nouns import Floats

NAMES = ("calf_l", "foot_l", "ball_l", "calf_r", "foot_r", "ball_r")
JOINTS = np.array([[0.1, 0.0, 0.5], [0.1, 0.0, 0.09], [0.1, -0.13, 0.03]])
BOTH = np.concatenate([JOINTS, JOINTS * (-1, 1, 1)])


def legs_of_points(points: Floats) -> tuple[RigModel, Floats]:
    """A rig of two lower legs whose skin follows all three bones alike."""
    body = np.concatenate([BOTH, points])
    weights = np.zeros((len(body), len(NAMES)), np.float32)
    right = body[:, 0] < 0
    weights[~right, :3] = weights[right, 3:] = 1 / 3
    joints: tuple[Indices, ...] = tuple(np.array([k]) for k in range(len(NAMES)))
    return RigModel(NAMES, (-1, 0, 1, -1, 3, 4), joints, weights, {}), body


@pytest.mark.parametrize(
    ("point", "bone"),
    [
        ((0.1, 0.05, 0.0), "foot_l"),  # heel
        ((0.12, -0.05, 0.01), "foot_l"),  # arch
        ((0.1, -0.19, 0.0), "ball_l"),  # toes
        ((-0.1, 0.04, 0.0), "foot_r"),
        ((-0.1, -0.2, 0.02), "ball_r"),
    ],
)
def test_soles_follow_one_bone(point: tuple[float, ...], bone: str) -> None:
    rig, body = legs_of_points(np.array([point]))
    weights = with_firm_feet(rig, body).weights[-1]
    assert weights[NAMES.index(bone)] == pytest.approx(1)


def test_shins_keep_following_the_calf_and_weights_sum_to_one() -> None:
    heights = np.linspace(0.0, 0.5, 60)
    points = np.stack([0 * heights + 0.1, 0 * heights, heights], 1)
    rig, body = legs_of_points(points)
    weights = with_firm_feet(rig, body).weights
    assert np.allclose(weights.sum(1), 1)
    assert np.array_equal(weights[body[:, 2] > 0.12], rig.weights[body[:, 2] > 0.12])
    calf = weights[len(BOTH) :, 0]
    assert (np.diff(calf) >= 0).all() and np.diff(calf).max() < 0.15
