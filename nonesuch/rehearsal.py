"""Before a video is written: parts are cast and tried, and the light is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nonesuch.casting import Casting
from nonesuch.nouns import Bools, Frame, Image, People, Source

MOST_TRIALS = 6
FRAMES_A_TRIAL = 12
"""A track is tried once in so many frames, at most ``MOST_TRIALS`` times."""
_CHECKED_AGAIN_AFTER = 10
_FRAMES_A_CHECK = 3


def audition(
    casting: Casting, frames: Iterable[Frame], people: Sequence[People]
) -> None:
    """Gives every part to a stand-in who suits the place, and passes the gate there.

    Each track is looked at once, where most of it is seen.  Reads no further than the
    last of these places.
    """
    _stage_at(_best_places(people), casting, frames, people)


def rehearse(
    casting: Casting, frames: Iterable[Frame], people: Sequence[People]
) -> None:
    """Tries whoever was cast on the track's other trials; who fails is replaced.

    Reads no further than the last trial.
    """
    best = _best_places(people)
    others = {
        index: [row for row in rows if row not in best.get(index, ())]
        for index, rows in trials_of(people).items()
    }
    _stage_at(others, casting, frames, people)


def look_around(
    casting: Casting, frames: Iterable[Frame], people: Sequence[People]
) -> None:
    """Notes for every track how its place looks, for the casting to draw by.

    Reads no frame if the method has no use for it.
    """
    if not casting.looks_around:
        return
    before: Image | None = None
    for frame in frames:
        image = frame.image
        first = image if before is None else before
        casting.look(image, first, people[frame.index], frame.index, frame.time_s)
        before = image


def trials_of(people: Sequence[People]) -> dict[int, list[int]]:
    """Frames and rows at which tracks are tried: each part's largest detected face.

    A track is cut into up to ``MOST_TRIALS`` parts of equal length; a part without a
    detection is tried at its first frame.
    """
    trials: dict[int, list[int]] = {}
    for places in _places_by_track(people).values():
        count = int(np.clip(len(places) // FRAMES_A_TRIAL, 1, MOST_TRIALS))
        for part in np.array_split(np.arange(len(places)), count):
            frame, row = max(
                (places[i] for i in part), key=lambda at: _merit(people, at)
            )
            trials.setdefault(frame, []).append(row)
    return trials


def due_now(
    casting: Casting, people: People, index: int, every_frame: bool = False
) -> Bools:
    """Who of a frame that is being written is checked once more, ``(n,)``.

    One face in every third frame, the one whose last check is farthest in time, unless
    ``every_frame``.
    """
    due = np.full(len(people), every_frame)
    if every_frame or not len(people) or index % _FRAMES_A_CHECK:
        return due
    # A check of the rehearsal may lie ahead: it is as far away as one behind.
    away = [abs(index - casting.checked_at(int(track))) for track in people.track_ids]
    farthest = int(np.argmax(away))
    due[farthest] = away[farthest] >= _CHECKED_AGAIN_AFTER
    return due


def _stage_at(
    rows: dict[int, list[int]],
    casting: Casting,
    frames: Iterable[Frame],
    people: Sequence[People],
) -> None:
    """Stages the given rows of the given frames, all verified."""
    chosen = {index: them for index, them in rows.items() if them}
    last = max(chosen, default=-1)
    for frame in frames:
        if frame.index > last:
            break
        if frame.index in chosen:
            tried = people[frame.index][np.array(chosen[frame.index])]
            everybody = np.ones(len(tried), bool)
            casting.stage(frame.image, tried, frame.index, everybody, recast=True)


def _best_places(people: Sequence[People]) -> dict[int, list[int]]:
    """Frames and rows at which most of each track is seen; one of its trials."""
    best: dict[int, list[int]] = {}
    for places in _places_by_track(people).values():
        frame, row = max(places, key=lambda at: _merit(people, at))
        best.setdefault(frame, []).append(row)
    return best


def _places_by_track(people: Sequence[People]) -> dict[int, list[tuple[int, int]]]:
    places: dict[int, list[tuple[int, int]]] = {}
    for index, everybody in enumerate(people):
        for row, track in enumerate(everybody.track_ids):
            places.setdefault(int(track), []).append((index, row))
    return places


def _merit(people: Sequence[People], at: tuple[int, int]) -> tuple[bool, bool, float]:
    """Seen by a detector first, then known by landmarks, then the larger the better."""
    frame, row = at
    person = people[frame]
    box = person.boxes_xyxy[row]
    seen = int(person.sources[row]) not in (Source.FILLED, Source.MARGIN)
    known = bool(person.has_landmarks[row])
    return seen, known, float((box[2:] - box[:2]).max())
