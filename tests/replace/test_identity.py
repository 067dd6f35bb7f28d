"""The keyed choice: repeatable with the key, a lottery without it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_faces import table_of

from nonesuch.errors import Refusal
from nonesuch.replace.identity import (
    AGE_EDGES_YEARS,
    KEY_BYTES,
    SKIN_EDGES,
    Appearance,
    IdentityTable,
    keyed_seed,
    new_key,
    read_key,
    stand_ins,
)

KEY = b"a key for the tests only"
GOLDEN_SEED = 0xC5036F791EB643F4


def order_of(
    count: int = 40,
    key: bytes = KEY,
    source: str = "street.mp4",
    camera: str = "north",
    track: int = 3,
    lightness: float | None = None,
) -> list[int]:
    table = table_of(count)
    suggested = None if lightness is None else Appearance(lightness)
    return [p.index for p in stand_ins(table, key, source, camera, track, suggested)]


def test_same_parts_give_the_same_order() -> None:
    assert order_of() == order_of()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": b"another key for the tests"},
        {"source": "street2.mp4"},
        {"camera": "south"},
        {"camera": ""},
        {"track": 4},
    ],
)
def test_every_part_changes_the_order(changed: dict[str, object]) -> None:
    assert order_of(**changed) != order_of()  # type: ignore[arg-type]


def test_seed_of_known_parts_is_golden() -> None:
    assert keyed_seed(KEY, "street.mp4", "north", 3) == GOLDEN_SEED


def test_framing_of_parts_is_unambiguous() -> None:
    texts = ["", "a", "b", "c", "ab", "bc", "abc", "\0", "\0\0\0\1a"]
    tuples = [parts for n in range(4) for parts in itertools.product(texts, repeat=n)]
    assert len({keyed_seed(KEY, *parts) for parts in tuples}) == len(tuples)


def test_seed_depends_on_the_order_of_parts() -> None:
    assert keyed_seed(KEY, "ab", "c") != keyed_seed(KEY, "a", "bc")
    assert keyed_seed(KEY, "a", "b") != keyed_seed(KEY, "b", "a")
    assert keyed_seed(KEY, "v", 1, 23) != keyed_seed(KEY, "v", 12, 3)


def test_seed_has_64_bits() -> None:
    seeds = np.array([keyed_seed(KEY, "x", i) for i in range(2000)], np.uint64)
    bits = (seeds[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    assert np.abs(bits.mean(0) - 0.5).max() < 0.06  # 5 standard deviations


@pytest.mark.parametrize("lightness", [None, 55.0])
def test_everybody_of_the_table_comes_exactly_once(lightness: float | None) -> None:
    assert sorted(order_of(40, lightness=lightness)) == list(range(40))


def test_first_choices_are_uniform() -> None:
    people, draws = 20, 4000
    firsts = [
        next(stand_ins(table_of(people), KEY, "walk.mp4", "", track)).index
        for track in range(draws)
    ]
    counts = np.bincount(firsts, minlength=people)
    chi_square = ((counts - draws / people) ** 2 / (draws / people)).sum()
    assert chi_square < 43.8  # the 99.9 % quantile of 19 degrees of freedom


@pytest.mark.parametrize("lightness", [20.0, 33.0, 55.0, 90.0])
def test_people_of_similar_lightness_come_first(lightness: float) -> None:
    table = table_of(40)
    misfits = np.abs(table.lightness[order_of(lightness=lightness)] - lightness)
    assert (np.diff(misfits // 12) >= 0).all()


def test_among_equally_suiting_people_the_key_decides() -> None:
    by_key, by_light = order_of(), order_of(lightness=55.0)
    lightness = table_of(40).lightness
    steps = np.abs(lightness - 55.0) // 12
    for step in np.unique(steps):
        same = set(np.flatnonzero(steps == step).tolist())
        assert [i for i in by_light if i in same] == [i for i in by_key if i in same]


def suited(suggested: Appearance, track: int = 3) -> list[int]:
    people = stand_ins(looks_table(), KEY, "street.mp4", "", track, suggested)
    return [one.index for one in people]


def test_those_whom_the_surroundings_suggest_come_first() -> None:
    table = looks_table()
    assert table.ages_years is not None and table.maleness is not None
    order = suited(Appearance(50.0, 52.0, 0.9))
    assert sorted(order) == list(range(len(table)))
    suits = np.abs(table.lightness - 50) < 12
    suits &= np.abs(table.ages_years - 52) < 10
    suits &= table.maleness == 1
    assert 0 < suits.sum() < len(table) / 4
    assert suits[order[: suits.sum()]].all()


@pytest.mark.parametrize("maleness", [0.02, 0.98])
def test_sure_guess_of_the_sex_counts_and_an_unsure_one_does_not(
    maleness: float,
) -> None:
    table = looks_table()
    assert table.maleness is not None
    half = len(table) // 2
    sure = table.maleness[suited(Appearance(maleness=maleness))[:half]]
    assert (sure == round(maleness)).all()
    assert suited(Appearance(maleness=0.5)) == suited(Appearance())


@pytest.mark.parametrize("maleness", [0.3, 0.55, 0.75])
def test_beards_come_last_where_it_is_unsure_who_was_there(maleness: float) -> None:
    table = looks_table()
    assert table.maleness is not None
    beards = (np.arange(len(table)) % 2 * table.maleness).astype(np.float32)
    people = stand_ins(
        replace(table, beards=beards), KEY, "a", "", 0, Appearance(maleness=maleness)
    )
    order = np.array([one.index for one in people])
    men = order[table.maleness[order] == 1]
    assert beards[men[: len(men) // 2]].max() == 0


def test_beards_are_welcome_where_surely_a_man_was_there() -> None:
    table = looks_table()
    bearded = replace(table, beards=np.ones(len(table), np.float32))
    sure = Appearance(maleness=0.95)
    orders = [
        [one.index for one in stand_ins(each, KEY, "a", "", 0, sure)]
        for each in (table, bearded)
    ]
    assert orders[0] == orders[1]


def test_what_a_table_does_not_say_is_not_asked_for() -> None:
    plain = table_of(40)
    assert plain.ages_years is None
    some = stand_ins(plain, KEY, "a", "", 0, Appearance(None, 40.0, 0.9))
    assert [one.index for one in some] == [
        one.index for one in stand_ins(plain, KEY, "a", "", 0)
    ]


def test_identity_is_a_row_of_the_table() -> None:
    table = table_of(5)
    assert table[3].index == 3
    assert np.array_equal(table[3].code, table.codes[3])
    assert len(table) == 5


def test_new_keys_differ_and_are_long_enough() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {KEY_BYTES}


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_key_of_a_file_has_no_line_end(tmp_path: Path, ending: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"0123456789abcdef" + ending)
    assert read_key(path) == b"0123456789abcdef"


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"fifteen bytes!!\n"])
def test_short_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="at least 16"):
        read_key(path)


def test_missing_key_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no-key.*cannot be read"):
        read_key(tmp_path / "no-key")


def looks_table() -> IdentityTable:
    """Two people of every group of skin, age and sex."""
    lightness, ages, sexes, _ = np.meshgrid(
        *((30, 40, 50, 60, 70), (15, 25, 35, 50, 70), (0, 1), (0, 1)), indexing="ij"
    )
    codes = np.zeros((lightness.size, 128), np.float32)
    looks = (values.ravel().astype(np.float32) for values in (lightness, ages, sexes))
    return IdentityTable(codes, *looks)


def chosen(wanted: Appearance | None, track: int = 3) -> list[int]:
    people = stand_ins(looks_table(), KEY, "street.mp4", "", track, None, wanted)
    return [one.index for one in people]


def test_those_of_the_wanted_groups_come_first() -> None:
    table = looks_table()
    assert table.ages_years is not None and table.maleness is not None
    for wanted in (
        Appearance(lightness=52.0),
        Appearance(age_years=33.0),
        Appearance(maleness=0.7),
        Appearance(47.0, 31.0, 0.9),
    ):
        fits = np.ones(len(table), bool)
        if wanted.lightness is not None:
            fits &= table.lightness == 50
        if wanted.age_years is not None:
            fits &= table.ages_years == 35
        if wanted.maleness is not None:
            fits &= table.maleness == 1
        order = chosen(wanted)
        assert sorted(order) == list(range(len(table)))
        assert set(order[: fits.sum()]) == set(np.flatnonzero(fits))


def test_a_face_says_no_more_than_its_groups() -> None:
    one, other = Appearance(46.0, 31.0, 0.5), Appearance(54.9, 39.9, 1.0)
    assert chosen(one) == chosen(other)
    assert chosen(one) != chosen(Appearance(54.9, 40.1, 1.0))


def test_among_those_of_the_groups_the_key_decides() -> None:
    wanted = Appearance(maleness=1.0)
    assert len({chosen(wanted, track)[0] for track in range(100)}) > 30


def test_nothing_wanted_changes_nothing() -> None:
    assert chosen(None) == chosen(Appearance())


def test_groups_are_few() -> None:
    assert (len(SKIN_EDGES) + 1) * (len(AGE_EDGES_YEARS) + 1) * 2 == 50


def test_the_other_sex_comes_last() -> None:
    table = looks_table()
    assert table.maleness is not None
    half = len(table) // 2
    for order in (
        chosen(Appearance(30.0, 15.0, 0.1)),
        chosen(Appearance(70.0, 70.0, 0.1)),
    ):
        assert table.maleness[order[:half]].max() == 0


def test_choice_among_thousands_is_fast() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(20, 80, (3, 5000)).astype(np.float32)
    table = IdentityTable(np.zeros((5000, 128), np.float32), *values)
    near, wanted = Appearance(55.0, 40.0), Appearance(50.0, 30.0, 0.5)
    orders = [
        next(stand_ins(table, KEY, "a", "", track, near, wanted)) for track in range(50)
    ]
    assert len({one.index for one in orders}) > 20


@pytest.mark.parametrize(
    ("lightness", "kept"),
    [
        (20.0, (15.0, 35.0)),
        (35.0, (35.0, 45.0)),
        (50.0, (45.0, 55.0)),
        (90.0, (65.0, 85.0)),
    ],
)
def test_skin_is_kept_by_its_group_and_no_closer(
    lightness: float, kept: tuple[float, float]
) -> None:
    wanted = Appearance(lightness)
    for one in stand_ins(looks_table(), KEY, "a", "", 0, None, wanted):
        assert one.lightness_range == kept
    first = next(stand_ins(looks_table(), KEY, "a", "", 0, wanted))
    assert first.lightness_range is None
