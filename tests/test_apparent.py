"""What is read of a face where a user asks to keep it; otherwise nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import people_of

from nonesuch import apparent
from nonesuch.apparent import Beholder, ages_and_sexes, beholder_of, models_for
from nonesuch.apparent import refuse_unknown_looks as refuse
from nonesuch.casting import Casting
from nonesuch.errors import Refusal
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.nouns import Floats, Image
from nonesuch.parts import Secret
from nonesuch.replace.identity import IdentityTable
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import FRONT_VIEW, looks_of, shipped

OLD_MAN, YOUNG_WOMAN, DARK, LIGHT = 45, 63, 47, 65


def front(index: int) -> tuple[Image, Floats]:
    looks = looks_of(index)
    return looks.images[FRONT_VIEW], looks.landmarks[FRONT_VIEW] * 256


def test_lightness_of_skin_is_seen() -> None:
    dark, light = (Beholder(("skin",)).wanted(*front(i)) for i in (DARK, LIGHT))
    assert dark.lightness is not None and light.lightness is not None
    assert dark.lightness == pytest.approx(shipped().table.lightness[DARK], abs=4)
    assert light.lightness == pytest.approx(shipped().table.lightness[LIGHT], abs=4)
    assert dark.age_years is None and dark.maleness is None


def test_age_and_sex_are_seen() -> None:
    ages, sexes = ages_and_sexes(AgeAndSex(), [front(OLD_MAN), front(YOUNG_WOMAN)])
    assert ages[0] > 55 and ages[1] < 35
    assert sexes[0] > 0.9 and sexes[1] < 0.1


def test_size_of_the_picture_does_not_matter() -> None:
    image, landmarks = front(OLD_MAN)
    wide = np.zeros((512, 600, 3), np.uint8)
    wide[100:356, 200:456] = image
    seen = Beholder(("age", "sex"))
    one, other = (
        seen.wanted(image, landmarks),
        seen.wanted(wide, landmarks + np.float32([200, 100])),
    )
    assert one.age_years == pytest.approx(other.age_years, abs=1)
    assert one.maleness == pytest.approx(other.maleness, abs=0.05)


def test_only_what_is_asked_for_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apparent, "AgeAndSex", None)
    assert beholder_of(()) is None
    Beholder(("skin",))
    assert models_for(("skin",)) == []
    assert models_for(("age",)) == ["age", "gender"]


def test_a_table_that_does_not_know_is_refused() -> None:
    table = IdentityTable(np.zeros((1, 128)), np.zeros(1), path="mine.npz")
    refuse(("skin",), table)
    for name in ("age", "sex"):
        with pytest.raises(Refusal, match=f"mine.npz does not say .* --keep {name}"):
            refuse((name,), table)


def placed(index: int) -> tuple[Image, Floats]:
    wall = np.full((400, 400, 3), 120, np.uint8)
    image, landmarks = front(index)
    wall[72:328, 72:328] = image
    return wall, landmarks + 72


def cast(kept: tuple[str, ...], person: int, track: int = 0) -> int:
    image, landmarks = placed(person)
    secret = Secret(b"a key for the tests only", "a.png")
    casting = Casting(
        method_named("person"),
        shipped().table,
        secret,
        None,  # type: ignore[arg-type]
        beholder=beholder_of(kept),
    )
    casting.draw(image, people_of(landmarks, first_track=track), 0)
    return casting.parts[track].identity.index


def test_without_keep_scrambled_faces_get_the_same_stand_in() -> None:
    image, landmarks = placed(OLD_MAN)
    secret = Secret(b"a key for the tests only", "a.png")
    rng = np.random.default_rng(0)
    found = []
    for _ in range(3):
        casting = Casting(
            method_named("person"),
            shipped().table,
            secret,
            None,  # type: ignore[arg-type]
        )
        people = people_of(landmarks)
        drawn = casting.draw(image, people, 0)
        found.append(casting.parts[0].identity.index)
        (region,) = drawn.regions
        x0, y0, x1, y1 = region.window_xyxy
        image = image.copy()
        inside = region.alpha > 0
        noise = rng.integers(0, 255, (int(inside.sum()), 3), np.uint8)
        image[y0:y1, x0:x1][inside] = noise
    assert len(set(found)) == 1


def test_kept_looks_are_those_of_the_stand_in() -> None:
    table = shipped().table
    assert table.ages_years is not None and table.maleness is not None
    kept = ("age", "sex")
    for track in range(4):
        old, young = cast(kept, OLD_MAN, track), cast(kept, YOUNG_WOMAN, track)
        assert table.maleness[old] > 0.5 > table.maleness[young]
        assert table.ages_years[old] > table.ages_years[young]
