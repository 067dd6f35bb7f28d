"""Vehicles: in their lanes, at the lights, apart from each other and from people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from crowd_scenes import FPS, dark_junction, lit_junction, outline
from shapely.geometry import Point, Polygon
from small_layouts import junction

from nonesuch.world.crowd.drive_lines import drive_lines
from nonesuch.world.crowd.driving import VEHICLE_KINDS, Obstacle, next_speed
from nonesuch.world.crowd.signal_state import state
from nonesuch.world.nouns import Lane, Layout

SCENES = {"lit": (lit_junction, 640), "dark": (dark_junction, 400)}


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest):
    made, frames = SCENES[request.param]
    return *made(), frames


def test_no_vehicle_touches_another(scene) -> None:
    _, simulation, frames = scene
    for frame in range(0, frames, 4):
        corners = [outline(track, frame) for track in simulation.vehicles]
        shapes = [Polygon(points) for points in corners if points is not None]
        for index, shape in enumerate(shapes):
            assert not any(shape.intersects(other) for other in shapes[index + 1 :])


def test_no_vehicle_touches_a_person(scene) -> None:
    _, simulation, frames = scene
    for frame in range(0, frames, 4):
        corners = [outline(track, frame) for track in simulation.vehicles]
        shapes = [Polygon(points) for points in corners if points is not None]
        for course in simulation.courses:
            row = frame - course.first_frame
            if 0 <= row < len(course.positions_xy):
                body = Point(course.positions_xy[row]).buffer(0.2)
                assert not any(body.intersects(shape) for shape in shapes)


def test_vehicles_halt_at_red() -> None:
    layout, simulation = lit_junction()
    halted = passed = 0
    for track in simulation.vehicles:
        lane = _lane_of(layout, track.positions_xy[0], track.headings_rad[0])
        start, (stop_m, group) = lane.points_xy[0], lane.stops[0]
        along = np.hypot(*(track.positions_xy - start).T)
        front = along + VEHICLE_KINDS[track.kind].length_m / 2
        crosses = np.flatnonzero((front[:-1] <= stop_m) & (front[1:] > stop_m)) + 1
        for frame in track.first_frame + crosses:
            assert state(layout.signals, group, frame / FPS) != "red"
            passed += 1
        halted += bool(((stop_m - front < 3) & (track.speeds_mps < 0.1)).any())
    assert passed > 2
    assert halted > 2


def _lane_of(layout: Layout, position, heading_rad: float) -> Lane:
    direction = np.array([np.cos(heading_rad), np.sin(heading_rad)])
    lanes = [
        lane
        for lane in layout.lanes
        if direction @ (lane.points_xy[1] - lane.points_xy[0]) > 0
    ]
    return min(lanes, key=lambda lane: np.hypot(*(lane.points_xy - position).T).min())


def test_vehicles_give_way_at_a_zebra_without_lights() -> None:
    layout, simulation = dark_junction()
    crossed = sum(
        Polygon(crossing.polygon_xy).contains(Point(point))
        for crossing in layout.crossings
        for course in simulation.courses
        for point in course.positions_xy[::20]
    )
    assert crossed > 5
    assert any(track.speeds_mps.min() < 0.3 for track in simulation.vehicles)
    assert any(track.speeds_mps.max() > 5.0 for track in simulation.vehicles)


def test_vehicles_turn_no_more_sharply_than_their_axles_allow(scene) -> None:
    _, simulation, _ = scene
    for track in simulation.vehicles:
        turn = np.abs(np.diff(np.unwrap(track.headings_rad)))
        way = np.hypot(*np.diff(track.positions_xy, axis=0).T)
        tightest = 2.0 * VEHICLE_KINDS[track.kind].wheelbase_m ** -1
        assert (turn <= tightest * way + 1e-3).all()


def test_vehicles_slow_down_before_a_bend() -> None:
    bend = np.array([[-30.0, 0.0], [0.0, 0.0], [0.0, 30.0]])
    layout = replace(junction(), lanes=(Lane(bend, 9.0),), crossings=())
    line = drive_lines(layout)[0]
    assert line.limits_mps.max() == pytest.approx(9.0)
    assert line.limits_mps.min() < 4.0
    slowing = np.diff(line.limits_mps**2) / (2 * 0.5)
    assert slowing.min() > -1.6


def test_lanes_that_meet_twice_meet_in_two_zones() -> None:
    x = np.linspace(-40, 40, 81)
    straight = np.stack([x, np.zeros_like(x)], -1)
    wave = np.stack([x, 8 * np.cos(x * np.pi / 40)], -1)[::-1]
    lanes = Lane(straight, 9.0), Lane(wave, 9.0)
    one, other = drive_lines(replace(junction(), lanes=lanes, crossings=()))
    assert [span.zone for span in one.meetings] == [(0, 1, 0), (0, 1, 1)]
    assert [span.zone for span in other.meetings] == [(0, 1, 1), (0, 1, 0)]


def test_the_rear_axle_is_drawn_after_the_front_axle(scene) -> None:
    _, simulation, _ = scene
    for track in simulation.vehicles:
        along = np.stack([np.cos(track.headings_rad), np.sin(track.headings_rad)], -1)
        half = VEHICLE_KINDS[track.kind].wheelbase_m / 2
        rear = track.positions_xy - half * along
        way = np.diff(rear, axis=0)
        aside = way[:, 0] * along[1:, 1] - way[:, 1] * along[1:, 0]
        assert np.abs(aside).max(initial=0) < 0.02


def test_lanes_that_cross_know_of_each_other() -> None:
    lines = drive_lines(junction())
    for index, line in enumerate(lines):
        others = {span.other for span in line.meetings}
        assert len(others) == 2
        for span in line.meetings:
            theirs = [s for s in lines[span.other].meetings if s.zone == span.zone]
            assert [s.other for s in theirs] == [index]
            middle = line.at((span.from_m + span.until_m) / 2)[0]
            meets = lines[span.other].at((theirs[0].from_m + theirs[0].until_m) / 2)[0]
            assert np.hypot(*(middle - meets)) < 1.0
        assert len(line.crossings) == 2


@pytest.mark.parametrize("speed_mps", [0.0, 3.0, 9.0])
def test_a_vehicle_comes_to_rest_before_what_stands_there(speed_mps: float) -> None:
    place, step_s = 0.0, 0.1
    for _ in range(600):
        ahead = [Obstacle(40.0 - place)]
        speed_mps = next_speed(speed_mps, 9.0, ahead, step_s)
        place += speed_mps * step_s
    assert speed_mps < 0.05
    assert 36.0 < place < 39.5


def test_a_free_vehicle_reaches_its_speed() -> None:
    speed = 0.0
    for _ in range(300):
        speed = next_speed(speed, 9.0, [], 0.1)
    assert speed == pytest.approx(9.0, abs=0.1)
