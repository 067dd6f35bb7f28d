"""Who is the same person from frame to frame, over the whole clip.

Two stages, after ByteTrack (arXiv 2110.06864): confident boxes first choose among the
established tracks, then all boxes left choose among all tracks left; who finds none
begins a track.  Afterwards tracks that one gap separates are joined, looking from both
sides of the gap.  A wrong link costs a person's stand-in, a missing one would leave a
gap unfilled and a face in sight: when in doubt, people are linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from nonesuch.nouns import Floats, Ints, People, Source
from nonesuch.perceive.stitch import End, look_distance, reach_of, stitched
from nonesuch.perceive.tracks import centres_of, shots_of, sizes_of

_FORBIDDEN = 1e6


@dataclass(frozen=True)
class LinkSettings:
    """When two boxes may be the same person.  Distances are in sizes of the face."""

    longest_wait_s: float = 0.4
    longest_gap_s: float = 1.5
    size_change: float = 0.7  # of the logarithm, so a factor of 2
    different_look: float = 0.35
    least_support: float = 1.5
    least_peak: float = 0.4
    """Boxes of low score only are a person if the scores add up to the first and one
    reaches the second: a chance response of the detector is weak and does not return
    at the same place for long."""


@dataclass
class _Open:
    """A track that may still grow."""

    end: End
    frames: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    established: bool = False
    support: float = 0.0
    peak: float = 0.0


@dataclass(frozen=True)
class _Boxes:
    """The people of one frame who are to be linked, in numbers ready to compare."""

    places: Ints
    centres: Floats
    sizes: Floats
    scores: Floats
    confident: NDArray[np.bool_]
    looks: Floats | None


def link(
    frames: Sequence[People],
    times_s: Sequence[float],
    cuts: Sequence[int] = (),
    looks: Sequence[Floats] | None = None,
    settings: LinkSettings | None = None,
) -> list[People]:
    """The same people with track ids; ``cuts`` are the frames that begin a new shot.

    ``looks`` are optional descriptions ``(n, k)`` of each frame's people, see
    :func:`nonesuch.perceive.look.looks_of`.  People who have a track id keep it.
    Dropped are only boxes of low score in tracks that hold nothing but such boxes
    whose scores stay under ``settings.least_support`` or ``settings.least_peak``.
    """
    chosen = settings or LinkSettings()
    shots = shots_of(cuts, len(frames))
    grown: list[_Open] = []
    growing: list[_Open] = []
    for index, people in enumerate(frames):
        if index and shots[index] != shots[index - 1]:
            growing = []
        time_s = float(times_s[index])
        growing = [
            track
            for track in growing
            if time_s - track.end.times_s[-1] <= chosen.longest_wait_s
            or index - track.frames[-1] <= 2
        ]
        boxes = _boxes_of(people, looks[index] if looks is not None else None)
        begun = _grow(growing, boxes, index, time_s, chosen)
        grown += begun
        growing += begun
    return _labelled(frames, _joined(grown, shots, chosen), chosen)


def _boxes_of(people: People, looks: Floats | None) -> _Boxes:
    places = np.flatnonzero(people.track_ids < 0)
    boxes = people.boxes_xyxy[places]
    return _Boxes(
        places=places,
        centres=centres_of(boxes),
        sizes=sizes_of(boxes),
        scores=people.scores[places],
        confident=people.sources[places] != Source.LOW_SCORE,
        looks=None if looks is None else looks[places],
    )


def _grow(
    growing: list[_Open],
    boxes: _Boxes,
    index: int,
    time_s: float,
    settings: LinkSettings,
) -> list[_Open]:
    costs = _costs(growing, boxes, time_s, settings)
    established = np.array([track.established for track in growing], bool)
    tracks_left, boxes_left = ~np.zeros(len(growing), bool), boxes.places >= 0
    for first in (True, False):
        rows = np.flatnonzero(tracks_left & (established if first else True))
        columns = np.flatnonzero(boxes_left & (boxes.confident if first else True))
        for row, column in _cheapest(costs[np.ix_(rows, columns)]):
            member, place = int(rows[row]), int(columns[column])
            _extend(growing[member], boxes, place, index, time_s)
            tracks_left[member] = boxes_left[place] = False
    begun: list[_Open] = []
    for place in np.flatnonzero(boxes_left).tolist():
        track = _Open(End())
        _extend(track, boxes, place, index, time_s)
        begun.append(track)
    return begun


def _extend(track: _Open, boxes: _Boxes, place: int, index: int, time_s: float) -> None:
    look = None if boxes.looks is None else boxes.looks[place]
    track.end.add(time_s, boxes.centres[place], boxes.sizes[place], look)
    track.frames.append(index)
    track.places.append(int(boxes.places[place]))
    track.established |= bool(boxes.confident[place])
    track.support += float(boxes.scores[place])
    track.peak = max(track.peak, float(boxes.scores[place]))


def _costs(
    growing: list[_Open], boxes: _Boxes, time_s: float, settings: LinkSettings
) -> NDArray[np.float64]:
    costs = np.full((len(growing), len(boxes.places)), _FORBIDDEN)
    for row, track in enumerate(growing):
        end = track.end
        size = end.sizes[-1]
        away = np.hypot(*(boxes.centres - end.centre_at(time_s)).T) / size
        change = np.abs(np.log(boxes.sizes / size))
        look = look_distance(end.look, boxes.looks)
        reach = reach_of(time_s - end.times_s[-1], len(end.times_s))
        allowed = (away <= reach) & (change <= settings.size_change)
        costs[row, allowed] = (away + change + look)[allowed]
    return costs


def _cheapest(costs: NDArray[np.float64]) -> list[tuple[int, int]]:
    rows, columns = linear_sum_assignment(costs)
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if costs[row, column] < _FORBIDDEN
    ]


def _joined(
    grown: list[_Open], shots: Ints, settings: LinkSettings
) -> list[list[_Open]]:
    ordered = sorted(grown, key=lambda track: track.frames[0])
    return stitched(
        ordered,
        first_s=[track.end.first_s for track in ordered],
        ends=[track.end for track in ordered],
        shots=[int(shots[track.frames[0]]) for track in ordered],
        longest_gap_s=settings.longest_gap_s,
        size_change=settings.size_change,
        different_look=settings.different_look,
    )


def _labelled(
    frames: Sequence[People], chains: list[list[_Open]], settings: LinkSettings
) -> list[People]:
    ids = [people.track_ids.copy() for people in frames]
    kept = [np.ones(len(people), bool) for people in frames]
    highest = max((int(values.max()) for values in ids if len(values)), default=-1)
    next_id = highest + 1
    for chain in chains:
        real = any(track.established for track in chain) or (
            sum(track.support for track in chain) >= settings.least_support
            and max(track.peak for track in chain) >= settings.least_peak
        )
        for track in chain:
            for index, place in zip(track.frames, track.places, strict=True):
                ids[index][place] = next_id
                kept[index][place] = real
        next_id += real
    return [
        replace(people, track_ids=values)[keep]
        for people, values, keep in zip(frames, ids, kept, strict=True)
    ]
