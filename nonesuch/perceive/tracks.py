"""The two views of a clip's people: by frame, and by track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nonesuch.nouns import Floats, Ints, People


@dataclass(frozen=True)
class Track:
    """One person through the clip: person ``i`` stands in frame ``frames[i]``.

    ``frames`` rises strictly.
    """

    frames: Ints
    people: People

    def __len__(self) -> int:
        return len(self.frames)


def tracks_of(frames: Sequence[People]) -> dict[int, Track]:
    """The tracks by their ids; ``ValueError`` if somebody is not linked yet."""
    everybody = People.concatenate(list(frames))
    frame_of = np.repeat(np.arange(len(frames)), [len(people) for people in frames])
    if (everybody.track_ids < 0).any():
        raise ValueError("people without a track id found; link them first")
    if not len(everybody):
        return {}
    order = np.argsort(everybody.track_ids, kind="stable")
    ids, starts = np.unique(everybody.track_ids[order], return_index=True)
    return {
        int(track_id): Track(frame_of[members], everybody[members])
        for track_id, members in zip(ids, np.split(order, starts[1:]), strict=True)
    }


def frames_of(tracks: Mapping[int, Track], count: int) -> list[People]:
    """The people of each of ``count`` frames, in the order of their ids."""
    ids = sorted(tracks)
    everybody = People.concatenate(
        [with_id(tracks[track_id].people, track_id) for track_id in ids]
    )
    frame_of = np.concatenate(
        [np.zeros(0, np.int64)] + [tracks[track_id].frames for track_id in ids]
    )
    order = np.argsort(frame_of, kind="stable")
    bounds = np.searchsorted(frame_of[order], np.arange(count + 1))
    return [everybody[order[start:stop]] for start, stop in pairwise(bounds)]


def with_id(people: People, track_id: int) -> People:
    """The same people as members of one track."""
    return replace(people, track_ids=np.full(len(people), track_id, np.int64))


def shots_of(cuts: Sequence[int], count: int) -> Ints:
    """The number of the shot of each of ``count`` frames; ``cuts`` begin new ones."""
    shots: Ints = np.searchsorted(np.asarray(cuts), np.arange(count), side="right")
    return shots.astype(np.int64)


def sizes_of(boxes_xyxy: Floats) -> Floats:
    """The side of the square of each box's area, ``(n,)`` pixels."""
    size_wh = np.maximum(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 1e-3)
    sizes: Floats = np.sqrt(size_wh.prod(axis=1))
    return sizes


def centres_of(boxes_xyxy: Floats) -> Floats:
    """The middle of each box, ``(n, 2)``."""
    return (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) * np.float32(0.5)
