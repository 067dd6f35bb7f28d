"""Pieces of motion by themselves: turns, limbs, soles, steps, skin."""

from __future__ import annotations

import numpy as np
import pytest
from jointed_figure import jointed_figure
from walked_courses import road_between_kerbs

from nonesuch.world.motion.anatomy import measured
from nonesuch.world.motion.arms import turns_by_aims, turns_by_angles
from nonesuch.world.motion.cadence import step_length_m
from nonesuch.world.motion.legs import bent
from nonesuch.world.motion.rotations import (
    about_axis,
    about_x,
    about_z,
    between,
    blended,
    mean_rotation,
)
from nonesuch.world.motion.skinning import skinned_vertices
from nonesuch.world.motion.soles import ROLL_PITCHES_RAD, measured_sole
from nonesuch.world.motion.swing import clearing_lifts_m, climbed, gone_ahead, lifted
from nonesuch.world.nouns import SkinnedMesh

UP = np.array([0, 0, 1.0])


def test_turns_about_axes_agree() -> None:
    angles = np.linspace(-3, 3, 7)
    assert np.allclose(about_axis([0, 0, 2.0], angles), about_z(angles))
    assert np.allclose(about_axis([3.0, 0, 0], angles), about_x(angles))
    assert np.allclose(about_x(np.pi / 2) @ UP, [0, -1, 0])  # bends forwards


def test_smallest_turn_brings_a_direction_to_another() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        start, end = rng.normal(size=(2, 3))
        turned = between(start, end) @ start
        assert np.allclose(np.cross(turned, end), 0, atol=1e-9) and turned @ end > 0


def test_mean_of_two_turns_is_half_way() -> None:
    pair = np.stack([about_z(0.2), about_z(1.0)])
    assert np.allclose(mean_rotation(pair, np.ones(2)), about_z(0.6))
    assert np.allclose(blended(pair[0], pair[1], 0.0), pair[0])
    assert np.allclose(blended(pair[0], pair[1], 1.0), pair[1])


@pytest.mark.parametrize("distance_m", [0.3, 0.6, 0.79, 0.95])
def test_two_bones_keep_their_lengths(distance_m: float) -> None:
    root, end = np.zeros(3), np.array([0, 0, -distance_m])
    lengths = np.array(0.42), np.array(0.38)
    middle, reached = bent(root, end, *lengths, np.array([0, -1.0, 0]))
    assert np.linalg.norm(middle - root) == pytest.approx(0.42)
    assert np.linalg.norm(reached - middle) == pytest.approx(0.38)
    assert middle[1] <= 0  # towards the front
    assert np.allclose(reached, end) == (distance_m < 0.8)


def test_hanging_arm_points_down_with_its_thumb_ahead() -> None:
    arms = measured(jointed_figure()).arms
    hand = turns_by_angles(arms, np.zeros((2, 7)))[2] @ arms.hand_frames
    assert np.allclose(hand[:, :, 0], [0, 0, -1])
    assert np.allclose(hand[:, :, 1], [0, -1, 0])


def test_aimed_wrist_arrives() -> None:
    arms = measured(jointed_figure()).arms
    wrists = arms.shoulders + np.array([[0.05, -0.3, -0.1], [-0.05, -0.3, -0.1]])
    aside = np.array([[1.0, 0, -1], [-1.0, 0, -1]])
    ahead = np.tile([0, -1.0, 0], (2, 1))
    upper, fore, _ = turns_by_aims(
        arms, arms.shoulders, wrists, aside, ahead, np.tile(UP, (2, 1))
    )
    elbows = (
        arms.shoulders + arms.upper_m[:, None] * (upper @ arms.upper_frames)[..., 0]
    )
    ends = elbows + arms.fore_m[:, None] * (fore @ arms.fore_frames)[..., 0]
    assert np.allclose(ends, wrists)


def test_round_heel_rolls_like_a_wheel() -> None:
    radius, middle = 0.03, np.array([0, 0.03, 0.03])
    around = np.linspace(0, np.pi / 2, 60)
    rim = np.stack([0 * around, np.sin(around), -np.cos(around)], 1)
    foot = np.concatenate([middle + radius * rim, [[0, -0.1, 0], [0, -0.2, 0]]])
    sole = measured_sole(foot, np.array([0, 0, 0.09]), np.array([0, -0.13, 0.03]))
    assert sole.pitch_rad == pytest.approx(0, abs=1e-3)
    for pitch, way in zip(ROLL_PITCHES_RAD, sole.rolling_m, strict=True):
        rolled = (middle - sole.ankle) @ about_x(pitch).T + sole.ankle + way
        # toes up, the foot rolls backwards: its middle keeps its height
        assert rolled[2] == pytest.approx(radius, abs=1e-3)
        assert rolled[1] - middle[1] == pytest.approx(-radius * pitch, abs=1e-3)


@pytest.mark.parametrize(
    ("speed_mps", "length_m", "running"),
    [(0.8, 0.54, 0), (1.35, 0.71, 0), (1.8, 0.83, 0), (2.5, 0.91, 1), (3.5, 1.13, 1)],
)
def test_steps_are_as_long_as_measured_in_people(
    speed_mps: float, length_m: float, running: float
) -> None:
    found = step_length_m(0.9, np.array(speed_mps), np.array(float(running)))
    assert found == pytest.approx(length_m, abs=0.03)


def test_swing_goes_from_place_to_place() -> None:
    swing = np.linspace(0, 1, 50)
    for rise in (-0.15, 0.0, 0.15):
        ahead, climb = gone_ahead(swing, np.array(rise)), climbed(swing, np.array(rise))
        for share in (ahead, climb):
            assert share[0] == 0 and share[-1] == pytest.approx(1)
            assert (np.diff(share) >= 0).all()
    assert lifted(np.array([0.0, 1.0])) == pytest.approx(0, abs=1e-9)


def test_feet_are_lifted_over_kerbs_alone() -> None:
    places = np.array([[1.9, 0, 0.15], [2.7, 0, 0.15], [3.3, 0, 0.0], [4.0, 0, 0.0]])
    lifts = clearing_lifts_m(places, np.zeros(4), (0.08, 0.22), road_between_kerbs)
    assert lifts[0] == lifts[2] == 0
    assert 0.02 < lifts[1] < 0.3


def test_skin_between_two_bones_moves_by_their_mean() -> None:
    skinned = jointed_figure().levels[0]
    count = len(skinned.mesh.positions)
    bones = np.tile(np.array([0, 1, 0, 0], np.uint8), (count, 1))
    weights = np.tile(np.array([0.25, 0.75, 0, 0], np.float32), (count, 1))
    world = np.tile(np.eye(3, 4), (53, 1, 1))
    world[1, :, 3] = 1, 2, 3
    moved = skinned_vertices(SkinnedMesh(skinned.mesh, bones, weights), world)
    shift = np.array([0.75, 1.5, 2.25])
    assert np.allclose(moved, skinned.mesh.positions + shift)
