"""People on foot: apart, on the pavement, together, at green, as scripted."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from crowd_scenes import (
    FPS,
    PEOPLE,
    busy_plaza,
    dark_junction,
    full_corridor,
    least_distance,
    lit_junction,
    positions,
)
from shapely.geometry import Polygon
from small_layouts import corridor, plaza

from nonesuch.world.crowd.signal_state import is_green
from nonesuch.world.crowd.simulation import simulate
from nonesuch.world.crowd.wishes import CrowdWishes, Pause, Scripted, Simulation
from nonesuch.world.nouns import ACTIONS, Course, Layout

SCENES = {
    "lit": (lit_junction, 640),
    "dark": (dark_junction, 400),
    "plaza": (busy_plaza, 300),
    "corridor": (full_corridor, 400),
}


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest) -> tuple[Layout, Simulation, int]:
    made, frames = SCENES[request.param]
    return *made(), frames


def test_nobody_comes_closer_than_40_cm(scene) -> None:
    _, simulation, frames = scene
    assert least_distance(positions(simulation, frames)) >= 0.40


def test_nobody_leaves_the_walkable_ground_but_to_sit(scene) -> None:
    layout, simulation, _ = scene
    seats = shapely.MultiPoint([seat.position_xy for seat in layout.seats])
    for course in simulation.courses:
        points = shapely.points(course.positions_xy)
        off = shapely.distance(layout.walkable, points)
        if layout.seats:
            off[shapely.distance(seats, points) < 1.3] = 0
        assert off.max() <= 0.05


def test_motion_is_smooth(scene) -> None:
    _, simulation, _ = scene
    for course in simulation.courses:
        steps = np.diff(course.positions_xy, axis=0)
        assert np.hypot(*steps.T).max(initial=0) < 4.5 / FPS
        turns = np.diff(np.unwrap(course.facing_rad))
        assert np.abs(turns).max(initial=0) < 2.6 / FPS
        if len(steps) > 1:
            change = np.hypot(*np.diff(steps, axis=0).T) * FPS**2
            assert np.quantile(change, 0.99) < 4.0


def test_people_face_where_they_walk(scene) -> None:
    _, simulation, _ = scene
    inside = [], []
    for course in simulation.courses:
        velocity = np.gradient(course.positions_xy, axis=0) * FPS
        moves = np.hypot(*velocity.T) > 0.6
        facing = np.stack([np.cos(course.facing_rad), np.sin(course.facing_rad)], -1)
        speed = np.hypot(*velocity.T)[moves]
        inside[0].extend((velocity * facing).sum(1)[moves] / speed)
    assert np.quantile(inside[0], 0.01) > 0.7


def test_arrays_of_a_course_are_as_long_as_each_other(scene) -> None:
    _, simulation, frames = scene
    for number, course in enumerate(simulation.courses):
        count = len(course.positions_xy)
        assert course.track_id == number + 1
        assert 0 <= course.first_frame <= course.first_frame + count <= frames
        assert len(course.facing_rad) == len(course.actions) == count
        assert set(course.actions) <= set(ACTIONS)
        if course.attention_world is not None:
            assert course.attention_world.shape == (count, 3)


def test_nobody_is_in_two_places_at_once(scene) -> None:
    _, simulation, frames = scene
    there = np.zeros((max(PEOPLE) + 1, frames), int)
    for course in simulation.courses:
        until = course.first_frame + len(course.positions_xy)
        there[course.person_id, course.first_frame : until] += 1
    for track in simulation.vehicles:
        if track.rider_person_id is not None:
            until = track.first_frame + len(track.positions_xy)
            there[track.rider_person_id, track.first_frame : until] += 1
    assert there.max() == 1


def test_parties_stay_together(scene) -> None:
    _, simulation, frames = scene
    places = positions(simulation, frames)
    groups = np.array([course.group_id for course in simulation.courses])
    spreads = []
    for group in set(groups) - {0}:
        members = places[groups == group]
        gap = members - members.mean(0)
        spreads.append(np.hypot(gap[..., 0], gap[..., 1]).max(0))
    spread_m = np.concatenate(spreads)
    spread_m = spread_m[~np.isnan(spread_m)]
    assert np.quantile(spread_m, 0.99) < 2.5
    assert spread_m.max() < 3.5  # for a moment, in the thick of a crowd


def test_nobody_steps_onto_the_road_at_red() -> None:
    layout, simulation = lit_junction()
    entered = 0
    for crossing in layout.crossings:
        road = Polygon(crossing.polygon_xy)
        for course in simulation.courses:
            on_road = shapely.contains_xy(road, *course.positions_xy.T)
            steps = np.flatnonzero(on_road[1:] & ~on_road[:-1]) + 1
            for time_s in (course.first_frame + steps) / FPS:
                assert is_green(layout.signals, crossing.signal_group, time_s)
            entered += len(steps)
    assert entered > 10


def test_people_wait_at_red_in_loose_clusters() -> None:
    layout, simulation = lit_junction()
    ends = shapely.MultiPoint(np.concatenate([c.ends_xy for c in layout.crossings]))
    waits = [
        course.positions_xy[index]
        for course in simulation.courses
        for index in [len(course.actions) // 2]
        if course.actions[index] == "wait"
    ]
    assert len(waits) > 3
    assert shapely.distance(ends, shapely.points(np.array(waits))).max() < 5.5


def test_people_are_spread_from_the_first_frame_on() -> None:
    _, simulation = busy_plaza()
    there = ~np.isnan(positions(simulation, 300)[..., 0])
    assert abs(there[:, 0].sum() - 60) <= 8
    assert abs(there.sum(0).mean() - 60) <= 9
    first = positions(simulation, 300)[there[:, 0], 0]
    assert (first.std(0) > 5).all()


def test_a_square_sees_everything_that_people_do() -> None:
    _, simulation = busy_plaza()
    done = {action for course in simulation.courses for action in course.actions}
    assert {"walk", "stand", "talk", "sit", "phone", "push"} <= done


def test_who_sits_sits_on_a_seat() -> None:
    layout, simulation = busy_plaza()
    sitting = [
        (course.positions_xy[index], course.facing_rad[index], course.seat_height_m)
        for course in simulation.courses
        for index, action in enumerate(course.actions)
        if action == "sit"
    ]
    assert sitting
    places = np.array([seat.position_xy for seat in layout.seats])
    for position, facing, height_m in sitting:
        gap = np.hypot(*(places - position).T)
        seat = layout.seats[int(gap.argmin())]
        assert gap.min() < 0.12
        assert np.cos(facing - seat.facing_rad) > 0.9
        assert height_m == seat.height_m


def test_who_talks_faces_the_others() -> None:
    _, simulation = busy_plaza()
    faced = []
    talks = [c for c in simulation.courses if c.actions[0] == c.actions[-1] == "talk"]
    for course in talks:
        mates = [c for c in talks if c.group_id == course.group_id and c is not course]
        if mates:
            middle = np.mean([mate.positions_xy[0] for mate in mates], axis=0)
            to_middle = middle - course.positions_xy[0]
            angle = np.arctan2(to_middle[1], to_middle[0])
            faced.append(np.cos(angle - course.facing_rad[0]))
            assert course.attention_world is not None
    assert faced
    assert min(faced) > 0.5


def test_a_full_street_does_not_lock_up() -> None:
    _, simulation = full_corridor()
    left = [c for c in simulation.courses if c.first_frame + len(c.actions) < 400]
    speeds = [
        np.hypot(*np.diff(course.positions_xy, axis=0).T).mean() * FPS
        for course in simulation.courses
        if len(course.actions) > 40
    ]
    assert len(left) > 15
    assert np.median(speeds) > 0.4


@pytest.mark.parametrize("wishes", [CrowdWishes(0, PEOPLE), CrowdWishes(30, ())])
def test_a_street_may_be_empty(wishes: CrowdWishes) -> None:
    simulation = simulate(np.random.default_rng(0), corridor(), wishes, FPS, 40)
    assert simulation.courses == ()
    assert simulation.vehicles == ()


def _bytes(course: Course) -> tuple[object, ...]:
    return (
        *(course.track_id, course.person_id, course.first_frame, course.group_id),
        *(course.positions_xy.tobytes(), course.facing_rad.tobytes(), course.actions),
    )


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    wishes = CrowdWishes(20, PEOPLE)
    one, same, other = (
        [
            _bytes(course)
            for course in simulate(
                np.random.default_rng(seed), plaza(), wishes, FPS, 40
            ).courses
        ]
        for seed in (0, 0, 1)
    )
    assert one == same
    assert one != other


def test_who_is_scripted_does_as_told_and_the_others_make_way() -> None:
    path = ((-12.0, -8.0), (0.0, -8.0), (0.0, -12.0))
    told = (
        Scripted(7, path, speed_mps=1.4, pauses=(Pause(2, 60.0, "phone", 1.0),)),
        Scripted(8, ((12.0, 8.0), (-12.0, 8.0)), times_s=(1.0, 9.0), action="run"),
    )
    wishes = CrowdWishes(50, PEOPLE, scripted=told)
    simulation = simulate(np.random.default_rng(0), plaza(), wishes, FPS, 280)
    courses = {course.person_id: course for course in simulation.courses}
    walker, runner = courses[7], courses[8]
    line = shapely.LineString(path)
    assert shapely.distance(line, shapely.points(walker.positions_xy)).max() < 0.3
    assert np.allclose(walker.positions_xy[-1], path[-1], atol=0.05)
    assert walker.actions[0] == "walk"
    assert walker.actions[-1] == "phone"
    assert abs(walker.facing_rad[-1] - 1.0) < 0.05
    assert runner.first_frame == 20
    assert set(runner.actions) == {"run"}
    middle = runner.positions_xy[80]
    assert np.allclose(middle, (0.0, 8.0), atol=0.3)
    assert least_distance(positions(simulation, 280)) >= 0.40


def test_children_do_not_walk_alone() -> None:
    ages = tuple(6.0 if index % 3 else 35.0 for index in range(len(PEOPLE)))
    wishes = CrowdWishes(40, PEOPLE, ages_years=ages, sitting_share=0.0)
    simulation = simulate(np.random.default_rng(0), plaza(), wishes, FPS, 40)
    age = dict(zip(PEOPLE, ages, strict=True))
    children = [c for c in simulation.courses if age[c.person_id] < 14]
    assert children
    for child in children:
        mates = [c for c in simulation.courses if c.group_id == child.group_id]
        assert child.group_id > 0
        assert any(age[mate.person_id] >= 14 for mate in mates)
