"""KITTI tracking: 2D boxes inside the picture and 3D boxes before the camera.

Frames and pixels count from 0.  A place is the middle of the 3D box's lower face in the
camera's own coordinates (x right, y down, z forward), so P2 is the intrinsics alone and
a tilted camera sees tilted boxes: ``rotation_y`` is the heading as seen along the
camera's y, 0 to the right, -pi/2 away.  Nothing is said of the lens' distortion.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera, transformed
from nonesuch.errors import Refusal
from nonesuch.formats.decimals import text_of
from nonesuch.formats.labels import (
    PEDESTRIAN,
    RIDER,
    FrameLabels,
    PersonLabel,
    frames_of,
)
from nonesuch.formats.rows import Row, read_rows, write_lines

Floats = NDArray[np.float64]

CATEGORIES = {
    "Pedestrian": PEDESTRIAN,
    "Person_sitting": PEDESTRIAN,
    "Person": PEDESTRIAN,
    "Cyclist": RIDER,
    "Car": "car",
    "Van": "van",
    "Truck": "truck",
    "Tram": "tram",
    "Misc": "misc",
    "DontCare": "dont_care",
}
"""What a type of KITTI is called here."""

_SITTING, _DONT_CARE, _SIT = ("Person", "Person_sitting"), "DontCare", "sit"
_PLACES = 6  # decimals of meters and radians
_COLUMNS = (17, 18)
_UNKNOWN_3D = "-1 -1 -1 -1000 -1000 -1000 -10"
# Levels of the format, and the share that stands for a level when it is read.
_VISIBILITY_OF_LEVEL = {0: 1.0, 1: 0.7, 2: 0.2, 3: None}
_TRUNCATION_OF_LEVEL = {0: 0.0, 1: 0.2, 2: 0.7}


def write_kitti(path: Path, frames: Iterable[FrameLabels]) -> None:
    """Writes the labels of a sequence, 17 columns a person.

    Occluded is 0 above a visibility of 0.9, 1 above 0.4, 2 below, 3 unknown; truncated
    is 0 below a share of 0.05, 1 below 0.4, 2 above.  People to ignore are DontCare.
    """
    write_lines(path, _rows(frames))


def read_kitti(
    path: Path,
    frame_count: int | None = None,
    cameras: Mapping[int, Camera] | None = None,
) -> tuple[FrameLabels, ...]:
    """The frames of a file, also those without people.

    With the cameras by frame index the 3D boxes are known in the world.  Visibility and
    truncation are those that stand for the levels.  Raises :class:`Refusal`.
    """
    people: defaultdict[int, list[PersonLabel]] = defaultdict(list)
    most = 2**31 - 1 if frame_count is None else frame_count - 1
    for row in read_rows(path, None):
        if len(row.fields) not in _COLUMNS:
            row.refuse(f"expected 17 or 18 columns, found {len(row.fields)}")
        index = row.whole(0, "the frame", 0, most)
        person = _person_of(row, (cameras or {}).get(index))
        if not person.ignore and any(
            person.track_id == other.track_id and not other.ignore
            for other in people[index]
        ):
            row.refuse(f"the id {person.track_id} appears twice in frame {index}")
        people[index].append(person)
    last = max(people, default=-1) + 1
    return frames_of(people, last if frame_count is None else frame_count)


def write_calibration(path: Path, camera: Camera) -> None:
    """Writes P0 to P3, all the same ``(3, 4)`` by rows, and an R_rect that is none."""
    projection = np.column_stack([camera.intrinsics, np.zeros(3)])
    numbers = " ".join(text_of(value) for value in projection.ravel())
    lines = [f"P{number}: {numbers}" for number in range(4)]
    write_lines(path, [*lines, "R_rect 1 0 0 0 1 0 0 0 1"])


def read_calibration(path: Path) -> Floats:
    """P2 ``(3, 4)``, which leads from camera coordinates to pixels."""
    for row in read_rows(path, None):
        if row.fields[0].rstrip(":") == "P2":
            if len(row.fields) != 13:
                row.refuse(f"P2 must have 12 numbers, found {len(row.fields) - 1}")
            values = [row.number(place, "P2") for place in range(1, 13)]
            return np.array(values).reshape(3, 4)
    raise Refusal(f"{path} has no line P2; is this a calibration of KITTI?")


def rotation_y_of(camera: Camera, heading_rad: float) -> float:
    """The heading in the world as an angle about the camera's y axis."""
    ahead = np.array([math.cos(heading_rad), math.sin(heading_rad), 0])
    x, _, z = camera.camera_from_world[:3, :3] @ ahead
    return math.atan2(-z, x)


def heading_of(camera: Camera, rotation_y: float) -> float:
    """The heading in the world that looks so: the inverse of :func:`rotation_y_of`."""
    cosine, sine = math.cos(rotation_y), math.sin(rotation_y)
    # Of all headings h, the turned (x, z) must lie along (cosine, -sine).
    across = np.array([sine, 0, cosine]) @ camera.camera_from_world[:3, :3]
    heading = math.atan2(-across[0], across[1])
    ahead = np.array([math.cos(heading), math.sin(heading), 0])
    along = np.array([cosine, 0, -sine]) @ camera.camera_from_world[:3, :3] @ ahead
    return heading if along > 0 else math.remainder(heading + math.pi, math.tau)


def _rows(frames: Iterable[FrameLabels]) -> Iterator[str]:
    for frame in frames:
        for person in frame.people:
            yield f"{frame.index} {_row(person, frame.camera)}"


def _row(person: PersonLabel, camera: Camera | None) -> str:
    box = person.amodal_box_xyxy
    if camera is not None:
        box = np.clip(box.reshape(2, 2), 0, camera.size_wh).ravel()
    corners = " ".join(text_of(value) for value in box)
    if person.ignore:
        return f"-1 {_DONT_CARE} -1 -1 -10 {corners} {_UNKNOWN_3D}"
    alpha, solid = _solid(person, camera)
    start = f"{person.track_id} {_type_of(person)} {_truncated(person)}"
    return f"{start} {_occluded(person)} {alpha} {corners} {solid}"


def _solid(person: PersonLabel, camera: Camera | None) -> tuple[str, str]:
    base, size = person.base_world, person.size_lwh_m
    if base is None or size is None or person.heading_rad is None or camera is None:
        return "-10", _UNKNOWN_3D
    x, y, z = transformed(camera.camera_from_world, base)
    rotation = rotation_y_of(camera, person.heading_rad)
    alpha = math.remainder(rotation - math.atan2(x, z), math.tau)
    numbers = (*size[[2, 1, 0]], x, y, z, rotation)
    return _short(alpha), " ".join(_short(number) for number in numbers)


def _short(value: float) -> str:
    return text_of(round(float(value), _PLACES) + 0.0)


def _type_of(person: PersonLabel) -> str:
    if person.action == _SIT:
        return _SITTING[0]  # as the labels have it; the other is in their readme
    names = {name: kind for kind, name in reversed(CATEGORIES.items())}
    return names.get(person.category, "Misc")


def _occluded(person: PersonLabel) -> int:
    if person.visibility is None:
        return 3
    return int(person.visibility < 0.9) + int(person.visibility < 0.4)


def _truncated(person: PersonLabel) -> int:
    share = person.truncation or 0.0
    return int(share >= 0.05) + int(share >= 0.4)


def _person_of(row: Row, camera: Camera | None) -> PersonLabel:
    kind = row.fields[2]
    if kind not in CATEGORIES:
        row.refuse(f"the type {kind!r} is unknown; known are {', '.join(CATEGORIES)}")
    is_ignored = kind == _DONT_CARE
    label = PersonLabel(
        track_id=0 if is_ignored else row.whole(1, "the id", 0),
        amodal_box_xyxy=_box(row),
        visibility=_VISIBILITY_OF_LEVEL[_level(row, 4, "occluded", 3)],
        truncation=_TRUNCATION_OF_LEVEL[_level(row, 3, "truncated", 2)],
        category=CATEGORIES[kind],
        action=_SIT if kind in _SITTING else None,
        ignore=is_ignored,
    )
    return label if is_ignored else _with_solid(row, label, camera)


def _level(row: Row, place: int, name: str, most: int) -> int:
    return 0 if row.fields[2] == _DONT_CARE else row.whole(place, name, 0, most)


def _box(row: Row) -> Floats:
    box = np.array([row.number(place, "the box") for place in range(6, 10)])
    if not (box[2:] > box[:2]).all():
        row.refuse("the box must be left, top, right and bottom, and not empty")
    return box


def _with_solid(row: Row, label: PersonLabel, camera: Camera | None) -> PersonLabel:
    height, width, length, x, y, z, angle = (
        row.number(place, "the 3D box") for place in range(10, 17)
    )
    if min(height, width, length) <= 0:
        return label
    size = np.array([length, width, height])
    if camera is None:
        return replace(label, size_lwh_m=size)
    rotation, shift = camera.camera_from_world[:3, :3], camera.camera_from_world[:3, 3]
    base: Floats = rotation.T @ (np.array([x, y, z]) - shift)
    return replace(
        label,
        size_lwh_m=size,
        base_world=base.round(_PLACES),
        heading_rad=round(heading_of(camera, angle), _PLACES),
    )
