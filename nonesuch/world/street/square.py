"""A large square without cars, with streets that lead off its sides."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats
from nonesuch.world.street.assembling import NO_SIGNALS, Draft, Street, finished
from nonesuch.world.street.fronts import furnish_fronts
from nonesuch.world.street.kits import Kit, draw_kit
from nonesuch.world.street.plan import Corridor, GroundPlan
from nonesuch.world.street.site import Site, rectangle_at
from nonesuch.world.street.squares import furnish_square, light_square
from nonesuch.world.street.strips import Strip
from nonesuch.world.street.tiles import Tiles

_REACH_M = 26.0
"""How long the streets are that lead to the square."""

_BEND_M = 9.0


def build_square(rng: np.random.Generator, seed: int, is_night: bool) -> Street:
    """A square about the origin; people cross it in all directions."""
    square = _draw_square(rng)
    streets = _draw_streets(rng, square)
    bends = tuple(_bend(rng, street) for street in streets)
    site = Site(GroundPlan((square, *streets, *bends)), is_night)
    kit = draw_kit(rng, seed, 0)
    _furnish(rng, site, square, streets, kit)
    return finished(
        rng,
        Draft(
            site,
            Tiles(),
            (),
            (),
            np.array([end for bend in bends for end in _bend_ends(bend)]),
            NO_SIGNALS,
            (0.0, 0.0),
            (),
            shop_share=float(rng.uniform(0.5, 1.0)),
            seed=seed,
        ),
    )


def _draw_square(rng: np.random.Generator) -> Corridor:
    half_length, half_width = rng.uniform(19, 27), rng.uniform(13, 19)
    start, end = (-half_length, 0.0), (half_length, 0.0)
    return Corridor(start, end, 0.0, half_width, half_width)


def _draw_streets(rng: np.random.Generator, square: Corridor) -> list[Corridor]:
    """Two streets off the ends and two off the long sides."""
    x, y = square.end[0], square.left_m
    streets = []
    for sign in (-1.0, 1.0):
        half = float(rng.uniform(2.6, 4.2))
        across = float(rng.uniform(-1, 1)) * (y - half)
        near, far = (sign * (x - 0.5), across), (sign * (x + _REACH_M), across)
        streets.append(Corridor(near, far, 0.0, half, half))
    for sign in (-1.0, 1.0):
        half = float(rng.uniform(2.4, 3.6))
        along = float(rng.uniform(-1, 1)) * (x - half)
        near, far = (along, sign * (y - 0.5)), (along, sign * (y + _REACH_M))
        streets.append(Corridor(near, far, 0.0, half, half))
    return streets


def _bend(rng: np.random.Generator, street: Corridor) -> Corridor:
    """Across a street's end, so that houses close it and people come round a corner."""
    half = float(rng.uniform(2.2, 3.0))
    end = street.length_m
    reach = street.left_m + _BEND_M
    return Corridor(
        _pair(street.point(end, -reach)),
        _pair(street.point(end, reach)),
        0.0,
        half,
        half,
    )


def _bend_ends(bend: Corridor) -> tuple[Floats, Floats]:
    return bend.point(1.2, 0), bend.point(bend.length_m - 1.2, 0)


def _furnish(
    rng: np.random.Generator,
    site: Site,
    square: Corridor,
    streets: list[Corridor],
    kit: Kit,
) -> None:
    middle = _inner(square)
    furnish_square(rng, site, middle, kit)
    light_square(site, square, kit)
    _put_benches(rng, site, square, kit)
    mouths = [
        (s.start[0] + square.end[0], s.left_m + 1.0, s.end[1]) for s in streets[2:]
    ]
    for side in (1, -1):
        gaps = tuple((x - w, x + w) for x, w, y in mouths if y * side > 0)
        strip = Strip(square, side, 1.0, square.length_m - 1.0, gaps)
        furnish_fronts(rng, site, strip, kit, 0.7)


def _inner(square: Corridor) -> Corridor:
    """The part of the square, off its middle, that is filled with something."""
    start, end = (
        square.point(square.length_m * 0.52, 0),
        square.point(square.length_m, 0),
    )
    width = square.left_m * 0.75
    return Corridor(_pair(start), (float(end[0]) - 4.0, 0.0), 0.0, width, width)


def _put_benches(
    rng: np.random.Generator, site: Site, square: Corridor, kit: Kit
) -> None:
    """Benches along both long sides that look at the middle."""
    for along in np.arange(7.5, square.length_m - 7.0, rng.uniform(3.5, 6.0)):
        for side in (-1, 1):
            xy = _pair(square.point(float(along), side * (square.left_m - 5.8)))
            heading = 0.0 if side > 0 else np.pi
            if site.is_free(rectangle_at(xy, heading, 2.0, 0.9)):
                site.put_bench(kit.bench, xy, heading)


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])
