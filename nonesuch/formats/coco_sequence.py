"""Sequences and their pictures as entries of a COCO file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nonesuch.formats.cameras import camera_of, camera_values
from nonesuch.formats.labels import FrameLabels, PersonLabel, SequenceInfo
from nonesuch.formats.records import Record

Values = dict[str, Any]


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


def video_values(info: SequenceInfo) -> Values:
    """The entry of a sequence but for its id."""
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


def info_of(video: Record, size_wh: tuple[int, int], frame_count: int) -> SequenceInfo:
    """The inverse of :func:`video_values`; size and count stand in if it lacks them."""
    return SequenceInfo(
        name=video.text("name", video.path.stem),
        fps=video.number("fps", 1.0),
        frame_count=video.whole("frame_count", 0, frame_count),
        size_wh=(
            video.whole("width", 1, size_wh[0]),
            video.whole("height", 1, size_wh[1]),
        ),
        image_folder=video.text("image_folder", "img1"),
        image_extension=video.text("image_extension", ".jpg"),
        weather=video.text("weather", "CLEAR"),
        time_of_day_h=video.number("time_of_day_h", 12.0),
        is_night=bool(video.values.get("is_night", False)),
        is_moving=bool(video.values.get("is_moving", False)),
        facts=video.texts("facts"),
    )


def image_values(info: SequenceInfo, frame: FrameLabels, file_name: str) -> Values:
    """The entry of a picture but for ids."""
    width, height = info.size_wh
    values: Values = {
        "frame_index": frame.index,
        "file_name": file_name,
        "width": width,
        "height": height,
        "time_s": frame.time_s,
        "camera": None if frame.camera is None else camera_values(frame.camera),
    }
    return {name: value for name, value in values.items() if value is not None}


def frame_of(image: Record, place: int, people: tuple[PersonLabel, ...]) -> FrameLabels:
    """The frame of a picture's entry; its place in the file stands in for its index."""
    camera = image.record("camera") if "camera" in image else None
    return FrameLabels(
        image.whole("frame_index", 0, place),
        people,
        image.number("time_s") if "time_s" in image else None,
        None if camera is None else camera_of(camera, size_of(image)),
    )


def size_of(image: Record) -> tuple[int, int]:
    """Width and height of a picture's entry."""
    return image.whole("width", 1), image.whole("height", 1)
