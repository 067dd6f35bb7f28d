"""Cuts: found between different scenes, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nonesuch.nouns import Image
from nonesuch.perceive.cuts import SIGNATURE_SHAPE, cuts_of, signature_of


def scene(seed: int) -> Image:
    """A large blurry picture that is like no other seed's."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (8, 14, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (640, 360), interpolation=cv2.INTER_CUBIC))


def pan(image: Image, count: int, step_px: int) -> list[Image]:
    return [np.roll(image, -step_px * i, axis=1)[:, :400] for i in range(count)]


def cuts_in(images: list[Image]) -> list[int]:
    return cuts_of([signature_of(image) for image in images])


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_still_scene_has_no_cut(count: int) -> None:
    assert cuts_in([scene(0)] * count) == []


@pytest.mark.parametrize("lengths", [[5, 5], [1, 4], [4, 1], [10, 1, 10], [3, 7, 2, 9]])
def test_every_new_scene_begins_with_a_cut(lengths: list[int]) -> None:
    images = [scene(k) for k, length in enumerate(lengths) for _ in range(length)]
    starts = np.cumsum(lengths)[:-1].tolist()
    assert cuts_in(images) == starts


@pytest.mark.parametrize("step_px", [2, 10, 30])
def test_camera_motion_is_no_cut(step_px: int) -> None:
    assert cuts_in(pan(scene(1), 30, step_px)) == []


def test_cut_between_two_moving_shots_is_found() -> None:
    assert cuts_in(pan(scene(1), 12, 8) + pan(scene(2), 12, 8)) == [12]


@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("grey", [0, 255])
def test_flash_and_blackout_are_no_cuts(frames: int, grey: int) -> None:
    flash = np.full((360, 640, 3), grey, np.uint8)
    images = [scene(3)] * 10 + [flash] * frames + [scene(3)] * 10
    assert cuts_in(images) == []


def test_light_switched_on_is_no_cut() -> None:
    dark = (scene(4) // 3).astype(np.uint8)
    assert cuts_in([dark] * 8 + [scene(4)] * 8) == []


def test_black_between_two_scenes_is_not_taken_for_either() -> None:
    black = np.zeros((360, 640, 3), np.uint8)
    assert cuts_in([scene(5)] * 8 + [black] * 8 + [scene(6)] * 8) == [8, 16]


def test_signature_is_small_whatever_the_picture() -> None:
    assert signature_of(scene(0)[:1, :1]).shape == SIGNATURE_SHAPE
    assert signature_of(scene(0)).nbytes == 576
