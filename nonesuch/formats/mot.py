"""MOTChallenge: boxes of tracks, one row each; frames, ids and pixels count from 1.

The boxes are those of whole bodies, also where they are hidden or outside the picture.
Two layouts are read and written: that of MOT16, MOT17 and MOT20 with a class and the
visibility, here with the place in the world behind them as in MOTSynth, and that of
MOT15, which is also the layout of trackers' results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.decimals import box_xyxy_of, corner_and_size, text_of
from nonesuch.formats.labels import (
    PEDESTRIAN,
    RIDER,
    FrameLabels,
    PersonLabel,
    frames_of,
)
from nonesuch.formats.rows import Row, read_rows, write_lines

Floats = NDArray[np.float64]

CLASSES = (
    *(PEDESTRIAN, RIDER, "car", "bicycle", "motorbike"),
    *("non_mot_vehicle", "static_person", "distractor", "occluder"),
    *("occluder_on_ground", "occluder_full", "reflection", "crowd"),
)
"""The names of the classes 1 to 13."""

_UNKNOWN = "-1"
_COLUMNS_2015 = 10
_COLUMNS_2016 = (9, 12)
_COLUMNS_OF_DETECTIONS = (7, 10)


def write_ground_truth(path: Path, frames: Iterable[FrameLabels]) -> None:
    """Writes ``gt.txt`` of MOT17: frame, id, box, flag, class, visibility; x, y, z.

    Flag 0 stands for people to ignore, visibility -1 for an unknown one.  x, y, z, the
    place in the world in meters, are there if it is known of everybody.
    """
    frames = tuple(frames)
    has_places = all(
        person.position_world is not None for frame in frames for person in frame.people
    )

    def row(person: PersonLabel) -> tuple[str, ...]:
        number = CLASSES.index(person.category) + 1
        visibility = _text_or_unknown(person.visibility)
        start = (*_box_texts(person), _flag(person), str(number), visibility)
        return (*start, *_place_texts(person)) if has_places else start

    write_lines(path, _rows(frames, row))


def write_ground_truth_2015(path: Path, frames: Iterable[FrameLabels]) -> None:
    """Writes rows of MOT15: frame, id, box, flag, x, y, z; -1 for unknown places."""

    def row(person: PersonLabel) -> tuple[str, ...]:
        return (*_box_texts(person), _flag(person), *_place_texts(person))

    write_lines(path, _rows(frames, row))


def read_ground_truth(
    path: Path, frame_count: int | None = None
) -> tuple[FrameLabels, ...]:
    """The frames of a file in either layout, also those without people.

    Without ``frame_count`` the last frame is that of the last row.  Raises
    :class:`Refusal` with file and line for anything that is neither layout.
    """
    people: defaultdict[int, dict[int, PersonLabel]] = defaultdict(dict)
    columns = None
    for row in read_rows(path, ","):
        columns = columns or len(row.fields)
        if len(row.fields) != columns:
            row.refuse(f"expected {columns} columns as above, found {len(row.fields)}")
        index = frame_index(row, frame_count)
        person = _person_of(row)
        if person.track_id in people[index]:
            row.refuse(f"id {person.track_id} appears twice in frame {index + 1}")
        people[index][person.track_id] = person
    last = max(people, default=-1) + 1
    by_frame = {index: tuple(found.values()) for index, found in people.items()}
    return frames_of(by_frame, last if frame_count is None else frame_count)


def write_detections(
    path: Path, frames: Iterable[FrameLabels], least_visibility: float = 0.25
) -> None:
    """Writes ``det.txt`` of a perfect detector, whose confidence is the visibility.

    It finds the whole box of everybody of whom at least that share is visible.
    """
    lines = (
        ",".join((str(frame.index + 1), _UNKNOWN, *_box_texts(person), text_of(seen)))
        for frame in frames
        for person in frame.people
        if (seen := 1.0 if person.visibility is None else person.visibility)
        >= least_visibility
    )
    write_lines(path, lines)


def read_detections(path: Path) -> Iterator[tuple[int, Floats, float]]:
    """Frame index from 0, box ``(4,)`` xyxy and confidence of every detection."""
    for row in read_rows(path, ","):
        if len(row.fields) not in _COLUMNS_OF_DETECTIONS:
            row.refuse(f"expected 7 or 10 columns, found {len(row.fields)}")
        box = box_xyxy_of(*row.box_texts(2), origin=1)
        yield frame_index(row, None), box, row.number(6, "the confidence")


def frame_index(row: Row, frame_count: int | None) -> int:
    """The index from 0 of the frame in the first column, which counts from 1."""
    if row.fields[0] == "0":
        row.refuse("frames count from 1 in this format, found frame 0")
    most = 2**31 - 1 if frame_count is None else frame_count
    return row.whole(0, "the frame", 1, most) - 1


def _person_of(row: Row) -> PersonLabel:
    if len(row.fields) == _COLUMNS_2015:
        return PersonLabel(
            track_id=row.whole(1, "the id", 1),
            amodal_box_xyxy=box_xyxy_of(*row.box_texts(2), origin=1),
            position_world=_place(row, 7),
            ignore=row.number(6, "the flag") == 0,
        )
    if len(row.fields) not in _COLUMNS_2016:
        row.refuse(
            "expected 9 or 12 columns (MOT17) or 10 (MOT15), "
            f"found {len(row.fields)} separated by commas"
        )
    visibility = row.number(8, "the visibility", -1, 1)
    return PersonLabel(
        track_id=row.whole(1, "the id", 1),
        amodal_box_xyxy=box_xyxy_of(*row.box_texts(2), origin=1),
        visibility=None if visibility < 0 else visibility,
        position_world=_place(row, 9) if len(row.fields) > 9 else None,
        category=CLASSES[row.whole(7, "the class", 1, len(CLASSES)) - 1],
        ignore=row.number(6, "the flag") == 0,
    )


def _rows(
    frames: Iterable[FrameLabels], row: Callable[[PersonLabel], tuple[str, ...]]
) -> Iterator[str]:
    for frame in frames:
        for person in frame.people:
            yield ",".join((str(frame.index + 1), str(person.track_id), *row(person)))


def _box_texts(person: PersonLabel) -> tuple[str, str, str, str]:
    return corner_and_size(person.amodal_box_xyxy, origin=1)


def _flag(person: PersonLabel) -> str:
    return "0" if person.ignore else "1"


def _text_or_unknown(value: float | None) -> str:
    return _UNKNOWN if value is None else text_of(value)


def _place_texts(person: PersonLabel) -> tuple[str, ...]:
    if person.position_world is None:
        return (_UNKNOWN,) * 3
    return tuple(text_of(value) for value in person.position_world)


def _place(row: Row, first: int) -> Floats | None:
    texts = [row.text(first + axis, "a place in the world") for axis in range(3)]
    if all(Decimal(text) == -1 for text in texts):
        return None
    return np.array([float(text) for text in texts])
