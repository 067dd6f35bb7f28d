"""Who descends from whom, and who is nobody's twin. No models run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.learn.beards import beards_of, note_beards
from nonesuch.learn.fronts import Fronts, joined
from nonesuch.learn.kin import (
    TWIN_COSINES,
    chosen_in_turns,
    families,
    relatives,
    unlike,
)
from nonesuch.learn.kin_table import drop, write
from nonesuch.learn.standins import write_table
from nonesuch.nouns import Floats
from nonesuch.replace.mixing import PARTS
from nonesuch.replace.people_table import read_table
from nonesuch.replace.standin import looks_of, shipped
from tests.learn.test_standins import made_up_person


def codes_of(count: int, seed: int = 0) -> Floats:
    """Unit codes that are much alike."""
    codes = np.random.default_rng(seed).normal(0.35, 1, (count, 8))
    return np.asarray(codes / np.linalg.norm(codes, axis=1, keepdims=True), np.float32)


def fronts(count: int) -> Fronts:
    """People by turns female and male, older and lighter from one to the next."""
    steps = np.arange(count, dtype=np.float32)
    return Fronts(
        np.eye(count, 128, dtype=np.float32),
        40 + steps,
        20 + 2 * steps,
        steps % 2,
        steps,
    )


def nearest(codes: Floats) -> float:
    alike = codes @ codes.T
    np.fill_diagonal(alike, -1)
    return float(alike.max())


def test_chosen_are_unlike_each_other_and_all_kept() -> None:
    codes, kept = codes_of(200), codes_of(5, seed=1)
    chosen = codes[unlike(codes, kept, 0.6)]
    assert nearest(np.concatenate([kept[:1], chosen])) < 0.6
    assert (chosen @ kept.T).max() < 0.6
    assert 2 < len(chosen) < 200


def test_every_line_lets_in_more_who_are_unlike_all_before() -> None:
    codes, founders = codes_of(300), codes_of(3, seed=1)
    turns = chosen_in_turns(codes, founders, (0.5, 0.7, 0.9), 300)
    assert all(len(turn) for turn in turns)
    for line, end in zip((0.5, 0.7, 0.9), (1, 2, 3), strict=True):
        so_far = np.concatenate(turns[:end])
        assert len(set(so_far.tolist())) == len(so_far)
        assert nearest(codes[so_far]) < line
        assert (codes[so_far] @ founders.T).max() < line


def test_no_more_are_chosen_than_wanted() -> None:
    turns = chosen_in_turns(codes_of(300), codes_of(1, seed=1), (0.5, 0.9), 20)
    assert sum(map(len, turns)) == 20


def test_relatives_are_of_one_sex_and_similar_age_and_skin() -> None:
    found = fronts(20)
    near = relatives(found)
    assert (near == near.T).all() and not near.diagonal().any()
    for one, other in np.argwhere(near):
        assert (one - other) % 2 == 0
        assert abs(one - other) <= 7  # 14 years
    assert near[0, 6] and not near[0, 8] and not near[0, 1]


def test_families_come_from_relatives_of_one_who_gives_faces() -> None:
    near = relatives(fronts(20))
    tried = families(np.random.default_rng(0), near, 10)
    again = families(np.random.default_rng(0), near, 10)
    for _ in range(50):
        face, *others = parents = next(tried)
        assert parents == next(again)
        assert len(parents) == len(PARTS)
        assert face < 10
        assert near[face, others].all()
        assert len(set(others[:-1])) == len(others[:-1])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Of three founders the third only lends; three descendants."""
    people = [made_up_person(code, i) for i, code in enumerate(np.eye(3, 128))]
    write_table(people, tmp_path / "founders.npz")
    founders = read_table(tmp_path / "founders.npz")
    out = tmp_path / "people.npz"
    parents = [[0, 1, 2, 0, 1, 2], [1, 2, 2, 2, 2, 2], [0, 0, 0, 0, 0, 1]]
    found = fronts(5)
    write(out, founders, parents, joined([found[np.arange(2)], found[np.arange(2, 5)]]))
    return out


def test_written_descendants_are_read_back(table: Path) -> None:
    people = read_table(table)
    assert (len(people), people.themselves, len(people.landmarks)) == (5, 2, 3)
    assert [people.face_of(index) for index in range(5)] == [0, 1, 0, 1, 0]
    assert people.table.maleness is not None
    assert people.table.maleness.tolist() == [0, 1, 0, 1, 0]  # that of the face
    assert people.table.lightness.tolist() == [40, 41, 42, 43, 44]
    assert looks_of(4, str(table)).images.shape == (8, 256, 256, 3)


def test_dropped_people_leave_the_others_as_they_were(table: Path) -> None:
    before = read_table(table)
    assert drop(table, [3]) == 4
    after = read_table(table)
    np.testing.assert_array_equal(after.parents, before.parents[[0, 2]])
    np.testing.assert_array_equal(after.table.codes, before.table.codes[[0, 1, 2, 4]])
    for number in (0, 1, 5):
        with pytest.raises(Refusal, match=f"no descendant {number}"):
            drop(table, [number])


def test_beards_are_noted_and_go_with_who_is_dropped(table: Path) -> None:
    people = read_table(table)
    beards = people.table.beards
    assert beards is not None and beards.shape == (5,)
    np.testing.assert_allclose(note_beards(table), beards, atol=1e-3)
    assert people.table.maleness is not None
    assert beards[people.table.maleness < 0.5].max() == 0
    drop(table, [3])
    np.testing.assert_array_equal(read_table(table).table.beards, beards[[0, 1, 2, 4]])
    assert looks_of(3, str(table)).images.shape == (8, 256, 256, 3)


def test_shipped_beards_are_those_of_faces_and_chins() -> None:
    people = shipped()
    beards, sexes = people.table.beards, people.table.maleness
    assert beards is not None and sexes is not None
    np.testing.assert_allclose(beards, beards_of(people), atol=0.02)
    assert beards[sexes < 0.5].max() == 0
    assert 0.2 < (beards[sexes > 0.5] > 0.3).mean() < 0.8


def test_nobody_shipped_is_anybodys_twin() -> None:
    people = shipped()
    descend = people.table.codes[people.themselves :]
    assert len(descend) + people.themselves >= 4096
    assert nearest(descend) < TWIN_COSINES[-1] + 2e-3
    assert nearest(descend[:900]) < TWIN_COSINES[0] + 2e-3


def test_shipped_people_have_the_looks_of_their_parents() -> None:
    people = shipped()
    sexes, ages = people.table.maleness, people.table.ages_years
    assert sexes is not None and ages is not None
    assert set(np.unique(sexes).tolist()) == {0, 1}
    faces = people.parents[:, 0]
    assert faces.max() < people.themselves
    np.testing.assert_array_equal(sexes[people.themselves :], sexes[faces])
    assert np.abs(ages[people.themselves :] - ages[faces]).max() <= 28.1
