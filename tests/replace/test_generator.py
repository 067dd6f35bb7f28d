from __future__ import annotations

import numpy as np
import pytest

from nonesuch.face_points import COUNT
from nonesuch.nouns import Floats, Image
from nonesuch.replace.generator import FaceGenerator, weights_path

GENERATORS = {size: FaceGenerator(size) for size in (64, 128)}
BOTH = pytest.mark.parametrize("size", [64, 128])


def scene(size: int, count: int) -> tuple[Image, Floats, Floats, Floats]:
    rng = np.random.default_rng(size)
    crops = rng.integers(0, 256, (count, size, size, 3), dtype=np.uint8)
    axis = (np.arange(size) + 0.5) / size - 0.5
    disc = (axis[None] ** 2 + axis[:, None] ** 2 < 0.1).astype(np.float32)
    masks = np.repeat(disc[None], count, 0)
    landmarks = rng.uniform(0.3, 0.8, (count, COUNT, 2)).astype(np.float32)
    codes = rng.standard_normal((count, 128)).astype(np.float32)
    codes /= np.linalg.norm(codes, axis=1, keepdims=True)
    return crops, masks, landmarks, codes


@BOTH
def test_nobody_to_paint_gives_nothing(size: int) -> None:
    assert GENERATORS[size](*scene(size, 0)).shape == (0, size, size, 3)


@BOTH
def test_pixels_under_the_mask_cannot_matter(size: int) -> None:
    crops, masks, landmarks, codes = scene(size, 2)
    other = np.where(masks[..., None] > 0, 255 - crops, crops)
    painted = GENERATORS[size](crops, masks, landmarks, codes)
    assert np.array_equal(painted, GENERATORS[size](other, masks, landmarks, codes))


@BOTH
def test_surroundings_come_back_as_they_were(size: int) -> None:
    crops, masks, landmarks, codes = scene(size, 3)
    given = crops.copy()
    painted = GENERATORS[size](crops, masks, landmarks, codes)
    assert np.array_equal(painted[masks == 0], crops[masks == 0])
    assert not np.array_equal(painted[masks > 0], crops[masks > 0])
    assert np.array_equal(crops, given)


@BOTH
def test_face_is_the_same_whichever_others_stand_beside_it(size: int) -> None:
    values = scene(size, 7)
    together = GENERATORS[size](*values)
    for place in range(7):
        alone = GENERATORS[size](*(value[place : place + 1] for value in values))
        assert np.array_equal(alone[0], together[place])


@BOTH
def test_code_pose_and_surroundings_change_the_face(size: int) -> None:
    crops, masks, landmarks, codes = scene(size, 2)
    painted = GENERATORS[size](crops, masks, landmarks, codes)
    hole = masks > 0
    for other in (
        GENERATORS[size](crops, masks, landmarks, codes[::-1]),
        GENERATORS[size](crops, masks, landmarks[::-1], codes),
        GENERATORS[size](crops // 2, masks, landmarks, codes),
    ):
        assert np.abs(painted[hole].astype(int) - other[hole]).max() > 8


@BOTH
def test_weights_are_small(size: int) -> None:
    assert weights_path(size).stat().st_size < 16e6


def test_other_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="size is 96"):
        FaceGenerator(96)
