"""The style of a recorded gait: a stride of trunk and arms, habits of the legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

from nonesuch.world.motion.captured import STANDARD_LEG_M, Captured
from nonesuch.world.motion.rotations import cross, unit
from nonesuch.world.nouns import Floats

PHASES = 48  # samples of a stride
KERNEL_STEPS = 0.07
LEAST_MPS, RUN_MPS = 0.4, 2.1
LEG_M = STANDARD_LEG_M + 0.07  # with the foot
STRAIGHT_HINGE = np.array([-0.1, 0, 0])


@dataclass(frozen=True, eq=False)
class GaitStyle:
    """A stride, sampled evenly from one strike of the left foot to the next."""

    label: str
    speed_mps: float  # of a body with legs of standard length
    pelvis_rad: Floats  # (p, 3), about x, y, z, against their means
    chest_rad: Floats  # (p, 3)
    upper_along: Floats  # (p, 2, 3), directions in a figure's axes
    fore_along: Floats
    hand_along: Floats
    to_thumb: Floats
    step_m: float  # mean length, on a standard leg
    half_width_m: float
    toe_out_rad: float

    @property
    def runs(self) -> bool:
        """Whether the recorded person ran."""
        return self.speed_mps > RUN_MPS

    def at(self, curve: Floats, steps: Floats | float) -> Floats:
        """A curve of this style at phases in steps, even at left strikes."""
        place = (np.asarray(steps) / 2 % 1) * PHASES
        first = np.floor(place).astype(int)
        share = (place - first).reshape(*np.shape(steps), *[1] * (curve.ndim - 1))
        first %= PHASES
        between: Floats = curve[first] + share * (
            curve[(first + 1) % PHASES] - curve[first]
        )
        return between


def gait_style(body: Captured, label: str) -> GaitStyle | None:
    """The style of a recording; None if it holds no whole stride ahead."""
    strikes = _strikes(body)
    if body.speed_mps < LEAST_MPS or len(strikes) < 3:
        return None
    times, sides = np.array([t for t, _ in strikes]), [s for _, s in strikes]
    phase = np.interp(
        np.arange(len(body.hips)), times, np.arange(len(times)) + sides[0]
    )
    inside = slice(int(times[0]), int(times[-1]) + 1)
    mean = _Folded(phase[inside])
    points = {name: values[inside] for name, values in body.points.items()}
    upper = unit(points["forearm"] - points["upperarm"])
    fore = unit(points["hand"] - points["forearm"])
    hand = unit(points["middle"] - points["hand"]) if "middle" in points else fore
    walked = np.linalg.norm((body.hips[int(times[-1])] - body.hips[int(times[0])])[:2])
    return GaitStyle(
        label=label,
        speed_mps=body.speed_mps,
        pelvis_rad=_swinging(mean(_line_angles(points["thigh"]))),
        chest_rad=_swinging(mean(_chest_angles(points))),
        upper_along=unit(mean(upper)),
        fore_along=unit(mean(fore)),
        hand_along=unit(mean(hand)),
        to_thumb=unit(mean(_to_thumb(points, upper, fore))),
        step_m=float(walked / (len(times) - 1)),
        half_width_m=_half_width_m(points),
        toe_out_rad=_toe_out_rad(points),
    )


class _Folded:
    """Means over a stride of all that was recorded at about the same phase."""

    def __init__(self, phase: Floats) -> None:
        grid = np.arange(PHASES)[:, None] * 2 / PHASES
        apart = (phase[None] - grid + 1) % 2 - 1
        weights = np.exp(-((apart / KERNEL_STEPS) ** 2) / 2)
        self.weights = weights / weights.sum(1, keepdims=True)

    def __call__(self, values: Floats) -> Floats:
        mean: Floats = np.tensordot(self.weights, values, 1)
        return mean


def _swinging(angles: Floats) -> Floats:
    """Without the mean, which differs with the joints that a skeleton has."""
    swinging: Floats = angles - angles.mean(0)
    return swinging


def _strikes(body: Captured) -> list[tuple[int, int]]:
    """Frames at which a foot is farthest ahead, with its side, taking turns."""
    ahead = -body.points["foot"][..., 1]
    smooth = gaussian_filter1d(ahead, 0.03 * body.rate_hz, axis=0)
    found = []
    for side in (0, 1):
        peaks, _ = find_peaks(
            smooth[:, side], prominence=0.12, distance=body.rate_hz / 3
        )
        found += [(int(peak), side) for peak in peaks]
    turns: list[tuple[int, int]] = []
    for strike in sorted(found):
        if not turns or turns[-1][1] != strike[1]:
            turns.append(strike)
    return turns


def _line_angles(pair: Floats) -> Floats:
    """Roll and turn of the line from right to left, as angles ``(f, 3)``."""
    line = unit(pair[:, 0] - pair[:, 1])
    roll, yaw = -np.arcsin(line[:, 2]), np.arctan2(line[:, 1], line[:, 0])
    return np.stack([np.zeros(len(line)), roll, yaw], 1)


def _chest_angles(points: dict[str, Floats]) -> Floats:
    angles = _line_angles(points["upperarm"])
    up = points["upperarm"].mean(1) - points["thigh"].mean(1)
    angles[:, 0] = np.arctan2(-up[:, 1], up[:, 2])
    return angles


def _to_thumb(points: dict[str, Floats], upper: Floats, fore: Floats) -> Floats:
    if "index" in points and "pinky" in points:
        return unit(points["index"] - points["pinky"])
    hinge = cross(upper, fore) + STRAIGHT_HINGE
    return unit(cross(hinge, fore))


def _half_width_m(points: dict[str, Floats]) -> float:
    low = points["foot"][..., 2].argmin(1)
    aside = np.take_along_axis(points["foot"][..., 0], low[:, None], 1)[:, 0]
    return float(np.clip(np.abs(aside).mean(), 0.035, 0.14))


def _toe_out_rad(points: dict[str, Floats]) -> float:
    foot = points["toes"] - points["foot"]
    outwards = np.arctan2(foot[..., 0] * (1, -1), -foot[..., 1])
    return float(np.clip(np.median(outwards), -0.15, 0.4))
