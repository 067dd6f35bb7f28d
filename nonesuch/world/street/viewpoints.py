"""Places for cameras from which the scene is seen freely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from nonesuch.world.nouns import Floats
from nonesuch.world.street.site import Crown


@dataclass(frozen=True)
class Viewpoint:
    """Where a camera may stand and what it would look at."""

    eye_world: tuple[float, float, float]
    target_world: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Sight:
    """What takes the view: houses round the open ground, and crowns of trees."""

    open_ground: BaseGeometry
    pavement: BaseGeometry
    crowns: Sequence[Crown]
    obstacles: Sequence[Polygon]  # footprints of posts, cars, shelters and so on

    def near_obstacles(self, eye: Floats, focus_xy: tuple[float, float]) -> int:
        """How many obstacles stand right before an eye that looks at the focus."""
        if not self.obstacles:
            return 0
        ahead = Polygon([eye[:2], *_fan(eye, focus_xy)])
        return int(shapely.intersects(ahead, np.array(self.obstacles)).sum())

    def free_share(self, eye: Floats, targets: Floats) -> float:
        """The share of targets ``(n, 3)`` that an eye ``(3,)`` sees."""
        return float(self.are_seen(eye, targets).mean())

    def are_seen(self, eye: Floats, targets: Floats) -> NDArray[np.bool_]:
        """Which of the targets ``(n, 3)`` an eye ``(3,)`` sees, ``(n,)``."""
        rays = np.stack(np.broadcast_arrays(eye, targets), 1)
        lines = shapely.linestrings(rays[..., :2])
        shapely.prepare(self.open_ground)
        is_open = shapely.covers(self.open_ground, lines)
        seen: NDArray[np.bool_] = is_open & ~self._is_leafy(eye, targets)
        return seen

    def _is_leafy(self, eye: Floats, targets: Floats) -> NDArray[np.bool_]:
        """Whether a crown is between an eye and each target, ``(n,)``."""
        if not self.crowns:
            return np.zeros(len(targets), np.bool_)
        steps = np.linspace(0.0, 1.0, 40)[:, None, None]
        points = (eye + steps * (targets - eye))[:, :, None]  # (40, n, 1, 3)
        middles = np.array([crown.xy for crown in self.crowns])
        radii, low, high = np.array(
            [(c.radius_m, c.from_m, c.until_m) for c in self.crowns]
        ).T
        inside = ((points[..., :2] - middles) ** 2).sum(-1) < radii**2
        inside &= (points[..., 2] > low) & (points[..., 2] < high)
        leafy: NDArray[np.bool_] = inside.any((0, 2))
        return leafy


def surveillance_views(
    rng: np.random.Generator, sight: Sight, focus_xy: tuple[float, float], count: int
) -> tuple[Viewpoint, ...]:
    """Cameras on houses and posts, 3.5 to 7 m high, the freest first."""
    targets = _around(focus_xy, 6.0)
    found: list[tuple[float, Viewpoint]] = []
    for _ in range(240):
        distance, turn = rng.uniform(11, 26), rng.uniform(0, 2 * np.pi)
        wish = focus_xy + distance * np.array((np.cos(turn), np.sin(turn)))
        eye = _camera_place(rng, sight, wish)
        away = float(np.hypot(*(eye[:2] - focus_xy)))
        if 9 < away < 30 and not _is_crowded(sight, eye):
            share = sight.free_share(eye, targets)
            share -= 0.2 * sight.near_obstacles(eye, focus_xy)
            share += 0.02 * min(away, 22.0)  # a long look shows more of the street
            found.append((share, _aimed(rng, eye, focus_xy)))
    return _best_apart(found, count, 4.0)


def _camera_place(rng: np.random.Generator, sight: Sight, wish_xy: Floats) -> Floats:
    """On an arm at the nearest wall, above the awnings; or on a post at the kerb."""
    if rng.random() < 0.6:
        place = sight.open_ground.buffer(-2.0).boundary
        height = rng.uniform(4.4, 7.0)
    else:
        place = sight.pavement.buffer(-0.6)
        height = rng.uniform(3.5, 6.0)
    nearest = nearest_points(place, Point(wish_xy))[0]
    return np.array((nearest.x, nearest.y, height))


def pedestrian_views(
    rng: np.random.Generator,
    sight: Sight,
    pavements: BaseGeometry,
    focus_xy: tuple[float, float],
    count: int,
) -> tuple[Viewpoint, ...]:
    """Eyes of people on the pavement, the freest first."""
    area = pavements.buffer(-0.5)
    targets = _around(focus_xy, 8.0)
    found: list[tuple[float, Viewpoint]] = []
    for _ in range(240):
        distance, turn = rng.uniform(9, 28), rng.uniform(0, 2 * np.pi)
        x, y = focus_xy + distance * np.array((np.cos(turn), np.sin(turn)))
        if not area.contains(Point(x, y)):
            continue
        eye = np.array((x, y, 0.12 + rng.uniform(1.58, 1.72)))
        share = sight.free_share(eye, targets)
        share -= 0.2 * sight.near_obstacles(eye, focus_xy)
        share += 0.015 * min(distance, 22.0)
        target = (*(focus_xy + rng.normal(0, 1.5, 2)), 1.35)
        found.append((share, Viewpoint(_triple(eye), _triple(np.array(target)))))
    return _best_apart(found, count, 4.0)


def _fan(eye: Floats, focus_xy: tuple[float, float]) -> list[Floats]:
    """Two points nine meters ahead, left and right."""
    forward = np.asarray(focus_xy) - eye[:2]
    forward /= np.hypot(*forward)
    left = np.array((-forward[1], forward[0]))
    return [eye[:2] + 9 * forward + side * 4.0 * left for side in (1, -1)]


def _around(focus_xy: tuple[float, float], radius_m: float) -> Floats:
    turn = np.arange(12) * 2.4
    reach = radius_m * np.sqrt((np.arange(12) + 0.5) / 12)
    ring = np.stack([reach * np.cos(turn), reach * np.sin(turn)], 1) + focus_xy
    return np.column_stack([ring, np.ones(12)])


def _is_crowded(sight: Sight, eye: Floats) -> bool:
    near = [np.hypot(*(eye[:2] - c.xy)) < c.radius_m + 0.8 for c in sight.crowns]
    return any(near)


def _aimed(
    rng: np.random.Generator, eye: Floats, focus_xy: tuple[float, float]
) -> Viewpoint:
    target = np.array((*(focus_xy + rng.normal(0, 1.2, 2)), rng.uniform(0.6, 1.4)))
    return Viewpoint(_triple(eye), _triple(target))


def _best_apart(
    found: list[tuple[float, Viewpoint]], count: int, apart_m: float
) -> tuple[Viewpoint, ...]:
    """The views of the highest shares, no two of them close together."""
    chosen: list[Viewpoint] = []
    for _, view in sorted(found, key=lambda pair: -pair[0]):
        eye = np.asarray(view.eye_world)
        if all(np.linalg.norm(eye - v.eye_world) > apart_m for v in chosen):
            chosen.append(view)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _triple(point: Floats) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])
