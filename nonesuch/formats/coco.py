"""COCO: all sequences of a data set in one file, or each in its own.

``videos`` describe the sequences, ``images`` name their video and frame, and of each
frame the camera; annotations are those of :mod:`nonesuch.formats.coco_person`.  With
these the file holds all that labels hold, and gives it back exactly.  Files of other
programs are read too: their images are one sequence.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nonesuch.formats.coco_person import coco_values, person_of
from nonesuch.formats.coco_sequence import (
    Sequence,
    frame_of,
    image_values,
    info_of,
    size_of,
    video_values,
)
from nonesuch.formats.labels import (
    COCO_KEYPOINTS,
    PEDESTRIAN,
    RIDER,
    FrameLabels,
    PersonLabel,
)
from nonesuch.formats.records import Record, read_record
from nonesuch.media.whole import writing_whole

Values = dict[str, Any]

_PERSON = "person"
_SKELETON = (
    *((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7)),
    *((6, 8), (7, 9), (8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5)),
    *((4, 6), (5, 7)),
)
"""COCO's own, of keypoints counted from 1."""


@dataclass(frozen=True)
class Flavor:
    """What kinds of COCO files differ in; ``category`` is that of pedestrians."""

    info: Values
    category: Values
    image_values: Callable[[FrameLabels], Values]
    person_values: Callable[[PersonLabel], Values]


_COCO = Flavor(
    info={"description": "virtual pedestrians by nonesuch"},
    category={
        "id": 1,
        "name": _PERSON,
        "supercategory": _PERSON,
        "keypoints": COCO_KEYPOINTS,
        "skeleton": _SKELETON,
    },
    image_values=lambda frame: {},
    person_values=coco_values,
)


def write_coco(path: Path, sequences: Iterable[Sequence]) -> None:
    """Writes the file; takes the sequences one by one and holds only their pictures."""
    write_flavor(path, sequences, _COCO)


def write_flavor(path: Path, sequences: Iterable[Sequence], flavor: Flavor) -> None:
    """Writes a file of some flavor, whole or not at all."""
    tables = _Tables([flavor.category])
    with (
        writing_whole(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write(f'{{"info": {_text(flavor.info)},\n"annotations": [')
        separator = "\n"
        for annotation in _annotations(sequences, tables, flavor):
            file.write(separator + _text(annotation))
            separator = ",\n"
        # Last, because only now they are known.
        file.write("\n]")
        for name, items in vars(tables).items():
            rows = ",\n".join(_text(item) for item in items)
            file.write(f',\n"{name}": [\n{rows}\n]')
        file.write("}\n")


def read_coco(path: Path) -> tuple[Sequence, ...]:
    """The sequences of a file.  Raises :class:`Refusal` with file and place."""
    return sequences_of(read_record(path))


def sequences_of(record: Record) -> tuple[Sequence, ...]:
    """The sequences of what a file holds."""
    people = _people_by_image(record)
    by_video: defaultdict[int, list[Record]] = defaultdict(list)
    for image in record.records("images"):
        by_video[image.whole("video_id", 0, 0)].append(image)
    if not by_video:
        record.refuse("it has no images; is this a file of COCO's format?")
    videos = {video.whole("id", 0): video for video in record.records("videos")}
    unnamed = Record(record.path, "the file", {})
    return tuple(
        _sequence_of(videos.get(number, unnamed), images, people)
        for number, images in by_video.items()
    )


@dataclass
class _Tables:
    """What grows while annotations are written."""

    categories: list[Values]
    videos: list[Values] = field(default_factory=list)
    images: list[Values] = field(default_factory=list)

    def category_id(self, name: str) -> int:
        if name in (PEDESTRIAN, RIDER):
            return 1  # to COCO both are persons
        for category in self.categories:
            if category["name"] == name:
                return int(category["id"])
        self.categories.append({"id": len(self.categories) + 1, "name": name})
        return len(self.categories)


def _annotations(
    sequences: Iterable[Sequence], tables: _Tables, flavor: Flavor
) -> Iterator[Values]:
    number = 0
    for sequence in sequences:
        video_id = len(tables.videos) + 1
        tables.videos.append({"id": video_id, **video_values(sequence.info)})
        for frame, name in zip(sequence.frames, sequence.file_names, strict=True):
            ids = {"id": len(tables.images) + 1, "video_id": video_id}
            values = image_values(sequence.info, frame, name)
            tables.images.append(ids | values | flavor.image_values(frame))
            for person in frame.people:
                number += 1
                yield {
                    "id": number,
                    "image_id": ids["id"],
                    "category_id": tables.category_id(person.category),
                    **flavor.person_values(person),
                }


def _people_by_image(record: Record) -> dict[int, list[tuple[Record, str]]]:
    """The annotations with their category, by the image's id."""
    names = {
        category.whole("id", 0): category.text("name")
        for category in record.records("categories")
    }
    known = {image.whole("id", 0) for image in record.records("images")}
    people: defaultdict[int, list[tuple[Record, str]]] = defaultdict(list)
    for annotation in record.records("annotations"):
        image_id = annotation.whole("image_id", 0)
        if image_id not in known:
            annotation.refuse(f"there is no image {image_id}")
        name = names.get(annotation.whole("category_id", 0), _PERSON)
        people[image_id].append((annotation, PEDESTRIAN if name == _PERSON else name))
    return people


def _sequence_of(
    video: Record, images: list[Record], people: dict[int, list[tuple[Record, str]]]
) -> Sequence:
    frames = []
    for place, image in enumerate(images):
        found = tuple(
            person_of(annotation, category, size_of(image), spare_id)
            for spare_id, (annotation, category) in enumerate(
                people.get(image.whole("id", 0), ()), start=1
            )
        )
        frames.append((frame_of(image, place, found), image.text("file_name")))
    frames.sort(key=lambda pair: pair[0].index)
    info = info_of(video, size_of(images[0]), len(images))
    labels, names = zip(*frames, strict=True)
    return Sequence(info, labels, names)


def _text(values: Values) -> str:
    return json.dumps(values, allow_nan=False, separators=(",", ":"))
