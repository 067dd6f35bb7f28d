"""What has been put up in a street so far, and what stands in the way there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Polygon

from nonesuch.world.nouns import Lamp, Mesh, Placed, Seat
from nonesuch.world.street.beds import tree_pit
from nonesuch.world.street.furniture import SEAT_HEIGHT_M, bench
from nonesuch.world.street.mesh_building import placed_at
from nonesuch.world.street.pavilions import CHAIR_M, cafe_set, market_stall, parasol
from nonesuch.world.street.plan import GroundPlan, disc
from nonesuch.world.street.signals import (
    HEAD_HEIGHT_M,
    SignalHead,
    signal_head,
    signal_post,
)
from nonesuch.world.street.street_lamps import LAMP_HEADS, street_lamp
from nonesuch.world.street.trees import Tree

MARGIN_M = 0.05
"""Nobody walks closer to an obstacle than this."""

LAMP_COLORS = ((9.0, 6.6, 3.9), (8.6, 7.6, 6.0), (10.0, 6.0, 2.6))


@dataclass(frozen=True)
class Crown:
    """A space that is full of leaves, canvas or the like."""

    xy: tuple[float, float]
    radius_m: float
    from_m: float
    until_m: float


@dataclass(frozen=True, eq=False)
class Site:
    """Gathers things, obstacles, lamps and seats on the ground of a plan."""

    plan: GroundPlan
    is_night: bool
    things: list[Placed] = field(default_factory=list)
    obstacles: list[Polygon] = field(default_factory=list)
    lamps: list[Lamp] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    crowns: list[Crown] = field(default_factory=list)
    heads: list[SignalHead] = field(default_factory=list)

    def put(
        self,
        mesh: Mesh,
        xy: tuple[float, float],
        heading_rad: float = 0.0,
        footprint: Polygon | None = None,
    ) -> None:
        """Stand a mesh on the ground; nobody walks on its footprint."""
        height = float(self.plan.heights(np.array(xy)))
        self.things.append(Placed(mesh, placed_at(*xy, height, heading_rad)))
        if footprint is not None:
            self.obstacles.append(footprint.buffer(MARGIN_M, join_style="mitre"))

    def is_free(self, footprint: Polygon) -> bool:
        """Whether nothing stands there yet."""
        return not any(footprint.intersects(other) for other in self.obstacles)

    def put_tree(
        self, tree: Tree, xy: tuple[float, float], heading_rad: float, turn_rad: float
    ) -> None:
        """Plant a tree, itself turned, in a square of soil along a heading."""
        self.put(tree.mesh, xy, turn_rad, disc(xy, tree.trunk_radius_m * 1.4))
        self.put(tree_pit(), xy, heading_rad)
        self.add_crown(tree, xy)

    def add_crown(self, tree: Tree, xy: tuple[float, float]) -> None:
        """Note that the crown of a tree takes the view there."""
        crown = tree.crown_radius_m, tree.crown_from_m, tree.crown_until_m
        self.crowns.append(Crown(xy, *crown))

    def put_parasol(self, color: int, xy: tuple[float, float]) -> None:
        """Put up a sunshade."""
        self.put(parasol(color), xy, 0.0, disc(xy, 0.3))
        self.crowns.append(Crown(xy, 1.45, 1.9, 2.9))

    def put_cafe(self, color: int, xy: tuple[float, float], heading_rad: float) -> None:
        """Put up a café table with a seat at each end."""
        area = rectangle_at(xy, heading_rad, 2.1, 0.9)
        self.put(cafe_set(color), xy, heading_rad, area)
        along = np.array((np.cos(heading_rad), np.sin(heading_rad)))
        for side, facing in ((1, heading_rad + np.pi), (-1, heading_rad)):
            x, y = np.asarray(xy) + side * CHAIR_M * along
            self.seats.append(Seat((float(x), float(y)), facing, SEAT_HEIGHT_M))

    def put_stall(
        self, color: int, xy: tuple[float, float], heading_rad: float
    ) -> None:
        """Put up a market stall with a canopy."""
        area = rectangle_at(xy, heading_rad, 2.7, 2.0)
        self.put(market_stall(color), xy, heading_rad, area)
        self.crowns.append(Crown(xy, 1.6, 1.9, 2.8))

    def put_lamp(
        self, kind: int, xy: tuple[float, float], heading_rad: float, hue: int
    ) -> None:
        """Put up a street lamp whose arm reaches towards -y of its heading."""
        self.put(street_lamp(kind, self.is_night), xy, heading_rad, disc(xy, 0.15))
        reach, height = LAMP_HEADS[kind]
        base = float(self.plan.heights(np.array(xy)))
        x = xy[0] + reach * float(np.sin(heading_rad))
        y = xy[1] - reach * float(np.cos(heading_rad))
        color = LAMP_COLORS[hue % len(LAMP_COLORS)]
        scale = 1.0 if kind == 0 else 0.5
        r, g, b = (scale * c for c in color)
        self.lamps.append(Lamp((x, y, base + height), (r, g, b)))

    def nearest_lamp_m(self, xy: tuple[float, float]) -> float:
        """How far away the light of the nearest lamp is."""
        lights = [lamp.position_world[:2] for lamp in self.lamps]
        return min(
            (float(np.hypot(*np.subtract(xy, p))) for p in lights), default=np.inf
        )

    def put_bench(self, kind: int, xy: tuple[float, float], heading_rad: float) -> None:
        """Put up a bench with two seats."""
        area = rectangle_at(xy, heading_rad, 1.8, 0.75)
        self.put(bench(kind), xy, heading_rad, area)
        along = np.array((np.cos(heading_rad), np.sin(heading_rad)))
        facing = heading_rad - np.pi / 2
        for side in (-0.42, 0.42):
            x, y = np.asarray(xy) + side * along
            self.seats.append(Seat((float(x), float(y)), facing, SEAT_HEIGHT_M))

    def put_signal(
        self, kind: str, xy: tuple[float, float], heading_rad: float, group: int
    ) -> None:
        """Put up a post with one set of lamps that faces -y of its heading."""
        self.put(signal_post(kind), xy, heading_rad, disc(xy, 0.08))
        height = float(self.plan.heights(np.array(xy))) + HEAD_HEIGHT_M[kind]
        frame = placed_at(*xy, height, heading_rad)
        self.things.append(Placed(signal_head(kind), frame))
        self.heads.append(SignalHead(frame, group, kind))

    @property
    def closed(self) -> shapely.Geometry:
        """All obstacles in one geometry."""
        return shapely.union_all(self.obstacles)


def rectangle_at(
    xy: tuple[float, float], heading_rad: float, length_m: float, width_m: float
) -> Polygon:
    """The footprint of something ``length_m`` along its heading."""
    x, y = length_m / 2, width_m / 2
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    turn = placed_at(0, 0, 0, heading_rad)[:2, :2]
    return Polygon(corners @ turn.T + np.asarray(xy))
