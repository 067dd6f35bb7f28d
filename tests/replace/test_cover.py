"""What covers a face tells nothing of it, and goes on from what is around."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import picture

from nonesuch.nouns import Image
from nonesuch.replace.cover import COVERS, cover
from nonesuch.replace.region import Region, pasted, region_of_face


def regions_of(shape_hw: tuple[int, int], *boxes: tuple[float, ...]) -> list[Region]:
    return [region_of_face(np.array(box, np.float32), None, shape_hw) for box in boxes]


def scrambled(image: Image, regions: list[Region]) -> Image:
    other = image.copy()
    for region in regions:
        noise = np.random.default_rng(5).integers(0, 256, (*region.alpha.shape, 3))
        region.window_of(other)[region.alpha > 0] = noise[region.alpha > 0]
    return other


@pytest.mark.parametrize("name", COVERS)
def test_nothing_of_the_face_is_in_its_cover(name: str) -> None:
    image = picture(np.random.default_rng(0), 160, 200)
    regions = regions_of((160, 200), (60, 50, 100, 105))
    before, after = (
        COVERS[name](each, regions, 0) for each in (image, scrambled(image, regions))
    )
    assert np.array_equal(before, after)
    assert before.shape == (*regions[0].alpha.shape, 3) and before.dtype == np.uint8


def test_nothing_of_another_removed_face_is_in_the_cover() -> None:
    image = picture(np.random.default_rng(1), 160, 200)
    regions = regions_of((160, 200), (60, 50, 100, 105), (92, 52, 130, 100))
    before, after = (
        cover(each, regions, 0) for each in (image, scrambled(image, regions))
    )
    assert np.array_equal(before, after)


def test_flat_surroundings_go_on_flat() -> None:
    image = np.full((120, 120, 3), (90, 120, 60), np.uint8)
    regions = regions_of((120, 120), (40, 40, 80, 90))
    region = regions[0]
    region.window_of(image)[region.alpha > 0] = (250, 10, 10)
    covered = pasted(image, regions, [cover(image, regions, 0)])
    inside = region.window_of(covered)[region.alpha == 1].astype(int)
    assert np.abs(inside - (90, 120, 60)).max() <= 1


def test_rim_of_the_cover_is_that_of_the_place() -> None:
    image = np.full((160, 120, 3), (250, 230, 120), np.uint8)
    image[78:] = (30, 30, 35)
    regions = regions_of((160, 120), (40, 35, 80, 85))
    shown = pasted(image, regions, [cover(image, regions, 0)])
    top = regions[0].window_xyxy[1]
    steps = np.abs(np.diff(shown[top : top + 30, 60].astype(int), axis=0))
    assert steps.max() < 30


def test_coat_counts_more_than_what_is_behind_the_head() -> None:
    image = np.full((160, 120, 3), (250, 230, 120), np.uint8)
    image[78:] = (30, 30, 35)
    regions = regions_of((160, 120), (40, 35, 80, 85))
    patch = cover(image, regions, 0)
    middle = patch[patch.shape[0] // 2, patch.shape[1] // 2]
    assert middle.mean() < 0.5 * image[0, 0].mean()


def test_face_as_large_as_the_picture_gets_gray() -> None:
    image = picture(np.random.default_rng(3), 40, 30)
    regions = regions_of((40, 30), (-40, -40, 70, 80))
    assert (cover(image, regions, 0) == 128).all()


@pytest.mark.parametrize(
    "box", [(500, 500, 540, 550), (-9, 30, 12, 60), (10, 10, 11, 11), (0, 0, 4, 5)]
)
@pytest.mark.parametrize("name", COVERS)
def test_faces_at_borders_and_outside(name: str, box: tuple[float, ...]) -> None:
    image = picture(np.random.default_rng(4), 100, 100)
    regions = regions_of((100, 100), box, (20, 20, 60, 70))
    for which, region in enumerate(regions):
        patch = COVERS[name](image, regions, which)
        assert patch.shape == (*region.alpha.shape, 3)
