"""Run lengths against pycocotools, and the masks made of them."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as official

from nonesuch.formats.labels import mask_of, mask_of_part
from nonesuch.formats.rle import counts_of, rle_of

SHAPES = [(1, 1), (1, 7), (7, 1), (5, 5), (33, 20), (120, 160)]


def random_masks(rng: np.random.Generator) -> list[np.ndarray]:
    sparse = [rng.random(shape) < p for shape in SHAPES for p in (0, 0.02, 0.5, 1)]
    blobs = []
    for shape in SHAPES:
        blob = np.zeros(shape, np.bool_)
        top, left = rng.integers(0, shape[0]), rng.integers(0, shape[1])
        blob[top : top + 60, left : left + 9] = True
        blobs.append(blob)
    return sparse + blobs


def test_characters_are_those_of_pycocotools() -> None:
    for whole in random_masks(np.random.default_rng(0)):
        expected = official.encode(np.asfortranarray(whole.view(np.uint8)))
        mask = mask_of(whole)
        assert mask.rle == expected["counts"]
        assert mask.area == official.area(expected)
        np.testing.assert_array_equal(mask.whole(), whole)


def test_runs_of_a_large_picture_are_those_of_pycocotools() -> None:
    whole = np.zeros((3000, 4000), np.bool_)
    whole[10:2990, 3000:3003] = True
    expected = official.encode(np.asfortranarray(whole.view(np.uint8)))["counts"]
    assert mask_of(whole).rle == expected
    assert rle_of(counts_of(expected)) == expected


def test_part_gives_the_mask_of_the_whole() -> None:
    rng = np.random.default_rng(1)
    for left, top in [(0, 0), (3, 2), (6, 4)]:
        part = rng.random((5, 4)) < 0.6
        whole = np.zeros((9, 10), np.bool_)
        whole[top : top + 5, left : left + 4] = part
        assert mask_of_part(part, left, top, (10, 9)) == mask_of(whole)


def test_box_is_the_extent_of_the_pixels() -> None:
    for whole in random_masks(np.random.default_rng(2)):
        if not whole.any():
            with pytest.raises(ValueError, match="empty"):
                _ = mask_of(whole).box_xyxy
            with pytest.raises(ValueError, match="empty"):
                mask_of(whole).part()
            continue
        rows, columns = np.nonzero(whole)
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert mask_of(whole).box_xyxy.tolist() == box
        left, top, part = mask_of(whole).part()
        expected = whole[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        np.testing.assert_array_equal(part, expected)
        assert mask_of_part(part, left, top, whole.shape[::-1]) == mask_of(whole)


@pytest.mark.parametrize("rle", [b"", b"\x00", b"P", b"~~~", b"o" * 9 + b"0"])
def test_other_characters_are_no_run_lengths(rle: bytes) -> None:
    with pytest.raises(ValueError):
        counts_of(rle)
