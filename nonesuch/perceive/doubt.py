"""Tracks that may be no people: a face painted on foliage looks worse than a blur."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nonesuch.nouns import People, Source

_BELIEVED = 0.5
"""The median score under which the detector itself hardly believes in a face."""


def doubtful_tracks(frames: Sequence[People]) -> frozenset[int]:
    """Track ids whose detections have a median score under one half.

    People whom the user brought along are never doubtful, nor are tracks of which
    only filled frames are there.
    """
    scores: dict[int, list[float]] = {}
    for people in frames:
        seen = np.isin(people.sources, (Source.DETECTED, Source.LOW_SCORE))
        for row in np.flatnonzero(seen):
            track = int(people.track_ids[row])
            scores.setdefault(track, []).append(float(people.scores[row]))
    return frozenset(
        track for track, values in scores.items() if np.median(values) < _BELIEVED
    )
