"""Persons as numbers: reproducible, distinct, like those of a street."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.world import outfits
from nonesuch.world.colors import COLOR_NAMES
from nonesuch.world.people import WISHES, age_group, draw_person
from nonesuch.world.stature import draw_stature_m

CROWD = [draw_person(0, person_id) for person_id in range(400)]


def test_same_seed_and_number_are_the_same_person() -> None:
    assert draw_person(0, 7) == draw_person(0, 7)
    assert draw_person(1, 7) != draw_person(0, 7)


def test_persons_are_distinct() -> None:
    looks = {
        (tuple(sorted(person.attributes.items())), round(person.stature_m, 2))
        for person, _ in CROWD
    }
    assert len(looks) > 0.98 * len(CROWD)
    assert len({repr(look) for _, look in CROWD}) == len(CROWD)


def test_attributes_are_complete_and_named() -> None:
    names = set(CROWD[0][0].attributes)
    assert names >= {"age_group", "sex", "upper_color", "lower_color", "hat", "bag"}
    for person, _ in CROWD:
        assert set(person.attributes) == names
        assert person.attributes["sex"] == person.sex
        assert person.attributes["upper_color"] in COLOR_NAMES
        assert person.attributes["age_group"] == age_group(person.age_years)


def test_adults_are_as_tall_as_people_are() -> None:
    for sex, mean, spread in (("male", 1.75, 0.07), ("female", 1.62, 0.065)):
        rng = np.random.default_rng(0)
        statures = [draw_stature_m(rng, sex, 30) for _ in range(2000)]
        assert np.mean(statures) == pytest.approx(mean, abs=0.01)
        assert np.std(statures) == pytest.approx(spread, rel=0.1)
        assert max(statures) < mean + 2.6 * spread


def test_children_grow() -> None:
    means = []
    for age in (4, 7, 10, 13, 17):
        rng = np.random.default_rng(0)
        means.append(np.mean([draw_stature_m(rng, "male", age) for _ in range(200)]))
    assert np.all(np.diff(means) > 0.1)
    assert means[0] == pytest.approx(1.03, abs=0.02)


def test_street_has_both_sexes_all_ages_and_calm_colors() -> None:
    people = [person for person, _ in CROWD]
    women = np.mean([person.sex == "female" for person in people])
    assert 0.4 < women < 0.6
    groups = {person.attributes["age_group"] for person in people}
    assert groups == {"child", "teenager", "young", "middle-aged", "old"}
    dark = ("black", "gray", "white", "navy")
    calm = [person.attributes["upper_color"] in dark for person in people]
    assert 0.5 < np.mean(calm) < 0.85


def test_old_people_are_gray() -> None:
    def share(low: float, high: float) -> float:
        hair = [
            person.attributes["hair_color"] in ("gray", "white")
            for person, _ in CROWD
            if low <= person.age_years < high
        ]
        return float(np.mean(hair))

    assert share(4, 30) == 0
    assert share(65, 86) > 0.6


def test_wishes_come_true_and_leave_the_rest() -> None:
    wishes = {"sex": "female", "age_years": 30.0, "upper_color": "red", "hat": "cap"}
    person, look = draw_person(0, 5, wishes)
    assert (person.sex, person.age_years) == ("female", 30.0)
    assert person.attributes["upper_color"] == "red"
    assert person.attributes["hat"] == "cap"
    assert any("cap" in worn.items for worn in look.worn)
    other, other_look = draw_person(0, 5, {**wishes, "upper_color": "green"})
    assert other.attributes == {**person.attributes, "upper_color": "green"}
    assert other_look.shape == look.shape


@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_kind_of_clothes_can_be_wished_for(sex: str) -> None:
    for name, kinds in (
        ("upper_type", outfits.UPPER[sex]),
        ("lower_type", outfits.LOWER[sex]),
        ("bag", outfits.BAGS[sex]),
        ("hat", outfits.HATS),
    ):
        for kind in kinds:
            person, look = draw_person(0, 1, {"sex": sex, name: kind})
            assert look.worn
            if person.attributes["upper_type"] != "dress":
                assert person.attributes[name] == kind


def test_wish_for_clothes_decides_the_sex() -> None:
    for person_id in range(8):
        assert draw_person(0, person_id, {"upper_type": "dress"})[0].sex == "female"


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"wings": "two"}, "no trait 'wings'"),
        ({"sex": "robot"}, "sex cannot be 'robot'"),
        ({"age_years": 3.0}, "number from 4 to 85"),
        ({"age_years": "old"}, "number from 4 to 85"),
        ({"stature_m": 3.0}, "number from 0.9 to 2.1"),
        ({"upper_color": "neon"}, "upper_color cannot be 'neon'"),
        ({"sex": "male", "upper_type": "dress"}, "Nobody in the wardrobe wears"),
        ({"upper_type": "suit", "bag": "handbag"}, "Nobody in the wardrobe wears"),
    ],
)
def test_wish_that_cannot_be_met_is_refused(
    wishes: dict[str, str | float], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        draw_person(0, 1, wishes)


def test_all_wishes_are_known_by_name() -> None:
    assert {"sex", "age_years", "upper_color", "bag", "glasses"} <= set(WISHES)
