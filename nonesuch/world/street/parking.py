"""Cars that stand in the parking bays."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats
from nonesuch.world.street.cars import car_size_lwh_m
from nonesuch.world.street.kits import Kit
from nonesuch.world.street.plan import BAY_M, Corridor
from nonesuch.world.street.site import Site, rectangle_at


def park_cars(
    rng: np.random.Generator, site: Site, corridor: Corridor, kit: Kit, slot_m: float
) -> None:
    """Fill most of the parking bays."""
    for side, bays in ((1, corridor.bays_left), (-1, corridor.bays_right)):
        for from_m, until_m in bays:
            for along in np.arange(
                from_m + slot_m / 2, until_m - slot_m / 2 + 0.1, slot_m
            ):
                if rng.random() < 0.8:
                    _park(rng, site, corridor, kit, float(along), side)


def _park(
    rng: np.random.Generator,
    site: Site,
    corridor: Corridor,
    kit: Kit,
    along: float,
    side: int,
) -> None:
    kind, mesh = kit.cars[rng.integers(len(kit.cars))]
    length, width, _ = car_size_lwh_m(kind)
    across = side * (corridor.half_road_m + BAY_M / 2 + rng.uniform(-0.08, 0.08))
    xy: Floats = corridor.point(along + rng.uniform(-0.25, 0.25), across)
    forward = -side * corridor.forward
    heading = float(np.arctan2(forward[1], forward[0])) + rng.normal(0, 0.015)
    place = float(xy[0]), float(xy[1])
    site.put(mesh, place, heading, rectangle_at(place, heading, length, width))
