"""The canonical crop: there and back again, and a mask that hides the whole face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_faces import any_face, face, picture

from nonesuch.replace.alignment import (
    CENTRE,
    FACE_SHARE,
    MASK_MARGIN,
    CropFrame,
    cut,
    frame_of_box,
    frame_of_landmarks,
    hull_of_face,
    mask_of_face,
    outline_landmarks,
)


def some_frame(rng: np.random.Generator) -> CropFrame:
    rotation = np.exp(1j * rng.uniform(-np.pi, np.pi))
    offset = complex(*rng.uniform(-500, 500, 2))
    return CropFrame(complex(rotation * rng.uniform(2, 900)), offset)


@pytest.mark.parametrize("seed", range(20))
def test_points_come_back_from_the_crop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = some_frame(rng)
    points = rng.uniform(-800, 800, (92, 2)).astype(np.float32)
    back = frame.to_image(frame.to_crop(points))
    np.testing.assert_allclose(back, points, rtol=1e-5, atol=0.02)
    assert back.dtype == np.float32


@pytest.mark.parametrize("seed", range(10))
def test_matrix_agrees_with_the_frame_on_pixel_centres(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame, size = some_frame(rng), 64
    indices = rng.integers(0, size, (30, 2))
    by_matrix = (
        np.concatenate([indices, np.ones((30, 1))], 1) @ frame.image_from_crop(size).T
    )
    by_frame = frame.to_image(((indices + 0.5) / size).astype(np.float32)) - 0.5
    np.testing.assert_allclose(by_matrix, by_frame, atol=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_face_fills_its_share_of_the_crop_about_the_centre(seed: int) -> None:
    rng = np.random.default_rng(seed)
    landmarks = any_face(rng, (300, 200), rng.uniform(8, 400))
    inside = frame_of_landmarks(landmarks).to_crop(landmarks)
    low, high = inside.min(0), inside.max(0)
    np.testing.assert_allclose((low + high) / 2, CENTRE, atol=1e-3)
    share = max(high[1] - low[1], 1.2 * (high[0] - low[0]))
    assert share == pytest.approx(FACE_SHARE, abs=1e-3)


@pytest.mark.parametrize("angle_rad", [-3.0, -1.5, 0.0, 0.4, 2.0])
@pytest.mark.parametrize("side_px", [10.0, 80.0, 700.0])
def test_crop_of_a_turned_face_is_the_same(angle_rad: float, side_px: float) -> None:
    upright = face((100, 100), 100)
    turned = face((40, 900), side_px, angle_rad)
    np.testing.assert_allclose(
        frame_of_landmarks(turned).to_crop(turned),
        frame_of_landmarks(upright).to_crop(upright),
        atol=1e-3,
    )


@pytest.mark.parametrize("spread_px", [0.0, 1e-7, 0.01, 0.5])
def test_face_in_one_point_still_has_a_frame(spread_px: float) -> None:
    landmarks = face((50, 60), spread_px)
    frame = frame_of_landmarks(landmarks)
    assert frame.side_px == pytest.approx(1 / FACE_SHARE, rel=1e-3)
    assert np.isfinite(frame.to_crop(landmarks)).all()


def test_frame_of_box_holds_the_box() -> None:
    frame = frame_of_box(np.array([10, 20, 40, 60], np.float32))
    corners = frame.to_crop(np.array([[10, 20], [40, 60]], np.float32))
    np.testing.assert_allclose(corners.mean(0), CENTRE, atol=1e-5)
    assert corners[1, 1] - corners[0, 1] == pytest.approx(FACE_SHARE)


@pytest.mark.parametrize("box", [(5, 5, 5, 5), (5, 5, 6, 6), (9, 9, 3, 3)])
def test_frame_of_a_box_without_area_is_finite(box: tuple[int, ...]) -> None:
    frame = frame_of_box(np.array(box, np.float32))
    assert np.isfinite(frame.to_crop(np.array([5, 5], np.float32))).all()
    assert frame.side_px >= 1


def test_crop_at_the_pictures_own_scale_is_the_picture() -> None:
    image = picture(np.random.default_rng(0), 48, 48)
    assert np.array_equal(cut(image, CropFrame(32 + 0j, 7 + 9j), 32), image[9:41, 7:39])


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_shrunk_crop_averages_what_falls_together(factor: int) -> None:
    rng = np.random.default_rng(factor)
    image = rng.integers(0, 256, (16 * factor, 16 * factor, 3), np.uint8)
    crop = cut(image, CropFrame(complex(16 * factor), 0j), 16)
    blocks = image.reshape(16, factor, 16, factor, 3).mean((1, 3))
    assert np.abs(crop - blocks).max() <= 1


def test_crop_beyond_the_border_mirrors_the_picture() -> None:
    image = picture(np.random.default_rng(1), 40, 40)
    crop = cut(image, CropFrame(16 + 0j, -8 + 0j), 16)
    assert np.array_equal(crop[:, 8:], image[:16, :8])
    assert np.array_equal(crop[:, 1:8], image[:16, 7:0:-1])


@pytest.mark.parametrize("seed", range(15))
def test_hull_holds_every_landmark_and_is_convex(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = any_face(rng, (0.5, 0.5), 1.0)
    hull = hull_of_face(points)
    inside = [cv2.pointPolygonTest(hull, (float(x), float(y)), True) for x, y in points]
    assert min(inside) >= -1e-5
    assert cv2.isContourConvex(hull)


def test_forehead_is_raised_over_the_landmarks() -> None:
    shape = face((0.5, 0.5), 1.0)
    hull, mesh = hull_of_face(shape), shape
    assert hull[:, 1].min() < mesh[:, 1].min() - 0.05
    assert hull[:, 1].max() == pytest.approx(mesh[:, 1].max())


@pytest.mark.parametrize("size", [16, 64, 128, 256])
@pytest.mark.parametrize("margin", [0.0, MASK_MARGIN])
def test_mask_has_every_pixel_whose_centre_lies_in_the_hull(
    size: int, margin: float
) -> None:
    rng = np.random.default_rng(size)
    landmarks = any_face(rng, (0.5, 0.54), 0.9)
    mask = mask_of_face(landmarks, size, margin)
    distance = _distance_into(hull_of_face(landmarks) * size, size)
    rounding_px = 0.05
    assert (mask[distance >= rounding_px] == 1).all()
    reach_px = max(0.96 * margin * size - 1, 0)  # as the raster measures it
    assert (mask[distance >= rounding_px - reach_px] == 1).all()
    assert (mask[distance < -margin * size * 1.06 - 1] == 0).all()
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert mask.dtype == np.float32


def test_outline_goes_around_the_face() -> None:
    shape = face((0.5, 0.5), 1.0)
    outline = outline_landmarks(shape)
    assert outline.shape == (36, 2)
    assert cv2.contourArea(outline) > 0.9 * cv2.contourArea(cv2.convexHull(shape))


def _distance_into(hull_px: np.ndarray, size: int) -> np.ndarray:
    """How deep each pixel's centre lies in a hull, negative outside."""
    contour = hull_px.astype(np.float32)
    return np.array(
        [
            [
                cv2.pointPolygonTest(contour, (x + 0.5, y + 0.5), True)
                for x in range(size)
            ]
            for y in range(size)
        ]
    )
