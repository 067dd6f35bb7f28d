"""Among those who pass the gate, who looks like the person is passed over."""

from __future__ import annotations

import pytest
from made_castings import (
    ALIKE,
    CLOSE,
    LESS_CLOSE,
    OTHER,
    SECRET,
    TABLE,
    UNSEEN,
    casting_of,
    everybody,
    face_pixels,
    region_at,
    scene,
)
from made_faces import of_boxes

from nonesuch.prove.gate import FURTHER_ATTEMPTS
from nonesuch.replace.context import suggested
from nonesuch.replace.identity import stand_ins


def cast(answers: list[str], size: int = 40, recast: bool = True) -> tuple[int, bool]:
    """Attempts of one of three faces, and whether it is covered."""
    image, people = scene()
    casting, _ = casting_of(image, {1: answers}, size=size)
    casting.stage(image, people, 0, everybody(people), recast=recast)
    assert casting.parts[0].attempts == casting.parts[2].attempts == 1
    return casting.parts[1].attempts, casting.parts[1].is_covered


@pytest.mark.parametrize(
    ("answers", "attempts"),
    [
        ([OTHER, CLOSE], 1),
        ([CLOSE, OTHER], 2),
        ([CLOSE, CLOSE, OTHER], 3),
        ([CLOSE] * 99, FURTHER_ATTEMPTS + 1),
        ([CLOSE, ALIKE, OTHER], 3),
        ([ALIKE, CLOSE, OTHER], 3),
        ([CLOSE, ALIKE] * 3 + [OTHER], 2 * FURTHER_ATTEMPTS + 1),
        ([CLOSE] * 3 + [ALIKE] * 3 + [CLOSE], 2 * FURTHER_ATTEMPTS + 1),
    ],
)
def test_who_is_close_is_passed_over_while_attempts_are_left(
    answers: list[str], attempts: int
) -> None:
    assert cast(answers) == (attempts, False)


@pytest.mark.parametrize(
    ("answers", "attempts"),
    [
        ([CLOSE] + [ALIKE] * 4, 5),
        ([CLOSE, UNSEEN], 2),
    ],
)
def test_who_fails_after_a_close_one_is_covered_as_ever(
    answers: list[str], attempts: int
) -> None:
    assert cast(answers) == (attempts, True)


def test_stand_in_is_the_next_one_in_the_order_of_the_key() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [CLOSE, CLOSE, OTHER]})
    casting.stage(image, people, 0, everybody(people), recast=True)
    place = suggested(image, region_at(image, people, 1))
    order = list(stand_ins(TABLE, SECRET.key, "street.mp4", "north", 1, place))
    assert casting.parts[1].identity.index == order[2].index
    assert casting.parts[1].worst is not None
    assert casting.parts[1].worst.similarity == -1


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ([CLOSE, LESS_CLOSE, CLOSE, CLOSE, LESS_CLOSE], 1),
        ([LESS_CLOSE, CLOSE, CLOSE, CLOSE, LESS_CLOSE], 0),
        ([CLOSE, CLOSE, CLOSE, LESS_CLOSE], 3),
        ([CLOSE, CLOSE, CLOSE, CLOSE], 3),
        ([LESS_CLOSE, ALIKE, CLOSE, CLOSE, CLOSE, LESS_CLOSE], 0),
    ],
)
def test_if_all_are_close_the_least_alike_stays(answers: list[str], place: int) -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: answers})
    count = len(answers)
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    part, region = casting.parts[1], region_at(image, people, 1)
    order = list(
        stand_ins(TABLE, SECRET.key, "street.mp4", "north", 1, suggested(image, region))
    )
    assert part.identity.index == order[place].index
    assert (face_pixels(staged.image, region)[:, 0] == order[place].index).all()
    assert recognizer.asked.count(1) == count
    assert not part.is_covered and part.verified_frames == 1
    assert part.worst is not None and part.worst.passed


@pytest.mark.parametrize("people_in_table", [1, 2, 3])
def test_close_one_is_kept_when_the_table_is_used_up(people_in_table: int) -> None:
    assert cast([CLOSE] * 99, size=people_in_table) == (people_in_table, False)


def test_nobody_is_passed_over_once_checked() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [OTHER, CLOSE, CLOSE]})
    for index in range(3):
        casting.stage(image, people, index, everybody(people), recast=True)
    assert casting.parts[1].attempts == 1
    assert casting.parts[1].verified_frames == 3


def test_nobody_is_passed_over_without_recasting() -> None:
    assert cast([CLOSE, OTHER], recast=False) == (1, False)


def test_blur_of_who_may_be_nobody_has_no_other() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [CLOSE, OTHER]}, doubtful=[1])
    casting.stage(image, people, 0, everybody(people), recast=True)
    assert (casting.parts[1].attempts, casting.parts[1].is_covered) == (1, False)


@pytest.mark.parametrize("answer", [CLOSE, ALIKE])
def test_solid_fill_has_no_other(answer: str) -> None:
    image, _ = scene()
    people = of_boxes((20, 20, 60, 70))  # too large to guess without landmarks
    casting, recognizer = casting_of(image, {0: [answer] * 9})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert staged.covered.all() and casting.parts[0].attempts == 1
    assert recognizer.asked == [0]
