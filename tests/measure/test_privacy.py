"""The tables on privacy from made-up readings: the answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_faces import face, people_of

from nonesuch.errors import Refusal
from nonesuch.measure.album import Shot
from nonesuch.measure.bench import MESH, Readings
from nonesuch.measure.faces import Face
from nonesuch.measure.nonexistence import nearest_strangers, nonexistence_row
from nonesuch.measure.privacy import (
    RECOGNIZERS,
    crowd_of,
    linkage_table,
    recognition_table,
    sanity_table,
    verification_table,
)

PEOPLE, EACH = 40, 3


def faces(people: int = PEOPLE, each: int = EACH) -> list[Face]:
    person = people_of(face((50, 50), 60))
    return [
        Face(Shot(f"{who}/{number}.png", str(who), Path("nowhere")), person)
        for who in range(people)
        for number in range(each)
    ]


def readings(seed: int, noise: float = 0.2, count: int = PEOPLE) -> Readings:
    """Of the same people for the same seed, whatever the noise."""
    rng = np.random.default_rng(seed)
    found: Readings = {}
    for name in (*RECOGNIZERS, MESH):
        shape = (479, 3) if name == MESH else (32,)
        people = rng.standard_normal((count, *shape)).repeat(EACH, axis=0)
        values = people + noise * rng.standard_normal(people.shape)
        if name != MESH:
            values /= np.linalg.norm(values, axis=1, keepdims=True)
        found[name] = list(values.astype(np.float32))
    return found


def test_original_is_found_and_a_stranger_is_not() -> None:
    own, other = readings(0), readings(99)
    crowd = crowd_of(faces(), own)
    table = recognition_table(crowd, {"original": own, "others": other})
    original, strangers = ([v.value for v in row.values] for row in table.rows)
    assert all(value > 0.95 for value in original[:-1])
    assert all(value < 0.15 for value in strangers)
    assert original[-1] == pytest.approx(EACH / (PEOPLE * EACH), abs=0.02)


def test_verification_accepts_the_original_alone() -> None:
    own, other = readings(0), readings(99)
    crowd = crowd_of(faces(), own)
    table = verification_table(crowd, {"original": own, "others": other})
    original, strangers = (row.values for row in table.rows)
    assert original[0].value == 1 and strangers[0].value < 0.05
    assert not original[2].is_known  # too few strangers for 1 in 10,000


def test_stand_ins_of_their_own_do_not_link_pictures() -> None:
    own = readings(0)
    crowd = crowd_of(faces(), own)
    rng = np.random.default_rng(5)
    single = {
        name: list(rng.permutation(np.stack(values))) for name, values in own.items()
    }
    table = linkage_table(crowd, {"original": own, "fresh": single})
    original, fresh = (row.values for row in table.rows)
    assert original[0].value == 1 and fresh[0].value < 0.2
    assert original[2].value > 0.8 and abs(fresh[2].value) < 0.1


def test_recognizers_reach_what_clear_people_allow() -> None:
    table = sanity_table(crowd_of(faces(), readings(0)))
    assert [row.values[0].value > 0.99 for row in table.rows] == [True] * 4


def test_too_few_people_are_refused() -> None:
    with pytest.raises(Refusal, match="of one identity"):
        crowd_of(faces(1, 3), readings(0))
    with pytest.raises(Refusal, match="no pairs"):
        crowd_of(faces(5, 1), readings(0))


def test_nearest_stranger_is_never_the_same_person() -> None:
    codes = np.eye(3, dtype=np.float32)[[0, 0, 1]]
    assert nearest_strangers(codes, np.array([0, 0, 1])).tolist() == [0, 0, 0]


def test_twin_among_the_stand_ins_is_seen() -> None:
    own = readings(0)
    crowd = crowd_of(faces(), own)
    rng = np.random.default_rng(1)
    views = rng.standard_normal((4, 8, 32))
    views[0, 2] = own["w600k"][0]
    views /= np.linalg.norm(views, axis=2, keepdims=True)
    row = nonexistence_row("w600k", views.astype(np.float32), crowd)
    highest = row.values[4].value
    assert highest == pytest.approx(1, abs=1e-5)
