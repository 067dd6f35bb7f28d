"""Two streets that cross, with lights and four crossings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nonesuch.world.nouns import Floats, Lane, SignalPlan
from nonesuch.world.street.assembling import Draft, Street, finished
from nonesuch.world.street.crossing_places import CrossingPlace, add_crossing
from nonesuch.world.street.fronts import furnish_fronts
from nonesuch.world.street.furnishing import furnish_kerb
from nonesuch.world.street.kits import Kit, draw_kit
from nonesuch.world.street.markings import (
    paint_bays,
    paint_center,
)
from nonesuch.world.street.parking import park_cars
from nonesuch.world.street.paths import distance_along, rounded_path
from nonesuch.world.street.plan import (
    BAY_CORNER_M,
    CORNER_RADIUS_M,
    FLARE_M,
    Corridor,
    GroundPlan,
)
from nonesuch.world.street.road_wear import wear_road
from nonesuch.world.street.site import Site
from nonesuch.world.street.squares import furnish_square, light_square
from nonesuch.world.street.strips import Strip
from nonesuch.world.street.tiles import Tiles

SIDE_REACH_M = 19.0
"""How far the streets at the ends of the arms go on, out of sight."""

END_HALF_M = 3.2
"""Half the road of those streets."""

_SLOT_M = 5.7
_TURN_RADIUS_M = 5.0
_SPEED_MPS = 10.0
X_VEHICLES, Y_VEHICLES, ALONG_X, ALONG_Y = range(4)
"""Groups of the lights: traffic along x and y, people who walk along x and y."""


@dataclass(frozen=True)
class Axis:
    """One of the two streets; ``street`` runs from its one end street to the other."""

    street: Corridor
    ends: tuple[Corridor, Corridor]
    crossings: tuple[CrossingPlace, CrossingPlace]
    middle_m: float  # where the other street crosses it


def build_junction(rng: np.random.Generator, seed: int, is_night: bool) -> Street:
    """A crossing of two streets in the middle of the world."""
    axes = _draw_axes(rng)
    corridors = [c for axis in axes for c in (axis.street, *axis.ends)]
    square = _draw_square(rng, axes) if rng.random() < 0.6 else None
    if square is not None:
        corridors.append(square)
    places = [p for axis in axes for p in axis.crossings]
    ramps = tuple(ramp for place in places for ramp in place.ramps)
    chamfer = float(rng.choice((0.0, 1.6, 2.6)))
    site = Site(GroundPlan(tuple(corridors), ramps, chamfer), is_night)
    tiles, kit = Tiles(), draw_kit(rng, seed)
    for place in places:
        add_crossing(tiles, site, place, seed)
    for axis in axes:
        _mark(rng, tiles, axis)
        park_cars(rng, site, axis.street, kit, _SLOT_M)
    if square is not None:
        furnish_square(rng, site, square, kit)
        light_square(site, square, kit)
    for axis in axes:
        _furnish(rng, site, axis, kit, square)
    lanes = tuple(lane for axis in axes for lane in _lanes(axis))
    return finished(
        rng,
        Draft(
            site,
            tiles,
            tuple(place.crossing() for place in places),
            lanes,
            np.array([xy for axis in axes for xy in _entries(axis)]),
            _draw_signals(rng),
            (0.0, 0.0),
            tuple(range(len(lanes))),
            shop_share=float(rng.uniform(0.4, 0.9)),
            seed=seed,
        ),
    )


def _draw_axes(rng: np.random.Generator) -> tuple[Axis, Axis]:
    halves = rng.uniform(3.1, 3.7, 2)
    pavements = rng.uniform(4.4, 6.4, 4)
    along_x = _draw_axis(rng, (1.0, 0.0), halves[0], halves[1], pavements[:2], 0)
    along_y = _draw_axis(rng, (0.0, 1.0), halves[1], halves[0], pavements[2:], 1)
    return along_x, along_y


def _draw_axis(
    rng: np.random.Generator,
    direction: tuple[float, float],
    half: float,
    other_half: float,
    pavements: Floats,
    index: int,
) -> Axis:
    before, after = rng.uniform(48, 66, 2)
    forward = np.array(direction)
    start, end = _pair(-before * forward), _pair(after * forward)
    length = before + after
    clear = other_half + CORNER_RADIUS_M + FLARE_M + 0.4
    width = rng.uniform(3.4, 4.6)
    at = before - clear - width / 2, before + clear + width / 2
    apart = width / 2 + FLARE_M + BAY_CORNER_M + 1.2
    near = at[0] - apart, at[1] + apart
    bays = [_bays(rng, (9.0, near[0]), (near[1], length - 9.0)) for _ in range(2)]
    wide = [
        float(p) + (2.1 if b else 0.0) for p, b in zip(pavements, bays, strict=True)
    ]
    street = Corridor(start, end, half, wide[0], wide[1], bays[0], bays[1])
    is_zebra = bool(rng.random() < 0.6)
    groups = (ALONG_Y, X_VEHICLES) if index == 0 else (ALONG_X, Y_VEHICLES)
    crossings = [CrossingPlace(street, a, width, *groups, is_zebra) for a in at]
    ends = _end_street(rng, street, start), _end_street(rng, street, end)
    return Axis(street, ends, (crossings[0], crossings[1]), before)


def _bays(
    rng: np.random.Generator, *spans: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    """Parking along both arms or along none, whole slots long."""
    if rng.random() < 0.3:
        return ()
    bays = []
    for from_m, until_m in spans:
        count = int((until_m - from_m) // _SLOT_M)
        if count > 0:
            bays.append((from_m, from_m + count * _SLOT_M))
    return tuple(bays)


def _end_street(
    rng: np.random.Generator, street: Corridor, center: tuple[float, float]
) -> Corridor:
    left = np.array((-street.forward[1], street.forward[0]))
    start, end = center - SIDE_REACH_M * left, center + SIDE_REACH_M * left
    left_m, right_m = (float(p) for p in rng.uniform(3.0, 4.5, 2))
    return Corridor(_pair(start), _pair(end), END_HALF_M, left_m, right_m)


def _mark(rng: np.random.Generator, tiles: Tiles, axis: Axis) -> None:
    street = axis.street
    first, second = (place.gap_m for place in axis.crossings)
    paint_center(tiles, street, 8.0, first[0] - 1.5)
    paint_center(tiles, street, second[1] + 1.5, street.length_m - 8.0)
    paint_bays(tiles, street, _SLOT_M)
    wear_road(rng, tiles, street, street.half_road_m)


def _draw_square(rng: np.random.Generator, axes: tuple[Axis, Axis]) -> Corridor:
    """A square for people on foot in the corner between two arms, along x."""
    along_x, along_y = axes
    side_x, side_y = (int(s) for s in rng.choice((-1, 1), 2))
    x = _to_houses(along_y.street, -side_x)
    y = _to_houses(along_x.street, side_y)
    length, depth = rng.uniform(16, 24), rng.uniform(13, 19)
    middle = side_y * (y - 0.5 + depth / 2)
    near, far = sorted((side_x * (x - 0.5), side_x * (x + length)))
    return Corridor((near, middle), (far, middle), 0.0, depth / 2, depth / 2)


def _to_houses(street: Corridor, side: int) -> float:
    """From the axis of a street to the houses on its left (1) or right (-1)."""
    return street.half_road_m + (street.left_m if side > 0 else street.right_m)


def _furnish(
    rng: np.random.Generator,
    site: Site,
    axis: Axis,
    kit: Kit,
    square: Corridor | None,
) -> None:
    first, second = axis.crossings
    margin = axis.ends[0].half_road_m + 5
    for side in (1, -1):
        arms = (
            (margin, first.gap_m[1]),
            (second.gap_m[0], axis.street.length_m - margin),
        )
        for from_m, until_m in arms:
            gaps = (first.gap_m, second.gap_m)
            strip = Strip(axis.street, side, from_m, until_m, gaps)
            _light_crossing(site, strip, axis, kit)
            furnish_kerb(rng, site, strip, kit)
            furnish_fronts(rng, site, _beside(strip, square), kit, 0.35)


def _light_crossing(site: Site, strip: Strip, axis: Axis, kit: Kit) -> None:
    """A lamp where the arm's crossing begins."""
    first, second = axis.crossings
    is_first = strip.from_m < first.along_m
    along = first.gap_m[0] - 0.5 if is_first else second.gap_m[1] + 0.5
    xy = strip.place(along, 0.55)
    site.put_lamp(kit.lamp, xy, strip.heading_to_road, kit.lamp_hue)


def _beside(strip: Strip, square: Corridor | None) -> Strip:
    """The strip with a gap where a square takes the place of the houses."""
    if square is None:
        return strip
    corners = np.array(square.whole.exterior.coords)
    relative = corners - strip.corridor.point(0, 0)
    along = relative @ strip.corridor.forward
    across = relative @ (
        strip.corridor.point(0, strip.side) - strip.corridor.point(0, 0)
    )
    if across.mean() < 0:
        return strip
    span = float(along.min()) - 1.0, float(along.max()) + 1.0
    return replace(strip, gaps=(*strip.gaps, span))


def _entries(axis: Axis) -> list[Floats]:
    """Round the corners at the ends, on the pavements that lead to the junction."""
    entries = []
    for end, side in ((axis.ends[0], -1), (axis.ends[1], 1)):
        inner = end.left_m if side > 0 else end.right_m
        across = side * (end.half_road_m + inner / 2)
        for along in (1.2, end.length_m - 1.2):
            entries.append(end.point(along, across))
    return entries


def _lanes(axis: Axis) -> tuple[Lane, Lane]:
    """One lane each way; traffic keeps to the right and turns right at the ends."""
    lanes = []
    group = axis.crossings[0].vehicle_group
    for is_forward in (True, False):
        path = lane_path(
            axis.street, is_forward, axis.street.half_road_m / 2, END_HALF_M / 2
        )
        place = axis.crossings[0 if is_forward else 1]
        stop = distance_along(path, place.stop_point(is_forward))
        lanes.append(Lane(path, _SPEED_MPS, ((stop, group),)))
    return lanes[0], lanes[1]


def lane_path(
    street: Corridor,
    is_forward: bool,
    across_m: float,
    end_across_m: float,
) -> Floats:
    """From the street at one end, right into this one, right again at the other.

    ``across_m`` is how far right of the axis the lane runs, in this street and in
    those at its ends.
    """
    sign = 1 if is_forward else -1
    begin, finish = (0.0, street.length_m)[::sign]
    far = -sign * (SIDE_REACH_M - 0.5)
    corners = [
        street.point(begin + sign * end_across_m, far),
        street.point(begin + sign * end_across_m, -sign * across_m),
        street.point(finish - sign * end_across_m, -sign * across_m),
        street.point(finish - sign * end_across_m, far),
    ]
    return rounded_path(corners, _TURN_RADIUS_M)


def _draw_signals(rng: np.random.Generator) -> SignalPlan:
    """First x, then y; people walk with the traffic and are off before it changes."""
    clear_s = 9.0
    green_x, green_y = rng.uniform(18, 26, 2)
    begin_y = green_x + 3.0 + 2.0
    cycle = begin_y + green_y + 5.0
    return SignalPlan(
        float(cycle),
        (
            (0.0, float(green_x)),
            (float(begin_y), float(begin_y + green_y)),
            (1.0, float(begin_y - clear_s)),
            (float(begin_y + 1.0), float(cycle - clear_s)),
        ),
    )


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])
