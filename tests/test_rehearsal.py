"""Trials before a video is written, and checks while it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from made_faces import face, of_boxes, people_of

from nonesuch.nouns import Bools, Frame, Image, People, Source
from nonesuch.rehearsal import (
    FRAMES_A_TRIAL,
    MOST_TRIALS,
    audition,
    due_now,
    rehearse,
    trials_of,
)

IMAGE = np.zeros((20, 20, 3), np.uint8)


def sized(*sizes_px: float, source: Source = Source.DETECTED) -> People:
    people = of_boxes(*((0.0, 0.0, size, size) for size in sizes_px))
    return replace(people, sources=np.full(len(people), int(source), np.int64))


@dataclass
class FakeCasting:
    """Notes what is staged."""

    checks: dict[int, int] = field(default_factory=dict)
    staged: list[tuple[int, list[int], bool]] = field(default_factory=list)

    def stage(
        self, image: Image, people: People, index: int, verified: Bools, recast: bool
    ) -> None:
        assert verified.all()
        self.staged.append((index, people.track_ids.tolist(), recast))
        self.checks |= dict.fromkeys(people.track_ids.tolist(), index)

    def checked_at(self, track: int) -> int:
        return self.checks.get(track, -1)


def test_nobody_is_tried_where_nobody_is() -> None:
    assert trials_of([]) == {}
    assert trials_of([People.nobody()] * 5) == {}


def test_short_track_is_tried_where_it_is_largest() -> None:
    assert trials_of([sized(10), sized(30), sized(20)]) == {1: [0]}


@pytest.mark.parametrize("made_up", [Source.FILLED, Source.MARGIN])
def test_detected_face_is_preferred_to_a_larger_guess(made_up: Source) -> None:
    frames = [sized(10), sized(90, source=made_up), sized(12), sized(11)]
    assert trials_of(frames) == {2: [0]}


def test_track_without_any_detection_is_tried_at_its_largest_guess() -> None:
    frames = [sized(10, source=Source.MARGIN), sized(30, source=Source.MARGIN)]
    assert trials_of(frames) == {1: [0]}


@pytest.mark.parametrize(
    ("frames", "trials"),
    [(1, 1), (11, 1), (12, 1), (23, 1), (24, 2), (71, 5), (72, 6), (1000, 6)],
)
def test_number_of_trials_grows_with_the_track_up_to_a_limit(
    frames: int, trials: int
) -> None:
    found = trials_of([sized(20)] * frames)
    assert len(found) == trials <= MOST_TRIALS
    assert FRAMES_A_TRIAL == 12


def test_every_part_of_a_track_is_tried_once_at_its_largest() -> None:
    sizes = np.random.default_rng(0).permutation(72) + 10.0
    found = sorted(trials_of([sized(size) for size in sizes]))
    parts = np.split(np.arange(72), 6)
    assert found == [int(part[np.argmax(sizes[part])]) for part in parts]


def test_all_tracks_are_tried_each_in_its_own_row() -> None:
    frames = [sized(10, 50, 20), sized(30, 40, 25), sized(20, 45, 60)]
    assert trials_of(frames) == {1: [0], 0: [1], 2: [2]}


def test_trial_counts_frames_of_the_track_alone() -> None:
    late = [People.nobody()] * 30 + [sized(10)] * 3
    assert trials_of(late) == {30: [0]}


def told(count: int, read: list[int]) -> Iterator[Frame]:
    for index in range(count):
        read.append(index)
        yield Frame(IMAGE, index, index / 25)


def test_part_is_cast_where_most_of_the_track_is_seen() -> None:
    people = [sized(10, 50), sized(30, 40), *[sized(5, 5)] * 9]
    casting, read = FakeCasting(), []
    audition(casting, told(11, read), people)  # type: ignore[arg-type]
    assert casting.staged == [(0, [1], True), (1, [0], True)]
    assert read[-1] <= 2


def test_face_with_landmarks_is_preferred_to_a_larger_one_without() -> None:
    known = people_of(face((40, 40), 20))
    people = [sized(60), known, sized(70)]
    casting = FakeCasting()
    audition(casting, told(3, []), people)  # type: ignore[arg-type]
    assert [index for index, _, _ in casting.staged] == [1]


def test_rehearsal_stages_the_other_trials_and_reads_no_further() -> None:
    sizes = np.random.default_rng(0).permutation(72) + 10.0
    people = [sized(size) for size in [*sizes, 1, 1, 1, 1, 1, 1]]
    casting, read = FakeCasting(), []
    audition(casting, told(78, []), people)  # type: ignore[arg-type]
    rehearse(casting, told(78, read), people)  # type: ignore[arg-type]
    best, *others = (index for index, _, _ in casting.staged)
    assert best == int(np.argmax(sizes))
    assert sorted([best, *others]) == sorted(trials_of(people))
    assert read[-1] == max(others) + 1


@pytest.mark.parametrize("stage", [audition, rehearse])
def test_nobody_is_cast_where_nobody_is(stage: Callable[..., None]) -> None:
    casting, read = FakeCasting(), []
    stage(casting, told(50, read), [People.nobody()] * 50)
    assert casting.staged == []
    assert len(read) <= 1


@pytest.mark.parametrize("every_frame", [False, True])
def test_nobody_is_due_where_nobody_is(every_frame: bool) -> None:
    due = due_now(FakeCasting(), People.nobody(), 3, every_frame)  # type: ignore[arg-type]
    assert due.shape == (0,)


def test_everybody_is_due_if_every_frame_is_checked() -> None:
    casting = FakeCasting({0: 4, 1: 5})
    assert due_now(casting, sized(9, 9, 9), 5, every_frame=True).all()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("checks", "index", "due"),
    [
        ({0: 50, 1: 50, 2: 50}, 54, [False, False, False]),
        ({0: 40, 1: 39, 2: 30}, 55, [False, False, False]),
        ({0: 50, 1: 44, 2: 50}, 54, [False, True, False]),
        ({0: 40, 1: 39, 2: 30}, 54, [False, False, True]),
        ({0: 50, 1: 50}, 54, [False, False, True]),
        ({}, 8, [False, False, False]),
        ({}, 9, [True, False, False]),
    ],
)
def test_one_face_in_three_frames_is_due_the_one_unchecked_for_longest(
    checks: dict[int, int], index: int, due: list[bool]
) -> None:
    casting = FakeCasting(checks)
    assert due_now(casting, sized(9, 9, 9), index).tolist() == due  # type: ignore[arg-type]


def test_every_track_is_checked_while_it_is_written_after_its_rehearsal() -> None:
    people = [sized(20, 30, 40)] * 200
    casting = FakeCasting()
    audition(casting, told(200, []), people)  # type: ignore[arg-type]
    rehearse(casting, told(200, []), people)  # type: ignore[arg-type]
    checked: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for index, everybody in enumerate(people):
        due = due_now(casting, everybody, index)  # type: ignore[arg-type]
        for track in everybody.track_ids[due].tolist():
            checked[track].append(index)
            casting.checks[track] = index
    for frames in checked.values():
        assert frames[0] <= 20
        assert np.diff([*frames, 200]).max() <= 25
