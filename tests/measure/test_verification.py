"""Lines, accept rates and accuracies on pairs whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.measure.verification import (
    FOLDS,
    accept_rate,
    accuracies,
    best_line,
    fold_accept_rates,
    fold_of,
    genuine_pairs,
    impostor_pairs,
    line_at,
)


def crowd(people: int, each: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    codes = rng.standard_normal((people, 64)).repeat(each, axis=0)
    codes += noise * rng.standard_normal(codes.shape)
    codes /= np.linalg.norm(codes, axis=1, keepdims=True)
    return codes.astype(np.float32), np.arange(people).repeat(each)


def test_pairs_of_two_and_one() -> None:
    who = np.array([0, 0, 1])
    genuine, strangers = genuine_pairs(who), impostor_pairs(who)
    pairs = set(zip(genuine.first.tolist(), genuine.second.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 0)}
    pairs = set(zip(strangers.first.tolist(), strangers.second.tolist(), strict=True))
    assert pairs == {(0, 2), (1, 2)}


def test_counts_of_pairs() -> None:
    who = np.arange(5).repeat(3)
    assert len(genuine_pairs(who)) == 5 * 3 * 2
    assert len(impostor_pairs(who)) == 15 * 14 // 2 - 5 * 3


def test_similarity_takes_the_second_from_the_anonymized() -> None:
    originals = np.eye(2, dtype=np.float32)
    made = np.array([[0, 1], [1, 0]], np.float32)
    pairs = impostor_pairs(np.array([0, 1]))
    assert pairs.similarities(originals, originals).tolist() == [0]
    assert pairs.similarities(originals, made).tolist() == [1]


def test_line_is_the_quantile_of_strangers_or_unknown() -> None:
    strangers = np.arange(1000) / 1000
    assert line_at(strangers, 0.1) == pytest.approx(0.9, abs=2e-3)
    assert np.isnan(line_at(strangers, 1e-4))


def test_untouched_people_are_accepted_and_strangers_are_not() -> None:
    codes, who = crowd(40, 3, 0.3)
    rng = np.random.default_rng(0)
    assert accept_rate(rng, codes, codes, who, 1e-2).value == 1
    others = codes[np.random.default_rng(5).permutation(len(codes))]
    assert accept_rate(rng, codes, others, who, 1e-2).value < 0.1
    assert not accept_rate(rng, codes, codes, who, 1e-6).is_known


def test_folds_keep_people_together_and_agree_with_all_pairs() -> None:
    codes, who = crowd(40, 3, 0.3)
    assert all(len(set(fold_of(who)[who == person])) == 1 for person in range(40))
    rates = fold_accept_rates(codes, codes, who, 1e-2)
    assert rates.shape == (FOLDS,)
    assert np.nanmean(rates) == 1


def test_accuracy_of_clear_people_and_of_noise() -> None:
    codes, who = crowd(40, 3, 0.3)
    assert accuracies(np.random.default_rng(0), codes, who).mean() > 0.99
    noise = np.random.default_rng(1).standard_normal(codes.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert 0.35 < accuracies(np.random.default_rng(0), noise, who).mean() < 0.65


@pytest.mark.parametrize(
    ("scores", "is_same", "right"),
    [
        ([0.1, 0.9], [False, True], 2),
        ([0.1, 0.2, 0.3, 0.4], [False, True, False, True], 3),
        ([0.1, 0.2], [True, True], 2),
        ([0.1, 0.2], [False, False], 2),
    ],
)
def test_best_line_judges_most_pairs_rightly(
    scores: list[float], is_same: list[bool], right: int
) -> None:
    values, same = np.array(scores), np.array(is_same)
    line = best_line(values, same)
    assert ((values >= line) == same).sum() == right
