"""FID and KID on made features with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import sqrtm

from nonesuch.errors import Refusal
from nonesuch.measure.frechet import frechet_distance, kernel_distance


def features(seed: int, count: int = 60, shift: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mixing = np.random.default_rng(9).standard_normal((8, 8))
    return (rng.standard_normal((count, 8)) @ mixing + shift).astype(np.float32)


def test_set_is_at_no_distance_from_itself() -> None:
    assert frechet_distance(features(0), features(0)) == pytest.approx(0, abs=1e-6)
    assert kernel_distance(features(0), features(0)) < 0  # unbiased: below 0 by chance


def test_shift_of_the_mean_counts_squared() -> None:
    one = features(0)
    assert frechet_distance(one, one + 3) == pytest.approx(8 * 9, rel=1e-4)


def test_agrees_with_the_root_of_the_product_of_covariances() -> None:
    one, other = features(0), features(1, 90, 0.5)
    first, second = np.cov(one.T), np.cov(other.T)
    gap = one.mean(0) - other.mean(0)
    wanted = gap @ gap + np.trace(first + second - 2 * sqrtm(first @ second).real)
    assert frechet_distance(one, other) == pytest.approx(wanted, rel=1e-4)


def test_kernel_distance_of_two_and_two_by_hand() -> None:
    one = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    other = np.array([[1.0, 1.0], [1.0, 1.0]], np.float32)
    # k(x, y) = (x.y / 2 + 1)^3: 1 within one, 8 within other, 1.5^3 across
    assert kernel_distance(one, other) == pytest.approx(1 + 8 - 2 * 1.5**3)


def test_kernel_distance_grows_with_the_shift() -> None:
    near, far = (kernel_distance(features(0), features(1, 60, s)) for s in (0.2, 2.0))
    assert near < far


def test_one_picture_is_too_few() -> None:
    with pytest.raises(Refusal, match="too few"):
        frechet_distance(features(0, 1), features(1))
    with pytest.raises(Refusal, match="too few"):
        kernel_distance(features(0), features(1, 1))
