"""Polygons become the masks that pycocotools makes of them, but for their edges."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as official

from nonesuch.formats.polygons import filled


def test_rectangle_of_whole_pixels_is_exact() -> None:
    mask = filled(np.array([[1, 2], [4, 2], [4, 6], [1, 6.0]]), (10, 8))
    expected = np.zeros((8, 10), np.bool_)
    expected[2:6, 1:4] = True
    np.testing.assert_array_equal(mask, expected)


def test_polygon_outside_the_picture_is_cut() -> None:
    mask = filled(np.array([[-5, -5], [50, -5], [50, 50], [-5, 50.0]]), (10, 8))
    assert mask.all()
    assert not filled(np.array([[20, 0], [30, 0], [30, 9.0]]), (10, 8)).any()


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # pycocotools
def test_area_is_that_of_pycocotools() -> None:
    rng = np.random.default_rng(0)
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    for _ in range(20):
        radius = rng.uniform(10, 40, (12, 1))
        points = 50 + radius * np.stack([np.cos(angles), np.sin(angles)], 1)
        rle = official.frPyObjects([points.ravel().tolist()], 100, 100)
        expected = official.decode(rle)[:, :, 0].astype(np.bool_)
        mask = filled(points, (100, 100))
        edge = 2 * np.pi * 40
        assert np.count_nonzero(mask != expected) < 0.4 * edge
        assert abs(int(mask.sum()) - int(expected.sum())) < 0.3 * edge
