"""A labeled street video in the MOTChallenge 2015 layout."""

from __future__ import annotations

import configparser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.tracker import Tracked
from nonesuch.media.folders import kind_of

_NEEDED_COLUMNS = 7


@dataclass(frozen=True)
class StreetClip:
    """A video, its frame rate, and who truly is in each frame."""

    name: str
    video: Path
    frame_rate: float
    truth: Sequence[Tracked]


def street_clip_of(folder: Path, most_frames: int | None = None) -> StreetClip:
    """The clip of a folder with a video, ``gt/gt.txt`` and ``seqinfo.ini``.

    Raises Refusal if one of them is missing or is not understood.
    """
    folder = Path(folder)
    labels, info = folder / "gt" / "gt.txt", folder / "seqinfo.ini"
    if not labels.is_file() or not info.is_file():
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
    length, rate = _length_and_rate(info)
    count = min(length, most_frames or length)
    return StreetClip(folder.name, videos[0], rate, _truth(labels, count))


def _length_and_rate(info: Path) -> tuple[int, float]:
    parser = configparser.ConfigParser()
    try:
        parser.read(info, encoding="utf-8")
        section = parser["Sequence"]
        return section.getint("seqLength") or 0, section.getfloat("frameRate") or 25.0
    except (configparser.Error, KeyError, ValueError) as error:
        raise Refusal(
            f"{info} is not understood; expected a [Sequence] with seqLength and "
            "frameRate."
        ) from error


def _truth(labels: Path, frames: int) -> list[Tracked]:
    """Boxes of every frame; lines whose seventh column is 0 do not count."""
    try:
        rows = np.loadtxt(labels, delimiter=",", ndmin=2)
        enough = rows.shape[1] >= _NEEDED_COLUMNS
    except ValueError:
        enough = False
    if not enough:
        raise Refusal(
            f"{labels} is not understood; expected frame, id, left, top, width, height "
            "and 1 for people that count, separated by commas."
        )
    rows = rows[rows[:, 6] > 0]
    found = []
    for frame in range(1, frames + 1):
        here = rows[rows[:, 0] == frame]
        # the files count pixels from 1
        corners = np.concatenate(
            [here[:, 2:4] - 1, here[:, 2:4] - 1 + here[:, 4:6]], axis=1
        )
        ids = here[:, 1].astype(np.int64)
        found.append(Tracked(corners.astype(np.float32), ids))
    return found
