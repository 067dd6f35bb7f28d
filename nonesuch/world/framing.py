"""Where to point a surveillance camera: at people, who should be neither specks nor
giants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.camera import Camera, look_at, pinhole, project, transformed
from nonesuch.world.nouns import Course, Floats, Stage
from nonesuch.world.scene import Range
from nonesuch.world.street.viewpoints import Sight

_TRIES_A_PLACE = 8
_LOOKS = 6
"""Frames at which a view is tried."""
_STATURE_M = 1.7
_TURN_RAD = np.radians(40.0)
_TARGETS_M = (5.0, 24.0)
_SHARES = (0.05, 0.16, 0.5, 0.8)
"""Of the picture's height: nobody counts below the first and above the last share."""
_NEAREST_M = 3.0
_FOREGROUND_M = 8.0
_RAYS = 9
_CLUTTER_M = 4.0
_BEARABLE = 6.0
"""Corners of things right before a camera: a rail has dozens, a post has a few."""

Point = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Crowd:
    """Whom to show, and what takes the view of them."""

    courses: Sequence[Course]
    frame_count: int
    sight: Sight
    stage: Stage


@dataclass(frozen=True)
class Framing:
    """A place, a direction and an angle of view."""

    eye_world: Point
    target_world: Point
    horizontal_fov_rad: float


def best_framing(
    rng: np.random.Generator,
    places: Sequence[tuple[Point, Point]],
    fov_deg: Range,
    crowd: Crowd,
    size_wh: tuple[int, int],
) -> Framing:
    """The framing of one of the places (eye, target) that shows most people well.

    Of each place some directions within 40 degrees of its target are tried.  MOT's
    pedestrians are some 10 to 50 % of the picture's height; so are those counted.
    """
    frames = np.linspace(0, crowd.frame_count - 1, _LOOKS).astype(int)
    crowds = [_standing(crowd.courses, frame) for frame in frames]
    best, most = None, -1.0
    for eye, target in places:
        clutter = near_points(crowd.stage, np.array(eye))
        for _ in range(_TRIES_A_PLACE):
            fov_rad = float(np.radians(fov_deg.draw(rng)))
            aim = _aim(rng, np.array(eye), np.array(target), np.concatenate(crowds))
            framing = Framing(eye, aim, fov_rad)
            shown = sum(_shown(framing, c, crowd.sight, size_wh) for c in crowds)
            shown *= _free_share(framing, crowd.sight)
            shown /= 1 + _seen_count(framing, clutter, size_wh) / _BEARABLE
            if shown > most:
                best, most = framing, shown
    assert best is not None, "a street has at least one place for a camera"
    return best


def near_points(stage: Stage, eye: Floats) -> Floats:
    """Corners ``(n, 3)`` of all that stands still within 4 m of an eye."""
    found = [np.zeros((0, 3))]
    for thing in stage.things:
        points = transformed(thing.world_from_object, thing.mesh.positions)
        found.append(points[((points - eye) ** 2).sum(1) < _CLUTTER_M**2])
    return np.concatenate(found)


def _seen_count(framing: Framing, points: Floats, size_wh: tuple[int, int]) -> int:
    """How many of the points are in the picture."""
    view = look_at(framing.eye_world, framing.target_world)
    camera = Camera(pinhole(size_wh, framing.horizontal_fov_rad), view, size_wh)
    pixels = project(camera, points)
    with np.errstate(invalid="ignore"):
        return int(((pixels > 0) & (pixels < size_wh)).all(1).sum())


def _standing(courses: Sequence[Course], frame: int) -> Floats:
    """Where everybody is, ``(n, 2)``."""
    rows = [
        course.positions_xy[frame - course.first_frame]
        for course in courses
        if 0 <= frame - course.first_frame < len(course.positions_xy)
    ]
    return np.array(rows, np.float64).reshape(-1, 2)


def _aim(
    rng: np.random.Generator, eye: Floats, target: Floats, people_xy: Floats
) -> Point:
    """At somebody who is in about the right direction; at the target without such."""
    off = people_xy - eye[:2]
    away_m = np.hypot(off[:, 0], off[:, 1])
    ahead = target[:2] - eye[:2]
    cosines = off @ ahead / np.maximum(away_m * np.hypot(*ahead), 1e-9)
    fits = (cosines > np.cos(_TURN_RAD)) & (away_m > _TARGETS_M[0])
    chosen = people_xy[fits & (away_m < _TARGETS_M[1])]
    if not len(chosen):
        return float(target[0]), float(target[1]), float(target[2])
    x, y = chosen[rng.integers(len(chosen))]
    return float(x), float(y), float(rng.uniform(0.6, 1.6))


def _shown(
    framing: Framing, people_xy: Floats, sight: Sight, size_wh: tuple[int, int]
) -> float:
    """How many people are seen well, without regard to who hides whom."""
    if not len(people_xy):
        return 0.0
    view = look_at(framing.eye_world, framing.target_world)
    camera = Camera(pinhole(size_wh, framing.horizontal_fov_rad), view, size_wh)
    feet = np.column_stack([people_xy, np.zeros(len(people_xy))])
    heads = feet + np.array([0.0, 0.0, _STATURE_M])
    low, high = project(camera, feet), project(camera, heads)
    depths_m = transformed(camera.camera_from_world, feet)[:, 2]
    middle = (low + high) / 2
    inside = ((middle > 0) & (middle < size_wh)).all(1) & (depths_m > _NEAREST_M)
    shares = np.abs(low[:, 1] - high[:, 1]) / size_wh[1]
    weights = np.interp(shares, _SHARES, (0.0, 1.0, 1.0, 0.0))
    weights = np.where(inside, weights, 0.0)
    weights[inside] *= sight.are_seen(np.array(framing.eye_world), heads[inside])
    return float(np.nansum(weights))


def _free_share(framing: Framing, sight: Sight) -> float:
    """How much of the foreground is neither wall nor leaves."""
    eye = np.array(framing.eye_world)
    ahead = np.subtract(framing.target_world, eye)
    middle = np.arctan2(ahead[1], ahead[0])
    half = framing.horizontal_fov_rad / 2
    angles = np.linspace(middle - half, middle + half, _RAYS)
    reach = np.stack([np.cos(angles), np.sin(angles)], 1) * _FOREGROUND_M
    ends = np.column_stack([eye[:2] + reach, np.full(_RAYS, eye[2] - 1.0)])
    return sight.free_share(eye, ends) ** 2
