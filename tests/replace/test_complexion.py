"""The complexion beside a face: seen on what stays."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import face, picture, region_of

from nonesuch.nouns import Image
from nonesuch.replace.complexion import is_skin, lab_of, skin_around
from nonesuch.replace.region import Region, region_of_face

DARK, LIGHT = (96, 62, 48), (224, 178, 156)
GREEN = (40, 160, 60)


def scene(skin: tuple[int, int, int], side_px: float = 80) -> tuple[Image, Region]:
    """A face of one colour above a neck of another, before green."""
    image = np.full((200, 200, 3), GREEN, np.uint8)
    region = region_of(face((100, 80), side_px), image)
    image[80:170, 60:140] = skin
    region.window_of(image)[region.alpha > 0] = (250, 0, 250)
    return image, region


@pytest.mark.parametrize("skin", [DARK, LIGHT])
def test_complexion_is_that_of_the_neck(skin: tuple[int, int, int]) -> None:
    image, region = scene(skin)
    expected = lab_of(np.array([[skin]], np.uint8))[0, 0]
    found = skin_around(image, region)
    assert found is not None
    np.testing.assert_allclose(found, expected, atol=0.01)


@pytest.mark.parametrize("side_px", [12.0, 40.0, 80.0, 300.0])
def test_face_itself_has_no_say(side_px: float) -> None:
    rng = np.random.default_rng(0)
    image, region = scene(LIGHT, side_px)
    image = np.clip(image + rng.normal(0, 6, image.shape), 0, 255).astype(np.uint8)
    before = skin_around(image, region)
    covered = region.alpha > 0
    other_face = rng.integers(150, 255, (int(covered.sum()), 3))
    region.window_of(image)[covered] = other_face
    after = skin_around(image, region)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert np.array_equal(before, after)


def test_no_complexion_where_no_skin_is_seen() -> None:
    image = np.full((200, 200, 3), GREEN, np.uint8)
    assert skin_around(image, region_of(face((100, 80), 80), image)) is None


@pytest.mark.parametrize("box", [(300, 10, 340, 60), (-60, -60, -20, -20)])
def test_face_outside_of_the_picture_has_no_complexion(box: tuple[int, ...]) -> None:
    image = np.full((200, 200, 3), LIGHT, np.uint8)
    region = region_of_face(np.array(box, np.float32), None, (200, 200))
    assert skin_around(image, region) is None


@pytest.mark.parametrize("centre", [(0, 0), (199, 0), (0, 199), (199, 199), (100, 195)])
@pytest.mark.parametrize("side_px", [1.0, 30.0, 150.0, 800.0])
def test_complexion_at_the_border_is_that_of_the_picture(
    centre: tuple[int, int], side_px: float
) -> None:
    image = np.full((200, 200, 3), LIGHT, np.uint8)
    found = skin_around(image, region_of(face(centre, side_px), image))
    if found is not None:
        expected = lab_of(image[:1, :1])[0, 0]
        np.testing.assert_allclose(found, expected, atol=0.01)


@pytest.mark.parametrize("skin", [DARK, LIGHT, (255, 219, 172), (141, 85, 36)])
def test_skin_of_every_lightness_is_skin(skin: tuple[int, int, int]) -> None:
    assert is_skin(np.array([[skin]], np.uint8)).all()


@pytest.mark.parametrize(
    "colour", [GREEN, (0, 0, 0), (255, 255, 255), (128, 128, 128), (30, 60, 200)]
)
def test_other_colours_are_no_skin(colour: tuple[int, int, int]) -> None:
    assert not is_skin(np.array([[colour]], np.uint8)).any()


def test_any_picture_can_be_looked_at() -> None:
    rng = np.random.default_rng(5)
    image = picture(rng, 90, 70)
    for _ in range(30):
        centre = float(rng.uniform(-20, 90)), float(rng.uniform(-20, 110))
        region = region_of(face(centre, rng.uniform(0, 200)), image)
        found = skin_around(image, region)
        assert found is None or np.isfinite(found).all()
