"""Cameras of a sequence, ``cameras.jsonl``: one line a frame after one of conventions.

``camera_from_world`` is a 4 x 4 matrix by rows; with the intrinsics and the lens' two
numbers it says all that :class:`nonesuch.camera.Camera` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera
from nonesuch.errors import Refusal
from nonesuch.formats.labels import FrameLabels
from nonesuch.formats.records import Record, record_of_text
from nonesuch.formats.rows import text_of_file, write_lines

Floats = NDArray[np.float64]

VERSION = 1
CONVENTIONS = {
    "world": "meters, z up, right-handed",
    "camera": "x right, y down, z forward",
    "pixel": "(0, 0) is the corner of the first pixel, its center is (0.5, 0.5)",
    "transform": "point_camera = camera_from_world @ point_world",
    "projection": "x, y = X / Z, Y / Z; s = x * x + y * y; "
    "d = 1 + k1 * s + k2 * s * s; u = fx * x * d + cx; v = fy * y * d + cy",
    "distortion": "k1, k2 as in OpenCV",
}


def write_cameras(path: Path, frames: Iterable[FrameLabels]) -> None:
    """Writes the file; frames without a camera are left out."""
    write_lines(path, _lines(frames))


def read_cameras(path: Path) -> dict[int, Camera]:
    """The camera of each frame, by its index from 0.  Raises :class:`Refusal`."""
    cameras: dict[int, Camera] = {}
    lines = [line for line in text_of_file(path).splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        record = record_of_text(path, line, f"line {number}")
        if number == 1:
            if record.values.get("nonesuch_cameras") != VERSION:
                record.refuse(
                    f'a file of cameras begins with "nonesuch_cameras": {VERSION}'
                )
            continue
        size_wh = (record.whole("width", 1), record.whole("height", 1))
        cameras[record.whole("frame", 0)] = camera_of(record, size_wh)
    if not lines:
        raise Refusal(f"{path} is empty; expected the cameras of a sequence.")
    return cameras


def camera_values(camera: Camera) -> dict[str, Any]:
    """Intrinsics, transform and distortion as lists."""
    return {
        "intrinsics": camera.intrinsics.tolist(),
        "camera_from_world": camera.camera_from_world.tolist(),
        "distortion": list(camera.distortion),
    }


def camera_of(record: Record, size_wh: tuple[int, int]) -> Camera:
    """The camera of an object as :func:`camera_values` makes it."""
    k1, k2 = record.numbers("distortion", 2).tolist()
    return Camera(
        _matrix(record, "intrinsics", 3),
        _matrix(record, "camera_from_world", 4),
        size_wh,
        (k1, k2),
    )


def _lines(frames: Iterable[FrameLabels]) -> Iterator[str]:
    yield json.dumps({"nonesuch_cameras": VERSION, "conventions": CONVENTIONS})
    for frame in frames:
        if frame.camera is None:
            continue
        width, height = frame.camera.size_wh
        values = {"frame": frame.index, "time_s": frame.time_s}
        values |= {"width": width, "height": height}
        yield json.dumps(values | camera_values(frame.camera), allow_nan=False)


def _matrix(record: Record, name: str, side: int) -> Floats:
    try:
        matrix = np.array(record.values.get(name), np.float64)
    except (TypeError, ValueError):
        matrix = np.zeros(0)
    if matrix.shape != (side, side) or not np.isfinite(matrix).all():
        record.refuse(f"{name} must be a list of {side} rows of {side} numbers")
    return matrix
