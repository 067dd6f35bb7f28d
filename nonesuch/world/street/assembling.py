"""From a draft of a street to its stage, its layout and its viewpoints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from nonesuch.world.nouns import (
    Crossing,
    Floats,
    Lane,
    Layout,
    Placed,
    SignalPlan,
    Stage,
)
from nonesuch.world.street.facade_styles import draw_town
from nonesuch.world.street.ground import add_ground, draw_coverings
from nonesuch.world.street.houses import Builders, add_houses
from nonesuch.world.street.plan import GroundPlan, multipolygon, polygons
from nonesuch.world.street.shops import shop_kit
from nonesuch.world.street.signals import SignalHead, lit_lamps
from nonesuch.world.street.site import Site
from nonesuch.world.street.tiles import Tiles
from nonesuch.world.street.viewpoints import (
    Sight,
    Viewpoint,
    pedestrian_views,
    surveillance_views,
)
from nonesuch.world.street.windows import panes

_VIEWS = 8
NO_SIGNALS = SignalPlan(cycle_s=60.0, greens_s=())


@dataclass(frozen=True, eq=False)
class Street:
    """A street to look at, to live in and to look from."""

    stage: Stage
    layout: Layout
    viewpoints: dict[str, tuple[Viewpoint, ...]]  # "surveillance", "pedestrian"
    car_lanes: tuple[int, ...]  # indices of lanes along which a camera may be driven
    signal_heads: tuple[SignalHead, ...]
    sight: Sight

    def lit_lamps(self, time_s: float) -> tuple[Placed, ...]:
        """The lamps of the traffic lights that shine at a time."""
        return lit_lamps(self.signal_heads, self.layout.signals, time_s)


@dataclass(frozen=True, eq=False)
class Draft:
    """A street that is furnished but has neither ground nor houses yet."""

    site: Site
    tiles: Tiles
    crossings: tuple[Crossing, ...]
    lanes: tuple[Lane, ...]
    entries_xy: Floats
    signals: SignalPlan
    focus_xy: tuple[float, float]
    car_lanes: tuple[int, ...]
    shop_share: float
    seed: int  # of the painted textures

    @property
    def plan(self) -> GroundPlan:
        """Where road, pavement and houses are."""
        return self.site.plan


def finished(rng: np.random.Generator, draft: Draft) -> Street:
    """The street of a draft: ground and houses added, the rest put together."""
    add_ground(draft.tiles, draft.plan, draw_coverings(rng))
    builders = Builders(
        draw_town(rng),
        panes(draft.seed, draft.site.is_night),
        shop_kit(draft.seed, draft.site.is_night),
        draft.shop_share,
        draft.focus_xy,
        detailed_m=46.0,
    )
    houses = add_houses(rng, draft.plan, builders)
    things = (*draft.tiles.placed(), *houses, *draft.site.things)
    layout = _layout(draft)
    plan, site = draft.plan, draft.site
    sight = Sight(plan.whole, plan.pavement, site.crowns, site.obstacles)
    return Street(
        Stage(things, tuple(draft.site.lamps)),
        layout,
        _viewpoints(rng, sight, layout),
        draft.car_lanes,
        tuple(draft.site.heads),
        sight,
    )


def _layout(draft: Draft) -> Layout:
    pavements = draft.plan.pavement.difference(draft.site.closed)
    areas = [shapely.Polygon(c.polygon_xy) for c in draft.crossings]
    walkable = _reachable(shapely.union_all([pavements, *areas]), draft.entries_xy)
    return Layout(
        walkable=walkable,
        pavements=multipolygon(walkable.intersection(draft.plan.pavement)),
        crossings=draft.crossings,
        lanes=draft.lanes,
        entries_xy=draft.entries_xy,
        seats=tuple(draft.site.seats),
        signals=draft.signals,
        ground_height=draft.plan.heights,
        focus_xy=draft.focus_xy,
    )


def _reachable(area: BaseGeometry, entries_xy: Floats) -> MultiPolygon:
    """The parts of an area where somebody can come in."""
    doors = [Point(xy) for xy in entries_xy]
    parts = [p for p in polygons(area) if any(p.contains(door) for door in doors)]
    return MultiPolygon(parts)


def _viewpoints(
    rng: np.random.Generator, sight: Sight, layout: Layout
) -> dict[str, tuple[Viewpoint, ...]]:
    focus = layout.focus_xy
    return {
        "surveillance": surveillance_views(rng, sight, focus, _VIEWS),
        "pedestrian": pedestrian_views(rng, sight, layout.pavements, focus, _VIEWS),
    }
