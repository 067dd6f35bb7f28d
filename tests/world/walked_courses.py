"""Courses and grounds that the tests of motion walk over."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.nouns import Course, Floats

FPS = 25.0


def flat(points: Floats) -> Floats:
    """The ground at height 0."""
    return np.zeros(np.shape(points)[:-1])


def road_between_kerbs(points: Floats) -> Floats:
    """A road of 3.2 m between pavements 15 cm higher."""
    x = np.asarray(points)[..., 0]
    return np.where((x > 3) & (x < 6.2), 0.0, 0.15)


def course(positions_xy: Floats, actions: tuple[str, ...], **more: object) -> Course:
    """A course of those who face whither they go."""
    facing = np.full(len(positions_xy), np.nan)
    given = {"facing_rad": facing, **more}
    return Course(
        track_id=3, person_id=7, first_frame=0, positions_xy=positions_xy,
        actions=actions, **given,  # type: ignore[arg-type]
    )  # fmt: skip


def straight(speed_mps: float, action: str = "walk", seconds: float = 4.0) -> Course:
    """Along x at a constant speed."""
    x = np.arange(round(seconds * FPS)) / FPS * speed_mps
    return course(np.stack([x, 0 * x], 1), (action,) * len(x))


def around_a_corner(speed_mps: float = 1.3) -> Course:
    """Three meters, a corner to the left, three meters."""
    way = np.arange(0, 6, speed_mps / FPS)
    xy = np.stack([np.minimum(way, 3), np.maximum(way - 3, 0)], 1)
    xy = gaussian_filter1d(xy, 0.3 * FPS, axis=0, mode="nearest")
    return course(xy, ("walk",) * len(xy))


def start_and_halt() -> Course:
    """Standing, walking for three seconds, standing."""
    times = np.arange(0, 7, 1 / FPS)
    speeds = np.interp(times, [1.5, 2.3, 4.5, 5.3], [0, 1.3, 1.3, 0])
    x = np.cumsum(speeds) / FPS
    actions = tuple("walk" if v > 0.05 else "stand" for v in speeds)
    return course(np.stack([x, 0 * x], 1), actions)


def on_the_spot(action: str, turn_rad: float = 0.0, seconds: float = 4.0) -> Course:
    """In one place, turning by an angle between the first and the third second."""
    times = np.arange(round(seconds * FPS)) / FPS
    facing = np.interp(times, [1, 3], [0, turn_rad])
    return course(np.zeros((len(times), 2)), (action,) * len(times), facing_rad=facing)


def sit_down_and_rise() -> Course:
    """To a seat, a turn, sitting for a while, and away again."""
    times = np.arange(0, 10, 1 / FPS)
    x = np.interp(times, [0, 2.5, 7, 10], [3, 0, 0, 3])
    xy = gaussian_filter1d(np.stack([x, 0 * x], 1), 0.3 * FPS, axis=0, mode="nearest")
    sits = (times > 2.5) & (times < 7)
    facing = np.where(sits, 0.0, np.nan)
    actions = tuple("sit" if s else "walk" for s in sits)
    return course(xy, actions, facing_rad=facing)


COURSES = {
    "stroll": (straight(0.7), flat),
    "walk": (straight(1.35), flat),
    "brisk walk": (straight(1.8), flat),
    "run": (straight(3.0, "run"), flat),
    "corner": (around_a_corner(), flat),
    "start and halt": (start_and_halt(), flat),
    "kerbs": (straight(1.3, seconds=7.0), road_between_kerbs),
    "turn": (on_the_spot("stand", np.pi / 2), flat),
    "stand": (on_the_spot("stand"), flat),
    "wait": (on_the_spot("wait"), flat),
    "talk": (on_the_spot("talk"), flat),
    "phone": (straight(0.9, "phone"), flat),
    "push": (straight(1.1, "push"), flat),
    "sit": (sit_down_and_rise(), flat),
}
