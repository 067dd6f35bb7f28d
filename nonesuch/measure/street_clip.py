"""A labeled street video in a layout of MOTChallenge, the frames in one video file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.formats.labels import PEDESTRIAN, FrameLabels
from nonesuch.formats.mot import read_ground_truth
from nonesuch.formats.seqinfo import read_seqinfo
from nonesuch.measure.tracker import Tracked
from nonesuch.media.folders import kind_of


@dataclass(frozen=True)
class StreetClip:
    """A video, its frame rate, and who truly is in each frame."""

    name: str
    video: Path
    frame_rate: float
    truth: Sequence[Tracked]


def street_clip_of(folder: Path, most_frames: int | None = None) -> StreetClip:
    """The clip of a folder with a video, ``gt/gt.txt`` and ``seqinfo.ini``.

    Only pedestrians that are not to be ignored are true.  Raises Refusal if one of
    the files is missing or is not understood.
    """
    folder = Path(folder)
    labels, info_path = folder / "gt" / "gt.txt", folder / "seqinfo.ini"
    if not labels.is_file() or not info_path.is_file():
        raise Refusal(
            f"{folder} has no gt/gt.txt and seqinfo.ini; give a folder in the "
            "MOTChallenge layout with a video in it."
        )
    videos = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and kind_of(path) == "video"
    ]
    if not videos:
        raise Refusal(f"{folder} holds no video; put the sequence's video beside gt.")
    info = read_seqinfo(info_path)
    frames = read_ground_truth(labels, info.frame_count)[:most_frames]
    return StreetClip(folder.name, videos[0], info.fps, [_true(one) for one in frames])


def _true(frame: FrameLabels) -> Tracked:
    people = [
        person
        for person in frame.people
        if person.category == PEDESTRIAN and not person.ignore
    ]
    boxes = [person.amodal_box_xyxy for person in people]
    return Tracked(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([person.track_id for person in people], np.int64),
    )
