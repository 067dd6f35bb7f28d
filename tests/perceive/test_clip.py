"""The people of a picture or clip, with a detector and a mesh that see what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from made_faces import box_of, face, people_of, picture

from nonesuch.formats.people_file import PeopleOfFrame
from nonesuch.nouns import Floats, Frame, Image, People, Source
from nonesuch.perceive.clip import (
    Eyes,
    completed_by_hand,
    people_of_clip,
    people_of_picture,
)
from nonesuch.perceive.find import Found

IMAGE = picture(np.random.default_rng(0), 120, 200)
FIVE = np.array([[-8, -6], [8, -6], [0, 0], [-6, 8], [6, 8]], np.float32)


@dataclass
class FakeFinder:
    """Sees in frame ``i`` the ``i``-th faces' boxes."""

    faces: Sequence[Sequence[Floats]]

    def find(self, image: Image, index: int = 0) -> Found:
        people = people_of(*self.faces[index])
        nowhere = np.full_like(people.landmarks, np.nan)
        bare = replace(
            people,
            landmarks=nowhere,
            presence=np.zeros(len(people), np.float32),
            track_ids=np.full(len(people), -1, np.int64),
        )
        middles = (bare.boxes_xyxy[:, :2] + bare.boxes_xyxy[:, 2:]) / 2
        return Found(bare, (middles[:, None] + FIVE).astype(np.float32))


@dataclass
class FakeMesh:
    """Places a mean face in every box and notes which boxes it was shown."""

    shown: list[list[float]] = field(default_factory=list)

    def place(
        self, image: Image, people: People, points5: Floats | None = None
    ) -> People:
        self.shown += people.boxes_xyxy.tolist()
        placed = [
            face(tuple((box[:2] + box[2:]) / 2), float(box[3] - box[1]))
            for box in people.boxes_xyxy
        ]
        landmarks = np.array(placed, np.float32).reshape(-1, 92, 2)
        presence = np.ones(len(people), np.float32)
        return replace(people, landmarks=landmarks, presence=presence)


def eyes_seeing(*faces: Sequence[Floats]) -> Eyes:
    return Eyes(FakeFinder(faces), FakeMesh())  # type: ignore[arg-type]


def frames(count: int) -> list[Frame]:
    return [Frame(IMAGE, index, index / 25) for index in range(count)]


def lines(*people: People) -> list[PeopleOfFrame]:
    return [PeopleOfFrame(i, i / 25, everybody) for i, everybody in enumerate(people)]


def walker(index: int, start: float = 50) -> Floats:
    return face((start + 2 * index, 60), 40)


def unlinked(*faces: Floats, source: Source = Source.GIVEN) -> People:
    people = people_of(*faces)
    return replace(
        people,
        track_ids=np.full(len(people), -1, np.int64),
        sources=np.full(len(people), int(source), np.int64),
    )


def without_landmarks(people: People) -> People:
    return replace(people, landmarks=np.full_like(people.landmarks, np.nan))


def test_picture_of_nobody_has_nobody() -> None:
    assert len(people_of_picture(IMAGE, eyes_seeing([]))) == 0


def test_everybody_in_a_picture_has_a_track_and_landmarks_of_their_own() -> None:
    eyes = eyes_seeing([walker(0), walker(0, 110), walker(0, 160)])
    people = people_of_picture(IMAGE, eyes)
    assert sorted(people.track_ids.tolist()) == [0, 1, 2]
    assert people.has_landmarks.all()


def test_clip_without_frames_has_no_lines() -> None:
    assert people_of_clip([], eyes_seeing()) == []


def test_clip_without_people_has_an_empty_line_a_frame() -> None:
    found = people_of_clip(frames(4), eyes_seeing([], [], [], []))
    assert [len(line.people) for line in found] == [0] * 4
    assert [line.index for line in found] == [0, 1, 2, 3]
    assert [line.time_s for line in found] == [0.0, 0.04, 0.08, 0.12]


@pytest.mark.parametrize("missed", [(), (10,), (9, 10, 11), (0, 1), (22, 23)])
def test_person_has_one_track_and_is_never_missing(missed: tuple[int, ...]) -> None:
    seen = [[] if index in missed else [walker(index)] for index in range(24)]
    found = people_of_clip(frames(24), eyes_seeing(*seen))
    assert [line.people.track_ids.tolist() for line in found] == [[0]] * 24
    for index, line in enumerate(found):
        is_guess = line.people.sources[0] in (Source.FILLED, Source.MARGIN)
        assert is_guess == (index in missed)
        assert line.people.has_landmarks.all()
        away = np.abs(line.people.boxes_xyxy[0] - box_of(walker(index)))
        assert away.max() < 6


def test_people_brought_along_with_everything_stay_as_they_are() -> None:
    given = [people_of(walker(i), walker(i, 120), first_track=5) for i in range(5)]
    eyes = eyes_seeing()
    completed = completed_by_hand(lines(*given), frames(5), eyes)
    assert eyes.landmarks.shown == []  # type: ignore[attr-defined]
    for line, people in zip(completed, given, strict=True):
        assert np.array_equal(line.people.boxes_xyxy, people.boxes_xyxy)
        assert np.array_equal(line.people.landmarks, people.landmarks)
        assert line.people.track_ids.tolist() == [5, 6]


def test_only_missing_landmarks_are_placed() -> None:
    whole, bare = people_of(walker(0)), without_landmarks(people_of(walker(0, 120)))
    people = People.concatenate([whole, bare])
    people = replace(people, track_ids=np.array([3, 4]))
    eyes = eyes_seeing()
    (line,) = completed_by_hand(lines(people), frames(1), eyes)
    assert eyes.landmarks.shown == bare.boxes_xyxy.tolist()  # type: ignore[attr-defined]
    assert np.array_equal(line.people.landmarks[0], whole.landmarks[0])
    assert line.people.has_landmarks.all()
    assert line.people.track_ids.tolist() == [3, 4]


def test_people_without_tracks_are_linked_beside_those_with() -> None:
    given = []
    for index in range(6):
        people = unlinked(walker(index), walker(index, 120))
        given.append(replace(people, track_ids=np.array([7, -1])))
    completed = completed_by_hand(lines(*given), frames(6), eyes_seeing())
    assert [line.people.track_ids.tolist() for line in completed] == [[7, 8]] * 6


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize("score", [0.0, 0.3, 1.0])
def test_nobody_brought_along_is_dropped(source: Source, score: float) -> None:
    people = unlinked(walker(0), walker(0, 120), source=source)
    people = replace(people, scores=np.full(2, score, np.float32))
    (line,) = completed_by_hand(lines(people), frames(1), eyes_seeing())
    assert np.array_equal(line.people.boxes_xyxy, people.boxes_xyxy)
    assert sorted(line.people.track_ids.tolist()) == [0, 1]


@pytest.mark.parametrize(("given", "there"), [(2, 3), (3, 2), (0, 1)])
def test_another_number_of_frames_is_an_error(given: int, there: int) -> None:
    people = [people_of(walker(i)) for i in range(given)]
    with pytest.raises(ValueError, match="zip"):
        completed_by_hand(lines(*people), frames(there), eyes_seeing())
