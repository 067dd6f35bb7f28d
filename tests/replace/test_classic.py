"""The classic filters: their scale follows the face, their support is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import face, picture, region_of

from nonesuch.nouns import Image
from nonesuch.replace.classic import REFERENCE_CROP_PX, blur, pixelate, solid
from nonesuch.replace.region import Region, region_of_face

FILTERS = {
    "blur": lambda image, region: blur(image, region, 17),
    "pixelate": lambda image, region: pixelate(image, region, 8),
    "solid": solid,
}


def scene(side_px: float, size: int, seed: int = 0) -> tuple[Image, Region]:
    image = picture(np.random.default_rng(seed), size, size)
    return image, region_of(face((size / 2, size / 2), side_px), image)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("side_px", [0.5, 4.0, 30.0, 200.0, 900.0])
def test_patch_has_the_windows_size(name: str, side_px: float) -> None:
    image, region = scene(side_px, 150)
    before = image.copy()
    patch = FILTERS[name](image, region)
    assert patch.shape == region.window_of(image).shape
    assert patch.dtype == np.uint8
    assert np.array_equal(image, before)


@pytest.mark.parametrize("kernel", [9.0, 17.0, 51.0])
def test_blur_scales_with_the_face(kernel: float) -> None:
    small_image, small = scene(100, 240)
    large_image = cv2.resize(small_image, (480, 480), interpolation=cv2.INTER_LINEAR)
    large = region_of(face((240, 240), 200), large_image)
    assert large.frame.side_px == pytest.approx(2 * small.frame.side_px, rel=1e-4)
    one, two = small_image.copy(), large_image.copy()
    small.window_of(one)[:] = blur(small_image, small, kernel)
    large.window_of(two)[:] = blur(large_image, large, kernel)
    halved = cv2.resize(two, (240, 240), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = small.window_xyxy
    inside = np.s_[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2]
    apart = np.abs(one[inside].astype(int) - halved[inside])
    assert apart.mean() < 1.2
    assert apart.max() <= 8


@pytest.mark.parametrize("kernel", [9.0, 17.0])
def test_blur_of_the_reference_size_is_opencvs_own(kernel: float) -> None:
    size = 300
    image = picture(np.random.default_rng(1), size, size)
    shape = face((size / 2, size / 2), 100)
    side_px = region_of(shape, image).frame.side_px
    region = region_of(
        face((size / 2, size / 2), 100 * REFERENCE_CROP_PX / side_px), image
    )
    sigma = 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8
    whole = cv2.GaussianBlur(image, (0, 0), sigma)
    expected = region.window_of(whole).astype(int)
    assert np.abs(blur(image, region, kernel) - expected).max() <= 1


def test_wide_blur_made_on_a_smaller_picture_is_the_same_blur() -> None:
    image, region = scene(400, 640)
    sigma = (0.3 * ((17 - 1) * 0.5 - 1) + 0.8) * region.frame.side_px / 128
    assert sigma > 6
    exact = region.window_of(cv2.GaussianBlur(image, (0, 0), sigma)).astype(int)
    assert np.abs(blur(image, region, 17) - exact).mean() < 2


@pytest.mark.parametrize("name", FILTERS)
def test_flat_picture_stays_flat(name: str) -> None:
    image = np.full((100, 100, 3), (10, 130, 250), np.uint8)
    region = region_of(face((50, 50), 60), image)
    assert np.array_equal(FILTERS[name](image, region), region.window_of(image))


@pytest.mark.parametrize("block", [8.0, 16.0, 33.0])
@pytest.mark.parametrize("side_px", [3.0, 40.0, 150.0])
def test_blocks_have_one_colour_each_the_mean_of_theirs(
    block: float, side_px: float
) -> None:
    image, region = scene(side_px, 240)
    patch, window = pixelate(image, region, block), region.window_of(image)
    block_px = max(round(block * region.frame.side_px / REFERENCE_CROP_PX), 2)
    for top in range(0, len(patch), block_px):
        for left in range(0, patch.shape[1], block_px):
            place = np.s_[top : top + block_px, left : left + block_px]
            assert (patch[place] == patch[top, left]).all()
            if window[place].shape[:2] == (block_px, block_px):
                mean = window[place].mean((0, 1))
                assert np.abs(patch[top, left] - mean).max() <= 1


def test_even_the_smallest_blocks_mix_pixels() -> None:
    image, region = scene(6, 60)
    patch = pixelate(image, region, 1)
    assert np.array_equal(patch[::2][:, ::2][: len(patch) // 2, : patch.shape[1] // 2],
                          patch[1::2][:, 1::2])  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_solid_is_the_mean_of_the_surroundings_alone(seed: int) -> None:
    image, region = scene(60, 120, seed)
    scrambled = image.copy()
    face_pixels = region.alpha > 0
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (int(face_pixels.sum()), 3), np.uint8)
    region.window_of(scrambled)[face_pixels] = noise
    patch = solid(image, region)
    assert np.array_equal(patch, solid(scrambled, region))
    assert (patch == patch[0, 0]).all()
    expected = region.window_of(image)[~face_pixels].mean(0)
    assert np.abs(patch[0, 0] - expected).max() <= 0.51


def test_solid_without_surroundings_is_grey() -> None:
    image = picture(np.random.default_rng(0), 40, 40)
    region = region_of(face((20, 20), 900), image)
    assert (region.alpha == 1).all()
    assert (solid(image, region) == 128).all()


def test_solid_of_an_empty_window_is_empty() -> None:
    image = picture(np.random.default_rng(0), 40, 40)
    outside = region_of_face(np.array([90, 5, 99, 14], np.float32), None, (40, 40))
    assert solid(image, outside).size == 0
