"""COCO: all sequences of a data set in one file, or each in its own.

``videos`` describe the sequences, ``images`` name their video and frame, and of each
frame the camera; annotations are those of :mod:`nonesuch.formats.coco_person`.  With
these the file holds all that labels hold, and gives it back exactly.  Files of other
programs are read too: their images are one sequence.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nonesuch.formats.cameras import camera_of, camera_values
from nonesuch.formats.coco_person import PEDESTRIAN, coco_values, person_of
from nonesuch.formats.labels import (
    COCO_KEYPOINTS,
    FrameLabels,
    PersonLabel,
    SequenceInfo,
)
from nonesuch.formats.records import Record, read_record
from nonesuch.media.whole import writing_whole

_PERSON = "person"
_SKELETON = (
    *((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7)),
    *((6, 8), (7, 9), (8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5)),
    *((4, 6), (5, 7)),
)
"""COCO's own, of keypoints counted from 1."""


@dataclass(frozen=True, eq=False)
class Sequence:
    """The labels of one video and where its pictures lie, relative to the data set."""

    info: SequenceInfo
    frames: tuple[FrameLabels, ...]
    file_names: tuple[str, ...]


def file_names_of(info: SequenceInfo) -> tuple[str, ...]:
    """Where the pictures lie in the layout of MOTChallenge, ``SEQ/img1/000001.jpg``."""
    return tuple(
        f"{info.name}/{info.image_folder}/{number:06d}{info.image_extension}"
        for number in range(1, info.frame_count + 1)
    )


def write_coco(path: Path, sequences: Iterable[Sequence]) -> None:
    """Writes the file; takes the sequences one by one and holds only their pictures."""
    tables = _Tables()
    with (
        writing_whole(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write('{"info": {"description": "virtual pedestrians by nonesuch"},\n')
        file.write('"annotations": [')
        separator = "\n"
        for annotation in _annotations(sequences, tables):
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
    record = read_record(path)
    categories = {
        category.whole("id", 0): category.text("name")
        for category in record.records("categories")
    }
    people = _people_by_image(record, categories)
    videos = record.records("videos")
    images = record.records("images")
    if not images:
        record.refuse("it has no images; is this a file of COCO's format?")
    by_video: defaultdict[int, list[Record]] = defaultdict(list)
    for image in images:
        by_video[image.whole("video_id", 0, 0)].append(image)
    infos = {video.whole("id", 0): video for video in videos}
    return tuple(
        _sequence_of(path, infos.get(number), found, people)
        for number, found in by_video.items()
    )


@dataclass
class _Tables:
    """What grows while annotations are written."""

    categories: list[dict[str, Any]] = field(default_factory=lambda: [_person()])
    videos: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)

    def category_id(self, name: str) -> int:
        name = _PERSON if name == PEDESTRIAN else name
        for category in self.categories:
            if category["name"] == name:
                return int(category["id"])
        self.categories.append({"id": len(self.categories) + 1, "name": name})
        return len(self.categories)


def _annotations(
    sequences: Iterable[Sequence], tables: _Tables
) -> Iterator[dict[str, Any]]:
    number = 0
    for sequence in sequences:
        video = {"id": len(tables.videos) + 1, **_info_values(sequence.info)}
        tables.videos.append(video)
        for frame, name in zip(sequence.frames, sequence.file_names, strict=True):
            image = _image_values(len(tables.images) + 1, video, frame, name)
            tables.images.append(image)
            for person in frame.people:
                number += 1
                yield {
                    "id": number,
                    "image_id": image["id"],
                    "category_id": tables.category_id(person.category),
                    **coco_values(person),
                }


def _person() -> dict[str, Any]:
    names, skeleton = list(COCO_KEYPOINTS), [list(pair) for pair in _SKELETON]
    start = {"id": 1, "name": _PERSON, "supercategory": _PERSON}
    return start | {"keypoints": names, "skeleton": skeleton}


def _info_values(info: SequenceInfo) -> dict[str, Any]:
    width, height = info.size_wh
    return {
        "name": info.name,
        "fps": info.fps,
        "frame_count": info.frame_count,
        "width": width,
        "height": height,
        "image_folder": info.image_folder,
        "image_extension": info.image_extension,
        "weather": info.weather,
        "time_of_day_h": info.time_of_day_h,
        "is_night": info.is_night,
        "is_moving": info.is_moving,
        "facts": info.facts,
    }


def _info_of(path: Path, video: Record | None, images: list[Record]) -> SequenceInfo:
    size_wh = (images[0].whole("width", 1), images[0].whole("height", 1))
    if video is None:
        return SequenceInfo(path.stem, 1.0, len(images), size_wh)
    return SequenceInfo(
        name=video.text("name", path.stem),
        fps=video.number("fps", 1.0),
        frame_count=video.whole("frame_count", 0, len(images)),
        size_wh=size_wh,
        image_folder=video.text("image_folder", "img1"),
        image_extension=video.text("image_extension", ".jpg"),
        weather=video.text("weather", "CLEAR"),
        time_of_day_h=video.number("time_of_day_h", 12.0),
        is_night=bool(video.values.get("is_night", False)),
        is_moving=bool(video.values.get("is_moving", False)),
        facts=video.texts("facts"),
    )


def _image_values(
    number: int, video: dict[str, Any], frame: FrameLabels, name: str
) -> dict[str, Any]:
    values = {
        "id": number,
        "video_id": video["id"],
        "frame_index": frame.index,
        "file_name": name,
        "width": video["width"],
        "height": video["height"],
        "time_s": frame.time_s,
        "camera": None if frame.camera is None else camera_values(frame.camera),
    }
    return {name: value for name, value in values.items() if value is not None}


def _people_by_image(
    record: Record, categories: dict[int, str]
) -> dict[int, list[tuple[Record, str]]]:
    people: defaultdict[int, list[tuple[Record, str]]] = defaultdict(list)
    known = {image.whole("id", 0) for image in record.records("images")}
    for annotation in record.records("annotations"):
        image_id = annotation.whole("image_id", 0)
        if image_id not in known:
            annotation.refuse(f"there is no image {image_id}")
        name = categories.get(annotation.whole("category_id", 0), _PERSON)
        category = PEDESTRIAN if name == _PERSON else name
        people[image_id].append((annotation, category))
    return people


def _sequence_of(
    path: Path,
    video: Record | None,
    images: list[Record],
    people: dict[int, list[tuple[Record, str]]],
) -> Sequence:
    info = _info_of(path, video, images)
    numbered = sorted(
        (image.whole("frame_index", 0, place), place, image)
        for place, image in enumerate(images)
    )
    frames = tuple(_frame_of(index, image, people) for index, _, image in numbered)
    names = tuple(image.text("file_name") for _, _, image in numbered)
    return Sequence(info, frames, names)


def _frame_of(
    index: int, image: Record, people: dict[int, list[tuple[Record, str]]]
) -> FrameLabels:
    size_wh = (image.whole("width", 1), image.whole("height", 1))
    found: list[PersonLabel] = [
        person_of(annotation, category, size_wh, place)
        for place, (annotation, category) in enumerate(
            people.get(image.whole("id", 0), []), start=1
        )
    ]
    camera = image.record("camera") if "camera" in image else None
    return FrameLabels(
        index,
        tuple(found),
        image.number("time_s") if "time_s" in image else None,
        None if camera is None else camera_of(camera, size_wh),
    )


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, allow_nan=False, separators=(",", ":"))
