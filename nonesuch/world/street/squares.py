"""Small squares: a grove, a fountain, a market, lawns."""

from __future__ import annotations

import numpy as np

from nonesuch.world.street.beds import fountain, lawn
from nonesuch.world.street.kits import Kit
from nonesuch.world.street.pavilions import kiosk
from nonesuch.world.street.plan import Corridor, disc
from nonesuch.world.street.site import Site, rectangle_at

_CLEAR_M = 2.4
"""From the edge of a square to what stands on it, so that people get past."""


def furnish_square(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """Fill a square, a corridor for people on foot, with one of its kinds of things."""
    kinds = (_plant_grove, _put_fountain, _put_market, _lay_lawns)
    kinds[rng.integers(len(kinds))](rng, site, square, kit)


def light_square(site: Site, square: Corridor, kit: Kit) -> None:
    """Put up lamps along both long sides of a square."""
    kind = max(kit.lamp, 1)  # none with an arm over a road
    for along in np.arange(5.0, square.length_m - 4.0, 13.0):
        for side in (-1, 1):
            xy = _pair(square, float(along), side * (_reach(square, side) - 5.5))
            if site.is_free(rectangle_at(xy, 0.0, 0.6, 0.6)):
                site.put_lamp(kind, xy, 0.0, kit.lamp_hue)


def _reach(square: Corridor, side: int) -> float:
    return square.left_m if side > 0 else square.right_m


def _plant_grove(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """Trees in rows with benches between them."""
    for along in _spread(square.length_m, 5.5):
        for across in _spread_across(square, 5.0):
            _plant(rng, site, square, kit, along, across)
        _put_bench(site, square, kit, along + 2.7, rng.uniform(-1.0, 1.0))


def _put_fountain(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """A fountain in the middle, benches that look at it, trees in the corners."""
    middle = square.length_m / 2
    center = (square.left_m - square.right_m) / 2
    place = _pair(square, middle, center)
    site.put(fountain(), place, 0.0, disc(place, 2.3))
    for along, across in ((-3.9, 0.0), (3.9, 0.0)):
        xy = _pair(square, middle + along, center + across)
        facing = np.pi / 2 if along < 0 else -np.pi / 2
        if site.is_free(rectangle_at(xy, facing, 1.8, 0.75)):
            site.put_bench(kit.bench, xy, facing)
    for along in (_CLEAR_M, square.length_m - _CLEAR_M):
        for across in _spread_across(square, 99.0):
            _plant(rng, site, square, kit, along, across)


def _put_market(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """Stalls back to back in one or two rows, and a kiosk."""
    for along in _spread(square.length_m, 3.6):
        for across, turn in ((1.15, np.pi), (-1.15, 0.0)):
            xy = _pair(square, along, across)
            is_free = site.is_free(rectangle_at(xy, turn, 2.7, 2.0))
            if is_free and rng.random() < 0.75:
                site.put_stall(int(rng.integers(10)), xy, turn)
    corner = _pair(square, 1.8, min(square.left_m, 7.0) - 3.0)
    area = rectangle_at(corner, 0.0, 3.0, 2.8)
    if square.left_m > 8.5 and site.is_free(area):
        site.put(kiosk(kit.seed), corner, 0.0, area)


def _lay_lawns(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """Two beds of grass with a way between them, trees in them, benches before them."""
    length = min(square.length_m / 2 - 2 * _CLEAR_M + 1.2, 7.5)
    width = min(0.6 * min(square.left_m, square.right_m), 5.0)
    for along in (square.length_m * 0.27, square.length_m * 0.73):
        xy = _pair(square, along, 0.0)
        area = rectangle_at(xy, 0.0, length, width)
        if not site.is_free(area):
            continue
        site.put(lawn(round(length, 1), round(width, 1)), xy, 0.0, area)
        tree = kit.trees[rng.integers(len(kit.trees))]
        site.put(tree.mesh, xy, rng.uniform(0, 6.28))
        site.add_crown(tree, xy)
        _put_bench(site, square, kit, along, -width / 2 - 0.6)


def _plant(
    rng: np.random.Generator,
    site: Site,
    square: Corridor,
    kit: Kit,
    along: float,
    across: float,
) -> None:
    xy = _pair(square, along, across)
    if site.is_free(disc(xy, 0.8)):
        tree = kit.trees[rng.integers(len(kit.trees))]
        site.put_tree(tree, xy, 0.0, rng.uniform(0, 2 * np.pi))


def _put_bench(
    site: Site, square: Corridor, kit: Kit, along: float, across: float
) -> None:
    xy = _pair(square, along, across)
    inside = along < square.length_m - 1.0
    if inside and site.is_free(rectangle_at(xy, 0.0, 1.8, 0.75)):
        site.put_bench(kit.bench, xy, 0.0)


def _spread(length_m: float, step_m: float) -> list[float]:
    """Distances along a square, evenly from edge to edge."""
    count = max(1, int((length_m - 2 * _CLEAR_M) // step_m) + 1)
    if count == 1:
        return [length_m / 2]
    return [float(a) for a in np.linspace(_CLEAR_M, length_m - _CLEAR_M, count)]


def _spread_across(square: Corridor, step_m: float) -> list[float]:
    """The same across it; at most two rows, none near the houses."""
    left, right = square.left_m - 4.0, square.right_m - 4.0
    if left + right < min(step_m, 6.0):
        return [(left - right) / 2]
    return [left, -right]


def _pair(square: Corridor, along: float, across: float) -> tuple[float, float]:
    x, y = square.point(along, across)
    return float(x), float(y)
