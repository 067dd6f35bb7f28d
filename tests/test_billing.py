"""What the report says of each person of a casting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_castings import ALIKE, casting_of, everybody, scene

from nonesuch.billing import person_reports
from nonesuch.nouns import Floats, Source


def test_report_counts_frames_by_how_the_person_was_known() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * 9})
    sources = [Source.DETECTED, Source.FILLED, Source.MARGIN, Source.LOW_SCORE]
    for index, source in enumerate(sources, start=3):
        shown = replace(people, sources=np.full(3, int(source), np.int64))
        staged = casting.stage(image, shown, index, everybody(people), recast=False)
        casting.count(shown, staged, index)
    first, second, _ = person_reports(casting, "street.mp4")
    assert (first.first_frame, first.last_frame, first.frames) == (3, 6, 4)
    assert (first.filled_frames, first.covered_frames) == (2, 0)
    assert (first.outcome, first.method, first.attempts) == ("replaced", "person", 1)
    assert first.similarity[next(iter(first.threshold))] == pytest.approx(-1)
    assert first.face_px == pytest.approx(_largest_side(people.boxes_xyxy[0]))
    assert (second.outcome, second.method, second.covered_frames) == (
        "covered",
        "cover",
        4,
    )
    assert second.similarity == {}


def test_person_who_was_only_tried_is_not_in_the_report() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {})
    casting.stage(image, people, 0, everybody(people), recast=True)
    assert person_reports(casting, "street.mp4") == []


def _largest_side(box_xyxy: Floats) -> float:
    return float(max(box_xyxy[2:] - box_xyxy[:2]))
