"""Whether people in streets are still detected and tracked after anonymization."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nonesuch.measure.clips import Clip, clip_of, label_of, shown_by
from nonesuch.measure.contenders import ORIGINAL
from nonesuch.measure.faces import Progress
from nonesuch.measure.street_clip import StreetClip, street_clip_of
from nonesuch.measure.street_scores import (
    average_precision,
    refuse_without_tools,
    track_scores,
)
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.tracker import Tracker
from nonesuch.measure.uncertainty import Estimate
from nonesuch.models.yolox import YoloxPeople
from nonesuch.networks import Networks

METHODS = ("person", "blur:17", "solid")
"""What is measured beside the original unless others are asked for."""
_COLUMNS = (
    *map(Column, ("AP", "AP at IoU 0.5", "HOTA", "DetA", "AssA", "MOTA", "IDF1")),
    Column("switches", 0, 1.0),
    Column("faces a frame", 2, 1.0),
)


def street_table(
    folders: Sequence[Path],
    contenders: Sequence[str],
    most_frames: int | None,
    progress: Progress,
) -> Table:
    """Detection and tracking of people, original against anonymized, clip by clip.

    Raises Refusal for a folder that is no labeled clip, or if a tool is missing.
    """
    refuse_without_tools()
    labels = {contender: label_of(contender) for contender in contenders}
    streets = [street_clip_of(folder, most_frames) for folder in folders]
    networks, detector = Networks(), YoloxPeople()
    rows = []
    for street in streets:
        count = len(street.truth)
        clip = clip_of(str(street.video), count, networks, progress)
        for contender in (ORIGINAL, *contenders):
            name = f"{street.name}, {labels.get(contender, contender)}"
            values = _scores(street, clip, contender, networks, detector, progress)
            rows.append(Row(name, values))
    return Table(
        "streets",
        "People in labeled street videos: detection and tracking",
        "One detector (YOLOX-tiny, 416 px) and one tracker (matching by overlap, after "
        "ByteTrack) with the same settings for all rows; AP by pycocotools, the rest "
        "by trackeval 1.3.0. Only faces are replaced.",
        _COLUMNS,
        rows,
        "clip, method",
    )


def _scores(
    street: StreetClip,
    clip: Clip,
    contender: str,
    networks: Networks,
    detector: YoloxPeople,
    progress: Progress,
) -> list[Estimate]:
    tracker, detections, tracked = Tracker(street.frame_rate), [], []
    for done, image in enumerate(shown_by(contender, clip, networks), start=1):
        detections.append(detector(image))
        tracked.append(tracker.follow(detections[-1]))
        progress(f"tracking {street.name}, {contender}", done, clip.count)
    truth = street.truth[: len(tracked)]
    scores = track_scores(truth, tracked)
    values = (
        *average_precision(truth, detections),
        scores.hota,
        scores.detection,
        scores.association,
        scores.mota,
        scores.idf1,
        float(scores.switches),
        sum(map(len, clip.people)) / max(clip.count, 1),
    )
    return [Estimate(value) for value in values]
