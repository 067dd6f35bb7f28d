"""Recall@1, chance and gaps on faces made up so that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.measure.recognition import (
    chance_of_first,
    first_hits,
    gaps,
    has_partner,
    likeness,
    recall,
)
from nonesuch.measure.uncertainty import mean_of

RNG_SEED = 0
AB = np.array([0, 0, 1, 1])


def rng() -> np.random.Generator:
    return np.random.default_rng(RNG_SEED)


def unit(*rows: tuple[float, ...]) -> np.ndarray:
    values = np.array(rows, np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def people(count: int, each: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    codes = rng().standard_normal((count, 32)).repeat(each, axis=0)
    codes += noise * np.random.default_rng(1).standard_normal(codes.shape)
    return unit(*codes), np.arange(count).repeat(each)


def test_own_picture_is_never_the_nearest() -> None:
    codes = unit((1, 0), (0, 1), (1, 0.1), (0.1, 1))
    alike = likeness(codes, codes)
    assert np.isneginf(alike.diagonal()).all()
    # each is nearest to its like across the names: nobody is found
    assert first_hits(alike, AB).tolist() == [0, 0, 0, 0]
    assert first_hits(alike, np.array([0, 1, 0, 1])).tolist() == [1, 1, 1, 1]


def test_person_with_one_picture_is_not_asked_for() -> None:
    codes = unit((1, 0), (1, 0.1), (0, 1))
    hits = first_hits(likeness(codes, codes), np.array([0, 0, 1]))
    assert hits[:2].tolist() == [1, 1] and np.isnan(hits[2])
    assert has_partner(np.array([0, 0, 1])).tolist() == [True, True, False]


def test_anonymized_probe_is_compared_with_originals_only() -> None:
    originals = unit((1, 0), (1, 0), (0, 1), (0, 1))
    swapped = originals[[2, 3, 0, 1]]
    assert first_hits(likeness(swapped, originals), AB).sum() == 0


def test_gap_is_own_less_others_by_hand() -> None:
    originals = unit((1, 0), (0, 1), (-1, 0), (0, -1))
    made = unit((1, 0), (0, 1), (-1, 0), (0, -1))
    # picture 0: own other one at 0, others at -1 and 0
    assert gaps(likeness(made, originals), AB)[0] == pytest.approx(0.5)


def test_clear_people_are_all_found_and_their_chance_is_that_of_a_draw() -> None:
    codes, who = people(20, 3, 0.1)
    found, chance = recall(rng(), likeness(codes, codes), who)
    assert (found.value, found.low, found.high) == (1, 1, 1)
    assert chance.value == pytest.approx(3 / 60, abs=0.02)
    assert chance.low < chance.value < chance.high


def test_noise_is_found_as_often_as_chance_says() -> None:
    codes = unit(*rng().standard_normal((200, 8)))
    who = np.arange(50).repeat(4)
    alike = likeness(codes, codes)
    found, chance = recall(rng(), alike, who)
    assert found.low <= chance.value <= found.high
    assert chance_of_first(rng(), alike, who) == chance_of_first(rng(), alike, who)


def test_interval_is_wider_if_a_persons_pictures_agree() -> None:
    hits = np.arange(40) % 2 == 0
    alone = mean_of(rng(), hits.astype(float), np.arange(40))
    together = mean_of(rng(), np.sort(hits).astype(float), np.arange(10).repeat(4))
    assert alone.value == together.value == 0.5
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_mean_of_nothing_is_unknown() -> None:
    assert not mean_of(rng(), np.full(3, np.nan), np.arange(3)).is_known
    assert mean_of(rng(), np.array([np.nan, 2.0]), np.arange(2)).value == 2
