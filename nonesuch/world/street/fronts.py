"""Tables, boards and tubs before the houses."""

from __future__ import annotations

import numpy as np

from nonesuch.world.street import furniture as f
from nonesuch.world.street.beds import planter
from nonesuch.world.street.kits import Kit
from nonesuch.world.street.plan import disc
from nonesuch.world.street.site import Site, rectangle_at
from nonesuch.world.street.strips import Strip


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
    kind = rng.integers(4)
    if not site.is_free(disc(xy, 0.9)):
        return
    if kind == 0:
        turned = to_road + np.pi / 2
        mesh = f.board(kit.seed, int(rng.integers(3)))
        site.put(mesh, xy, turned, rectangle_at(xy, turned, 0.66, 0.56))
    elif kind == 1:
        site.put(planter(0), xy, 0.0, disc(xy, 0.46))
    elif kind == 2:
        _put_bins(rng, site, strip, along)
    else:
        bicycle = kit.bicycles[rng.integers(len(kit.bicycles))]
        xy = strip.place(along, strip.depth_m(along) - 0.32)
        site.put(bicycle, xy, to_road, rectangle_at(xy, to_road, 1.8, 0.6))


def _put_bins(rng: np.random.Generator, site: Site, strip: Strip, along: float) -> None:
    """One to three dustbins at the wall."""
    for step in np.arange(int(rng.integers(1, 4))) * 0.62:
        xy = strip.place(along + step, strip.depth_m(along) - 0.4)
        heading = strip.heading_to_road + rng.normal(0, 0.06)
        mesh = f.wheelie_bin(int(rng.integers(5)))
        site.put(mesh, xy, heading, rectangle_at(xy, heading, 0.56, 0.66))


def _put_cafe(
    rng: np.random.Generator, site: Site, strip: Strip, kit: Kit, along: float
) -> float:
    """Two to four tables in a row; how long the row is."""
    count, to_road = int(rng.integers(2, 5)), strip.heading_to_road
    has_parasols = bool(rng.random() < 0.6)
    for k in range(count):
        here = along + 2.4 * k
        if not strip.is_clear(here):
            continue
        xy = strip.place(here, strip.depth_m(here) - 0.95)
        if not site.is_free(rectangle_at(xy, to_road, 2.1, 0.9)):
            continue
        site.put_cafe(kit.color, xy, to_road)
        if has_parasols and k % 2 == 0:
            shade = strip.place(here + 1.2, strip.depth_m(here) - 1.0)
            site.put_parasol(kit.color, shade)
    return 2.4 * count
