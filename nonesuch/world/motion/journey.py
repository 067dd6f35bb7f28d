"""A course, smoothed and finely sampled: where the feet's middle is, facing whither.

Samples lie at least 45 a second and reach some time beyond both ends of the course, so
that footsteps which began before the first frame exist.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.motion.rotations import Flags, Indices, smoothstep
from nonesuch.world.nouns import ACTIONS, Course, Floats

BEYOND_S = 2.0
LEAST_RATE_HZ = 45.0
TURN_LIMIT_RADPS = 2.4
MOVING_MPS = 0.2  # slower motion does not tell whither a person faces
SIT_DOWN_S = 1.1
SEAT_FACING_RAD, SEAT_REACH_M = 0.2, 0.9


@dataclass(frozen=True, eq=False)
class Journey:
    """One person's way; arrays run along ``m`` samples in time."""

    rate_hz: float
    samples_per_frame: int
    first_sample: int  # of the course's first frame
    feet_xy: Floats  # (m, 2), the middle between the feet
    heading_rad: Floats  # (m,), unwrapped
    speed_mps: Floats  # (m,), of the feet's middle
    ahead: Floats  # (m,), 1 walks forwards, 0 sideways, -1 backwards
    seated: Floats  # (m,), 0 stands, 1 sits
    seat_back_m: float  # how far behind the feet the pelvis sits
    actions: Floats  # (m, 8), weights of ACTIONS, sum 1

    def samples_of_frames(self, count: int) -> Indices:
        """The samples ``(count,)`` at the course's frames."""
        return self.first_sample + np.arange(count) * self.samples_per_frame

    @property
    def times_s(self) -> Floats:
        """Seconds since the first sample, ``(m,)``."""
        return np.arange(len(self.speed_mps)) / self.rate_hz

    def weight(self, action: str) -> Floats:
        """How much the person does an action, ``(m,)``."""
        return self.actions[:, ACTIONS.index(action)]


def journey_of(course: Course, fps: float, seat_back_m: float) -> Journey:
    """The way of a course whose frames come ``fps`` a second."""
    per_frame = max(1, int(np.ceil(LEAST_RATE_HZ / fps)))
    rate = fps * per_frame
    pad = int(np.ceil(BEYOND_S * rate))
    codes = np.array([float(ACTIONS.index(a)) for a in course.actions])
    doing = _held(codes, per_frame, pad).astype(int)
    sits = doing == ACTIONS.index("sit")
    path = _extended(_fine(course.positions_xy, per_frame), pad)
    path = gaussian_filter1d(path, 0.1 * rate, axis=0, mode="nearest")
    heading = _heading(course, path, per_frame, pad, rate)
    feet, seated = _seatings(path, heading, sits, rate, seat_back_m)
    direction = np.stack([np.cos(heading), np.sin(heading)], 1)
    velocity = np.gradient(feet, axis=0) * rate
    speed = np.linalg.norm(velocity, axis=1)
    ahead = (velocity * direction).sum(1) / np.maximum(speed, 0.05)
    return Journey(
        rate_hz=rate,
        samples_per_frame=per_frame,
        first_sample=pad,
        feet_xy=feet,
        heading_rad=heading,
        speed_mps=gaussian_filter1d(speed, 0.08 * rate, mode="nearest"),
        ahead=gaussian_filter1d(np.clip(ahead, -1, 1), 0.1 * rate, mode="nearest"),
        seated=seated,
        seat_back_m=seat_back_m,
        actions=_action_weights(doing, rate),
    )


def _fine(values: Floats, per_frame: int) -> Floats:
    if len(values) == 1:
        return values
    frames = np.arange((len(values) - 1) * per_frame + 1) / per_frame
    fine: Floats = PchipInterpolator(np.arange(len(values)), values)(frames)
    return fine


def _held(values: Floats, per_frame: int, pad: int) -> Floats:
    fine = np.repeat(values, per_frame, axis=0)[: (len(values) - 1) * per_frame + 1]
    return np.pad(fine, pad, mode="edge")


def _extended(xy: Floats, pad: int) -> Floats:
    """The path, straight on beyond its ends at the pace it has there."""
    span = min(4, len(xy) - 1)
    if span == 0:
        return np.pad(xy, ((pad, pad), (0, 0)), mode="edge")
    first, last = (xy[span] - xy[0]) / span, (xy[-1] - xy[-1 - span]) / span
    before, after = np.arange(-pad, 0)[:, None], np.arange(1, pad + 1)[:, None]
    return np.concatenate([xy[0] + before * first, xy, xy[-1] + after * last])


def _heading(
    course: Course, path: Floats, per_frame: int, pad: int, rate: float
) -> Floats:
    facing = _held(course.facing_rad, per_frame, pad)
    slow = gaussian_filter1d(path, 0.25 * rate, axis=0, mode="nearest")
    velocity = np.gradient(slow, axis=0) * rate
    moving = np.linalg.norm(velocity, axis=1) > MOVING_MPS
    along = np.where(moving, np.arctan2(velocity[:, 1], velocity[:, 0]), np.nan)
    wanted = np.where(np.isnan(facing), along, facing)
    known = np.flatnonzero(~np.isnan(wanted))
    if not len(known):
        return np.zeros(len(path))
    nearest = np.interp(np.arange(len(path)), known, np.arange(len(known)))
    filled = np.unwrap(wanted[known])[np.floor(nearest + 1e-9).astype(int)]
    limited = _rate_limited(filled, TURN_LIMIT_RADPS / rate)
    smooth: Floats = gaussian_filter1d(limited, 0.16 * rate, mode="nearest")
    return smooth


def _rate_limited(angles: Floats, step: float) -> Floats:
    limited = np.empty_like(angles)
    current = float(angles[0])
    for index, wanted in enumerate(angles.tolist()):
        current += min(max(wanted - current, -step), step)
        limited[index] = current
    return limited


def _runs(flags: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _seatings(
    path: Floats, heading: Floats, sits: Flags, rate: float, seat_back_m: float
) -> tuple[Floats, Floats]:
    """The feet's middle, led to before the seats, and how far a person is down."""
    feet, seated, index = path, np.zeros(len(sits)), np.arange(len(sits))
    for first, last in _runs(sits):
        middle = (first + last) // 2
        facing = heading[middle]
        front = path[middle] + seat_back_m * np.array([np.cos(facing), np.sin(facing)])
        away_m = np.linalg.norm(path - path[middle], axis=1)
        apart_s = np.maximum(np.maximum(first - index, index - last + 1), 0) / rate
        near = smoothstep((SEAT_REACH_M - away_m) / 0.35) * smoothstep(6 - apart_s)
        feet = feet + near[:, None] * (front - feet)
        # nobody sits down before the turn to the seat's front is done
        ready = (np.abs(heading - facing) < SEAT_FACING_RAD) & (near > 0.5)
        seated = np.maximum(seated, _down(ready, middle, away_m / seat_back_m, rate))
    return feet, gaussian_filter1d(seated, 0.15 * rate, mode="nearest")


def _down(ready: Flags, middle: int, away: Floats, rate: float) -> Floats:
    """How far a person is down, as fast as one sits down and as near as the seat is."""
    down = np.zeros(len(ready))
    for first, last in _runs(ready):
        if first <= middle < last:
            index, ramp = np.arange(first, last), SIT_DOWN_S * rate
            begun = 1.0 if first == 0 else smoothstep((index - first) / ramp)
            left = 1.0 if last == len(ready) else smoothstep((last - index) / ramp)
            close = np.clip(1 - away[first:last], 0, 1)
            down[first:last] = np.minimum(np.minimum(begun, left), close)
    return down


def _action_weights(doing: Indices, rate: float) -> Floats:
    hot = np.eye(len(ACTIONS))[doing]
    smooth = gaussian_filter1d(hot, 0.2 * rate, axis=0, mode="nearest")
    weights: Floats = smooth / smooth.sum(1, keepdims=True)
    return weights
