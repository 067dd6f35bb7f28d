"""MOTS: masks of tracks, as text or as one picture of 16 bits a frame.

Frames count from 1; a person's id is 2000 plus that of the track, so there are at most
999 tracks.  The id 10000 stands for regions to ignore; in the text it must be of class
10: of class 2, as in MOTSynth's files, the region would count as a pedestrian.  Masks
do not overlap; people of whom nothing is seen are not there, people on bicycles are
regions to ignore.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.formats.labels import (
    PEDESTRIAN,
    FrameLabels,
    Mask,
    PersonLabel,
    are_disjoint,
    frames_of,
    mask_of,
    union,
)
from nonesuch.formats.mot import frame_index
from nonesuch.formats.pngs import read_png, write_png
from nonesuch.formats.rle import counts_of
from nonesuch.formats.rows import Row, read_rows, write_lines

CLASSES = {1: "car", 2: PEDESTRIAN}
IGNORE_ID, IGNORE_CLASS = 10000, 10
IGNORE_REGION = "ignore_region"
"""The category of a region to ignore; its track id is ``IGNORE_ID``."""

_CLASS_STEP = 1000
MOST_TRACKS = 999
"""Of a sequence: ids are the class, then three digits."""
_COLUMNS = 6


def write_mots(path: Path, frames: Iterable[FrameLabels]) -> None:
    """Writes the text: frame, id, class, height and width of the picture, run lengths.

    Raises :class:`Refusal` if a track id is above 999, ``ValueError`` if masks overlap.
    """
    write_lines(path, _rows(frames))


def read_mots(path: Path, frame_count: int | None = None) -> tuple[FrameLabels, ...]:
    """The frames of a text, also those without people; boxes are those of the masks.

    Without ``frame_count`` the last frame is that of the last row.  Raises
    :class:`Refusal` with file and line.
    """
    people: defaultdict[int, list[PersonLabel]] = defaultdict(list)
    row = None
    for row in read_rows(path, " "):
        if len(row.fields) != _COLUMNS:
            row.refuse(f"expected 6 columns, found {len(row.fields)}")
        index = frame_index(row, frame_count)
        person = _person_of(row)
        if any(person.track_id == other.track_id for other in people[index]):
            row.refuse(f"the id {row.fields[1]} appears twice in frame {index + 1}")
        people[index].append(person)
    for index, found in people.items():
        if not are_disjoint(_masks(found)):
            raise Refusal(f"{path}: masks of frame {index + 1} overlap.")
    last = max(people, default=-1) + 1
    return frames_of(people, last if frame_count is None else frame_count)


def write_mots_picture(
    path: Path, people: Sequence[PersonLabel], size_wh: tuple[int, int]
) -> None:
    """Writes one frame as a 16 bit PNG of ids, 0 where nobody is."""
    width, height = size_wh
    ids = np.zeros((height, width), np.uint16)
    for number, _, mask in _numbered(people):
        left, top, part = mask.part()
        rows, columns = part.shape
        ids[top : top + rows, left : left + columns][part] = number
    write_png(path, ids)


def read_mots_picture(path: Path) -> tuple[PersonLabel, ...]:
    """The people of a picture of ids, by their ids.  Raises :class:`Refusal`."""
    ids = read_png(path, np.uint16, 1)
    people = []
    for number in np.unique(ids[ids > 0]):
        kind = int(number) // _CLASS_STEP
        if number != IGNORE_ID and (kind not in CLASSES or number % _CLASS_STEP == 0):
            raise Refusal(f"{path} has the id {number}, which belongs to no class.")
        people.append(_person(int(number), kind, mask_of(ids == number)))
    return tuple(people)


def _rows(frames: Iterable[FrameLabels]) -> Iterator[str]:
    for frame in frames:
        for number, kind, mask in _numbered(frame.people):
            width, height = mask.size_wh
            start = f"{frame.index + 1} {number} {kind} {height} {width}"
            yield f"{start} {mask.rle.decode('ascii')}"


def _numbered(people: Sequence[PersonLabel]) -> Iterator[tuple[int, int, Mask]]:
    if not are_disjoint(_masks(people)):
        raise ValueError("masks of one frame overlap")
    kinds = {name: kind for kind, name in CLASSES.items()}
    ignored = []
    for person in people:
        if person.visible_mask is None:
            continue
        if person.ignore or person.category not in kinds:
            ignored.append(person.visible_mask)
            continue
        if person.track_id > MOST_TRACKS:
            raise Refusal(
                f"MOTS holds {MOST_TRACKS} tracks a sequence, found track "
                f"{person.track_id}. Make shorter sequences or leave out MOTS."
            )
        kind = kinds[person.category]
        yield kind * _CLASS_STEP + person.track_id, kind, person.visible_mask
    if ignored:
        yield IGNORE_ID, IGNORE_CLASS, union(ignored)


def _masks(people: Iterable[PersonLabel]) -> list[Mask]:
    return [person.visible_mask for person in people if person.visible_mask is not None]


def _person_of(row: Row) -> PersonLabel:
    number = row.whole(1, "the id", 1, IGNORE_ID)
    kind = row.whole(2, "the class", 1, IGNORE_CLASS)
    is_region = number == IGNORE_ID
    if not is_region and (kind not in CLASSES or number // _CLASS_STEP != kind):
        row.refuse(f"the id {number} does not belong to class {kind}")
    size_wh = (row.whole(4, "the width", 1), row.whole(3, "the height", 1))
    mask = Mask(size_wh, row.fields[5].encode("utf-8"))
    try:
        counts = counts_of(mask.rle)
    except ValueError:
        row.refuse(f"the mask {row.fields[5][:20]!r} is no run length encoding")
    if counts.sum() != size_wh[0] * size_wh[1]:
        row.refuse(f"the mask does not fill {size_wh[0]} x {size_wh[1]} pixels")
    if not mask.area:
        row.refuse("the mask is empty")
    return _person(number, kind, mask)


def _person(number: int, kind: int, mask: Mask) -> PersonLabel:
    is_region = number == IGNORE_ID
    return PersonLabel(
        track_id=number if is_region else number % _CLASS_STEP,
        amodal_box_xyxy=mask.box_xyxy,
        visible_box_xyxy=mask.box_xyxy,
        visible_mask=mask,
        category=IGNORE_REGION if is_region else CLASSES[kind],
        ignore=is_region,
    )
