"""The chance floor compares results with the originals of others only."""

from __future__ import annotations

import numpy as np

from nonesuch.prove.chance import KEPT_FACES, KEPT_PAIRS, ChanceFloor


def one_hot(place: int) -> np.ndarray:
    return np.eye(1, 128, place, dtype=np.float32)[0]


def floor() -> ChanceFloor:
    return ChanceFloor(np.random.default_rng(0))


def test_one_person_alone_has_no_floor() -> None:
    alone = floor()
    alone.add("a", one_hot(0), one_hot(0))
    alone.add("a", one_hot(1), one_hot(1))
    assert alone.similarities() == []


def test_floor_is_that_of_strangers_and_not_of_the_person() -> None:
    made = floor()
    for place, who in enumerate("abc"):
        made.add(who, one_hot(place), one_hot(place))
    values = made.similarities()
    assert len(values) == 6
    np.testing.assert_allclose(values, 1 - np.sqrt(2), atol=1e-6)


def test_names_that_are_learnt_later_join_people() -> None:
    made = floor()
    for place in range(3):
        made.add(place, one_hot(place), one_hot(place))
    assert len(made.similarities({0: "x", 1: "x"})) == 4


def test_faces_that_could_not_be_embedded_are_left_out() -> None:
    made = floor()
    made.add("a", one_hot(0), np.full(128, np.nan, np.float32))
    made.add("b", one_hot(1), one_hot(1))
    assert made.similarities() == []


def test_long_runs_keep_a_bounded_number() -> None:
    made = floor()
    for place in range(5 * KEPT_FACES):
        made.add(place, one_hot(place % 128), one_hot(place % 128))
    assert len(made.similarities()) == KEPT_PAIRS
