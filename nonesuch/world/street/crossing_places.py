"""Where people cross a road: lowered kerbs, paint, lights, and the plan's crossing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Crossing, Floats
from nonesuch.world.street.furniture import traffic_sign
from nonesuch.world.street.markings import paint_stop_line, paint_studs, paint_zebra
from nonesuch.world.street.plan import FLARE_M, Corridor, Ramp, disc
from nonesuch.world.street.site import Site
from nonesuch.world.street.tiles import Tiles

STOP_M = 1.3
"""From the crossing's edge to the line where vehicles halt."""

_OVERLAP_M = 0.3
"""How far a crossing reaches on to the pavements, so that the two join."""

_WAIT_M = 1.0
"""From the kerb to the middle of those who wait."""


@dataclass(frozen=True)
class CrossingPlace:
    """A crossing over a corridor, its middle ``along_m`` down the axis."""

    corridor: Corridor
    along_m: float
    width_m: float
    people_group: int = -1  # of the lights; -1: none
    vehicle_group: int = -1
    is_zebra: bool = True  # else two broken lines

    @property
    def ramps(self) -> tuple[Ramp, Ramp]:
        """The lowered kerbs on the right and on the left."""
        half = self.corridor.half_road_m
        ramps = []
        for side in (-1, 1):
            middle = self.corridor.point(self.along_m, side * half)
            inward = self.corridor.point(self.along_m, side * (half + 1)) - middle
            ramps.append(Ramp(_pair(middle), _pair(inward), self.width_m))
        return ramps[0], ramps[1]

    @property
    def gap_m(self) -> tuple[float, float]:
        """The stretch of the corridor that must stay clear of furniture."""
        half = self.width_m / 2 + FLARE_M
        return self.along_m - half - 0.2, self.along_m + half + 0.2

    def crossing(self) -> Crossing:
        """The crossing as the crowd knows it."""
        reach = self.corridor.half_road_m + _OVERLAP_M
        half = self.width_m / 2
        area = self.corridor.strip(
            self.along_m - half, self.along_m + half, -reach, reach
        )
        wait = self.corridor.half_road_m + _WAIT_M
        ends = [self.corridor.point(self.along_m, side * wait) for side in (-1, 1)]
        outline = np.array(area.exterior.coords)[:-1]
        return Crossing(outline, np.array(ends), self.people_group)

    def stop_point(self, is_forward: bool) -> Floats:
        """Where the traffic of one direction halts, ``(2,)``."""
        sign = 1 if is_forward else -1
        along = self.along_m - sign * (self.width_m / 2 + STOP_M)
        return self.corridor.point(along, -sign * self.corridor.half_road_m / 2)


def add_crossing(tiles: Tiles, site: Site, place: CrossingPlace, seed: int) -> None:
    """Paint a crossing and put up its lights or its signs."""
    painter = paint_zebra if place.is_zebra else paint_studs
    painter(tiles, place.corridor, place.along_m, place.width_m)
    for sign in (1, -1):
        stop = place.along_m - sign * (place.width_m / 2 + STOP_M)
        paint_stop_line(tiles, place.corridor, stop, sign > 0)
        if place.people_group >= 0:
            _add_lights(site, place, sign)
        else:
            _add_sign(site, place, sign, seed)


def _add_lights(site: Site, place: CrossingPlace, sign: int) -> None:
    """Lights for the traffic of one direction, and for people on its side."""
    corridor, half = place.corridor, place.corridor.half_road_m
    before = place.along_m - sign * (place.width_m / 2 + FLARE_M + 0.25)
    beside = place.along_m - sign * (place.width_m / 2 + 0.45)
    post = corridor.point(before, -sign * (half + 0.5))
    if place.vehicle_group >= 0:
        heading = heading_facing(-sign * corridor.forward)
        site.put_signal("vehicles", _pair(post), heading, place.vehicle_group)
    post = corridor.point(beside, -sign * (half + 1.0))
    across = corridor.point(0, sign) - corridor.point(0, 0)
    heading = heading_facing(across)
    site.put_signal("people", _pair(post), heading, place.people_group)


def _add_sign(site: Site, place: CrossingPlace, sign: int, seed: int) -> None:
    corridor, half = place.corridor, place.corridor.half_road_m
    before = place.along_m - sign * (place.width_m / 2 + FLARE_M + 0.25)
    post = _pair(corridor.point(before, -sign * (half + 0.45)))
    heading = heading_facing(-sign * corridor.forward)
    site.put(traffic_sign(seed, "zebra"), post, heading, disc(post, 0.06))


def heading_facing(direction: Floats) -> float:
    """The heading of furniture whose front, -y, is to look in a direction ``(2,)``."""
    return float(np.arctan2(direction[0], -direction[1]))


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])
