"""Camera noise: measured around a face, added to who stands in."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import face, region_of

from nonesuch.replace.grain import (
    grain,
    noise_around,
    noise_in_time,
    with_grain,
    with_pattern,
)
from nonesuch.replace.region import region_of_face


def noisy(sigma: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    luma = rng.normal(0, sigma, (200, 200, 1)) if sigma else np.zeros((200, 200, 1))
    return np.clip(np.round(128 + luma).repeat(3, 2), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("sigma", [1.5, 3.0, 5.0])
def test_white_noise_is_measured_right(sigma: float) -> None:
    image = noisy(sigma)
    found = noise_around(image, region_of(face((100, 100), 100), image))
    assert found == pytest.approx(sigma, rel=0.15)


def test_flat_picture_has_no_noise() -> None:
    image = noisy(0)
    assert noise_around(image, region_of(face((100, 100), 100), image)) == 0


def test_slope_is_no_noise() -> None:
    ramp = np.arange(200, dtype=np.uint8)
    image = np.broadcast_to(ramp[:, None], (200, 200, 3)[:2]).copy()[..., None]
    image = image.repeat(3, 2)
    assert noise_around(image, region_of(face((100, 100), 100), image)) == 0


def test_strong_texture_is_not_taken_for_more_noise_than_allowed() -> None:
    image = noisy(60)
    found = noise_around(image, region_of(face((100, 100), 100), image))
    assert found == 6.0


@pytest.mark.parametrize("side_px", [20.0, 100.0, 160.0])
def test_face_itself_has_no_say_in_the_noise(side_px: float) -> None:
    image = noisy(2)
    region = region_of(face((100, 100), side_px), image)
    before = noise_around(image, region)
    scrambled = region.window_of(image)
    whole = region.alpha == 1
    scrambled[whole] = np.random.default_rng(1).integers(0, 256, (whole.sum(), 3))
    assert noise_around(image, region) == before


@pytest.mark.parametrize(
    "box",
    [(300, 10, 340, 60), (100, 100, 101, 101), (0, 0, 1, 1), (-900, -900, 999, 999)],
)
def test_too_small_a_window_has_no_noise(box: tuple[int, ...]) -> None:
    image = noisy(3)
    region = region_of_face(np.array(box, np.float32), None, (200, 200))
    assert 0 <= noise_around(image, region) <= 6


@pytest.mark.parametrize("sigma", [0.5, 2.0, 6.0])
def test_grain_has_the_strength_that_was_asked_for(sigma: float) -> None:
    noise = grain(np.random.default_rng(0), (90, 110), sigma)
    assert noise.shape == (90, 110)
    assert noise.dtype == np.float32
    assert noise.std() == pytest.approx(sigma, rel=1e-3)
    assert abs(noise.mean()) < 0.1 * sigma


def test_grain_hangs_on_the_seed_alone() -> None:
    patch = np.full((40, 50, 3), 100, np.uint8)
    one, same, other = (
        with_grain(np.random.default_rng(seed), patch, 3.0) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_grain_is_the_same_in_all_colours_and_stays_in_range() -> None:
    patch = np.zeros((40, 50, 3), np.uint8)
    patch[:20] = 100
    noisy_patch = with_grain(np.random.default_rng(0), patch, 4.0)
    assert np.ptp(noisy_patch, axis=2).max() == 0
    assert noisy_patch.dtype == np.uint8
    assert noisy_patch[20:].max() < 30  # nothing wrapped around below 0


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 0, 3), (1, 1, 3)])
def test_tiny_patches_are_no_trouble(shape: tuple[int, ...]) -> None:
    patch = np.full(shape, 90, np.uint8)
    result = with_grain(np.random.default_rng(0), patch, 3.0)
    assert result.shape == shape
    assert result.dtype == np.uint8


def test_less_than_a_third_of_a_level_is_left_out() -> None:
    patch = np.full((20, 20, 3), 90, np.uint8)
    assert np.array_equal(with_grain(np.random.default_rng(0), patch, 0.3), patch)


def test_pattern_goes_with_its_middle() -> None:
    patch = np.full((40, 50, 3), 100, np.uint8)
    one = with_pattern(3, patch, 3.0, (25, 20))
    moved = with_pattern(3, patch, 3.0, (27.4, 19.0))
    assert np.array_equal(one[1:, :-2], moved[:-1, 2:])
    assert (one.astype(float) - 100).std() == pytest.approx(3, rel=0.1)
    assert not np.array_equal(one, with_pattern(4, patch, 3.0, (25, 20)))


@pytest.mark.parametrize("sigma", [0.0, 2.0, 4.0])
def test_noise_in_time_is_what_changes(sigma: float) -> None:
    fixed = noisy(3.0).astype(float)
    rng = np.random.default_rng(5)
    frames = [
        np.clip(np.round(fixed + rng.normal(0, sigma, (200, 200, 1))), 0, 255)
        for _ in range(2)
    ]
    one, other = (frame.astype(np.uint8) for frame in frames)
    found = noise_in_time(one, other, region_of(face((100, 100), 100), one))
    assert found == pytest.approx(sigma, rel=0.15, abs=0.05)
