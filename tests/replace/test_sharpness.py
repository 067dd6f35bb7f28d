"""How sharp a place is, read off the edges around the hole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import face

from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.sharpness import blur_around, blurred, size_for

SIZE = 128


def street(seed: int = 0) -> Image:
    """Steps of all directions, as walls and hair have them."""
    rng = np.random.default_rng(seed)
    large = np.full((4 * SIZE, 4 * SIZE, 3), 128, np.uint8)
    for _ in range(120):
        corners = rng.integers(0, 4 * SIZE, (3, 2)).astype(np.int32)
        color = tuple(int(value) for value in rng.integers(0, 256, 3))
        cv2.fillConvexPoly(large, corners, color)
    return cv2.resize(large, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(
        np.uint8
    )


def hole() -> Floats:
    return mask_of_face(face((0.5, 0.5), 1.0), SIZE)


def test_sharp_places_want_no_blur() -> None:
    for seed in range(4):
        assert blur_around(street(seed), hole()) * SIZE < 0.35


@pytest.mark.parametrize("seed", range(4))
def test_blur_of_a_place_is_found_and_not_exceeded(seed: int) -> None:
    sigmas_px = np.array([1.5, 2.5, 4.0])
    found_px = [
        blur_around(cv2.GaussianBlur(street(seed), (0, 0), sigma_px), hole()) * SIZE
        for sigma_px in sigmas_px
    ]
    assert (np.diff(found_px) > 0.3).all()
    assert (found_px > 0.5 * sigmas_px).all() and (found_px < sigmas_px).all()


def test_one_step_is_measured_as_it_is() -> None:
    step = np.zeros((SIZE, SIZE, 3), np.uint8)
    step[:, : SIZE // 8] = 200
    soft = cv2.GaussianBlur(step, (0, 0), 3.0)
    assert blur_around(soft, hole()) * SIZE == pytest.approx(3.0, rel=0.15)


def test_face_itself_has_no_say() -> None:
    picture = cv2.GaussianBlur(street(), (0, 0), 2.0)
    other = picture.copy()
    other[hole() > 0] = street(1)[hole() > 0]
    assert blur_around(picture, hole()) == blur_around(other, hole())


def test_where_nothing_can_be_told_nothing_is_blurred() -> None:
    flat = np.full((SIZE, SIZE, 3), 90, np.uint8)
    assert blur_around(flat, hole()) == 0
    assert blur_around(street(), np.ones((SIZE, SIZE), np.float32)) == 0


def test_detail_is_blurred_in_parts_of_its_side() -> None:
    small, large = street(), cv2.resize(street(), (256, 256))
    assert blurred(small, 0.0) is small
    one = cv2.resize(blurred(large, 0.02), (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    gap = np.abs(one.astype(int) - blurred(small, 0.02).astype(int))
    assert gap.mean() < 4


def test_crops_are_as_large_as_the_picture_shows_them() -> None:
    assert [size_for(side) for side in (10.0, 47.9, 60.4, 5000.0)] == [0, 0, 60, 256]
