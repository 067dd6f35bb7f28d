"""A stand-in in painted light: its broad light goes, and what is fine stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import face, picture

from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.complexion import lab_of
from nonesuch.replace.shade import relit_by

SKIN = (180, 140, 120)


def crop_mask(size: int) -> Floats:
    return mask_of_face(face((0.5, 0.5), 1.0), size)


def flat(size: int, color: tuple[int, int, int] = SKIN) -> Image:
    return np.full((size, size, 3), color, np.uint8)


def spot(size: int, sigma_crop: float, place: tuple[float, float]) -> Floats:
    axis = (np.arange(size) + 0.5) / size
    apart = (axis[None] - place[0]) ** 2 + (axis[:, None] - place[1]) ** 2
    return np.exp(-apart / (2 * sigma_crop**2)).astype(np.float32)


@pytest.mark.parametrize("size", [32, 64, 128, 256])
@pytest.mark.parametrize("contrast", [0.6, 1.0, 1.8])
def test_flat_face_takes_the_painted_color(size: int, contrast: float) -> None:
    light, mask = flat(32, (90, 100, 60)), crop_mask(size)
    lit = relit_by(light, flat(size), mask, contrast)[mask > 0].astype(int)
    assert np.abs(lit - (90, 100, 60)).max() <= 1


def test_fine_detail_stays() -> None:
    rng = np.random.default_rng(0)
    mask = crop_mask(128)
    fine = rng.integers(-20, 21, (128, 128, 1))
    detail = np.clip(128 + fine, 0, 255).repeat(3, 2).astype(np.uint8)
    lit = relit_by(flat(32, (70, 70, 70)), detail, mask)[mask > 0].astype(float)
    was = detail[mask > 0].astype(float)
    assert np.corrcoef(lit[:, 0], was[:, 0])[0, 1] > 0.97
    assert lit.mean() == pytest.approx(70, abs=4)


def test_flush_of_a_cheek_goes_and_lips_keep_their_color() -> None:
    size, light, mask = 128, flat(32), crop_mask(128)
    redness = {}
    for name, sigma_crop in (("cheek", 0.09), ("lip", 0.012)):
        share = spot(size, sigma_crop, (0.5, 0.6))[..., None]
        detail = flat(size) + share * (np.array([225, 110, 105]) - SKIN)
        detail = np.rint(detail).astype(np.uint8)
        middle = int(0.5 * size), int(0.6 * size)
        was, now = (
            float(lab_of(each)[middle[1], middle[0], 1])
            for each in (detail, relit_by(light, detail, mask))
        )
        plain = float(lab_of(light)[0, 0, 1])
        redness[name] = (now - plain) / (was - plain)
    assert redness["cheek"] < 0.35
    assert redness["lip"] > 0.75


def test_broad_shade_is_softened_but_not_gone() -> None:
    size, mask = 128, crop_mask(128)
    gray = 150 * (1 - 0.4 * spot(size, 0.06, (0.5, 0.6)))[..., None]
    detail = np.rint(gray).repeat(3, 2).astype(np.uint8)
    lit = relit_by(flat(32, (150, 150, 150)), detail, mask).astype(float)
    depth = 1 - lit[int(0.6 * size), size // 2, 0] / 150
    assert 0.08 < depth < 0.32


@pytest.mark.parametrize("contrast", [1.0, 2.2])
def test_highlights_do_not_shine_like_lamps(contrast: float) -> None:
    size, mask = 128, crop_mask(128)
    share = spot(size, 0.01, (0.5, 0.5))[..., None]
    detail = np.rint(flat(size, (90, 80, 70)) * (1 - share) + 255 * share)
    lit = relit_by(flat(32, (90, 80, 70)), detail.astype(np.uint8), mask, contrast)
    brightness = (lit[mask > 0] / 255) ** 2.2 @ (0.299, 0.587, 0.114)
    assert brightness.max() < 2.2 * np.median(brightness)
    assert brightness.max() > 1.4 * np.median(brightness)


def test_white_wall_beside_the_face_does_not_light_its_rim() -> None:
    light, mask = flat(32, (255, 255, 255)), crop_mask(128)
    small = cv2.resize(mask, (32, 32), interpolation=cv2.INTER_AREA)
    light[small > 0.999] = (90, 80, 70)
    lit = relit_by(light, flat(128), mask)[mask > 0]
    assert lit[..., 0].max() <= 92


def test_what_lies_outside_of_the_mask_has_no_say() -> None:
    rng = np.random.default_rng(1)
    mask = crop_mask(128)
    light, detail = picture(rng, 32, 32), picture(rng, 128, 128)
    other = detail.copy()
    other[mask == 0] = rng.integers(0, 256, (int((mask == 0).sum()), 3))
    one, two = (relit_by(light, each, mask)[mask > 0] for each in (detail, other))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("width", [0.0, 0.02, 0.1, 0.4])
@pytest.mark.parametrize("size", [16, 64, 256])
def test_narrow_and_empty_masks_are_no_trouble(width: float, size: int) -> None:
    rng = np.random.default_rng(2)
    mask = np.zeros((size, size), np.float32)
    half = max(int(width * size / 2), 1)
    if width:
        mask[size // 3 : 2 * size // 3, size // 2 - half : size // 2 + half] = 1
    detail = picture(rng, size, size)
    lit = relit_by(picture(rng, 32, 32), detail, mask, 1.6)
    assert lit.shape == detail.shape
    assert lit.dtype == np.uint8
