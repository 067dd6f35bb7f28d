"""Trees, lamps, benches and all the rest, set out along the pavements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Floats, Mesh
from nonesuch.world.street import furniture as f
from nonesuch.world.street.bicycles import bicycle_mesh
from nonesuch.world.street.cars import car_mesh, car_size_lwh_m, draw_car_kind
from nonesuch.world.street.crossing_places import heading_facing
from nonesuch.world.street.plan import BAY_M, Corridor, disc
from nonesuch.world.street.site import Site, rectangle_at
from nonesuch.world.street.trees import SPECIES, Tree, draw_tree

Span = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Kit:
    """The furniture that one street uses; meshes are shared by all its places."""

    seed: int
    trees: tuple[Tree, ...]
    tree_share: float
    lamp: int
    lamp_hue: int
    bin: int
    bollard: int
    bench: int
    color: int
    bicycles: tuple[Mesh, ...]
    cars: tuple[tuple[str, Mesh], ...]


def draw_kit(rng: np.random.Generator, seed: int, car_count: int = 9) -> Kit:
    """One or two species of trees, one kind of lamp, and so on."""
    species = rng.choice(len(SPECIES), 2, replace=False)
    kinds = [draw_car_kind(rng) for _ in range(car_count)]
    return Kit(
        seed,
        tuple(draw_tree(rng, SPECIES[species[int(k % 3 == 2)]]) for k in range(5)),
        float(rng.choice((0.35, 0.7, 0.95))),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(2)),
        int(rng.integers(10)),
        tuple(bicycle_mesh(rng) for _ in range(3)),
        tuple((kind, car_mesh(rng, kind)) for kind in kinds),
    )


@dataclass(frozen=True)
class Strip:
    """One side of a corridor between two distances along it."""

    corridor: Corridor
    side: int  # 1 left, -1 right
    from_m: float
    until_m: float
    gaps: tuple[Span, ...] = ()  # to be left clear

    @property
    def bays(self) -> tuple[Span, ...]:
        """Where cars are parked."""
        return self.corridor.bays_left if self.side > 0 else self.corridor.bays_right

    def kerb_m(self, along_m: float) -> float:
        """From the axis to the kerb."""
        in_bay = any(a <= along_m <= b for a, b in self.bays)
        return self.corridor.half_road_m + (BAY_M if in_bay else 0.0)

    def depth_m(self, along_m: float) -> float:
        """From the kerb to the houses."""
        pavement = self.corridor.left_m if self.side > 0 else self.corridor.right_m
        return self.corridor.half_road_m + pavement - self.kerb_m(along_m)

    def place(self, along_m: float, inward_m: float) -> tuple[float, float]:
        """A point so far from the kerb towards the houses."""
        across = self.side * (self.kerb_m(along_m) + inward_m)
        x, y = self.corridor.point(along_m, across)
        return float(x), float(y)

    def is_clear(self, along_m: float, half_m: float = 1.0) -> bool:
        """Whether something may stand there: no gap, no end of a bay is near."""
        if not self.from_m + half_m <= along_m <= self.until_m - half_m:
            return False
        gaps = [(a - half_m, b + half_m) for a, b in self.gaps]
        gaps += [(e - half_m - 0.4, e + half_m + 0.4) for bay in self.bays for e in bay]
        return not any(a < along_m < b for a, b in gaps)

    @property
    def heading_to_road(self) -> float:
        """The heading of furniture that faces the road."""
        inward = self.corridor.point(0, self.side) - self.corridor.point(0, 0)
        return heading_facing(-inward)


_LAMP_STEP_M = 21.0


def furnish_kerb(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, inward_m: float = 0.75
) -> None:
    """Set out lamps and trees at even distances and other things between them."""
    _put_lamps(rng, site, strip, kit, inward_m)
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
    first = strip.from_m + rng.uniform(3, 12)
    for wish in np.arange(first, strip.until_m, _LAMP_STEP_M):
        near = wish + np.array((0, 1, -1, 2, -2, 3, -3, 4, -4)) * 1.3
        clear = [along for along in near if strip.is_clear(along, 0.3)]
        if clear:
            xy = strip.place(clear[0], inward_m - 0.2)
            site.put_lamp(kit.lamp, xy, strip.heading_to_road, kit.lamp_hue)


def _fill_slot(
    rng: np.random.Generator,
    site: Site,
    strip: Strip,
    kit: Kit,
    xy: tuple[float, float],
    slot: int,
) -> None:
    if not site.is_free(disc(xy, 0.9)):
        return
    if slot % 2 == 0 and rng.random() < kit.tree_share:
        tree = kit.trees[rng.integers(len(kit.trees))]
        turn = rng.uniform(0, 2 * np.pi)
        site.put_tree(tree, xy, strip.heading_to_road, turn)
    else:
        _put_something(rng, site, strip, kit, xy)


_THINGS = (
    "bench",
    "bin",
    "bollards",
    "stands",
    "cabinet",
    "post_box",
    "planter",
    "sign",
)
_SHARES = np.array((0.2, 0.14, 0.12, 0.2, 0.06, 0.04, 0.08, 0.08))


def _put_something(
    rng: np.random.Generator,
    site: Site,
    strip: Strip,
    kit: Kit,
    xy: tuple[float, float],
) -> None:
    nothing = 1 - _SHARES.sum()
    name = rng.choice((*_THINGS, "nothing"), p=(*_SHARES, nothing))
    to_road = strip.heading_to_road
    to_houses = to_road + np.pi
    if name == "bench":
        site.put_bench(kit.bench, xy, to_houses)
    elif name == "bin":
        site.put(f.bin(kit.bin), xy, to_houses, disc(xy, 0.26))
    elif name == "bollards":
        _put_bollards(site, strip, kit, xy)
    elif name == "stands":
        _put_stands(rng, site, strip, kit, xy)
    elif name == "cabinet":
        site.put(f.cabinet(), xy, to_houses, rectangle_at(xy, to_road, 1.0, 0.42))
    elif name == "post_box":
        site.put(f.post_box(), xy, to_houses, rectangle_at(xy, to_road, 0.5, 0.36))
    elif name == "planter":
        site.put(f.planter(1), xy, to_road, rectangle_at(xy, to_road, 1.6, 0.5))
    elif name == "sign":
        kind = str(rng.choice(("no_parking", "parking", "limit", "one_way")))
        facing = heading_facing(strip.side * strip.corridor.forward)
        site.put(f.traffic_sign(kit.seed, kind), xy, facing, disc(xy, 0.06))


def _along(strip: Strip, xy: tuple[float, float], step_m: float) -> tuple[float, float]:
    x, y = np.asarray(xy) + step_m * strip.corridor.forward
    return float(x), float(y)


def _put_bollards(site: Site, strip: Strip, kit: Kit, xy: tuple[float, float]) -> None:
    for step in (-1.4, 0.0, 1.4):
        place = _along(strip, xy, step)
        site.put(f.bollard(kit.bollard), place, 0.0, disc(place, 0.1))


def _put_stands(
    rng: np.random.Generator,
    site: Site,
    strip: Strip,
    kit: Kit,
    xy: tuple[float, float],
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


def furnish_fronts(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, share: float
) -> None:
    """Tables, boards and tubs before the houses, where the pavement is wide."""
    along = strip.from_m + rng.uniform(2, 6)
    while along < strip.until_m - 2:
        depth = strip.depth_m(along)
        if rng.random() < share and depth > 3.4 and strip.is_clear(along, 0.3):
            if depth > 5.0 and rng.random() < 0.5:
                along += _put_cafe(rng, site, strip, kit, along)
            else:
                _put_front(rng, site, strip, kit, along)
        along += rng.uniform(4, 9)


def _put_front(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, along: float
) -> None:
    to_road = strip.heading_to_road
    inward = strip.depth_m(along) - 0.5
    xy = strip.place(along, inward)
    kind = rng.integers(3)
    if not site.is_free(disc(xy, 0.9)):
        return
    if kind == 0:
        turned = to_road + np.pi / 2
        mesh = f.board(kit.seed, int(rng.integers(3)))
        site.put(mesh, xy, turned, rectangle_at(xy, turned, 0.66, 0.56))
    elif kind == 1:
        site.put(f.planter(0), xy, 0.0, disc(xy, 0.46))
    else:
        bicycle = kit.bicycles[rng.integers(len(kit.bicycles))]
        xy = strip.place(along, strip.depth_m(along) - 0.32)
        site.put(bicycle, xy, to_road, rectangle_at(xy, to_road, 1.8, 0.6))


def _put_cafe(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, along: float
) -> float:
    """Two to four tables in a row; how long the row is."""
    count, to_road = int(rng.integers(2, 5)), strip.heading_to_road
    has_parasols = bool(rng.random() < 0.6)
    for k in range(count):
        here = along + 2.3 * k
        if not strip.is_clear(here):
            continue
        xy = strip.place(here, strip.depth_m(here) - 0.95)
        area = rectangle_at(xy, to_road, 1.9, 0.9)
        if not site.is_free(area):
            continue
        site.put(f.cafe_set(kit.color), xy, to_road, area)
        if has_parasols and k % 2 == 0:
            shade = strip.place(here + 1.15, strip.depth_m(here) - 1.0)
            site.put_parasol(kit.color, shade)
    return 2.3 * count


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
