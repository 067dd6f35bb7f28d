"""Calm boxes and landmarks along tracks, looking both ways so that nothing lags.

A straight line is fitted around every moment with weights that fall off in time: motion
at constant velocity stays exactly as it is.  Where a wide fit departs from a narrow one
by more than detectors tremble, the motion is real, and the narrow fit is taken.

Where it is known how the picture of a face moved, all of this happens in coordinates
that move along, in which a head hardly moves: the fits may be wide, and what the head
does at once stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats, Ints, People
from nonesuch.perceive.motion import Course, Motions, steadied
from nonesuch.perceive.tracks import Track, frames_of, sizes_of, tracks_of

Series = NDArray[np.float64]


@dataclass(frozen=True)
class SmoothSettings:
    """Widths in seconds; the others are shares of the face's size."""

    wide_s: float = 0.12
    narrow_s: float = 0.03
    longest_gap_s: float = 0.25
    box_tremble: float = 0.06
    landmark_tremble: float = 0.03
    farthest: float = 0.12
    """No smoothed box lies farther from the detected one: the face stays covered."""
    outlier: float = 0.25
    """Landmarks this far from both neighbours' are a failure of the mesh."""


MOVING_ALONG = SmoothSettings(wide_s=0.25, narrow_s=0.06, landmark_tremble=0.05)
"""For tracks whose motion from frame to frame is known."""
_SURE = 0.5
"""The mesh's presence of a face; landmarks with less are a mean face's."""
_FARTHEST_SEEN_S = 1.0
_KNOWN_MOTION = 0.8
"""In what part of a track's frames it must be."""


def smooth(
    frames: Sequence[People],
    times_s: Sequence[float],
    motions: Sequence[Motions] | None = None,
) -> list[People]:
    """The linked people with calm boxes and landmarks.

    ``motions`` tell for each frame how the people in it moved since the one before.

    Smooth before filling.  Tracks do not cross cuts, and gaps longer than
    ``longest_gap_s`` are not looked across.  Landmarks of a single frame that fit
    neither neighbour become NaN, to be filled like missing ones.
    """
    times = np.asarray(times_s, np.float64)
    tracks = {
        track_id: replace(track, people=_calmed(track, times[track.frames], motions))
        for track_id, track in tracks_of(frames).items()
    }
    return frames_of(tracks, len(frames))


def _calmed(track: Track, times: Series, motions: Sequence[Motions] | None) -> People:
    people = track.people
    course, settings = _course_of(track, motions)
    sizes = sizes_of(people.boxes_xyxy).astype(np.float64)
    boxes = _smoothed(
        people.boxes_xyxy.reshape(-1, 2, 2),
        times,
        sizes,
        course,
        settings.box_tremble,
        settings,
    ).reshape(-1, 4)
    reach = settings.farthest * sizes[:, None]
    near = np.clip(boxes, people.boxes_xyxy - reach, people.boxes_xyxy + reach)
    landmarks = _without_outliers(people, times, sizes, settings)
    if settings is MOVING_ALONG:
        landmarks = _bridged(landmarks, people.presence, times, course)
    good = np.asarray(np.isfinite(landmarks).all(axis=(1, 2)), bool)
    landmarks[good] = _smoothed(
        landmarks[good],
        times[good],
        sizes[good],
        course[good],
        settings.landmark_tremble,
        settings,
    )
    presence = np.where(good, people.presence, 0).astype(np.float32)
    return replace(
        people,
        boxes_xyxy=near.astype(np.float32),
        landmarks=landmarks,
        presence=presence,
    )


def _course_of(
    track: Track, motions: Sequence[Motions] | None
) -> tuple[Course, SmoothSettings]:
    """What carries each moment along with the face, and how much that is worth."""
    if motions is not None:
        course = steadied(track, motions)
        if course.known_share >= _KNOWN_MOTION:
            return course, MOVING_ALONG
    return Course.at_rest(len(track)), SmoothSettings()


def _bridged(
    landmarks: Floats, presence: Floats, times: Series, course: Course
) -> Floats:
    """Landmarks, rough ones replaced by what the mesh saw a moment before and after.

    The mesh fails in heads that are tilted far; what it saw goes along with the face.
    """
    finite = np.isfinite(landmarks).all(axis=(1, 2))
    sure = finite & (presence >= _SURE)
    bridged = landmarks.copy()
    if not sure.any():
        return bridged
    seen, seen_s = course[sure].carried(landmarks[sure]), times[sure]
    for i in np.flatnonzero(finite & ~sure):
        after = int(np.searchsorted(seen_s, times[i]))
        ends = [k for k in (after - 1, after) if 0 <= k < len(seen_s)]
        near = [k for k in ends if abs(seen_s[k] - times[i]) <= _FARTHEST_SEEN_S]
        if not near:
            continue
        away = np.array([abs(seen_s[k] - times[i]) for k in near]) + 1e-6
        shares = (1 / away) / (1 / away).sum()
        mean = np.tensordot(shares, seen[near], axes=1)
        one = np.arange(len(landmarks)) == i
        bridged[i] = course[one].carried_back(mean[None])[0]
    return bridged


def _smoothed(
    points: Floats,
    times: Series,
    sizes: Series,
    course: Course,
    tremble: float,
    settings: SmoothSettings,
) -> Series:
    """Points ``(k, p, 2)`` of one track, calmed."""
    values = course.carried(points)
    sizes = sizes * np.abs(course.turn)
    gaps = np.diff(times, prepend=times[:1]) > settings.longest_gap_s
    runs = np.cumsum(gaps.astype(np.int64))
    wide = _line_fit(values, times, runs, settings.wide_s)
    narrow = _line_fit(values, times, runs, settings.narrow_s)
    apart = np.hypot(*np.moveaxis(wide - narrow, -1, 0)).mean(axis=1) / sizes
    real = (apart**2 / (apart**2 + tremble**2))[:, None, None]
    return course.carried_back(np.asarray(wide + real * (narrow - wide)))


def _line_fit(values: Series, times: Series, runs: Ints, width_s: float) -> Series:
    """At every time the line fitted to the values around, weights Gaussian in time."""
    sums = [np.zeros(len(times)) for _ in range(3)]
    moments = [np.zeros_like(values) for _ in range(2)]
    for step in _steps_within(times, 3 * width_s):
        here = slice(max(0, -step), len(times) - max(0, step))
        there = slice(max(0, step), len(times) + min(0, step))
        away = times[there] - times[here]
        weight = np.exp(-0.5 * (away / width_s) ** 2) * (runs[there] == runs[here])
        for power in range(3):
            sums[power][here] += weight * away**power
        for power in range(2):
            factor = (weight * away**power)[:, None, None]
            moments[power][here] += factor * values[there]
    total, first, second = (term[:, None, None] for term in sums)
    spread = total * second - first**2
    flat = spread < 1e-9 * np.maximum(total * width_s, 1e-12) ** 2
    line = (second * moments[0] - first * moments[1]) / np.where(flat, 1, spread)
    return np.where(flat, moments[0] / np.where(flat, total, 1), line)


def _steps_within(times: Series, reach_s: float) -> range:
    farthest = 0
    while farthest + 1 < len(times) and (
        (times[farthest + 1 :] - times[: -farthest - 1]).min() <= reach_s
    ):
        farthest += 1
    return range(-farthest, farthest + 1)


def _without_outliers(
    people: People, times: Series, sizes: Series, settings: SmoothSettings
) -> Floats:
    """Landmarks, NaN where one frame's are far from the median with its neighbours."""
    landmarks = people.landmarks.copy()
    good = np.flatnonzero(people.has_landmarks)
    if len(good) < 3:
        return landmarks
    corner = people.boxes_xyxy[good, None, :2]
    shapes = (landmarks[good] - corner) / sizes[good, None, None]
    median = np.median(np.stack([shapes[:-2], shapes[1:-1], shapes[2:]]), axis=0)
    away = np.hypot(*np.moveaxis(shapes[1:-1] - median, -1, 0)).mean(axis=1)
    close = times[good[2:]] - times[good[:-2]] <= 2 * settings.longest_gap_s
    landmarks[good[1:-1][close & (away > settings.outlier)]] = np.nan
    return landmarks
