"""How cameras move: on a pole, in a hand, in a car; one camera a frame.

Paths are drawn whole from one stream of random numbers, so any frame is known without
the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.camera import Camera, pinhole
from nonesuch.world.nouns import Floats

_HAND_SWAY_RAD = (0.006, 0.005, 0.004)  # yaw, pitch, roll
_HAND_PERIODS_S = (0.6, 4.0)
_STEPS_PER_S = 1.8
_BOB_M = 0.018
_POLE_SWAY_RAD = (0.0003, 0.0003, 0.0001)
_ROAD_SHAKE_RAD = (0.0006, 0.0025, 0.0015)
_ROAD_PERIODS_S = (0.15, 1.2)
_BONNET_M = 0.5
"""The camera hangs behind the windscreen, that far before the middle of the car."""


@dataclass(frozen=True)
class Lens:
    """What all frames of a camera share."""

    size_wh: tuple[int, int]
    horizontal_fov_rad: float
    distortion: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Aim:
    """Where a camera stands and looks, by frame: eyes (n, 3), angles (n,)."""

    eyes_world: Floats
    yaws_rad: Floats  # counter-clockwise from +x
    pitches_rad: Floats  # up is positive
    rolls_rad: Floats


def cameras_of(aim: Aim, lens: Lens) -> tuple[Camera, ...]:
    """The camera of every frame."""
    intrinsics = pinhole(lens.size_wh, lens.horizontal_fov_rad)
    angles = zip(aim.yaws_rad, aim.pitches_rad, aim.rolls_rad, strict=True)
    return tuple(
        Camera(
            intrinsics, _camera_from_world(eye, *turn), lens.size_wh, lens.distortion
        )
        for eye, turn in zip(aim.eyes_world, angles, strict=True)
    )


def on_a_pole(
    rng: np.random.Generator, eye: Sequence[float], target: Sequence[float], count: int
) -> Aim:
    """A surveillance camera: still, but for a pole in the wind."""
    yaw, pitch = _direction(eye, target)
    sway = _sways(rng, count, 1.0, _POLE_SWAY_RAD, (60.0, 200.0))
    return Aim(
        np.tile(np.asarray(eye, np.float64), (count, 1)),
        yaw + sway[0],
        pitch + sway[1],
        sway[2],
    )


def in_a_hand(
    rng: np.random.Generator, eyes: Floats, target: Sequence[float], fps: float
) -> Aim:
    """A camera carried along ``eyes`` ``(n, 3)``; walking, it bobs with the steps."""
    count = len(eyes)
    speeds_mps = np.linalg.norm(np.gradient(eyes, 1 / fps, axis=0), axis=1)
    vigor = np.clip(speeds_mps / 1.2, 0, 1)
    phase = 2 * np.pi * (_STEPS_PER_S * np.arange(count) / fps + rng.uniform())
    eyes = eyes + vigor[:, None] * _BOB_M * np.stack(
        [0.6 * np.sin(phase / 2), 0.6 * np.cos(phase / 2), np.sin(phase)], 1
    )
    yaw, pitch = _direction(eyes[0], target)
    sway = _sways(rng, count, fps, _HAND_SWAY_RAD, _HAND_PERIODS_S)
    return Aim(eyes, yaw + sway[0], pitch + sway[1], sway[2])


def in_a_car(
    rng: np.random.Generator,
    positions_xy: Floats,
    headings_rad: Floats,
    height_m: float,
    fps: float,
) -> Aim:
    """A camera behind the windscreen of a car on its way ``(n, 2)``."""
    headings = gaussian_filter1d(np.unwrap(headings_rad), 0.15 * fps, mode="nearest")
    ahead = np.stack([np.cos(headings), np.sin(headings)], 1) * _BONNET_M
    moving = np.linalg.norm(np.gradient(positions_xy, 1 / fps, axis=0), axis=1)
    shake = _sways(rng, len(headings), fps, _ROAD_SHAKE_RAD, _ROAD_PERIODS_S)
    shake = shake * np.clip(moving / 8, 0.05, 1)
    eyes = np.column_stack([positions_xy + ahead, np.full(len(ahead), height_m)])
    return Aim(eyes, headings + shake[0], shake[1] - 0.02, shake[2])


def _direction(eye: Sequence[float], target: Sequence[float]) -> tuple[float, float]:
    dx, dy, dz = np.subtract(target, eye)
    return float(np.arctan2(dy, dx)), float(np.arctan2(dz, np.hypot(dx, dy)))


def _sways(
    rng: np.random.Generator,
    count: int,
    fps: float,
    sizes_rad: tuple[float, float, float],
    periods_s: tuple[float, float],
) -> Floats:
    """Three slow random swings ``(3, count)`` of these standard deviations."""
    periods = np.exp(rng.uniform(np.log(periods_s[0]), np.log(periods_s[1]), (3, 6, 1)))
    phases = rng.uniform(0, 2 * np.pi, (3, 6, 1))
    times_s = np.arange(count) / fps
    waves = np.sin(2 * np.pi * times_s / periods + phases) * np.sqrt(2 / 6)
    swings: Floats = waves.sum(1) * np.array(sizes_rad)[:, None]
    return swings


def _camera_from_world(eye: Floats, yaw: float, pitch: float, roll: float) -> Floats:
    forward = np.array(
        [np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), np.sin(pitch)]
    )
    level = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
    below = np.cross(forward, level)
    right = np.cos(roll) * level + np.sin(roll) * below
    matrix = np.eye(4)
    matrix[:3, :3] = right, np.cross(forward, right), forward
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix
