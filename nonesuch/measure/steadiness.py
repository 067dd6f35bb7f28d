"""The table of how steady each method is, video by video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.clips import Clip, clip_of, label_of, shown_by
from nonesuch.measure.contenders import ORIGINAL
from nonesuch.measure.faces import Progress
from nonesuch.measure.stability import Course, Judge, Stability, courses, stability
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import Estimate
from nonesuch.models.edgeface import EdgeFace
from nonesuch.models.w600k import W600k
from nonesuch.networks import Networks
from nonesuch.perceive.landmarks import LandmarkFinder

_FEWEST_FRAMES = 5
METHODS = ("person", "blur:17", "pixelate:8")
"""What is measured beside the original unless others are asked for."""
_COLUMNS = (
    Column("faces", 0, 1.0),
    Column("px", 0, 1.0),
    Column("jitter w600k", 2, 1.0),
    Column("jitter EdgeFace", 2, 1.0),
    Column("flicker low", 2, 1.0),
    Column("flicker high", 2, 1.0),
    Column("largest step", 2, 1.0),
    Column("landmark error"),
    Column("landmark correlation", 2, 1.0),
)


def stability_table(
    videos: Sequence[str],
    contenders: Sequence[str],
    frames: int,
    least_px: float,
    progress: Progress,
) -> Table:
    """Every contender on every video; raises Refusal for what is no video.

    Tracks of at least 5 frames count, whose median face has ``least_px``: smaller ones
    have nothing to be measured.
    """
    labels = {contender: label_of(contender) for contender in contenders}
    networks, mesh = Networks(), LandmarkFinder("f32")
    judges: dict[str, Judge] = {"w600k": W600k(), "EdgeFace": EdgeFace()}
    rows = []
    for text in videos:
        clip = clip_of(text, frames, networks, progress)
        originals = _courses(ORIGINAL, clip, networks, judges, mesh)
        chosen = long_tracks(originals, least_px)
        if not chosen:
            raise Refusal(
                f"{clip.path} shows no face of {least_px:g} px for {_FEWEST_FRAMES} "
                f"frames within {clip.count}; give another piece, or a smaller size."
            )
        own = [originals[track] for track in chosen]
        for done, contender in enumerate((ORIGINAL, *contenders), start=1):
            found = (
                originals
                if contender == ORIGINAL
                else _courses(contender, clip, networks, judges, mesh)
            )
            measured = stability([found[track] for track in chosen], own)
            label = labels.get(contender, contender)
            rows.append(_row(f"{clip.name}, {label}", measured))
            progress(f"watching {clip.name}", done, 1 + len(contenders))
    return _table(rows, frames, least_px)


def long_tracks(own: Mapping[int, Course], least_px: float) -> list[int]:
    """Tracks that are long and large enough to be measured."""
    return [
        track
        for track, course in own.items()
        if len(course.frames) >= _FEWEST_FRAMES
        and np.median(course.face_px) >= least_px
    ]


def _courses(
    contender: str,
    clip: Clip,
    networks: Networks,
    judges: Mapping[str, Judge],
    mesh: LandmarkFinder,
) -> dict[int, Course]:
    originals = (frame.image for frame in clip.frames())
    shown = shown_by(contender, clip, networks)
    return courses(originals, shown, clip.people, judges, mesh)


def _table(rows: Sequence[Row], frames: int, least_px: float) -> Table:
    return Table(
        "stability",
        "Stability on video, in parts of the original's own change",
        f"Up to {frames} frames each, tracks with faces of {least_px:g} px or more. "
        "Jitter: of two recognizers' codes from frame to frame. Flicker: change in "
        "aligned crops that the head's own motion leaves, of light and shape (low), "
        "of detail and noise (high); step: the largest. 1 is as steady as the "
        "original. Landmark error in % of the distance between the eyes; correlation "
        "1: the same motion.",
        _COLUMNS,
        rows,
        "video, method",
    )


def _row(name: str, measured: Stability) -> Row:
    values = (
        float(measured.frames),
        measured.face_px,
        *measured.jitter.values(),
        measured.flicker_low,
        measured.flicker_high,
        measured.largest_step,
        measured.landmark_error,
        measured.landmark_correlation,
    )
    return Row(name, [Estimate(value) for value in values])
