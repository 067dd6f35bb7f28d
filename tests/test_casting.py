"""One stand-in a track: recast while the gate says no, covered when nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from made_castings import (
    ALIKE,
    BLUR,
    OTHER,
    PERSON,
    SECRET,
    TABLE,
    UNSEEN,
    casting_of,
    everybody,
    face_pixels,
    flat_person,
    is_only_covered,
    nobody,
    region_at,
    scene,
)
from made_faces import face, of_boxes, people_of, picture

from nonesuch.casting import DOUBTFUL_BLURS
from nonesuch.nouns import Identity, Image, People
from nonesuch.prove.gate import FURTHER_ATTEMPTS
from nonesuch.replace import classic
from nonesuch.replace.context import suggested
from nonesuch.replace.identity import stand_ins
from nonesuch.replace.methods import Method
from nonesuch.replace.region import Region, region_of_face


def test_empty_picture_stays_as_it_is() -> None:
    image, _ = scene()
    casting, recognizer = casting_of(image, {})
    staged = casting.stage(image, People.nobody(), 0, np.zeros(0, bool), recast=True)
    assert np.array_equal(staged.image, image)
    assert staged.windows_xyxy.shape == (0, 4)
    assert staged.covered.shape == (0,)
    assert recognizer.asked == []


def test_everybody_gets_the_first_choice_of_the_key() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, people, 4, everybody(people), recast=True)
    for track in range(3):
        part = casting.parts[track]
        expected = next(stand_ins(TABLE, SECRET.key, "street.mp4", "north", track))
        assert part.identity.index == expected.index
        assert (part.attempts, part.is_covered, part.verified_frames) == (1, False, 1)
        assert casting.checked_at(track) == 4
        pixels = face_pixels(staged.image, region_at(image, people, track))
        assert (pixels == (expected.index, 255, 0)).all()
    assert not staged.covered.any()


@pytest.mark.parametrize("failures", range(FURTHER_ATTEMPTS + 1))
def test_face_that_fails_gets_the_next_stand_in(failures: int) -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * failures + [OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    place = suggested(image, region_at(image, people, 1))
    order = list(stand_ins(TABLE, SECRET.key, "street.mp4", "north", 1, place))
    part = casting.parts[1]
    assert part.attempts == failures + 1
    assert not part.is_covered
    assert part.identity.index == order[failures].index
    pixels = face_pixels(staged.image, region_at(image, people, 1))
    assert (pixels == (part.identity.index, 255, 0)).all()
    assert casting.parts[0].attempts == casting.parts[2].attempts == 1


def test_face_that_never_passes_is_covered() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [ALIKE] * 99})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == FURTHER_ATTEMPTS + 1
    assert staged.covered.tolist() == [False, True, False]
    assert is_only_covered(staged, image, people, 1)
    assert recognizer.asked.count(1) == FURTHER_ATTEMPTS + 1
    assert recognizer.asked.count(0) == 1


def test_covered_stays_covered_and_is_not_asked_again() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [ALIKE] * 4})
    casting.stage(image, people, 0, everybody(people), recast=True)
    recognizer.asked.clear()
    for index in (1, 2):
        staged = casting.stage(image, people, index, everybody(people), recast=True)
        assert is_only_covered(staged, image, people, 1)
    assert recognizer.asked == [0, 2, 0, 2]


@pytest.mark.parametrize("people_in_table", [1, 2, 3])
def test_face_is_covered_when_the_table_is_used_up(people_in_table: int) -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * 99}, size=people_in_table)
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == people_in_table
    assert is_only_covered(staged, image, people, 1)


def test_failure_without_recasting_is_covered_at_once() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE, OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=False)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert is_only_covered(staged, image, people, 1)


def test_method_without_identity_is_covered_at_the_first_failure() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE, OTHER]}, BLUR)
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert staged.covered.tolist() == [False, True, False]
    region = region_at(image, people, 0)
    blurred = classic.blur(image, region, 17)
    assert np.array_equal(face_pixels(staged.image, region), blurred[region.alpha == 1])


def test_face_that_cannot_be_embedded_is_covered() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [UNSEEN, OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert is_only_covered(staged, image, people, 1)


def test_face_that_was_verified_may_be_hidden_later() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [OTHER, UNSEEN]})
    for index in (0, 1):
        casting.stage(image, people, index, everybody(people), recast=False)
    assert not casting.parts[1].is_covered
    assert casting.parts[1].verified_frames == 2


def test_later_failure_counts_with_the_earlier_ones() -> None:
    image, people = scene()
    answers = [ALIKE, ALIKE, OTHER, ALIKE, OTHER, ALIKE]
    casting, _ = casting_of(image, {1: answers})
    attempts = []
    for index in range(3):
        casting.stage(image, people, index, everybody(people), recast=True)
        attempts.append(casting.parts[1].attempts)
    assert attempts == [3, 4, 4]
    assert casting.parts[1].is_covered


def test_only_those_who_are_due_are_asked() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {0: [ALIKE] * 9, 2: [ALIKE] * 9})
    due = np.array([False, True, False])
    staged = casting.stage(image, people, 7, due, recast=True)
    assert recognizer.asked == [1]
    assert [casting.checked_at(track) for track in range(4)] == [-1, 7, -1, -1]
    assert not staged.covered.any()


def test_recasting_one_leaves_the_others_as_they_were() -> None:
    image, people = scene()
    calm, _ = casting_of(image, {})
    stirred, _ = casting_of(image, {1: [ALIKE, ALIKE, OTHER]})
    one = calm.stage(image, people, 0, everybody(people), recast=True).image
    other = stirred.stage(image, people, 0, everybody(people), recast=True).image
    x0, y0, x1, y1 = region_at(image, people, 1).window_xyxy
    assert not np.array_equal(one[y0:y1, x0:x1], other[y0:y1, x0:x1])
    one[y0:y1, x0:x1] = other[y0:y1, x0:x1]
    assert np.array_equal(one, other)


def test_part_does_not_depend_on_who_else_is_there() -> None:
    image, people = scene()
    together, _ = casting_of(image, {})
    together.stage(image, people, 0, nobody(people), recast=True)
    for row in range(3):
        alone, _ = casting_of(image, {})
        lone = people[np.array([row])]
        alone.stage(image, lone, 0, nobody(lone), recast=True)
        assert alone.parts[row].identity.index == together.parts[row].identity.index


def test_stand_in_stays_through_the_track() -> None:
    image, people = scene()
    other_image = picture(np.random.default_rng(9), 120, 260) // 2
    casting, _ = casting_of(image, {})
    casting.stage(image, people, 0, nobody(people), recast=True)
    before = [casting.parts[i].identity.index for i in range(3)]
    casting.stage(other_image, people[::-1], 1, nobody(people), recast=True)
    assert [casting.parts[i].identity.index for i in range(3)] == before


def test_doubtful_track_gets_a_blur() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {}, doubtful=[1])
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    region = region_of_face(people.boxes_xyxy[1], None, image.shape[:2])
    blurred = classic.blur(image, region, 51)
    assert np.array_equal(face_pixels(staged.image, region), blurred[region.alpha == 1])
    assert casting.method_of(1) == "blur:51"
    assert casting.method_of(0) == "person"
    assert not staged.covered.any()


@pytest.mark.parametrize("recast", [True, False])
def test_doubtful_track_that_is_recognized_is_blurred_more(recast: bool) -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [ALIKE, OTHER]}, doubtful=[1])
    staged = casting.stage(image, people, 0, everybody(people), recast=recast)
    region = region_of_face(people.boxes_xyxy[1], None, image.shape[:2])
    blurred = classic.blur(image, region, 102)
    assert np.array_equal(face_pixels(staged.image, region), blurred[region.alpha == 1])
    assert casting.method_of(1) == "blur:102"
    assert recognizer.asked.count(1) == 2 and not staged.covered.any()
    again = casting.stage(image, people, 1, nobody(people), recast=False)
    assert np.array_equal(again.image[..., 0], staged.image[..., 0])


def test_doubtful_track_that_no_blur_hides_is_covered() -> None:
    image, people = scene()
    answers = {1: [ALIKE] * len(DOUBTFUL_BLURS)}
    casting, recognizer = casting_of(image, answers, doubtful=[1])
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered and staged.covered.tolist() == [0, 1, 0]
    assert recognizer.asked.count(1) == len(DOUBTFUL_BLURS)
    doubtful = replace(people, landmarks=people.landmarks.copy())
    doubtful.landmarks[1] = np.nan
    assert is_only_covered(staged, image, doubtful, 1)


def test_doubtful_track_whose_blur_cannot_be_embedded_is_covered() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [UNSEEN, OTHER]}, doubtful=[1])
    casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered and recognizer.asked.count(1) == 1


def test_doubt_does_not_change_a_method_without_identity() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {}, BLUR, doubtful=[1])
    casting.stage(image, people, 0, nobody(people), recast=True)
    assert casting.method_of(1) == "blur:17"


def test_large_face_without_landmarks_is_covered_not_guessed() -> None:
    image, _ = scene()
    people = of_boxes((20, 20, 60, 70), (100, 50, 116, 68))
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, people, 0, nobody(people), recast=True)
    assert staged.covered.tolist() == [True, False]
    assert is_only_covered(staged, image, people, 0)
    blurring, _ = casting_of(image, {}, BLUR)
    blurred = blurring.stage(image, people, 0, nobody(people), recast=True)
    assert not blurred.covered.any()


def test_landmarks_with_a_gap_count_as_none() -> None:
    image, people = scene()
    landmarks = people.landmarks.copy()
    landmarks[1, 40] = np.nan
    broken = replace(people, landmarks=landmarks)
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, broken, 0, nobody(people), recast=True)
    assert staged.covered.tolist() == [False, True, False]


def test_grain_differs_from_frame_to_frame_and_from_track_to_track() -> None:
    seen: list[list[int]] = []

    def noting(
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
    ) -> list[Image]:
        seen.append(list(seeds))
        return flat_person(image, regions, identities, seeds)

    image, people = scene()
    for _ in range(2):
        casting, _ = casting_of(image, {}, Method("person", noting, True))
        for index in (0, 1):
            casting.stage(image, people, index, nobody(people), recast=True)
    assert seen[:2] == seen[2:]
    assert len({seed for seeds in seen[:2] for seed in seeds}) == 6


def test_pixels_outside_of_the_windows_stay_bit_identical() -> None:
    image, people = scene()
    before = image.copy()
    casting, _ = casting_of(image, {1: [ALIKE] * 9})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert np.array_equal(image, before)
    touched = np.zeros(image.shape[:2], bool)
    for row in range(3):
        region = region_at(image, people, row)
        assert tuple(staged.windows_xyxy[row]) == region.window_xyxy
        region.window_of(touched)[region.alpha > 0] = True
    assert np.array_equal(staged.image[~touched], image[~touched])


def test_nearer_face_lies_over_the_farther_one() -> None:
    image, _ = scene()
    people = people_of(face((120, 60), 70), face((140, 60), 30))
    for order in ([0, 1], [1, 0]):
        casting, _ = casting_of(image, {})
        shown = people[np.array(order)]
        staged = casting.stage(image, shown, 0, nobody(shown), recast=True)
        pixels = face_pixels(staged.image, region_at(image, people, 0))
        assert (pixels[:, 0] == casting.parts[0].identity.index).all()


def test_drawing_is_out_of_date_if_somebody_was_covered_meanwhile() -> None:
    image, people = scene()

    def covered_meanwhile(
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
    ) -> list[Image]:
        patches = flat_person(image, regions, identities, seeds)
        casting.parts[1].is_covered = True  # as a check of an earlier frame does
        return patches

    casting, _ = casting_of(image, {}, replace(PERSON, render=covered_meanwhile))
    staged = casting.settle(casting.draw(image, people, 7), nobody(people), False)
    assert staged.covered.tolist() == [False, True, False]
    assert is_only_covered(staged, image, people, 1)
