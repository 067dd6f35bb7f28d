"""Who suits a place: read off everything but the face."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import any_face, face, picture, region_of

from nonesuch.nouns import Image
from nonesuch.replace.context import SIZE, expectations, suggested
from nonesuch.replace.identity import Appearance
from nonesuch.replace.methods import method_named
from nonesuch.replace.region import Region, region_of_face
from nonesuch.replace.scene import crops_and_holes, setting_of


def place(seed: int, side_px: float = 80.0) -> tuple[Image, Region]:
    rng = np.random.default_rng(seed)
    image = picture(rng, 200, 200)
    return image, region_of(any_face(rng, (100, 100), side_px), image)


@pytest.mark.parametrize("seed", range(4))
def test_face_has_no_say(seed: int) -> None:
    image, region = place(seed)
    other = image.copy()
    x0, y0, x1, y1 = region.window_xyxy
    window = other[y0:y1, x0:x1]
    noise = np.random.default_rng(9).integers(0, 256, window.shape, np.uint8)
    window[region.alpha == 1] = noise[region.alpha == 1]
    assert suggested(image, region) == suggested(other, region)


def test_surroundings_have_a_say() -> None:
    image, region = place(0)
    assert suggested(255 - image, region) != suggested(image, region)


def test_answers_are_years_and_a_share() -> None:
    said = [suggested(*place(seed)) for seed in range(6)]
    for one in said:
        assert one.age_years is not None and -20 < one.age_years < 120
        assert one.maleness is not None and 0 <= one.maleness <= 1
    assert len({one.age_years for one in said}) == 6


def test_mirrored_place_suggests_the_same() -> None:
    image, region = place(3)
    crops, holes = crops_and_holes(image, [region], [setting_of(region)], SIZE)
    here = expectations(crops, holes)
    mirrored = expectations(crops[:, :, ::-1], holes[:, :, ::-1])
    for name in ("ages_years", "maleness", "contrasts"):
        one, other = getattr(here, name), getattr(mirrored, name)
        np.testing.assert_allclose(one, other, rtol=1e-3)
    assert here.contrasts > 0


def test_tiny_face_and_face_outside_suggest_nobody() -> None:
    image, region = place(1, 12.0)
    small = suggested(image, region)
    assert small.age_years is None and small.maleness is None
    shape = image.shape[0], image.shape[1]
    outside = region_of_face(
        np.array([-90, -90, -40, -40], np.float32), face((-65, -65), 50.0), shape
    )
    assert suggested(image, outside) == Appearance()


@pytest.mark.parametrize(
    ("method", "asks"),
    [("person", True), ("unet", True), ("person+head", True), ("blur", False)],
)
def test_only_methods_that_make_people_ask(method: str, asks: bool) -> None:
    assert (method_named(method).suggests is not None) == asks
