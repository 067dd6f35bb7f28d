"""Views and merging: coordinates go back exactly, every face is counted once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nonesuch.perceive.merge import agreed, best_of, clipped, covered_share, union_share
from nonesuch.perceive.views import View, scaled, spans, tile_corners, tiles, turned


def dot_at(x: int, y: int, width: int = 120, height: int = 80) -> np.ndarray:
    image = np.zeros((height, width, 3), np.uint8)
    image[y - 3 : y + 4, x - 3 : x + 4] = 255
    return image


def middle_of(image: np.ndarray) -> np.ndarray:
    weights = image[..., 0].astype(float)
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
    return np.array([(x * weights).sum(), (y * weights).sum()]) / weights.sum()


@pytest.mark.parametrize("angle_deg", [-90, -45, 0, 30, 45, 90, 180])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_point_in_a_turned_view_goes_back(angle_deg: float, scale: float) -> None:
    view = turned(dot_at(90, 25), scale, np.deg2rad(angle_deg))
    back = view.points_in_frame(middle_of(view.image)[None].astype(np.float32))
    np.testing.assert_allclose(back[0], [90.5, 25.5], atol=0.1)


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0, 2.0])
def test_point_in_a_scaled_view_goes_back(scale: float) -> None:
    view = scaled(dot_at(90, 25), scale)
    back = view.points_in_frame(middle_of(view.image)[None].astype(np.float32))
    np.testing.assert_allclose(back[0], [90.5, 25.5], atol=0.1)


def test_boxes_of_a_quarter_turn_swap_their_sides() -> None:
    view = turned(np.zeros((80, 120, 3), np.uint8), 1.0, np.pi / 2)
    boxes = view.boxes_in_frame(np.array([[10, 20, 30, 70]], np.float32))
    size_wh = (boxes[:, 2:] - boxes[:, :2])[0]
    np.testing.assert_allclose(size_wh, [50, 20], atol=1e-4)


@pytest.mark.parametrize(
    ("view", "is_turned"),
    [
        (scaled(dot_at(5, 5), 0.5), False),
        (turned(dot_at(5, 5), 1.0, np.pi), True),
        (turned(dot_at(5, 5), 1.0, np.pi / 4), True),
    ],
)
def test_view_knows_whether_it_is_turned(view: View, is_turned: bool) -> None:
    assert view.is_turned == is_turned


@pytest.mark.parametrize("length", [1, 100, 640, 641, 1000, 5000])
def test_tiles_cover_everything_and_overlap(length: int) -> None:
    pieces = spans(length, 640, 80)
    assert pieces[0][0] == 0 and pieces[-1][1] == length
    for (_, stop), (start, _) in pairwise(pieces):
        assert stop - start >= 79
    assert all(0 < stop - start <= 641 for start, stop in pieces)


def test_one_pixel_has_one_tile() -> None:
    (view,) = tiles(np.zeros((1, 1, 3), np.uint8), 2.0, 1280, 160)
    assert view.image.shape == (2, 2, 3)


def test_tiles_of_a_large_picture_lie_where_they_say() -> None:
    image = np.zeros((900, 1500, 3), np.uint8)
    image[700, 1400] = 255
    found = [
        view.points_in_frame(middle_of(view.image)[None].astype(np.float32))[0]
        for view in tiles(image, 1.0, 640, 80)
        if view.image.any()
    ]
    assert len(found) >= 1
    np.testing.assert_allclose(found, [[1400.5, 700.5]] * len(found), atol=1e-3)
    assert len(tile_corners(image, 2.0, 640, 80)) > len(tile_corners(image, 1, 640, 80))


BOXES = np.array(
    [[0, 0, 10, 10], [1, 1, 11, 11], [20, 0, 30, 10], [22, 2, 25, 5]], np.float32
)


def test_shares_are_exact() -> None:
    np.testing.assert_allclose(union_share(BOXES, BOXES)[0, 1], 81 / 119, rtol=1e-6)
    np.testing.assert_allclose(covered_share(BOXES, BOXES)[3], [0, 0, 1, 1])
    assert union_share(BOXES, BOXES[:0]).shape == (4, 0)


def test_best_box_of_each_face_is_kept() -> None:
    scores = np.array([0.5, 0.9, 0.4, 0.8], np.float32)
    assert best_of(BOXES, scores, 0.35, 0.75).tolist() == [1, 3]
    assert best_of(BOXES, scores, 0.35, 2.0).tolist() == [1, 3, 2]
    assert best_of(BOXES[:0], scores[:0], 0.35, 0.75).tolist() == []


def test_two_detectors_that_doubt_are_sure_together() -> None:
    scores = np.array([0.4, 0.3, 0.4, 0.3], np.float32)
    chosen = np.array([0, 2])
    alone = agreed(BOXES, scores, np.array([0, 0, 0, 0]), chosen)
    np.testing.assert_allclose(alone, [0.4, 0.4], rtol=1e-6)
    together = agreed(BOXES, scores, np.array([0, 1, 0, 1]), chosen)
    np.testing.assert_allclose(together, [1 - 0.6 * 0.7, 0.4], rtol=1e-6)


def test_clipping_keeps_what_lies_in_the_picture() -> None:
    boxes = clipped(np.array([[-5, -5, 20, 20], [50, 2, 70, 9]], np.float32), (60, 8))
    assert boxes.tolist() == [[0, 0, 20, 8], [50, 2, 60, 8]]
