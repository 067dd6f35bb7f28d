"""The continuation of surroundings: exact where it can be, blind to what is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.nouns import Bools, Floats
from nonesuch.replace.backdrop import backdrop, continued, smooth_backdrop

SHAPES = ((40, 64), (64, 40), (5, 9), (1, 1), (200, 130))


def hole_in(shape_hw: tuple[int, int]) -> Bools:
    height, width = shape_hw
    hole = np.zeros(shape_hw, bool)
    hole[height // 4 : -(height // 4) or None, width // 4 : -(width // 4) or None] = 1
    return hole


def noise(seed: int, shape_hw: tuple[int, int]) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (*shape_hw, 3)).astype(np.float32)


@pytest.mark.parametrize("shape_hw", SHAPES)
def test_one_color_goes_on_as_it_is(shape_hw: tuple[int, int]) -> None:
    hole = hole_in(shape_hw) if min(shape_hw) > 4 else np.zeros(shape_hw, bool)
    picture = np.full((*shape_hw, 3), (10.0, 120.0, 250.0), np.float32)
    known = (~hole).astype(np.float32)
    assert np.allclose(smooth_backdrop(picture, known), picture, atol=0.01)
    assert np.allclose(backdrop(picture, known, hole), picture, atol=0.01)


def test_what_is_hidden_has_no_say() -> None:
    hole = hole_in((60, 80))
    known = (~hole).astype(np.float32)
    one, other = noise(0, (60, 80)), noise(1, (60, 80))
    other[~hole] = one[~hole]
    assert np.array_equal(backdrop(one, known, hole), backdrop(other, known, hole))


def test_what_is_known_but_not_background_has_no_say_either() -> None:
    hole = hole_in((60, 80))
    background = ~hole
    background[:, 60:] = False
    one, other = noise(0, (60, 80)), noise(1, (60, 80))
    other[background] = one[background]
    known = background.astype(np.float32)
    assert np.array_equal(backdrop(one, known, hole), backdrop(other, known, hole))


def test_the_hole_lies_between_its_sides() -> None:
    picture = np.zeros((64, 64, 3), np.float32)
    picture[:, 32:] = 200
    made = smooth_backdrop(picture, (~hole_in((64, 64))).astype(np.float32))
    row = made[32, 16:48, 0]
    assert (np.diff(row) > -1).all()
    assert row[0] < 60 < 140 < row[-1]


def test_texture_beside_the_hole_goes_on_in_it() -> None:
    hole = hole_in((64, 96))
    rough = noise(3, (64, 96))
    known = (~hole).astype(np.float32)
    inside = backdrop(rough, known, hole)[hole]
    plain = smooth_backdrop(rough, known)[hole]
    assert inside.std() > 0.7 * rough[~hole].std() > 2 * plain.std()


def test_nothing_known_gives_something_finite() -> None:
    hole = np.ones((20, 30), bool)
    made = backdrop(noise(4, (20, 30)), np.zeros((20, 30), np.float32), hole)
    assert np.isfinite(made).all()


def test_continued_keeps_what_is_known() -> None:
    share = np.ones((8, 8), np.float32)
    values = np.random.default_rng(5).uniform(0, 9, (8, 8, 2)).astype(np.float32)
    assert np.allclose(continued(values, share), values)
