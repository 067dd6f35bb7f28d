"""YOLO: a text a picture, a row a box: class, middle and size in shares of a picture.

The boxes are those of what is visible, or where this is unknown what of the whole body
lies in the picture; people who are hidden or to be ignored are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.labels import PEDESTRIAN, PersonLabel
from nonesuch.formats.rows import Row, read_rows, write_lines

Floats = NDArray[np.float64]

PERSON_CLASS = 0
DECIMALS = 8
"""A pixel of the largest picture is some 10,000 of the last digit."""
_COLUMNS = (5, 6)


def write_yolo(
    path: Path, people: Iterable[PersonLabel], size_wh: tuple[int, int]
) -> None:
    """Writes the file of one picture; boxes come back within 0.0001 pixels."""
    write_lines(path, _rows(people, size_wh))


def read_yolo(path: Path, size_wh: tuple[int, int]) -> tuple[PersonLabel, ...]:
    """The people of one picture, numbered from 1; other classes are named by number.

    A sixth column, the confidence of a detector, is not kept.  Raises Refusal.
    """
    people = []
    for number, row in enumerate(read_rows(path, None), start=1):
        if len(row.fields) not in _COLUMNS:
            row.refuse(f"expected 5 columns, found {len(row.fields)}")
        box = _box_of(row, size_wh)
        kind = row.whole(0, "the class", 0)
        category = PEDESTRIAN if kind == PERSON_CLASS else f"class_{kind}"
        label = PersonLabel(number, box, visible_box_xyxy=box, category=category)
        people.append(label)
    return tuple(people)


def _rows(people: Iterable[PersonLabel], size_wh: tuple[int, int]) -> Iterator[str]:
    for person in people:
        box = person.visible_box_xyxy
        if box is None:
            box = np.clip(person.amodal_box_xyxy.reshape(2, 2), 0, size_wh).ravel()
        is_empty = (box[2:] <= box[:2]).any()
        if person.ignore or person.visibility == 0 or is_empty:
            continue
        middle, size = (box[:2] + box[2:]) / 2 / size_wh, (box[2:] - box[:2]) / size_wh
        shares = " ".join(f"{value:.{DECIMALS}f}" for value in (*middle, *size))
        yield f"{PERSON_CLASS} {shares}"


def _box_of(row: Row, size_wh: tuple[int, int]) -> Floats:
    names = ("the middle", "the middle", "the width", "the height")
    x, y, width, height = (
        row.number(place, name, 0, 1) for place, name in enumerate(names, start=1)
    )
    if width == 0 or height == 0:
        row.refuse("the box must have a width and a height above 0")
    half, middle = np.array([width, height]) / 2, np.array([x, y])
    corners = np.concatenate([middle - half, middle + half]) * (*size_wh, *size_wh)
    result: Floats = corners.round(4)
    return result
