"""People on bicycles: feet on the pedals, hands at the bar, a foot down at rest."""

from __future__ import annotations

import numpy as np
import pytest
from jointed_figure import jointed_figure, joints_world

from nonesuch.world.motion.riding import RIDE, Rider, crank_angles
from nonesuch.world.nouns import Floats, PosedPerson
from nonesuch.world.traffic import SEATING

FPS = 20.0


def rider(speed_mps: float, angles_rad: Floats) -> Rider:
    speeds = np.full(len(angles_rad), speed_mps)
    return Rider(jointed_figure(), SEATING, 7, angles_rad, speeds, FPS)


def joint(posed: PosedPerson, bone: str) -> Floats:
    place: Floats = joints_world(posed)[posed.figure.rig.names.index(bone)]
    return place


def test_cranks_turn_with_the_way() -> None:
    angles = crank_angles(np.full(47, 2.0), FPS)
    assert angles[0] == 0
    assert angles[46] == pytest.approx(2 * np.pi)  # 4.6 m


def test_cranks_rest_where_the_bicycle_rests() -> None:
    assert not crank_angles(np.zeros(9), FPS).any()


@pytest.mark.parametrize("angle", np.linspace(0, 2 * np.pi, 7))
def test_balls_of_feet_are_on_the_pedals(angle: float) -> None:
    posed = rider(4.0, np.full(30, angle)).pose_at(15, np.zeros(3), 0.0)
    for side, turn in (("l", angle + np.pi), ("r", angle)):
        x = SEATING.crank_xz_m[0] + SEATING.crank_m * np.cos(turn)
        z = SEATING.crank_xz_m[1] - SEATING.crank_m * np.sin(turn)
        ball = joint(posed, f"ball_{side}")
        assert abs(ball[0] - x) < 0.1
        assert -0.04 < ball[2] - z < 0.13


def test_rider_sits_over_the_saddle_and_looks_ahead() -> None:
    posed = rider(4.0, np.zeros(30)).pose_at(15, np.zeros(3), 0.0)
    hips = (joint(posed, "thigh_l") + joint(posed, "thigh_r")) / 2
    assert hips[0] == pytest.approx(SEATING.saddle_xz_m[0], abs=0.03)
    assert joint(posed, "thigh_l")[1] > joint(posed, "thigh_r")[1]  # left is left
    assert joint(posed, "hand_l")[0] > hips[0] + 0.2
    assert posed.action == RIDE
    assert posed.track_id == 7


def test_hands_are_at_the_grips() -> None:
    posed = rider(4.0, np.zeros(30)).pose_at(15, np.zeros(3), 0.0)
    x, y, z = SEATING.grip_xyz_m
    for side, sign in (("l", 1), ("r", -1)):
        assert np.linalg.norm(joint(posed, f"hand_{side}") - (x, sign * y, z)) < 0.14


def test_left_foot_is_down_at_rest() -> None:
    posed = rider(0.0, np.zeros(60)).pose_at(30, np.zeros(3), 0.0)
    rest = posed.figure.rig.joints_rest[posed.figure.rig.names.index("foot_l")]
    assert joint(posed, "foot_l")[2] == pytest.approx(rest[2], abs=0.02)
    assert joint(posed, "foot_l")[1] > 0.15


def test_pose_goes_with_place_and_heading() -> None:
    still = rider(3.0, np.zeros(30))
    here = still.pose_at(9, np.zeros(3), 0.0)
    there = still.pose_at(9, np.array([3.0, 1.0, 0.1]), np.pi / 2)
    x, y, z = joint(here, "head")
    assert joint(there, "head") == pytest.approx([3 - y, 1 + x, z + 0.1])


def test_bones_only_turn() -> None:
    posed = rider(2.0, np.linspace(0, 9, 30)).pose_at(13, np.zeros(3), 1.0)
    turns = posed.world_from_rest[:, :, :3]
    assert turns @ turns.swapaxes(1, 2) == pytest.approx(
        np.tile(np.eye(3), (len(turns), 1, 1)), abs=1e-9
    )
