"""No gap in a track: people between, before and after their detections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import LANDMARK_COUNT, Bools, Floats, Ints, People, Source
from nonesuch.perceive.merge import clipped, covered_share
from nonesuch.perceive.tracks import Track, frames_of, shots_of, tracks_of

MARGIN_S = 0.25
_FIT_COUNT = 4
_LANDMARKS_HOLD_S = 0.5
_ALREADY_COVERED = 0.9
_LEAST_OVERLAP_PX = 1.0


def fill(
    frames: Sequence[People],
    times_s: Sequence[float],
    size_wh: tuple[int, int],
    cuts: Sequence[int] = (),
    margin_s: float = MARGIN_S,
) -> list[People]:
    """The linked people, and with them those whom the detector missed.

    Between two detections of a track the box moves on a straight line; landmarks keep
    their place in the box and change evenly.  ``margin_s`` before the first and after
    the last detection the person is expected to have gone on as before; margins end at
    cuts and where the box leaves the frame.  Left out is who would only repeat a
    detected person's box.
    """
    times = np.asarray(times_s, np.float64)
    shots = shots_of(cuts, len(frames))
    tracks = {
        track_id: _completed(track, times, shots, margin_s, size_wh)
        for track_id, track in tracks_of(frames).items()
    }
    return [_without_repeats(people) for people in frames_of(tracks, len(frames))]


def _completed(
    track: Track,
    times: NDArray[np.float64],
    shots: Ints,
    margin_s: float,
    size_wh: tuple[int, int],
) -> Track:
    wanted = _wanted_frames(track, times, shots, margin_s)
    known = np.isin(wanted, track.frames)
    boxes = _boxes_at(times[wanted], times[track.frames], track.people.boxes_xyxy)
    landmarks, presence = _landmarks_at(times, wanted, boxes, track)
    people = People.of_boxes(boxes, _at(times, wanted, track, track.people.scores))
    inside = (wanted > track.frames[0]) & (wanted < track.frames[-1])
    sources = np.where(inside, int(Source.FILLED), int(Source.MARGIN))
    sources[known] = track.people.sources
    people = replace(people, landmarks=landmarks, presence=presence, sources=sources)
    people = replace(people, boxes_xyxy=_clipped_new(people, known, size_wh))
    seen = known | _is_in_frame(people.boxes_xyxy)
    return Track(wanted[seen], people[seen])


def _wanted_frames(
    track: Track, times: NDArray[np.float64], shots: Ints, margin_s: float
) -> Ints:
    first, last = track.frames[0], track.frames[-1]
    near = (times >= times[first] - margin_s) & (times <= times[last] + margin_s)
    candidates = np.flatnonzero(near & (shots == shots[first]))
    steps = np.diff(candidates, prepend=candidates[:1])
    run = np.cumsum(steps > 1)
    wanted: Ints = candidates[run == run[np.searchsorted(candidates, first)]]
    return wanted


def _at(
    times: NDArray[np.float64], wanted: Ints, track: Track, values: Floats
) -> Floats:
    return np.interp(times[wanted], times[track.frames], values).astype(np.float32)


def _boxes_at(
    wanted_s: NDArray[np.float64], known_s: NDArray[np.float64], boxes: Floats
) -> Floats:
    """Straight lines between the known boxes, the mean velocity beyond them."""
    filled = np.stack(
        [np.interp(wanted_s, known_s, boxes[:, side]) for side in range(4)], 1
    )
    before, after = wanted_s < known_s[0], wanted_s > known_s[-1]
    for beyond, chosen in (
        (before, slice(None, _FIT_COUNT)),
        (after, slice(-_FIT_COUNT, None)),
    ):
        end_s = known_s[0] if beyond is before else known_s[-1]
        velocity = _velocity(known_s[chosen], boxes[chosen])
        filled[beyond] += (wanted_s[beyond] - end_s)[:, None] * velocity
    return filled.astype(np.float32)


def _velocity(times: NDArray[np.float64], boxes: Floats) -> NDArray[np.float64]:
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    around = times - times.mean()
    spread = (around**2).sum()
    if len(times) < 3 or spread == 0:
        return np.zeros(4)
    velocity = around @ centres / spread
    return np.concatenate([velocity, velocity])


def _landmarks_at(
    times: NDArray[np.float64], wanted: Ints, boxes: Floats, track: Track
) -> tuple[Floats, Floats]:
    """Landmarks and presence at the wanted frames: their own or their neighbours'."""
    good = track.people.has_landmarks
    landmarks = np.full((len(wanted), LANDMARK_COUNT, 2), np.nan, np.float32)
    presence = np.zeros(len(wanted), np.float32)
    if not good.any():
        return landmarks, presence
    known_s, wanted_s = times[track.frames[good]], times[wanted]
    shapes = _in_box(track.people.landmarks[good], track.people.boxes_xyxy[good])
    after = np.searchsorted(known_s, wanted_s).clip(0, len(known_s) - 1)
    before = np.where(known_s[after] <= wanted_s, after, (after - 1).clip(0))
    span = known_s[after] - known_s[before]
    share = np.divide(
        wanted_s - known_s[before], span, out=np.zeros_like(span), where=span > 0
    ).clip(0, 1)[:, None, None]
    mixed = shapes[before] * (1 - share) + shapes[after] * share
    away = np.minimum(abs(wanted_s - known_s[before]), abs(known_s[after] - wanted_s))
    near = away <= _LANDMARKS_HOLD_S
    landmarks[near] = _out_of_box(mixed, boxes)[near]
    sure = track.people.presence[good]
    presence[near] = np.minimum(sure[before], sure[after])[near]
    own = np.isin(wanted, track.frames[good])
    landmarks[own] = track.people.landmarks[good]
    presence[own] = sure
    return landmarks, presence


def _in_box(landmarks: Floats, boxes_xyxy: Floats) -> NDArray[np.float64]:
    corner, size = boxes_xyxy[:, None, :2], boxes_xyxy[:, None, 2:]
    side = np.maximum(size - corner, np.float32(1e-3)).astype(np.float64)
    return np.asarray((landmarks - corner) / side)


def _out_of_box(shapes: NDArray[np.float64], boxes_xyxy: Floats) -> Floats:
    corner, size = boxes_xyxy[:, None, :2], boxes_xyxy[:, None, 2:]
    return (shapes * (size - corner) + corner).astype(np.float32)


def _clipped_new(people: People, known: Bools, size_wh: tuple[int, int]) -> Floats:
    boxes = clipped(people.boxes_xyxy, size_wh)
    boxes[known] = people.boxes_xyxy[known]
    return boxes


def _is_in_frame(boxes_xyxy: Floats) -> Bools:
    size_wh = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    large: Bools = size_wh.min(axis=1) >= _LEAST_OVERLAP_PX
    return large


def _without_repeats(people: People) -> People:
    made_up = np.isin(people.sources, (Source.FILLED, Source.MARGIN))
    seen = people.boxes_xyxy[~made_up]
    share = covered_share(people.boxes_xyxy, seen).max(axis=1, initial=0)
    return people[~(made_up & (share >= _ALREADY_COVERED))]
