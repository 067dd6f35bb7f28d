"""Whole streets: the stage, the layout and the viewpoints belong together."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from nonesuch.world.crowd.signal_state import state
from nonesuch.world.nouns import Layout, Semantic, SignalPlan
from nonesuch.world.street import STREET_KINDS, Street, build_street
from nonesuch.world.street.plan import FLARE_M

TRIANGLE_BUDGET = 150_000


@cache
def street(kind: str, seed: int = 0, is_night: bool = False) -> Street:
    return build_street(np.random.default_rng(seed), kind, is_night)


every_kind = pytest.mark.parametrize("kind", STREET_KINDS)


@every_kind
def test_same_seed_gives_the_same_street(kind: str) -> None:
    again = build_street(np.random.default_rng(0), kind)
    for a, b in zip(street(kind).stage.things, again.stage.things, strict=True):
        assert np.array_equal(a.world_from_object, b.world_from_object)
        assert np.array_equal(a.mesh.positions, b.mesh.positions)
        assert np.array_equal(a.mesh.triangles, b.mesh.triangles)
    assert street(kind).layout.walkable.equals_exact(again.layout.walkable, 0)
    assert street(kind).viewpoints == again.viewpoints


@pytest.mark.parametrize("kind", ["junction", "shopping"])
def test_another_seed_gives_another_street(kind: str) -> None:
    here, there = street(kind).layout.walkable, street(kind, 1).layout.walkable
    assert here.symmetric_difference(there).area > 50


@every_kind
def test_meshes_are_sound(kind: str) -> None:
    meshes = {id(t.mesh): t.mesh for t in street(kind).stage.things}.values()
    for mesh in meshes:
        assert mesh.triangles.min() >= 0
        assert mesh.triangles.max() < len(mesh.positions)
        assert np.isfinite(mesh.positions).all()
        lengths = np.linalg.norm(mesh.normals, axis=1)
        assert lengths == pytest.approx(np.ones(len(lengths)), abs=1e-4)
        assert sum(part.count for part in mesh.parts) == len(mesh.triangles)
        assert len(mesh.positions) == len(mesh.normals) == len(mesh.uvs)


@every_kind
def test_triangles_stay_within_the_budget(kind: str) -> None:
    things = street(kind).stage.things
    assert sum(len(t.mesh.triangles) for t in things) < TRIANGLE_BUDGET


@every_kind
def test_repeated_things_share_one_mesh(kind: str) -> None:
    things = street(kind).stage.things
    placed = [t for t in things if t.world_from_object[:3, 3].any()]
    assert len({id(t.mesh) for t in placed}) < 0.7 * len(placed)


@every_kind
def test_walkable_ground_is_one_valid_piece(kind: str) -> None:
    layout = street(kind).layout
    assert layout.walkable.is_valid
    assert layout.pavements.is_valid
    assert len(layout.walkable.geoms) == 1
    assert layout.pavements.difference(layout.walkable).area < 1e-6
    for xy in layout.entries_xy:
        assert layout.walkable.buffer(-0.5).contains(Point(xy))
    assert len(layout.entries_xy) >= 4


@every_kind
def test_nobody_walks_through_what_stands_there(kind: str) -> None:
    built = street(kind)
    walkable = shapely.prepared.prep(built.layout.walkable.buffer(-0.02))
    for thing in built.stage.things:
        x, y, z = thing.world_from_object[:3, 3]
        is_object = (x, y, z) != (0, 0, 0)
        low = thing.mesh.positions[:, 2] < 0.3  # signal heads, lamps hang higher
        if (
            is_object
            and z < 0.5
            and low.any()
            and np.ptp(thing.mesh.positions[:, 2]) > 1
        ):
            inner = thing.mesh.positions[low, :2].mean(0)
            turn = thing.world_from_object[:2, :2]
            assert not walkable.contains(Point(turn @ inner + (x, y)))


@every_kind
def test_furniture_stands_on_the_pavement(kind: str) -> None:
    built = street(kind)
    for thing in built.stage.things:
        place = thing.world_from_object[:3, 3]
        kinds = {part.material.semantic for part in thing.mesh.parts}
        if place.any() and Semantic.VEHICLE not in kinds:
            assert built.layout.ground_height(place[:2]) > 0


@every_kind
def test_lowered_kerbs_lie_along_straight_kerbs(kind: str) -> None:
    layout = street(kind).layout
    for crossing in layout.crossings:
        across = crossing.ends_xy[1] - crossing.ends_xy[0]
        across /= np.hypot(*across)
        along = np.array((-across[1], across[0]))
        width = np.ptp(crossing.polygon_xy @ along)
        for end, inward in zip(crossing.ends_xy, (-across, across), strict=True):
            kerb = end - inward * 1.0
            offsets = np.linspace(-width / 2 - FLARE_M, width / 2 + FLARE_M, 9)
            edge = kerb + offsets[:, None] * along
            assert (layout.ground_height(edge + 0.02 * inward) > 0).all()
            assert (layout.ground_height(edge - 0.02 * inward) == 0).all()


@every_kind
def test_seats_are_on_benches_out_of_the_way(kind: str) -> None:
    layout = street(kind).layout
    for seat in layout.seats:
        assert not layout.walkable.contains(Point(seat.position_xy))
        assert layout.walkable.distance(Point(seat.position_xy)) < 0.6


@every_kind
def test_crossings_join_pavements(kind: str) -> None:
    layout = street(kind).layout
    for crossing in layout.crossings:
        area = Polygon(crossing.polygon_xy)
        assert area.intersection(layout.pavements).area > 1
        for end in crossing.ends_xy:
            assert layout.pavements.buffer(-0.25).contains(Point(end))


@every_kind
def test_lanes_stay_on_the_road(kind: str) -> None:
    layout = street(kind).layout
    for lane in layout.lanes:
        path = LineString(lane.points_xy)
        assert path.intersection(layout.pavements).length == 0
        assert layout.ground_height(lane.points_xy) == pytest.approx(0)
        for along, _ in lane.stops:
            assert 10 < along < path.length - 10


def test_lanes_of_an_avenue_are_long_enough_to_drive() -> None:
    built = street("avenue")
    for index in built.car_lanes:
        assert LineString(built.layout.lanes[index].points_xy).length > 150


def conflicts(layout: Layout) -> set[tuple[int, int]]:
    """Pairs of groups whose crossing and lane meet."""
    found = set()
    for crossing in layout.crossings:
        area = Polygon(crossing.polygon_xy)
        for lane in layout.lanes:
            path = LineString(lane.points_xy)
            stops = [(path.project(area.centroid) - s, g) for s, g in lane.stops]
            before = [(d, g) for d, g in stops if d > 0]
            if path.intersects(area) and before:
                found.add((crossing.signal_group, min(before)[1]))
    return {pair for pair in found if min(pair) >= 0}


def times_when(plan: SignalPlan, group: int, states: set[str]) -> set[int]:
    """Tenths of seconds of one cycle."""
    tenths = range(round(plan.cycle_s * 10))
    return {t for t in tenths if state(plan, group, t / 10 + 0.05) in states}


@pytest.mark.parametrize("kind", ["junction", "avenue"])
def test_people_and_traffic_that_meet_are_never_let_go_together(kind: str) -> None:
    layout = street(kind).layout
    pairs = conflicts(layout)
    assert pairs
    for people, vehicles in pairs:
        walking = times_when(layout.signals, people, {"green"})
        driving = times_when(layout.signals, vehicles, {"green", "amber"})
        assert walking
        assert not walking & driving
        late = {(t + 70) % round(layout.signals.cycle_s * 10) for t in walking}
        assert not late & times_when(layout.signals, vehicles, {"green"})


def test_crossing_traffic_is_never_let_go_together() -> None:
    signals = street("junction").layout.signals
    moving = {"green", "amber"}
    assert not times_when(signals, 0, moving) & times_when(signals, 1, moving)


def test_each_light_shows_exactly_one_color() -> None:
    built = street("junction")
    assert len(built.lit_lamps(0.0)) == len(built.signal_heads) > 8
    colors = {lit.mesh.parts[0].material.color for lit in built.lit_lamps(5.0)}
    assert len(colors) == 2


@every_kind
def test_cameras_hang_high_see_the_scene_and_stand_in_the_open(kind: str) -> None:
    built = street(kind)
    for view in built.viewpoints["surveillance"]:
        assert 3.5 <= view.eye_world[2] <= 7
        distance = np.hypot(*np.subtract(view.eye_world, view.target_world)[:2])
        assert 6 < distance < 33
    for view in built.viewpoints["pedestrian"]:
        assert 1.6 <= view.eye_world[2] <= 1.9
        assert built.layout.walkable.contains(Point(view.eye_world[:2]))
    assert all(len(views) >= 3 for views in built.viewpoints.values())


@pytest.mark.parametrize("kind", ["avenue", "shopping"])
def test_streets_shine_at_night_only(kind: str) -> None:
    def lit(is_night: bool) -> float:
        parts = [
            p for t in street(kind, 0, is_night).stage.things for p in t.mesh.parts
        ]
        return sum(p.material.emission * p.count for p in parts)

    assert lit(True) > 3 * lit(False)
    assert street(kind, 0, True).stage.lamps
