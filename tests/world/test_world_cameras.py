"""Cameras on poles, in hands and in cars."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.camera import look_at, project
from nonesuch.world.cameras import Lens, cameras_of, in_a_car, in_a_hand, on_a_pole

LENS = Lens((640, 360), 1.1)
FPS = 20.0


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_camera_on_a_pole_sees_its_target_in_the_middle() -> None:
    cameras = cameras_of(on_a_pole(rng(), (1, 2, 6), (9, -4, 1), 50), LENS)
    pixels = np.array([project(camera, (9, -4, 1)) for camera in cameras])
    assert np.abs(pixels - (320, 180)).max() < 2


def test_camera_on_a_pole_is_the_upright_one() -> None:
    (camera,) = cameras_of(on_a_pole(rng(), (0, 0, 5), (3, 9, 0), 1), LENS)
    expected = look_at((0, 0, 5), (3, 9, 0))
    assert camera.camera_from_world == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("roll", [0.0, 0.3])
def test_rotations_are_rotations(roll: float) -> None:
    aim = on_a_pole(rng(), (0, 0, 5), (3, 9, 0), 3)
    for camera in cameras_of(
        type(aim)(aim.eyes_world, aim.yaws_rad, aim.pitches_rad, aim.rolls_rad + roll),
        LENS,
    ):
        rotation = camera.camera_from_world[:3, :3]
        assert rotation @ rotation.T == pytest.approx(np.eye(3))
        assert np.linalg.det(rotation) == pytest.approx(1)
        assert camera.eye_world == pytest.approx([0, 0, 5])


def test_hand_that_stands_does_not_bob() -> None:
    eyes = np.tile([2.0, 3.0, 1.65], (40, 1))
    aim = in_a_hand(rng(), eyes, (2, 9, 1), FPS)
    assert aim.eyes_world == pytest.approx(eyes)
    assert 0 < aim.yaws_rad.std() < 0.03


def test_hand_that_walks_bobs_by_centimeters() -> None:
    eyes = np.stack([np.arange(80) * 0.06, np.zeros(80), np.full(80, 1.65)], 1)
    aim = in_a_hand(rng(), eyes, (20, 0, 1.5), FPS)
    assert 0.01 < np.ptp(aim.eyes_world[:, 2]) < 0.06


def test_car_looks_ahead_from_its_windscreen() -> None:
    way = np.stack([np.arange(60) * 0.4, np.full(60, -2.0)], 1)
    aim = in_a_car(rng(), way, np.zeros(60), 1.3, FPS)
    assert np.abs(aim.yaws_rad).max() < 0.01
    assert (aim.eyes_world[:, 0] > way[:, 0]).all()
    assert aim.eyes_world[:, 2] == pytest.approx(1.3)


def test_car_that_waits_hardly_shakes() -> None:
    still = in_a_car(rng(), np.zeros((60, 2)), np.zeros(60), 1.3, FPS)
    way = np.stack([np.arange(60) * 0.5, np.zeros(60)], 1)
    driving = in_a_car(rng(), way, np.zeros(60), 1.3, FPS)
    assert still.pitches_rad.std() < driving.pitches_rad.std() / 5


def test_same_seed_same_way() -> None:
    one, other = (on_a_pole(rng(), (0, 0, 5), (3, 9, 0), 9) for _ in range(2))
    assert one.yaws_rad.tobytes() == other.yaws_rad.tobytes()
