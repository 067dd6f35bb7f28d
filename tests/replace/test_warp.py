"""Bending a face to another pose: the identity where nothing changes, no outliers."""

from __future__ import annotations

from unittest.mock import patch

import cv2
import numpy as np
import pytest
from made_faces import shape_of_view

from nonesuch.face_points import LIPS, OUTLINE, mean_face, points
from nonesuch.replace.alignment import CENTRE, hull_of_face, mask_of_face
from nonesuch.replace.standin import looks_of, shipped, view_weights, yaw_of
from nonesuch.replace.warp import bend_map

PEOPLE = shipped().themselves
NOSE = points((1, 4, 5, 19, 94, 2, 98, 327, 195, 197))


def identity_map(size: int) -> np.ndarray:
    axis = np.arange(size, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis), -1)


@pytest.mark.parametrize("size", [16, 64, 128, 256])
@pytest.mark.parametrize("view", [None, 0, 2, 4, 6])
def test_map_between_equal_landmarks_is_the_identity(
    size: int, view: int | None
) -> None:
    shape = mean_face() if view is None else shape_of_view(3, view)
    bent = bend_map(shape, shape, size)
    assert bent.shape == (size, size, 2)
    assert bent.dtype == np.float32
    inside = mask_of_face(shape, size) > 0
    np.testing.assert_allclose(bent[inside], identity_map(size)[inside], atol=2e-3)


@pytest.mark.parametrize("size", [64, 200])
def test_map_between_shifted_and_scaled_landmarks_is_that_move(size: int) -> None:
    shape = mean_face()
    source = (shape - CENTRE) * np.float32(0.9) + np.float32(0.02) + CENTRE
    source = source.astype(np.float32)
    centre = (identity_map(size) + 0.5) / size
    expected = ((centre - CENTRE) * 0.9 + 0.02 + CENTRE) * size - 0.5
    inside = mask_of_face(shape, size, 0) > 0
    apart = bend_map(source, shape, size)[inside] - expected[inside]
    # The outer forehead rises from the eyes and the ring from the crop's middle.
    assert np.abs(np.median(apart, axis=0)).max() < 1e-3 * size
    assert np.abs(apart).max() < 0.01 * size


@pytest.mark.parametrize("seed", range(6))
def test_landmarks_are_fetched_from_where_they_were(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 256
    source = shape_of_view(int(rng.integers(PEOPLE)), 2)
    target = shape_of_view(int(rng.integers(PEOPLE)), 2)
    bent = bend_map(source, target, size)
    inner = np.setdiff1d(np.arange(92), points(OUTLINE))
    at = np.floor(target[inner] * size).astype(int)
    fetched = bent[at[:, 1], at[:, 0]]
    away = np.linalg.norm(fetched - (source[inner] * size - 0.5), axis=1)
    assert np.median(away) < 1
    assert away.max() < 4


def poses() -> list[tuple[int, np.ndarray]]:
    """Targets in use: anybody's pose, some turned further until the nose juts out."""
    rng = np.random.default_rng(0)
    targets = []
    for number in range(40):
        shape = shape_of_view(int(rng.integers(PEOPLE)), int(rng.integers(8))).copy()
        if number % 3 == 0:
            shape[NOSE, 0] += np.sign(yaw_of(shape)) * rng.uniform(0, 0.12)
        targets.append((int(rng.integers(PEOPLE)), shape))
    return targets


def test_no_pixel_of_a_face_comes_from_far_outside_of_the_face() -> None:
    size = 128
    farthest = 0.0
    for person, target in poses():
        looks = looks_of(person)
        inside = mask_of_face(target, size) > 0
        for view in np.flatnonzero(view_weights(looks, target) > 0.01):
            bent = bend_map(looks.landmarks[view], target, size)[inside]
            hull = (hull_of_face(looks.landmarks[view]) * size - 0.5).astype(np.float32)
            depths = [
                cv2.pointPolygonTest(hull, (float(x), float(y)), True) for x, y in bent
            ]
            farthest = max(farthest, -min(depths))
    assert farthest < 0.15 * size


def test_small_moves_of_landmarks_move_the_map_a_little() -> None:
    rng = np.random.default_rng(1)
    size = 96
    source, target = shape_of_view(4, 2), shape_of_view(9, 3)
    inside = mask_of_face(target, size, 0) > 0
    before = bend_map(source, target, size)[inside]
    nudged = target + rng.normal(0, 0.05 / size, target.shape).astype(np.float32)
    moved = np.abs(bend_map(source, nudged, size)[inside] - before).max(-1)
    assert np.quantile(moved, 0.99) < 0.5


@pytest.mark.parametrize("seed", range(8))
def test_no_bend_turns_a_picture_over(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 48
    source, target = (
        shape_of_view(int(rng.integers(PEOPLE)), view) for view in (2, 4 * (seed % 2))
    )
    # A mouth wide open where the source's is shut: the hardest of what is met.
    lips = points(LIPS)
    target = target.copy()
    target[lips, 1] += rng.uniform(-0.08, 0.08, len(lips)).astype(np.float32)
    inside = mask_of_face(target, size, 0.0) > 0
    with patch("nonesuch.replace.warp._EASINGS", 0):
        assert areas_of(bend_map(source, target, size))[inside].min() < 0
    assert areas_of(bend_map(source, target, size))[inside].min() > 0


def test_gentle_bends_are_left_as_they_are() -> None:
    shape = mean_face()
    source = shape.copy()
    source[NOSE] += np.float32(0.01)
    before = bend_map(source, shape, 48)
    with patch("nonesuch.replace.warp._EASINGS", 0):
        assert np.array_equal(bend_map(source, shape, 48), before)


def areas_of(bent: np.ndarray) -> np.ndarray:
    down, across = np.gradient(bent, axis=(0, 1))
    return across[..., 0] * down[..., 1] - across[..., 1] * down[..., 0]
