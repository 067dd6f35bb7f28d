from __future__ import annotations

import numpy as np

from nonesuch.learn.codes import (
    cheek_color,
    dark_forehead,
    five_points,
    lab_of,
    recognizer_crop,
    without_fringe,
    without_twins,
)
from nonesuch.learn.judge import bare, rim_step, shares_found
from nonesuch.learn.sample import turning_direction
from nonesuch.models.sface import ARCFACE_TEMPLATE
from nonesuch.replace.alignment import mask_of_face

from .faces import landmarks

SKIN = (200, 150, 120)


def plain_face() -> np.ndarray:
    return np.full((128, 128, 3), SKIN, np.uint8)


def test_twins_are_left_out_and_the_first_one_stays() -> None:
    codes = np.array([[1, 0], [0.9, 0.436], [0, 1], [0, 1]], np.float32)
    assert without_twins(codes, np.arange(4), 0.6).tolist() == [0, 2]
    assert without_twins(codes, np.array([3, 1, 0]), 0.6).tolist() == [3, 1]
    assert without_twins(codes, np.array([], np.int64)).tolist() == []


def test_dark_patch_on_the_forehead_is_seen() -> None:
    face = plain_face()
    assert dark_forehead(face, landmarks()) == 0
    face[25:38, 50:78] = 40
    assert 0.15 < dark_forehead(face, landmarks()) < 0.9


def test_fringe_takes_the_color_of_the_cheeks() -> None:
    face = plain_face()
    face[:40] = 0
    assert np.allclose(cheek_color(face, landmarks()), SKIN)
    bare_face = without_fringe(face, landmarks())
    assert np.abs(bare_face[:30].astype(int) - SKIN).max() <= 1
    assert np.array_equal(bare_face[60:], face[60:])


def test_recognizer_crop_aligns_to_the_template() -> None:
    ramp = np.zeros((128, 128, 3), np.uint8)
    ramp[..., 0] = np.arange(128)[None] * 2
    ramp[..., 1] = np.arange(128)[:, None] * 2
    crop = recognizer_crop(ramp, landmarks())
    for place, wanted in zip(
        ARCFACE_TEMPLATE[:2], five_points(landmarks())[:2], strict=True
    ):
        x, y = np.rint(place).astype(int)
        assert np.abs(crop[y, x, :2] / 256 - wanted).max() < 0.06


def test_lightness_of_white_and_black() -> None:
    assert abs(lab_of(np.array([255, 255, 255], np.float32))[0] - 100) < 0.1
    assert abs(lab_of(np.zeros(3, np.float32))[0]) < 0.1


def test_shares_found_count_the_own_partner() -> None:
    gallery = np.eye(10, dtype=np.float32)
    assert shares_found(gallery, gallery) == (1.0, 1.0)
    assert shares_found(gallery[::-1], gallery) == (0.0, 1.0)


def test_step_at_the_rim_is_what_was_added_in_the_hole() -> None:
    mask = mask_of_face(landmarks(), 128)[None]
    face = plain_face()[None]
    assert rim_step(face, mask) < 1e-4
    assert np.array_equal(bare(face, mask), face)
    brighter = np.where(mask[..., None] > 0, face + 20, face).astype(np.uint8)
    assert abs(rim_step(brighter, mask) - 20) < 0.1


def test_turning_direction_is_found_among_other_changes() -> None:
    rng = np.random.default_rng(0)
    styles = rng.standard_normal((4000, 8)).astype(np.float32)
    yaws = 0.2 * styles[:, 3] + 0.01 * rng.standard_normal(4000)
    direction = turning_direction(styles, yaws.astype(np.float32))
    assert direction[3] / np.linalg.norm(direction) > 0.99
    assert abs(direction[3] - 3) < 0.2
