"""A shopping street for people on foot: shops, stalls, benches, a small square."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats
from nonesuch.world.street.assembling import NO_SIGNALS, Draft, Street, finished
from nonesuch.world.street.fronts import furnish_fronts
from nonesuch.world.street.furnishing import furnish_kerb
from nonesuch.world.street.kits import Kit, draw_kit
from nonesuch.world.street.plan import Corridor, GroundPlan
from nonesuch.world.street.site import Site
from nonesuch.world.street.squares import furnish_square, light_square
from nonesuch.world.street.strips import Strip
from nonesuch.world.street.tiles import Tiles

_SIDE_REACH_M = 16.0


def build_shopping(rng: np.random.Generator, seed: int, is_night: bool) -> Street:
    """A street along x without cars; its square is the middle of the scene."""
    street, square, lanes, ends = _draw_corridors(rng)
    plan = GroundPlan((street, square, *lanes, *ends))
    site, kit = Site(plan, is_night), draw_kit(rng, seed, 0)
    _furnish(rng, site, street, square, lanes, kit)
    focus = square.point(square.length_m / 2, 0)
    return finished(
        rng,
        Draft(
            site,
            Tiles(),
            (),
            (),
            np.array(_entries(lanes, ends)),
            NO_SIGNALS,
            (float(focus[0]), float(focus[1])),
            (),
            shop_share=1.0,
            seed=seed,
        ),
    )


def _draw_corridors(
    rng: np.random.Generator,
) -> tuple[Corridor, Corridor, tuple[Corridor, ...], tuple[Corridor, ...]]:
    west, east = rng.uniform(40, 56, 2)
    half = rng.uniform(4.8, 7.2)
    street = Corridor((-west, 0.0), (east, 0.0), 0.0, half, half)
    wide = half + rng.uniform(5.5, 9.0, 2) * rng.integers(0, 2, 2)
    length = rng.uniform(16, 26)
    square = Corridor((-length / 2, 0.0), (length / 2, 0.0), 0.0, wide[0], wide[1])
    ends = tuple(
        Corridor((x, -_SIDE_REACH_M), (x, _SIDE_REACH_M), 0.0, *rng.uniform(3.5, 5, 2))
        for x in (-west, east)
    )
    places = (
        rng.uniform(-west + 18, -length / 2 - 5),
        rng.uniform(length / 2 + 5, east - 18),
    )
    lanes = []
    for x, side in zip(places, rng.choice((-1, 1), 2), strict=True):
        reach = half + rng.uniform(14, 20)
        lane_half = rng.uniform(2.4, 3.6)
        lanes.append(
            Corridor((x, 0.0), (x, float(side) * reach), 0.0, lane_half, lane_half)
        )
    return street, square, tuple(lanes), ends


def _furnish(
    rng: np.random.Generator,
    site: Site,
    street: Corridor,
    square: Corridor,
    lanes: tuple[Corridor, ...],
    kit: Kit,
) -> None:
    furnish_square(rng, site, square, kit)
    light_square(site, square, kit)
    offset = square.start[0] - street.start[0]
    span = offset - 1, offset + square.length_m + 1
    mouths = tuple(
        (x - lane.left_m - 1, x + lane.left_m + 1)
        for lane in lanes
        for x in (lane.start[0] - street.start[0],)
    )
    row = rng.uniform(0.5, 1.6)
    for side in (1, -1):
        gaps = (
            span,
            *(
                g
                for g, lane in zip(mouths, lanes, strict=True)
                if side * lane.end[1] > 0
            ),
        )
        strip = Strip(street, side, 7.0, street.length_m - 7.0, gaps)
        furnish_kerb(rng, site, strip, kit, row)
        furnish_fronts(rng, site, strip, kit, 0.8)
        beside = Strip(square, side, 1.5, square.length_m - 1.5)
        furnish_fronts(rng, site, beside, kit, 0.8)


def _entries(lanes: tuple[Corridor, ...], ends: tuple[Corridor, ...]) -> list[Floats]:
    """Round the corners at both ends, and at the ends of the side streets."""
    entries = []
    for end in ends:
        entries += [end.point(1.2, 0), end.point(end.length_m - 1.2, 0)]
    return [*entries, *(lane.point(lane.length_m - 1.0, 0) for lane in lanes)]
