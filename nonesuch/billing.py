"""Who stood in for whom, as the report tells it."""

from __future__ import annotations

import numpy as np

from nonesuch.casting import Casting
from nonesuch.parts import Part
from nonesuch.prove.report import PersonReport


def person_reports(casting: Casting, source: str) -> list[PersonReport]:
    """The report's lines on the people who were counted, in the order of tracks."""
    return [
        _person_report(part, casting, source)
        for _, part in sorted(casting.parts.items())
        if part.frames
    ]


def _person_report(part: Part, casting: Casting, source: str) -> PersonReport:
    is_covered = part.covered_frames == part.frames
    verdict = None if is_covered else part.worst
    similarity: dict[str, float] = {}
    threshold: dict[str, float] = {}
    if verdict is not None and verdict.similarity is not None:
        similarity[verdict.recognizer] = verdict.similarity
        threshold[verdict.recognizer] = verdict.threshold
    return PersonReport(
        track=part.track,
        kind="face",
        first_frame=part.first_frame,
        last_frame=part.last_frame,
        frames=part.frames,
        filled_frames=part.filled_frames,
        method=casting.cover if is_covered else casting.method_of(part.track),
        attempts=part.attempts,
        outcome="covered" if is_covered else "replaced",
        face_px=float(np.median(part.sizes_px)),
        source=source,
        similarity=similarity,
        threshold=threshold,
        covered_frames=part.covered_frames,
    )
