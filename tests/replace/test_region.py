"""What a replacement may touch: all of the face, and nothing far from it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import any_face, box_of, face, picture, region_of

from nonesuch.face_points import mean_face
from nonesuch.nouns import Floats
from nonesuch.replace.alignment import MASK_MARGIN, hull_of_face
from nonesuch.replace.region import Region, paste, region_of_face, shift

SHAPE_HW = (120, 160)


def hull_px(region: Region) -> Floats:
    assert region.landmarks is not None
    return region.frame.to_image(hull_of_face(region.frame.to_crop(region.landmarks)))


def whole_alpha(region: Region, shape_hw: tuple[int, int] = SHAPE_HW) -> Floats:
    alpha = np.zeros(shape_hw, np.float32)
    x0, y0, x1, y1 = region.window_xyxy
    alpha[y0:y1, x0:x1] = region.alpha
    return alpha


def distance_into(hull: Floats, shape_hw: tuple[int, int] = SHAPE_HW) -> Floats:
    rows, columns = shape_hw
    return np.array(
        [
            [
                cv2.pointPolygonTest(hull, (x + 0.5, y + 0.5), True)
                for x in range(columns)
            ]
            for y in range(rows)
        ],
        np.float32,
    )


PLACES = [
    ((80.0, 60.0), 90.0),
    ((80.0, 60.0), 20.0),
    ((80.0, 60.0), 5.0),
    ((3.0, 60.0), 60.0),
    ((158.0, 119.0), 80.0),
    ((80.0, -10.0), 70.0),
    ((80.0, 60.0), 400.0),
]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("centre", "side_px"), PLACES)
def test_alpha_is_one_on_the_whole_face_and_zero_beyond_the_feather(
    centre: tuple[float, float], side_px: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    landmarks = any_face(rng, centre, side_px)
    region = region_of_face(box_of(landmarks), landmarks, SHAPE_HW)
    alpha, depth = whole_alpha(region), distance_into(hull_px(region))
    feather_px = max(MASK_MARGIN * region.frame.side_px, 1.5)
    assert (alpha[depth >= 0.05] == 1).all()
    assert (alpha[depth < -1.06 * feather_px - 1] == 0).all()
    assert ((alpha >= 0) & (alpha <= 1)).all()
    assert alpha.dtype == np.float32
    assert region.alpha.any()


def test_alpha_falls_outwards_from_the_face() -> None:
    region = region_of_face(box_of(face((80, 60), 100)), face((80, 60), 100), SHAPE_HW)
    alpha, depth = whole_alpha(region), distance_into(hull_px(region))
    raster_px = 2
    for limit in np.arange(-5, 2, 0.5):
        inner, outer = depth >= limit, depth <= limit - raster_px
        assert alpha[inner].min() >= alpha[outer].max()
    assert ((alpha > 0) & (alpha < 1)).sum() > 50


@pytest.mark.parametrize(
    "box", [(60, 40, 90, 80), (0, 0, 12, 16), (150, 100, 170, 130), (70, 50, 71, 51)]
)
def test_region_of_a_bare_box_covers_the_box_like_a_head(box: tuple[int, ...]) -> None:
    box_xyxy = np.array(box, np.float32)
    alpha = whole_alpha(region_of_face(box_xyxy, None, SHAPE_HW))
    y, x = np.mgrid[: SHAPE_HW[0], : SHAPE_HW[1]] + 0.5
    middle, half = (box_xyxy[:2] + box_xyxy[2:]) / 2, (box_xyxy[2:] - box_xyxy[:2]) / 2
    ellipse = ((x - middle[0]) / half[0]) ** 2 + ((y - middle[1]) / half[1]) ** 2 <= 1
    assert (alpha[ellipse] == 1).all()
    assert alpha.any()


@pytest.mark.parametrize(
    "box",
    [(-90, 20, -60, 60), (500, 20, 530, 60), (20, 400, 50, 440), (-50, -50, 0, 0)],
)
def test_region_outside_of_the_picture_touches_nothing_of_it(
    box: tuple[int, ...],
) -> None:
    region = region_of_face(np.array(box, np.float32), None, SHAPE_HW)
    x0, y0, x1, y1 = region.window_xyxy
    assert region.alpha.shape == (y1 - y0, x1 - x0)
    if box != (-50, -50, 0, 0):
        assert region.is_empty


@pytest.mark.parametrize("side_px", [0.0, 0.05, 0.4, 1.0])
@pytest.mark.parametrize("centre", [(80.2, 60.7), (0.1, 0.1), (159.9, 119.9)])
def test_face_smaller_than_a_pixel_covers_the_pixel_under_it(
    side_px: float, centre: tuple[float, float]
) -> None:
    landmarks = face(centre, side_px)
    region = region_of_face(box_of(landmarks), landmarks, SHAPE_HW)
    assert whole_alpha(region)[int(centre[1]), int(centre[0])] == 1


@pytest.mark.parametrize("seed", range(8))
def test_pixels_outside_of_alpha_stay_bit_identical(seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = picture(rng, *SHAPE_HW)
    centre = float(rng.uniform(0, 160)), float(rng.uniform(0, 120))
    region = region_of(any_face(rng, centre, rng.uniform(4, 200)), image)
    result, alpha = image.copy(), whole_alpha(region)
    patch = rng.integers(0, 256, (*region.alpha.shape, 3), np.uint8)
    paste(result, region, patch)
    assert np.array_equal(result[alpha == 0], image[alpha == 0])
    assert np.array_equal(region.window_of(result)[region.alpha == 1],
                          patch[region.alpha == 1])  # fmt: skip
    low = np.minimum(region.window_of(image), patch)
    high = np.maximum(region.window_of(image), patch)
    assert (region.window_of(result) >= low).all()
    assert (region.window_of(result) <= high).all()


def test_pasting_what_is_there_changes_nothing() -> None:
    image = picture(np.random.default_rng(3), *SHAPE_HW)
    region = region_of(face((80, 60), 70), image)
    result = image.copy()
    paste(result, region, region.window_of(image).copy())
    assert np.array_equal(result, image)


def test_window_is_a_view_of_the_picture() -> None:
    image = picture(np.random.default_rng(4), *SHAPE_HW)
    region = region_of(face((80, 60), 40), image)
    assert np.shares_memory(region.window_of(image), image)
    assert region.window_of(image).shape[:2] == region.alpha.shape


def test_shifted_region_lies_on_the_same_pixels_of_a_cut_picture() -> None:
    image = picture(np.random.default_rng(5), *SHAPE_HW)
    region = region_of(face((80, 60), 40), image)
    moved = shift(region, (30, 20))
    assert np.array_equal(moved.window_of(image[20:, 30:]), region.window_of(image))
    assert moved.landmarks is not None
    np.testing.assert_allclose(
        moved.frame.to_crop(moved.landmarks),
        region.frame.to_crop(region.landmarks),
        atol=1e-5,
    )


def test_box_counts_alone_where_the_landmarks_lie_elsewhere() -> None:
    box = np.array([100, 100, 140, 150], np.float32)
    elsewhere = mean_face() * 50 + (300, 200)
    region = region_of_face(box, elsewhere.astype(np.float32), (400, 500))
    assert region.landmarks is None
    x0, y0, _, _ = region.window_xyxy
    covered = region.alpha[100 - y0 : 150 - y0, 100 - x0 : 140 - x0]
    down, across = np.mgrid[-1:1:50j, -1:1:40j]
    assert (covered[down**2 + across**2 <= 1] == 1).all()
