"""The harmonizer at work: nothing of the face enters, and detail stays detail."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import any_face, face, identity, picture, region_of

from nonesuch.nouns import Floats, Image
from nonesuch.replace import harmonize
from nonesuch.replace.harmonize import SIZE, Recipe, composed, recipes
from nonesuch.replace.methods import method_named
from nonesuch.replace.person import person


def inputs(count: int, seed: int = 0) -> tuple[Image, Floats, Image, Floats]:
    rng = np.random.default_rng(seed)
    crops = rng.integers(0, 256, (count, SIZE, SIZE, 3), dtype=np.uint8)
    details = rng.integers(0, 256, (count, SIZE, SIZE, 3), dtype=np.uint8)
    holes = np.zeros((count, SIZE, SIZE), np.float32)
    holes[:, 15:55, 18:48] = 1
    return crops, holes, details, holes.copy()


def plain(share: float = 0.0) -> Recipe:
    return Recipe(
        np.full((SIZE, SIZE, 3), 0.25, np.float32),
        np.full((SIZE, SIZE), share, np.float32),
    )


def gray_level(value: int, size: int) -> Image:
    return np.full((size, size, 3), value, np.uint8)


def values(recipe: Recipe) -> list[Floats]:
    return [recipe.paint, recipe.share]


def test_pixels_in_the_hole_have_no_say() -> None:
    crops, holes, details, known = inputs(2)
    other = crops.copy()
    other[holes > 0] = 255 - other[holes > 0]
    pairs = zip(
        recipes(crops, holes, details, known),
        recipes(other, holes, details, known),
        strict=True,
    )
    for one, two in pairs:
        for a, b in zip(values(one), values(two), strict=True):
            assert np.array_equal(a, b)


def test_recipe_does_not_depend_on_who_else_is_there() -> None:
    crops, holes, details, known = inputs(9)
    together = recipes(crops, holes, details, known)
    for place in (0, 4, 8):
        one = slice(place, place + 1)
        (alone,) = recipes(crops[one], holes[one], details[one], known[one])
        for a, b in zip(values(alone), values(together[place]), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-3)


def test_paint_is_a_color_and_its_share_a_share() -> None:
    for recipe in recipes(*inputs(3)):
        for part in (recipe.paint, recipe.share):
            assert part.min() >= 0 and part.max() <= 1


@pytest.mark.parametrize("size", [64, 128, 256])
def test_plain_recipe_leaves_the_detail_as_it_is(size: int) -> None:
    rng = np.random.default_rng(1)
    detail = rng.integers(20, 236, (size, size, 3), dtype=np.uint8)
    assert np.abs(composed(plain(), detail).astype(int) - detail).max() <= 1


def test_paint_covers() -> None:
    detail = gray_level(100, 256)
    assert (composed(plain(share=1.0), detail) == 64).all()


@pytest.mark.parametrize("side_px", [14.0, 80.0])
def test_gray_film_stays_gray(side_px: float) -> None:
    gray = picture(np.random.default_rng(4), 160, 160).mean(2, keepdims=True)
    image = np.repeat(gray.astype(np.uint8), 3, axis=2)
    region = region_of(face((80, 80), side_px), image)
    (patch,) = person(image, [region], [identity(3)], [7])
    assert np.ptp(patch.astype(int), axis=2).max() == 0


def test_colored_picture_is_not_taken_for_gray() -> None:
    crops, holes, _, _ = inputs(1)
    assert harmonize.has_color(crops[0], holes[0])
    gray = np.repeat(crops[0][..., :1], 3, axis=2)
    assert not harmonize.has_color(gray, holes[0])
    gray[holes[0] > 0] = (255, 0, 0)  # the face itself is not looked at
    assert not harmonize.has_color(gray, holes[0])


@pytest.mark.parametrize("side_px", [1.0, 6.0, 2000.0])
@pytest.mark.parametrize("turn", ["upright", "upside down"])
def test_faces_of_any_size_and_turn_are_replaced_whole(
    side_px: float, turn: str
) -> None:
    rng = np.random.default_rng(5)
    image = picture(rng, 240, 240)
    landmarks = any_face(rng, (120, 120), side_px)
    if turn == "upside down":
        landmarks = 240 - landmarks
    region = region_of(landmarks, image)
    (patch,) = method_named("person").render(image, [region], [identity(2)], [1])
    assert patch.shape == (*region.alpha.shape, 3) and patch.dtype == np.uint8
