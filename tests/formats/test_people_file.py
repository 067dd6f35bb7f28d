"""The people file: exact round trip, forgiving of omissions, strict about mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.formats.people_file import (
    Clip,
    PeopleOfFrame,
    read_clip,
    read_people,
    write_people,
)
from nonesuch.nouns import LANDMARK_COUNT, People, Source

CLIP = Clip(source="street.mp4", frames=3, width=640, height=360)
HEADER = {
    "nonesuch_people": 1,
    "source": "street.mp4",
    "frames": 1,
    "width": 640,
    "height": 360,
}


def crowd(rng: np.random.Generator, count: int) -> People:
    """People on the grid of two decimals, every other one without landmarks."""
    corner = rng.integers(-500, 30000, (count, 2)) / 100
    boxes = np.concatenate([corner, corner + rng.integers(800, 9000, (count, 2)) / 100])
    landmarks = rng.integers(-100, 64000, (count, LANDMARK_COUNT, 2)) / 100
    landmarks[::2] = np.nan
    return People(
        boxes_xyxy=boxes.reshape(2, count, 2)
        .transpose(1, 0, 2)
        .reshape(count, 4)
        .astype(np.float32),
        scores=(rng.integers(0, 101, count) / 100).astype(np.float32),
        track_ids=rng.permutation(count * 3)[:count].astype(np.int64),
        landmarks=landmarks.astype(np.float32),
        presence=(rng.integers(0, 101, count) / 100).astype(np.float32),
        sources=rng.integers(0, len(Source), count),
    )


def lines_of(counts: list[int], seed: int = 0) -> list[PeopleOfFrame]:
    rng = np.random.default_rng(seed)
    return [
        PeopleOfFrame(index, round(index / 7, 6), crowd(rng, count))
        for index, count in enumerate(counts)
    ]


def assert_same(people: People, others: People) -> None:
    for field in fields(People):
        ours, theirs = getattr(people, field.name), getattr(others, field.name)
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)


@pytest.mark.parametrize("counts", [[0, 0, 0], [1, 0, 2], [60, 60, 60]])
def test_round_trip_is_exact(tmp_path: Path, counts: list[int]) -> None:
    path = tmp_path / "clip.people.jsonl"
    lines = lines_of(counts)
    write_people(path, CLIP, lines)
    assert read_clip(path) == CLIP
    again = list(read_people(path))
    assert [(line.index, line.time_s) for line in again] == [
        (line.index, line.time_s) for line in lines
    ]
    for line, other in zip(lines, again, strict=True):
        assert_same(line.people, other.people)


def test_second_writing_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    rng = np.random.default_rng(1)
    boxes = rng.uniform(0, 100, (5, 2))
    people = People.of_boxes(
        np.concatenate([boxes, boxes + 10], 1), rng.uniform(0, 1, 5).astype(np.float32)
    )
    write_people(first, Clip("", 1, 640, 360), [PeopleOfFrame(0, 1 / 3, people)])
    write_people(second, read_clip(first), read_people(first))
    assert first.read_bytes() == second.read_bytes()


def test_one_line_a_frame_after_the_header(tmp_path: Path) -> None:
    path = tmp_path / "clip"
    write_people(path, CLIP, lines_of([2, 0, 1]))
    records = [json.loads(text) for text in path.read_text().splitlines()]
    assert records[0]["nonesuch_people"] == 1
    assert [len(record["people"]) for record in records[1:]] == [2, 0, 1]
    assert records[1]["people"][0]["landmarks"] is None


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "clip"
    write_people(path, CLIP, lines_of([1, 1, 1]))
    path.write_bytes(path.read_bytes() + b"broken\n")
    lines = read_people(path)
    assert next(lines).index == 0


def test_nothing_is_left_when_writing_breaks_off(tmp_path: Path) -> None:
    def breaking() -> Iterator[PeopleOfFrame]:
        yield from lines_of([1, 1])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_people(tmp_path / "clip", CLIP, breaking())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("counts", [[1, 1], [1, 1, 1, 1]])
def test_writer_wants_the_announced_frames(tmp_path: Path, counts: list[int]) -> None:
    with pytest.raises(ValueError, match="were announced"):
        write_people(tmp_path / "clip", CLIP, lines_of(counts))


def test_writer_wants_frames_in_order(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="was expected"):
        write_people(tmp_path / "clip", CLIP, lines_of([1, 1, 1])[::-1])


def written(tmp_path: Path, *frames: Any, **header: Any) -> Path:
    path = tmp_path / "edited.people.jsonl"
    records = [HEADER | header, *frames]
    path.write_text(
        "".join(
            (record if isinstance(record, str) else json.dumps(record)) + "\n"
            for record in records
        )
    )
    return path


def frame(*people: Any, **others: Any) -> dict[str, Any]:
    return {"frame": 0, "people": list(people), **others}


def test_box_alone_is_enough(tmp_path: Path) -> None:
    path = written(tmp_path, frame({"box": [10, 20, 30, 45.5]}))
    (line,) = read_people(path)
    expected = People.of_boxes(
        np.array([[10, 20, 30, 45.5]], np.float32), np.ones(1, np.float32), Source.GIVEN
    )
    assert_same(line.people, expected)
    assert line.time_s == 0


def test_given_landmarks_count_as_present(tmp_path: Path) -> None:
    points = [[float(i), 1.5] for i in range(LANDMARK_COUNT)]
    path = written(tmp_path, frame({"box": [1, 2, 3, 4], "landmarks": points}))
    (line,) = read_people(path)
    assert line.people.has_landmarks.all()
    assert line.people.presence.tolist() == [1.0]


def test_empty_lines_and_header_notes_are_ignored(tmp_path: Path) -> None:
    path = written(tmp_path, "", frame(), "", note="counted by hand")
    assert [len(line.people) for line in read_people(path)] == [0]


def test_box_over_the_border_is_kept_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, frame({"box": [-5, -5, 20, 20]}))
    (line,) = read_people(path)
    assert line.people.boxes_xyxy.tolist() == [[-5, -5, 20, 20]]


GOOD = {"box": [10, 20, 30, 45]}
MISTAKES = [
    ([], "line 1: the file ends after 0 of 1 frames"),
    (["{"], "line 2: this is not valid JSON"),
    (["[]"], "line 2: expected a JSON object in braces, found a list"),
    (["[" * 100000], "line 2: this is not valid JSON"),
    (['{"frame": ' + "9" * 5000 + "}"], "line 2: this is not valid JSON"),
    ([{"frame": 0}], "line 2: people must be a list, found nothing"),
    ([frame(), frame()], "line 3: there are more than the 1 frames announced"),
    ([frame(frame=1)], "line 2: frame 0 must follow here, found frame 1"),
    ([frame(frame=True)], "line 2: frame must be a whole number"),
    ([frame(frame=0.0)], "line 2: frame must be a whole number"),
    ([frame(peple=[])], "the frame has the unknown key 'peple'"),
    ([frame(time_s=float("nan"))], "line 2: NaN is not a number"),
    ([frame(7)], "person 1 must be a JSON object in braces, found 7"),
    ([frame({})], "person 1 needs a box of four numbers"),
    ([frame({"box": [1, 2, 3]})], "person 1 needs a box of four numbers"),
    ([frame(GOOD, {"box": [1, 2, "3", 4]})], "person 2's box must be a number"),
    ([frame({"box": [1, 2, True, 4]})], "person 1's box must be a number"),
    ([frame({"box": [1, 2, float("nan"), 4]})], "line 2: NaN is not a number"),
    ([frame({"box": [1, 2, float("inf"), 4]})], "line 2: Infinity is not a number"),
    (['{"frame":0,"people":[{"box":[1,2,1e999,4]}]}'], "must lie between"),
    ([frame({"box": [30, 20, 10, 45]})], "is empty; it must be [x0, y0, x1, y1]"),
    ([frame({"box": [10, 20, 30, 20]})], "is empty; it must be [x0, y0, x1, y1]"),
    ([frame({"box": [640, 20, 660, 45]})], "lies outside the frame of 640x360"),
    ([frame({"box": [-9, 20, 0, 45]})], "lies outside the frame of 640x360"),
    ([frame(GOOD | {"sorce": "given"})], "person 1 has the unknown key 'sorce'"),
    ([frame(GOOD | {"source": "magic"})], "person 1 has the source 'magic'; known"),
    ([frame(GOOD | {"source": ["given"]})], "person 1 has the source ['given']"),
    ([frame(GOOD | {"score": 1.5})], "person 1's score must lie between 0 and 1"),
    ([frame(GOOD | {"score": None})], "person 1's score must be a number"),
    ([frame(GOOD | {"track": -2})], "person 1's track must be -1 or more"),
    ([frame(GOOD | {"track": "a"})], "person 1's track must be a whole number"),
    ([frame(GOOD | {"track": 4}, GOOD | {"track": 4})], "track 4 appears twice"),
    ([frame(GOOD | {"landmarks": [[1, 2]]})], "landmarks must be 92 pairs"),
    ([frame(GOOD | {"landmarks": [[1, 2, 3]] * 92})], "landmarks must be pairs"),
    ([frame(GOOD | {"landmarks": [[1, None]] * 92})], "landmark must be a number"),
]


@pytest.mark.parametrize(("frames", "sentence"), MISTAKES)
def test_mistake_is_refused_with_its_line(
    tmp_path: Path, frames: list[Any], sentence: str
) -> None:
    path = written(tmp_path, *frames)
    with pytest.raises(Refusal) as refusal:
        list(read_people(path))
    assert sentence in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ({"nonesuch_people": 2}, "the people file has version 2"),
        ({"landmarks": 68}, "faces have 68 landmarks here"),
        ({"frames": None}, "frames must be a whole number, found nothing"),
        ({"frames": -1}, "frames must be 0 or more"),
        ({"width": 0}, "width must be 1 or more"),
        ({"height": "360"}, "height must be a whole number, found a text"),
    ],
)
def test_wrong_header_is_refused(
    tmp_path: Path, header: dict[str, Any], sentence: str
) -> None:
    path = written(tmp_path, frame(), **header)
    with pytest.raises(Refusal, match=f"line 1: {sentence}"):
        read_clip(path)
    with pytest.raises(Refusal, match=f"line 1: {sentence}"):
        list(read_people(path))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "found an empty one"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"images": []}', "no people file"),
        (b"\x00" * 64, "not valid JSON"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        read_clip(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read: No such file"):
        list(read_people(tmp_path / "nowhere"))
    with pytest.raises(Refusal, match="cannot be read: Is a directory"):
        read_clip(tmp_path)
