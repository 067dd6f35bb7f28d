"""Where skin goes on beyond the hole, the stand-in meets it."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.face_points import mean_face
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.rim import SIZE, rim_gain, with_rim

HOLE = mask_of_face(mean_face(), SIZE)
SKIN, PALE_SKIN, GREEN = (190, 140, 115), (220, 175, 155), (60, 160, 70)
KEPT = 32


def plain(color: tuple[int, int, int]) -> Image:
    return np.full((SIZE, SIZE, 3), color, np.uint8)


def inside() -> np.ndarray:
    return HOLE[::2, ::2] > 0


def test_nothing_changes_where_the_colors_agree() -> None:
    gain = rim_gain(plain(SKIN), HOLE, plain(SKIN))
    assert gain.shape == (KEPT, KEPT, 3) and gain.dtype == np.float32
    assert gain == pytest.approx(1, abs=0.01)


def test_rim_meets_the_skin_and_the_middle_keeps_most_of_its_own() -> None:
    gain = rim_gain(plain(PALE_SKIN), HOLE, plain(SKIN))
    shown = with_rim(plain(SKIN), gain).astype(float)
    rim = (HOLE > 0) & (mask_of_face(mean_face(), SIZE, 0.0) == 0)
    assert np.abs(shown[rim].mean(0) - PALE_SKIN).max() < 10
    middle = shown[34, SIZE // 2]
    assert (
        np.abs(middle - SKIN).max() < 0.5 * np.abs(np.subtract(PALE_SKIN, SKIN)).max()
    )


@pytest.mark.parametrize("color", [GREEN, (0, 0, 0), (255, 255, 255), (8, 5, 4)])
def test_what_is_no_skin_has_no_part(color: tuple[int, int, int]) -> None:
    assert rim_gain(plain(color), HOLE, plain(SKIN)) == pytest.approx(1, abs=1e-3)


def test_only_the_side_where_skin_is_seen_is_changed() -> None:
    crop = plain(GREEN)
    crop[:, SIZE // 2 :] = PALE_SKIN
    gain = rim_gain(crop, HOLE, plain(SKIN))
    row = gain[18][inside()[18]].mean(1)
    assert row[0] == pytest.approx(1, abs=0.01) and row[-1] > 1.08
    assert (np.diff(row) > -1e-3).all()


def test_nothing_under_the_hole_is_looked_at() -> None:
    rng = np.random.default_rng(0)
    crop = rng.integers(0, 255, (SIZE, SIZE, 3), dtype=np.uint8)
    other = crop.copy()
    other[HOLE > 0] = rng.integers(0, 255, (int(HOLE.sum()), 3), dtype=np.uint8)
    made = plain(SKIN)
    np.testing.assert_array_equal(
        rim_gain(crop, HOLE, made), rim_gain(other, HOLE, made)
    )


@pytest.mark.parametrize("hole", [np.zeros((SIZE, SIZE)), np.ones((SIZE, SIZE))])
def test_without_a_rim_nothing_changes(hole: Floats) -> None:
    gain = rim_gain(plain(PALE_SKIN), hole.astype(np.float32), plain(SKIN))
    assert gain == pytest.approx(1, abs=1e-3)


def test_gain_is_never_more_than_the_difference_of_one_skin_and_another() -> None:
    rng = np.random.default_rng(3)
    crop = rng.integers(0, 255, (SIZE, SIZE, 3), dtype=np.uint8)
    made = rng.integers(0, 255, (SIZE, SIZE, 3), dtype=np.uint8)
    gain = rim_gain(crop, HOLE, made)
    assert np.isfinite(gain).all() and gain.min() > 0.6 and gain.max() < 1.6


@pytest.mark.parametrize("size", [32, 64, 128, 256])
def test_any_size_of_crop_is_multiplied(size: int) -> None:
    picture = np.full((size, size, 3), 100, np.uint8)
    gain = np.full((KEPT, KEPT, 3), 1.2, np.float32)
    assert (with_rim(picture, gain) == 120).all()
    assert (with_rim(picture, 3 * gain) == 255).all()
