"""A long straight street with parked cars, lanes for bicycles and two crossings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Floats, Lane, SignalPlan
from nonesuch.world.street import materials as m
from nonesuch.world.street.assembling import Draft, Street, finished
from nonesuch.world.street.crossing_places import CrossingPlace, add_crossing
from nonesuch.world.street.fronts import furnish_fronts
from nonesuch.world.street.furnishing import furnish_kerb
from nonesuch.world.street.junction import END_HALF_M, SIDE_REACH_M, lane_path
from nonesuch.world.street.kits import Kit, draw_kit
from nonesuch.world.street.markings import (
    PAINT_HEIGHT_M,
    paint_bays,
    paint_center,
    paint_solid,
)
from nonesuch.world.street.parking import park_cars
from nonesuch.world.street.paths import distance_along
from nonesuch.world.street.pavilions import bus_shelter
from nonesuch.world.street.plan import (
    BAY_CORNER_M,
    BAY_M,
    FLARE_M,
    Corridor,
    GroundPlan,
)
from nonesuch.world.street.road_wear import wear_road
from nonesuch.world.street.site import Site, rectangle_at
from nonesuch.world.street.strips import Strip
from nonesuch.world.street.tiles import Tiles

_SLOT_M = 5.7
_CYCLE_M = 1.6
_SPEED_MPS = 11.0
_VEHICLES, _PEOPLE = 0, 1


@dataclass(frozen=True)
class _Avenue:
    street: Corridor
    ends: tuple[Corridor, Corridor]
    crossings: tuple[CrossingPlace, ...]
    has_cycle_lanes: bool


def build_avenue(rng: np.random.Generator, seed: int, is_night: bool) -> Street:
    """A straight street along x, over 170 m long."""
    avenue = _draw_avenue(rng)
    ramps = tuple(ramp for place in avenue.crossings for ramp in place.ramps)
    plan = GroundPlan((avenue.street, *avenue.ends), ramps)
    site, tiles, kit = Site(plan, is_night), Tiles(), draw_kit(rng, seed, 12)
    for place in avenue.crossings:
        add_crossing(tiles, site, place, seed)
    _mark(rng, tiles, avenue)
    park_cars(rng, site, avenue.street, kit, _SLOT_M)
    _furnish(rng, site, avenue, kit)
    lanes = _lanes(avenue)
    focus = avenue.street.point(avenue.crossings[0].along_m, 0)
    return finished(
        rng,
        Draft(
            site,
            tiles,
            tuple(place.crossing() for place in avenue.crossings),
            lanes,
            np.array(_entries(avenue)),
            _draw_signals(rng),
            (float(focus[0]), float(focus[1])),
            tuple(k for k, lane in enumerate(lanes) if not lane.for_bicycles),
            shop_share=float(rng.uniform(0.4, 0.9)),
            seed=seed,
        ),
    )


def _draw_avenue(rng: np.random.Generator) -> _Avenue:
    half_length = rng.uniform(86, 96)
    has_cycle_lanes = bool(rng.random() < 0.7)
    half = rng.uniform(3.1, 3.5) + (_CYCLE_M if has_cycle_lanes else 0.0)
    at = half_length - rng.uniform(8, 20), half_length + rng.uniform(24, 40)
    widths = rng.uniform(3.6, 5.0, 2)
    stretches = _between(8.0, at, widths, 2 * half_length - 8.0)
    bays = [_bays(rng, stretches), _bays(rng, stretches)]
    left_m, right_m = (rng.uniform(3.6, 6.2) + (BAY_M if b else 0.0) for b in bays)
    start, end = (-half_length, 0.0), (half_length, 0.0)
    street = Corridor(start, end, half, left_m, right_m, bays[0], bays[1])
    lights = CrossingPlace(street, at[0], widths[0], _PEOPLE, _VEHICLES, False)
    zebra = CrossingPlace(street, at[1], widths[1])
    ends = [_end_street(rng, x) for x in (-half_length, half_length)]
    return _Avenue(street, (ends[0], ends[1]), (lights, zebra), has_cycle_lanes)


def _end_street(rng: np.random.Generator, x: float) -> Corridor:
    left_m, right_m = (float(p) for p in rng.uniform(3.0, 4.5, 2))
    return Corridor((x, -SIDE_REACH_M), (x, SIDE_REACH_M), END_HALF_M, left_m, right_m)


def _between(
    begin: float, at: tuple[float, float], widths: Floats, end: float
) -> list[tuple[float, float]]:
    """The stretches before, between and after two crossings."""
    clear = widths / 2 + FLARE_M + BAY_CORNER_M + 1.2
    return [
        (begin, at[0] - clear[0]),
        (at[0] + clear[0], at[1] - clear[1]),
        (at[1] + clear[1], end),
    ]


def _bays(
    rng: np.random.Generator, stretches: list[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Whole slots along every stretch, or along none."""
    if rng.random() < 0.2:
        return ()
    bays = []
    for from_m, until_m in stretches:
        count = int((until_m - from_m) // _SLOT_M)
        if count > 1:
            bays.append((from_m, from_m + count * _SLOT_M))
    return tuple(bays)


def _mark(rng: np.random.Generator, tiles: Tiles, avenue: _Avenue) -> None:
    street = avenue.street
    stretches = _open_stretches(avenue, 8.0, 1.6)
    for from_m, until_m in stretches:
        paint_center(tiles, street, from_m, until_m)
        if avenue.has_cycle_lanes:
            _mark_cycle_lanes(tiles, street, from_m, until_m)
    paint_bays(tiles, street, _SLOT_M)
    wear_road(rng, tiles, street, _narrowed(avenue).half_road_m)


def _open_stretches(
    avenue: _Avenue, margin_m: float, clear_m: float
) -> list[tuple[float, float]]:
    gaps = [place.gap_m for place in avenue.crossings]
    begins = [margin_m, *(b + clear_m for _, b in gaps)]
    ends = [*(a - clear_m for a, _ in gaps), avenue.street.length_m - margin_m]
    return list(zip(begins, ends, strict=True))


def _mark_cycle_lanes(
    tiles: Tiles, street: Corridor, from_m: float, until_m: float
) -> None:
    inner, outer = street.half_road_m - _CYCLE_M, street.half_road_m - 0.32
    for side in (-1, 1):
        across = sorted((side * inner, side * outer))
        area = street.strip(from_m, until_m, *across)
        tiles.flat(m.CYCLE_RED, area, PAINT_HEIGHT_M - 0.0035)
        paint_solid(tiles, street, from_m, until_m, side * inner)


def _furnish(rng: np.random.Generator, site: Site, avenue: _Avenue, kit: Kit) -> None:
    gaps = tuple(place.gap_m for place in avenue.crossings)
    margin = 8.5
    for side in (1, -1):
        street = avenue.street
        strip = Strip(street, side, margin, street.length_m - margin, gaps)
        _put_bus_stop(rng, site, strip, kit)
        furnish_kerb(rng, site, strip, kit)
        furnish_fronts(rng, site, strip, kit, 0.4)


def _put_bus_stop(rng: np.random.Generator, site: Site, strip: Strip, kit: Kit) -> None:
    """A shelter where the pavement is wide and no car is parked before it."""
    for along in rng.uniform(strip.from_m + 10, strip.until_m - 10, 12):
        in_bay = any(a - 1 < along < b + 1 for a, b in strip.bays)
        if strip.is_clear(along, 3.0) and strip.depth_m(along) > 4.0 and not in_bay:
            xy = strip.place(along, 1.3)
            heading = strip.heading_to_road
            area = rectangle_at(xy, heading, 3.9, 1.6)
            site.put(bus_shelter(kit.seed), xy, heading, area)
            return


def _entries(avenue: _Avenue) -> list[Floats]:
    """Round the corners at both ends."""
    entries = []
    west, east = avenue.ends
    for end, across in (
        (west, -(west.half_road_m + west.right_m / 2)),
        (east, east.half_road_m + east.left_m / 2),
    ):
        entries += [end.point(1.2, across), end.point(end.length_m - 1.2, across)]
    return entries


def _lanes(avenue: _Avenue) -> tuple[Lane, ...]:
    lanes = []
    across = _narrowed(avenue).half_road_m / 2
    for is_forward in (True, False):
        path = lane_path(avenue.street, is_forward, across, END_HALF_M / 2)
        lanes.append(Lane(path, _SPEED_MPS, _stops(avenue, path, is_forward)))
    if avenue.has_cycle_lanes:
        across = avenue.street.half_road_m - 0.95
        for is_forward in (True, False):
            path = lane_path(avenue.street, is_forward, across, END_HALF_M - 0.7)
            stops = _stops(avenue, path, is_forward)
            lanes.append(Lane(path, 4.8, stops, for_bicycles=True))
    return tuple(lanes)


def _narrowed(avenue: _Avenue) -> Corridor:
    """The street without its lanes for bicycles."""
    street = avenue.street
    taken = _CYCLE_M if avenue.has_cycle_lanes else 0.0
    return Corridor(street.start, street.end, street.half_road_m - taken, 1.0, 1.0)


def _stops(
    avenue: _Avenue, path: Floats, is_forward: bool
) -> tuple[tuple[float, int], ...]:
    stops = [
        (distance_along(path, place.stop_point(is_forward)), place.vehicle_group)
        for place in avenue.crossings
    ]
    return tuple(sorted(stops))


def _draw_signals(rng: np.random.Generator) -> SignalPlan:
    green_vehicles, green_people = rng.uniform(24, 34), rng.uniform(9, 13)
    begin = green_vehicles + 3.0 + 2.0
    cycle = begin + green_people + 11.0
    return SignalPlan(
        float(cycle),
        ((0.0, float(green_vehicles)), (float(begin), float(begin + green_people))),
    )
