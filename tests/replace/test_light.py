"""The light of one picture on the detail of another."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import any_face, face, picture, shape_of_view

from nonesuch.nouns import Image
from nonesuch.replace.alignment import frame_of_landmarks, mask_of_face
from nonesuch.replace.complexion import lab_of
from nonesuch.replace.light import (
    CONTRAST,
    contrast_in,
    relit,
    stress,
    toned,
)


def crop_mask(size: int, seed: int | None = None) -> np.ndarray:
    if seed is None:
        return mask_of_face(face((0.5, 0.5), 1.0), size)
    landmarks = any_face(np.random.default_rng(seed), (50, 50), 60)
    return mask_of_face(frame_of_landmarks(landmarks).to_crop(landmarks), size)


@pytest.mark.parametrize("size", [64, 128, 256])
@pytest.mark.parametrize("seed", range(3))
def test_picture_under_its_own_light_is_itself(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (size, size, 3), np.uint8)
    inside = crop_mask(size, seed) > 0
    lit = relit(image, image, crop_mask(size, seed))
    assert np.array_equal(lit[inside], image[inside])
    assert lit.shape == image.shape
    assert lit.dtype == np.uint8


@pytest.mark.parametrize("size", [64, 256])
def test_flat_face_takes_the_painted_colour(size: int) -> None:
    detail = np.full((size, size, 3), (180, 140, 120), np.uint8)
    painted = np.full((size, size, 3), (90, 100, 60), np.uint8)
    mask = crop_mask(size)
    lit = relit(detail, painted, mask)[mask > 0].astype(int)
    assert np.abs(lit - (90, 100, 60)).max() <= 1


def test_detail_stays_under_another_light() -> None:
    rng = np.random.default_rng(0)
    size = 128
    mask = crop_mask(size)
    fine = rng.integers(-20, 21, (size, size, 1)).astype(int)
    detail = np.clip(128 + fine, 0, 255).repeat(3, 2).astype(np.uint8)
    painted = np.full((size, size, 3), 70, np.uint8)
    lit = relit(detail, painted, mask)[mask > 0].astype(float)
    was = detail[mask > 0].astype(float)
    assert np.corrcoef(lit[:, 0], was[:, 0])[0, 1] > 0.98
    assert lit.mean() == pytest.approx(70, abs=4)


def test_what_lies_outside_of_the_mask_has_no_say() -> None:
    rng = np.random.default_rng(1)
    size = 128
    mask = crop_mask(size)
    detail, painted = picture(rng, size, size), picture(rng, size, size)
    other_detail, other_painted = detail.copy(), painted.copy()
    for image in (other_detail, other_painted):
        image[mask == 0] = rng.integers(0, 256, (int((mask == 0).sum()), 3))
    one = relit(detail, painted, mask)[mask > 0]
    other = relit(other_detail, other_painted, mask)[mask > 0]
    assert np.array_equal(one, other)


@pytest.mark.parametrize("width", [0.02, 0.1, 0.4])
@pytest.mark.parametrize("size", [16, 64, 256])
def test_narrow_and_empty_masks_are_no_trouble(width: float, size: int) -> None:
    rng = np.random.default_rng(2)
    detail, painted = picture(rng, size, size), picture(rng, size, size)
    mask = np.zeros((size, size), np.float32)
    half = max(int(width * size / 2), 1)
    mask[size // 3 : 2 * size // 3, size // 2 - half : size // 2 + half] = 1
    for chosen in (mask, np.zeros_like(mask)):
        assert relit(detail, painted, chosen).shape == detail.shape


def test_profile_face_is_lit_without_a_warning() -> None:
    shape = shape_of_view(0, 4).copy()
    shape[:, 0] = 0.5 + (shape[:, 0] - 0.5) * np.float32(0.45)
    shape = frame_of_landmarks(shape * 100).to_crop(shape * 100)
    mask = mask_of_face(shape, 128)
    image = picture(np.random.default_rng(3), 128, 128)
    lit = relit(image, image, mask)
    assert np.array_equal(lit[mask > 0], image[mask > 0])


@pytest.mark.parametrize(
    ("detail", "painted", "least", "most"),
    [(0, 0, 0, 0), (0, 255, 20, 254), (255, 0, 1, 120), (255, 255, 255, 255)],
)
def test_black_takes_some_light_and_white_gives_some(
    detail: int, painted: int, least: int, most: int
) -> None:
    flat = [np.full((64, 64, 3), value, np.uint8) for value in (detail, painted)]
    lit = relit(flat[0], flat[1], crop_mask(64))[crop_mask(64) > 0]
    assert least <= lit.min() == lit.max() <= most


@pytest.mark.parametrize("size", [64, 128])
def test_contrast_stresses_detail_and_leaves_the_light(size: int) -> None:
    rng = np.random.default_rng(7)
    mask = crop_mask(size)
    fine = cv2.GaussianBlur(rng.normal(0, 60, (size, size)), (0, 0), size / 64)
    detail = np.clip(120 + fine, 0, 255)[..., None].repeat(3, 2).astype(np.uint8)
    painted = np.full((size, size, 3), (150, 110, 90), np.uint8)
    inside = mask_of_face(face((0.5, 0.5), 1.0), size, -0.0) > 0
    soft, hard = (
        relit(detail, painted, mask, contrast)[inside].astype(float)
        for contrast in (1.0, 1.6)
    )
    assert hard.std(0) == pytest.approx(1.6 * soft.std(0), rel=0.15)
    assert hard.mean(0) == pytest.approx(soft.mean(0), abs=4)
    balance = hard.mean(0) / hard.mean()
    assert balance == pytest.approx(soft.mean(0) / soft.mean(), abs=0.02)


def test_very_dark_face_in_the_sun_keeps_its_hue() -> None:
    mask = crop_mask(128)
    detail = np.full((128, 128, 3), (24, 16, 12), np.uint8)
    painted = np.full((128, 128, 3), (230, 180, 150), np.uint8)
    lit = relit(detail, painted, mask)[mask > 0].astype(float).mean(0)
    wanted = (np.array([230, 180, 150]) / 230) ** 2.2
    assert (lit / lit[0]) ** 2.2 == pytest.approx(wanted, abs=0.1)
    assert lit[0] < 230  # noise would grow with it


@pytest.mark.parametrize("lightness_range", [(15.0, 35.0), (45.0, 55.0), (65.0, 85.0)])
def test_light_comes_into_the_range_that_is_kept(
    lightness_range: tuple[float, float],
) -> None:
    rng = np.random.default_rng(8)
    light = cv2.GaussianBlur(
        rng.integers(40, 220, (32, 32, 3), np.uint8), (0, 0), 4
    ).astype(np.uint8)
    hole = crop_mask(32)
    made = toned(light, hole, lightness_range)
    median = float(np.median(lab_of(made)[hole > 0, 0]))
    assert lightness_range[0] - 1.5 <= median <= lightness_range[1] + 1.5
    ratio = made[hole > 0].mean(0) / light[hole > 0].mean(0)
    assert ratio == pytest.approx(ratio.mean(), rel=0.05)


def test_light_that_is_in_the_range_or_free_stays() -> None:
    light = np.full((32, 32, 3), 120, np.uint8)
    for lightness_range in (None, (15.0, 85.0)):
        assert np.array_equal(toned(light, crop_mask(32), lightness_range), light)


def textured(strength: float) -> Image:
    rng = np.random.default_rng(11)
    waves = cv2.GaussianBlur(rng.normal(0, 1, (64, 64)), (0, 0), 1.5)
    values = 120 * (1 + strength * waves / waves.std())
    return np.clip(values, 0, 255)[..., None].repeat(3, 2).astype(np.uint8)


def test_contrast_is_in_parts_of_the_light() -> None:
    inside = crop_mask(64)
    weak, strong = (contrast_in(textured(s), inside) for s in (0.05, 0.10))
    assert strong == pytest.approx(2 * weak, rel=0.05)
    darker = (textured(0.1) // 2).astype(np.uint8)
    assert contrast_in(darker, inside) == pytest.approx(strong, rel=0.1)
    assert np.isnan(contrast_in(textured(0.1), np.zeros((64, 64), np.float32)))


def test_stress_follows_what_is_expected_within_reason() -> None:
    usual, soft, hard = stress(np.array([0.122, 0.09, 0.15], np.float32))
    assert usual == pytest.approx(CONTRAST, rel=1e-3)
    assert soft < usual < hard
    assert stress(np.array([0.001, 9.0], np.float32)) == pytest.approx([0.6, 2.2])
