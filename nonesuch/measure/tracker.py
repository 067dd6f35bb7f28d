"""A small tracker with fixed settings, to see what detections are good for.

As ByteTrack (Zhang et al. 2022): sure boxes are matched to predicted places by overlap
first, doubtful ones then to the tracks left over; people go on as they went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from nonesuch.nouns import Floats, Ints
from nonesuch.perceive.merge import union_share

SURE, DOUBTFUL, NEW = 0.4, 0.1, 0.5
"""Scores from which a box is matched first, matched at all, begins a track."""
_LEAST_OVERLAP, _LEAST_OVERLAP_DOUBTFUL = 0.2, 0.5
_KEPT_S = 1.0
_SPEED_SHARE = 0.4
_CONFIRMED_AFTER = 2


@dataclass(frozen=True)
class Tracked:
    """The people of one frame: boxes ``(n, 4)`` and their track ids ``(n,)``."""

    boxes_xyxy: Floats
    track_ids: Ints


class Tracker:
    """Follows people through one video, frame by frame."""

    def __init__(self, frame_rate: float) -> None:
        self._kept_frames = max(round(_KEPT_S * frame_rate), 1)
        self._tracks: list[_Track] = []
        self._begun = 0
        self._is_first = True

    def follow(self, detections: Floats) -> Tracked:
        """The people of the next frame, from boxes with scores ``(n, 5)``.

        A track is told from its second detection on, in the first frame at once.
        """
        boxes, scores = detections[:, :4], detections[:, 4]
        sure = boxes[scores >= SURE]
        doubtful = boxes[(scores >= DOUBTFUL) & (scores < SURE)]
        seen, rest = _matched(self._tracks, sure, _LEAST_OVERLAP)
        again, _ = _matched(
            [track for track in self._tracks if track not in seen],
            doubtful,
            _LEAST_OVERLAP_DOUBTFUL,
        )
        self._go_on([*seen, *again])
        fresh = scores[scores >= SURE][rest] >= NEW
        begun = [self._begin(box) for box in sure[rest][fresh]]
        told = [t for t in [*seen, *again] if t.hits >= _CONFIRMED_AFTER]
        told += begun if self._is_first else []
        self._is_first = False
        return _tracked(told)

    def _go_on(self, seen: Sequence[_Track]) -> None:
        for track in self._tracks:
            if track not in seen:
                track.missed += 1
        self._tracks = [t for t in self._tracks if t.missed <= self._kept_frames]

    def _begin(self, box_xyxy: Floats) -> _Track:
        self._begun += 1
        track = _Track(self._begun, box_xyxy)
        self._tracks.append(track)
        return track


class _Track:
    """One person: the last box, how it moves, how long it was not seen."""

    def __init__(self, number: int, box_xyxy: Floats) -> None:
        self.number, self.box_xyxy = number, box_xyxy
        self.speed_xy = np.zeros(2, np.float32)
        self.hits, self.missed = 1, 0

    def predicted(self) -> Floats:
        moved = np.tile(self.speed_xy, 2) * (1 + self.missed)
        return np.asarray(self.box_xyxy + moved, np.float32)

    def see(self, box_xyxy: Floats) -> None:
        moved = (box_xyxy - self.box_xyxy).reshape(2, 2).mean(0) / (1 + self.missed)
        share = 1.0 if self.hits == 1 else _SPEED_SHARE
        self.speed_xy = self.speed_xy + share * (moved - self.speed_xy)
        self.box_xyxy, self.missed = box_xyxy, 0
        self.hits += 1


def _matched(
    tracks: Sequence[_Track], boxes: Floats, least_overlap: float
) -> tuple[list[_Track], list[int]]:
    """The tracks that a box was found for, and the boxes left over."""
    if not tracks or not len(boxes):
        return [], list(range(len(boxes)))
    overlaps = union_share(np.stack([track.predicted() for track in tracks]), boxes)
    seen, taken = [], set()
    for place, box in zip(*linear_sum_assignment(-overlaps), strict=True):
        if overlaps[place, box] >= least_overlap:
            tracks[place].see(boxes[box])
            seen.append(tracks[place])
            taken.add(int(box))
    return seen, [box for box in range(len(boxes)) if box not in taken]


def _tracked(tracks: Sequence[_Track]) -> Tracked:
    boxes = [track.box_xyxy for track in tracks]
    return Tracked(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([track.number for track in tracks], np.int64),
    )
