"""Trees, lamps, benches and all the rest, set out along the kerb."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nonesuch.world.street import furniture as f
from nonesuch.world.street.beds import planter
from nonesuch.world.street.crossing_places import heading_facing
from nonesuch.world.street.kits import Kit
from nonesuch.world.street.pavilions import poster_column
from nonesuch.world.street.plan import disc
from nonesuch.world.street.site import Site, rectangle_at
from nonesuch.world.street.strips import Strip

Place = tuple[float, float]

_LAMP_STEP_M = 21.0


def furnish_kerb(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, inward_m: float = 0.75
) -> None:
    """Set out lamps and trees at even distances and other things between them."""
    _put_lamps(rng, site, strip, kit, inward_m)
    _put_covers(rng, site, strip)
    step = rng.uniform(3.9, 4.8)
    along = strip.from_m + rng.uniform(1.0, 3.0)
    slot = 0
    while along < strip.until_m:
        if strip.is_clear(along):
            _fill_slot(rng, site, strip, kit, strip.place(along, inward_m), slot)
        along += step
        slot += 1


def _put_lamps(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, inward_m: float
) -> None:
    first = strip.from_m + rng.uniform(2, 8) + (0.5 * _LAMP_STEP_M) * (strip.side < 0)
    for wish in np.arange(first, strip.until_m, _LAMP_STEP_M):
        near = wish + np.array((0, 1, -1, 2, -2, 3, -3, 4, -4)) * 1.3
        clear = [along for along in near if strip.is_clear(along, 0.3)]
        if clear:
            xy = strip.place(clear[0], inward_m - 0.2)
            if site.nearest_lamp_m(xy) < 0.5 * _LAMP_STEP_M:
                continue
            site.put_lamp(kit.lamp, xy, strip.heading_to_road, kit.lamp_hue)


def _put_covers(rng: np.random.Generator, site: Site, strip: Strip) -> None:
    for along in np.arange(strip.from_m + 4, strip.until_m, rng.uniform(9, 15)):
        if strip.is_clear(along):
            inward = rng.uniform(0.35, 0.8) * strip.depth_m(along)
            mesh = f.cover(int(rng.integers(2)))
            site.put(mesh, strip.place(along, inward), strip.heading_to_road)


def _fill_slot(
    rng: np.random.Generator,
    site: Site,
    strip: Strip,
    kit: Kit,
    xy: Place,
    slot: int,
) -> None:
    if not site.is_free(disc(xy, 0.9)):
        return
    if slot % 2 == 0 and rng.random() < kit.tree_share:
        tree = kit.trees[rng.integers(len(kit.trees))]
        turn = rng.uniform(0, 2 * np.pi)
        site.put_tree(tree, xy, strip.heading_to_road, turn)
    else:
        names = (*_THINGS, "nothing")
        shares = [share for share, _ in _THINGS.values()]
        name = rng.choice(names, p=(*shares, 1 - sum(shares)))
        if name != "nothing":
            _THINGS[name][1](rng, site, strip, kit, xy)


def _put_bench(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    site.put_bench(kit.bench, xy, strip.heading_to_road + np.pi)


def _put_bin(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    site.put(f.bin(kit.bin), xy, strip.heading_to_road + np.pi, disc(xy, 0.26))


def _put_cabinet(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    heading = strip.heading_to_road + np.pi
    site.put(f.cabinet(), xy, heading, rectangle_at(xy, heading, 1.0, 0.42))


def _put_post_box(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    heading = strip.heading_to_road + np.pi
    site.put(f.post_box(), xy, heading, rectangle_at(xy, heading, 0.5, 0.36))


def _put_planter(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    heading = strip.heading_to_road
    site.put(planter(1), xy, heading, rectangle_at(xy, heading, 1.6, 0.5))


def _put_scooters(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    across = strip.heading_to_road + np.pi / 2
    for step in np.arange(int(rng.integers(1, 4))) * 0.55 - 0.55:
        place = _along(strip, xy, float(step))
        heading = across + rng.normal(0, 0.15)
        site.put(kit.scooter, place, heading, rectangle_at(place, heading, 1.2, 0.4))


def _put_road_works(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    """Barriers round a heap of sand."""
    heading = strip.heading_to_road
    area = rectangle_at(xy, heading, 2.3, 1.5)
    if not site.is_free(area):
        return
    site.put(f.sand_heap(), xy, rng.uniform(0, 6.28), area)
    for turn, out in ((0.0, 0.65), (np.pi, 0.65)):
        step = np.array((np.sin(heading + turn), -np.cos(heading + turn))) * out
        site.put(f.barrier(), (xy[0] + step[0], xy[1] + step[1]), heading + turn)


def _put_column(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    site.put(poster_column(kit.seed), xy, 0.0, disc(xy, 0.7))


def _put_sign(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    kind = str(rng.choice(("no_parking", "parking", "limit", "one_way")))
    facing = heading_facing(strip.side * strip.corridor.forward)
    site.put(f.traffic_sign(kit.seed, kind), xy, facing, disc(xy, 0.06))


def _along(strip: Strip, xy: Place, step_m: float) -> Place:
    x, y = np.asarray(xy) + step_m * strip.corridor.forward
    return float(x), float(y)


def _put_bollards(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, xy: Place
) -> None:
    for step in (-1.4, 0.0, 1.4):
        place = _along(strip, xy, step)
        site.put(f.bollard(kit.bollard), place, 0.0, disc(place, 0.1))


def _put_stands(
    rng: np.random.Generator,
    site: Site,
    strip: Strip,
    kit: Kit,
    xy: Place,
) -> None:
    """Hoops across the pavement's edge, bicycles locked to some of them."""
    across = strip.heading_to_road + np.pi / 2
    for step in (-0.9, 0.0, 0.9):
        place = _along(strip, xy, step)
        site.put(f.bicycle_stand(), place, across)
        if rng.random() < 0.65:
            bicycle = kit.bicycles[rng.integers(len(kit.bicycles))]
            beside = _along(strip, place, 0.16)
            site.put(bicycle, beside, across + np.pi * int(rng.integers(2)))
    site.obstacles.append(rectangle_at(xy, across, 1.75, 2.5))


_Putter = Callable[[np.random.Generator, Site, Strip, Kit, Place], None]

_THINGS: dict[str, tuple[float, _Putter]] = {  # how often, and how
    "bench": (0.18, _put_bench),
    "bin": (0.14, _put_bin),
    "bollards": (0.12, _put_bollards),
    "stands": (0.17, _put_stands),
    "cabinet": (0.06, _put_cabinet),
    "post_box": (0.04, _put_post_box),
    "planter": (0.08, _put_planter),
    "column": (0.03, _put_column),
    "scooters": (0.06, _put_scooters),
    "road works": (0.015, _put_road_works),
    "sign": (0.07, _put_sign),
}
