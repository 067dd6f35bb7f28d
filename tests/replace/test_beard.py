"""Dark about the chin or the upper lip: a beard."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nonesuch.face_points import points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.beard import beard_of
from nonesuch.replace.standin import front_of

SHAVEN = 20
CHIN, UPPER_LIP = points((152,))[0], points((0,))[0]


def darkened(picture: Image, place: Floats, share: float) -> Image:
    size = len(picture)
    middle = (int(place[0] * size), int(place[1] * size))
    spot = np.zeros((size, size), np.float32)
    cv2.ellipse(spot, middle, (size // 7, size // 12), 0, 0, 360, 1, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), 3)[..., None]
    return np.asarray(np.rint(picture * (1 - share * spot)), np.uint8)


def test_a_shaven_face_has_none() -> None:
    assert beard_of(*front_of(SHAVEN)) == 0


@pytest.mark.parametrize("landmark", [CHIN, UPPER_LIP])
def test_a_beard_or_a_moustache_grows(landmark: int) -> None:
    picture, landmarks = front_of(SHAVEN)
    place = landmarks[landmark].copy()
    place[1] -= 0.05 if landmark == CHIN else 0.015
    grown = [
        beard_of(darkened(picture, place, share), landmarks)
        for share in (0.0, 0.2, 0.35, 0.7)
    ]
    assert grown == sorted(grown) and grown[0] == 0
    assert grown[2] > 0 and grown[3] == 1


@pytest.mark.parametrize("gain", [0.3, 0.6])
def test_a_dark_picture_is_no_beard(gain: float) -> None:
    picture, landmarks = front_of(SHAVEN)
    dark = np.rint(picture * gain).astype(np.uint8)
    assert beard_of(dark, landmarks) < 0.05


def test_size_of_the_picture_does_not_matter() -> None:
    picture, landmarks = front_of(8)
    small = cv2.resize(picture, (128, 128), interpolation=cv2.INTER_AREA)
    assert beard_of(picture, landmarks) == pytest.approx(
        beard_of(np.asarray(small), landmarks), abs=0.02
    )
    assert beard_of(picture, landmarks) == 1
