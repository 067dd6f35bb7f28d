"""Rows of houses along the edges of a plan's blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from nonesuch.world.nouns import Floats, Placed
from nonesuch.world.street.facade_styles import FacadeStyle, Town, draw_style
from nonesuch.world.street.facades import add_upper_wall
from nonesuch.world.street.home_floors import add_home_floor
from nonesuch.world.street.house_line import HouseLine
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.plan import KERB_HEIGHT_M, GroundPlan
from nonesuch.world.street.roofs import add_body, add_pipes, add_roof
from nonesuch.world.street.shops import ShopKit, add_shop_floor
from nonesuch.world.street.windows import Panes

_DEPTH_M = 10.0
_SHORT_M = 5.0
"""Shorter edges between two corners are cut corners, not rows."""


@dataclass(frozen=True, eq=False)
class Builders:
    """What all houses of a street share."""

    town: Town
    panes: Panes
    shops: ShopKit
    shop_share: float
    focus_xy: tuple[float, float]
    detailed_m: float  # farther from the focus windows are flat


def add_houses(
    rng: np.random.Generator, plan: GroundPlan, builders: Builders
) -> tuple[Placed, ...]:
    """Houses along all streets, a mesh for each."""
    placed = []
    for line_xy in house_lines(rng, plan):
        line = HouseLine(line_xy, KERB_HEIGHT_M)
        builder = MeshBuilder()
        _add_house(rng, builder, line, builders)
        placed.append(Placed(builder.build(), np.eye(4)))
    return tuple(placed)


def house_lines(rng: np.random.Generator, plan: GroundPlan) -> list[Floats]:
    """The fronts ``(n, 2)`` of all houses, the street on the right."""
    lines = []
    for block in plan.blocks:
        edge_of_town = shapely.box(*block.bounds).boundary
        for ring in (block.exterior, *block.interiors):
            lines += list(_split_ring(rng, np.array(ring.coords)[:-1], edge_of_town))
    return lines


def _split_ring(
    rng: np.random.Generator, points: Floats, edge_of_town: shapely.Geometry
) -> Iterator[Floats]:
    following = np.roll(points, -1, 0)
    lengths = np.hypot(*(following - points).T)
    is_street = [
        shapely.LineString(pair).distance(edge_of_town) > 0.5
        or not edge_of_town.buffer(0.1).contains(shapely.LineString(pair))
        for pair in zip(points, following, strict=True)
    ]
    is_convex = _turns_left(points)
    starts = {}
    is_chamfer = [
        lengths[k] < _SHORT_M and is_convex[k] and is_convex[(k + 1) % len(points)]
        for k in range(len(points))
    ]
    for index in range(len(points)):
        if is_street[index] and not is_chamfer[index]:
            starts[index] = _cuts(rng, float(lengths[index]), is_convex, index)
    yield from _middle_houses(points, starts)
    yield from _corner_houses(points, starts, is_convex, is_chamfer)


def _turns_left(points: Floats) -> list[bool]:
    before = points - np.roll(points, 1, 0)
    after = np.roll(points, -1, 0) - points
    turns = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    return [bool(turn > 0) for turn in turns]


def _cuts(
    rng: np.random.Generator, length: float, is_convex: list[bool], index: int
) -> Floats:
    """Where the row of houses along an edge is divided, in meters from its start.

    The piece before the first cut belongs to the house at the corner.
    """
    first = rng.uniform(9, 13) if is_convex[index] else 0.0
    last = rng.uniform(9, 13) if is_convex[(index + 1) % len(is_convex)] else 0.0
    if first + last > length - 7:
        scale = length / (first + last) if first + last else 0.0
        return np.array([first * scale, length - last * scale])
    cuts = [first]
    while length - last - cuts[-1] > 24:
        cuts.append(cuts[-1] + rng.uniform(7.5, 16))
    rest = length - last - cuts[-1]
    if rest > 16:
        cuts.append(cuts[-1] + rest / 2)
    return np.array([*cuts, length - last])


def _along(points: Floats, index: int, distance_m: float) -> Floats:
    a, b = points[index], points[(index + 1) % len(points)]
    place: Floats = a + (b - a) * distance_m / np.hypot(*(b - a))
    return place


def _middle_houses(points: Floats, starts: dict[int, Floats]) -> Iterator[Floats]:
    for index, cuts in starts.items():
        for a, b in pairwise(cuts):
            if b - a > 1.0:
                yield np.array([_along(points, index, a), _along(points, index, b)])


def _corner_houses(
    points: Floats,
    starts: dict[int, Floats],
    is_convex: list[bool],
    is_chamfer: list[bool],
) -> Iterator[Floats]:
    count = len(points)
    for index, cuts in starts.items():
        corner = (index + 1) % count
        if not is_convex[corner]:
            continue
        line = [_along(points, index, cuts[-1]), points[corner]]
        following = corner
        while is_chamfer[following]:
            following = (following + 1) % count
            line.append(points[following])
        if following in starts:
            line.append(_along(points, following, starts[following][0]))
            yield np.array(line)


def _add_house(
    rng: np.random.Generator, builder: MeshBuilder, line: HouseLine, builders: Builders
) -> None:
    style = draw_style(rng, builders.town)
    ends = [line.wall_frame(i)[1] for i in (0, line.wall_count - 1)]
    depth = _DEPTH_M if line.wall_count == 1 else min(_DEPTH_M, min(ends) - 0.5)
    has_shops = rng.random() < builders.shop_share
    for index in range(line.wall_count):
        frame, length = line.wall_frame(index)
        wall = builder.inside(frame)
        middle = frame[:2, 3] + frame[:2, 0] * length / 2
        distance = np.hypot(*(middle - builders.focus_xy))
        is_near = bool(distance < builders.detailed_m)
        _add_ground_floor(rng, wall, style, builders, length, has_shops)
        add_upper_wall(rng, wall, style, builders.panes, length, is_near)
    add_roof(rng, builder, line, style, builders.panes, depth)
    add_body(builder, line, style, depth)
    add_pipes(builder, line, style)


def _add_ground_floor(
    rng: np.random.Generator,
    wall: MeshBuilder,
    style: FacadeStyle,
    builders: Builders,
    length: float,
    has_shops: bool,
) -> None:
    if has_shops:
        add_shop_floor(rng, wall, style, builders.shops, length)
    else:
        add_home_floor(rng, wall, style, builders.panes, length)
