"""The ground of a street: where it is, how high it lies, how it is covered."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from nonesuch.world.nouns import Semantic
from nonesuch.world.street.crossing_places import CrossingPlace
from nonesuch.world.street.ground import add_ground, draw_coverings
from nonesuch.world.street.houses import house_lines
from nonesuch.world.street.paths import distance_along, rounded_path
from nonesuch.world.street.plan import (
    BAY_M,
    DROPPED_HEIGHT_M,
    FLARE_M,
    KERB_HEIGHT_M,
    RAMP_DEPTH_M,
    Corridor,
    GroundPlan,
)
from nonesuch.world.street.tiles import Tiles

STREET = Corridor((-30, 0), (30, 0), 3.0, 4.0, 6.1, (), ((5.0, 20.0),))
SIDE = Corridor((0, -25), (0, 25), 3.0, 4.0, 4.0)
PLACE = CrossingPlace(STREET, 45.0, 4.0)


@pytest.fixture(scope="module")
def plan() -> GroundPlan:
    return GroundPlan((STREET, SIDE), PLACE.ramps, chamfer_m=2.0)


def test_left_of_a_corridor_is_left() -> None:
    assert STREET.point(10, 2) == pytest.approx((-20, 2))
    assert SIDE.point(10, 2) == pytest.approx((-2, -15))


def test_road_pavement_and_blocks_do_not_overlap(plan: GroundPlan) -> None:
    assert plan.road.intersection(plan.pavement).area == pytest.approx(0, abs=1e-6)
    both = plan.road.area + plan.pavement.area
    assert both == pytest.approx(plan.whole.area)
    for block in plan.blocks:
        assert block.is_valid
        assert block.intersection(plan.whole).area == pytest.approx(0, abs=1e-6)


def test_parking_bay_widens_the_road_on_its_side_only(plan: GroundPlan) -> None:
    in_bay = STREET.point(12, -3.0 - BAY_M / 2)
    opposite = STREET.point(12, 3.0 + BAY_M / 2)
    assert plan.road.contains(shapely.Point(in_bay))
    assert plan.pavement.contains(shapely.Point(opposite))


@pytest.mark.parametrize(
    ("along", "left", "height"),
    [
        (45, 0.0, 0.0),  # on the road
        (45, 3.001, DROPPED_HEIGHT_M),  # at the lowered kerb
        (45, 3.0 + RAMP_DEPTH_M, KERB_HEIGHT_M),
        (45, 3.0 + RAMP_DEPTH_M / 2, (KERB_HEIGHT_M + DROPPED_HEIGHT_M) / 2),
        (47 + FLARE_M, 3.001, KERB_HEIGHT_M),  # where the flare ends
        (47 + FLARE_M / 2, 3.001, (KERB_HEIGHT_M + DROPPED_HEIGHT_M) / 2),
        (45, -3.001, DROPPED_HEIGHT_M),  # the other side
        (55, 5.0, KERB_HEIGHT_M),
    ],
)
def test_ground_height(
    plan: GroundPlan, along: float, left: float, height: float
) -> None:
    point = STREET.point(along, left)
    assert plan.heights(point) == pytest.approx(height, abs=1e-3)


def test_heights_keep_the_shape_of_their_points(plan: GroundPlan) -> None:
    assert plan.heights(np.zeros((0, 2))).shape == (0,)
    assert plan.heights(np.zeros((4, 5, 2))).shape == (4, 5)


def test_surface_lies_where_the_height_says(plan: GroundPlan) -> None:
    tiles = Tiles()
    add_ground(tiles, plan, draw_coverings(np.random.default_rng(0)))
    flat = 0.0
    for placed in tiles.placed():
        mesh = placed.mesh
        upward = mesh.normals[mesh.triangles[:, 0], 2] > 0.9
        corners = mesh.positions[mesh.triangles[upward]].astype(np.float64)
        middles = corners.mean(1)
        expected = plan.heights(middles[:, :2])
        assert middles[:, 2] == pytest.approx(expected, abs=2e-3)
        edges = corners[:, 1:] - corners[:, :1]
        flat += np.abs(np.linalg.det(edges[:, :, :2])).sum() / 2
    assert flat == pytest.approx(plan.whole.area, rel=1e-3)


def test_ground_is_road_and_pavement_seen_from_above(plan: GroundPlan) -> None:
    tiles = Tiles()
    add_ground(tiles, plan, draw_coverings(np.random.default_rng(1)))
    kinds = {p.material.semantic for t in tiles.placed() for p in t.mesh.parts}
    assert kinds == {Semantic.ROAD, Semantic.PAVEMENT}


@pytest.mark.parametrize("seed", range(4))
def test_houses_line_all_streets_without_gaps(plan: GroundPlan, seed: int) -> None:
    fronts = [
        shapely.LineString(line)
        for line in house_lines(np.random.default_rng(seed), plan)
    ]
    lengths = sum(front.length for front in fronts)
    outline = plan.whole.boundary
    assert lengths == pytest.approx(outline.length, rel=1e-6)
    covered = shapely.union_all(fronts).buffer(0.01)
    assert outline.difference(covered).length == pytest.approx(0, abs=1e-6)


def test_street_is_on_the_right_of_a_house_line(plan: GroundPlan) -> None:
    for line in house_lines(np.random.default_rng(0), plan):
        a, b = line[0], line[1]
        forward = (b - a) / np.hypot(*(b - a))
        right = (a + b) / 2 + 0.2 * np.array((forward[1], -forward[0]))
        assert plan.whole.contains(shapely.Point(right))


def test_rounded_path_turns_by_arcs_of_the_radius() -> None:
    path = rounded_path([(0, 0), (10, 0), (10, 10)], 4.0)
    arc = path[1:-1]
    assert np.hypot(*(arc - (6, 4)).T) == pytest.approx(4.0)
    assert path[0] == pytest.approx((0, 0))
    assert path[-1] == pytest.approx((10, 10))
    assert distance_along(path, (6, 0)) == pytest.approx(6.0)


def test_crossing_overlaps_both_pavements_and_waits_on_them(plan: GroundPlan) -> None:
    crossing = PLACE.crossing()
    area = shapely.Polygon(crossing.polygon_xy)
    shared = area.intersection(plan.pavement)
    assert len(shapely.get_parts(shared)) == 2
    for end in crossing.ends_xy:
        assert plan.pavement.contains(shapely.Point(end))


def test_vehicles_halt_before_the_crossing() -> None:
    area = shapely.Polygon(PLACE.crossing().polygon_xy)
    for is_forward, side in ((True, -1), (False, 1)):
        stop = PLACE.stop_point(is_forward)
        assert 1.0 < area.distance(shapely.Point(stop)) < 2.0
        assert np.sign(stop[1]) == side  # traffic keeps to the right
