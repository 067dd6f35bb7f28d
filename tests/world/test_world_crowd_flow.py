"""How people get past each other, beside a reference simulation; routes and records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from small_layouts import corridor, junction, plaza

from nonesuch.world.crowd.ground_plan import (
    CLOSED,
    OPENED,
    clearance_near,
    crossing_at,
    edge_at,
    ground_plan,
    is_open,
)
from nonesuch.world.crowd.parties import formation
from nonesuch.world.crowd.pedestrians import Pedestrians
from nonesuch.world.crowd.recording import smoothed, spline
from nonesuch.world.crowd.routes import (
    SPACING_M,
    RouteMap,
    personal_route,
    route_along,
)
from nonesuch.world.crowd.simulation import simulate
from nonesuch.world.crowd.wishes import CrowdWishes

STEP_S = 0.1
# Mean seconds that JuPedSim 1.4.2 takes, collision-free speed model V2 with a radius of
# 0.2 m and steps of 0.05 s, from the same places at the same wished speeds
REFERENCE_S = {("one way", 50): 33.4, ("both ways", 24): 30.1, ("both ways", 50): 34.2}


def _start(ways: str, count: int) -> tuple[list[tuple[float, float, int]], list[float]]:
    rng = np.random.default_rng(1)
    places: list[tuple[float, float, int]] = []
    while len(places) < count:
        side = len(places) % 2 if ways == "both ways" else 0
        x = rng.uniform(-19, -5) if side == 0 else rng.uniform(5, 19)
        y = rng.uniform(-1.6, 1.6)
        if all((x - a) ** 2 + (y - b) ** 2 > 0.75**2 for a, b, _ in places):
            places.append((x, y, side))
    return places, list(np.clip(rng.normal(1.34, 0.26, count), 0.75, 2.0))


@pytest.mark.parametrize(("ways", "count"), REFERENCE_S)
def test_people_pass_each_other_no_slower_than_in_a_reference(
    ways: str, count: int
) -> None:
    places, speeds = _start(ways, count)
    layout = corridor(50.0, 4.0)
    routes = RouteMap(ground_plan(layout))
    people = Pedestrians(np.random.default_rng(0), layout, routes, (), count)
    free_s = []
    for row, (x, y, side) in enumerate(places):
        ahead = 1 - 2 * side
        far_m = 23 - ahead * x
        steps = np.arange(int(far_m / SPACING_M) + 1)[:, None] * SPACING_M
        route = route_along(routes.plan, np.array([x, y]) + steps * [ahead, 0])
        start = [(np.array([x, y]), np.pi * side)]
        people.join((row,), "walk", speeds[row], route, 0, None, start, 0)
        free_s.append(far_m / speeds[row])
    seconds, least = _until_all_left(people)
    assert len(seconds) == count
    assert least >= 0.40
    assert 0.95 * np.mean(free_s) < np.mean(list(seconds.values()))
    assert np.mean(list(seconds.values())) < REFERENCE_S[ways, count]


def _until_all_left(people: Pedestrians) -> tuple[dict[int, float], float]:
    seconds: dict[int, float] = {}
    time_s, least = 0.0, np.inf
    while people.parties and time_s < 90:
        for row in people.step(time_s, STEP_S, np.ones(0, np.bool_)):
            seconds[row] = time_s
        here = people.state.position[people.state.present()]
        gap = here[:, None] - here
        distance = np.hypot(gap[..., 0], gap[..., 1]) + 9 * np.eye(len(here))
        least = min(least, float(distance.min(initial=np.inf)))
        time_s += STEP_S
    return seconds, least


def test_a_way_leads_around_what_stands_there() -> None:
    layout = plaza()
    routes = RouteMap(ground_plan(layout))
    path = routes.way(np.array([-14.0, 0.0]), np.array([14.0, 0.0]))
    assert path is not None
    line = shapely.LineString(path)
    assert 28.0 < line.length < 29.5
    assert shapely.distance(line, shapely.Point(0, 0)) > 2.7


def test_there_is_no_way_to_where_nobody_can_walk() -> None:
    layout = junction()
    alone = shapely.union_all([layout.walkable, shapely.box(60, 60, 64, 64)])
    routes = RouteMap(ground_plan(replace(layout, walkable=alone)))
    assert routes.way(np.array([62.0, 62.0]), np.array([5.5, 20.0])) is None


@pytest.mark.parametrize("side", [-0.8, 0.0, 0.8])
def test_a_route_keeps_off_the_edge_and_knows_its_crossings(side: float) -> None:
    layout = junction()
    plan = ground_plan(layout)
    path = RouteMap(plan).way(np.array([-5.5, 20.0]), np.array([5.5, 20.0]))
    assert path is not None
    route = personal_route(plan, path, side)
    steps = np.hypot(*np.diff(route.points_xy, axis=0).T)
    assert steps.max() < SPACING_M + 0.05
    assert steps.min() > SPACING_M / 2  # no corner sharper than a body turns
    assert clearance_near(plan, route.points_xy).min() > 0.2
    (road,) = route.crossings
    assert road.until_m - road.from_m == pytest.approx(7.0, abs=1.0)
    middle = route.points_xy[int((road.from_m + road.until_m) / 2 / SPACING_M)]
    assert crossing_at(plan, middle) == road.crossing


def test_a_closed_road_is_an_edge_and_an_open_one_is_not() -> None:
    plan = ground_plan(junction())
    kerb, road = np.array([[-4.0, 6.0]]), np.array([[0.0, 6.0]])
    crossing = int(crossing_at(plan, road)[0])
    assert clearance_near(plan, road, CLOSED)[0] < 0
    assert clearance_near(plan, road, OPENED + crossing)[0] > 1
    assert is_open(plan, kerb, road, 0.2)[0]
    assert not is_open(plan, kerb, road, 0.2, CLOSED)[0]
    clearance, inward = edge_at(plan, kerb, CLOSED)
    assert clearance[0] == pytest.approx(0.5, abs=0.12)
    assert np.allclose(inward, [[-1.0, 0.0]], atol=0.1)


@pytest.mark.parametrize(
    ("size", "room_m", "rows"),
    [(1, 0.0, 1), (2, 0.0, 2), (2, 2.0, 1), (3, 0.8, 2), (3, 2.0, 1), (4, 2.0, 2)],
)
def test_a_party_walks_abreast_where_there_is_room(
    size: int, room_m: float, rows: int
) -> None:
    offsets = formation(size, room_m)
    assert len(set(offsets[:, 1])) == rows
    assert offsets[:, 0].mean() == pytest.approx(0, abs=0.2)
    gap = offsets[:, None] - offsets
    distance = np.hypot(gap[..., 0], gap[..., 1]) + 9 * np.eye(size)
    assert distance.min() > 0.6


def test_people_take_the_flows_that_are_asked_for() -> None:
    layout = plaza(seats=0)
    wishes = CrowdWishes(
        *(12, tuple(range(40))),
        **dict.fromkeys(["talking_share", "standing_share", "phone_share"], 0.0),
        flows=((0, 1, 1.0),),
    )
    simulation = simulate(np.random.default_rng(0), layout, wishes, 20.0, 60)
    assert len(simulation.courses) >= 10
    for course in simulation.courses:
        assert course.positions_xy[-1][0] > course.positions_xy[0][0] - 0.3


def test_records_are_smooth_and_keep_straight_lines() -> None:
    line = np.arange(12.0)[:, None] * [0.13, -0.05]
    places = np.linspace(0, 11, 40)
    between = spline(smoothed(line), places)
    assert np.allclose(between, places[:, None] * [0.13, -0.05])
    jump = spline(smoothed(np.where(np.arange(12) < 6, 0.0, 1.0)[:, None]), places)
    assert jump.min() >= 0
    assert jump.max() <= 1
