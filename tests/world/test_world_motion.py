"""People perform their courses: on planted feet, smoothly, whatever is asked first."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from jointed_figure import jointed_figure, joints_world
from walked_courses import COURSES, FPS, course, flat, on_the_spot, straight

from nonesuch.world.motion.performer import Performer
from nonesuch.world.motion.props import Props
from nonesuch.world.motion.skinning import skinned_vertices
from nonesuch.world.nouns import Floats, PosedPerson

CHILD = (1.15, 6.0)
ADULT = (1.71, 30.0)
CONTACT_M = 0.005


def performer(
    name: str, build: tuple[float, float] = ADULT, seed: int = 0
) -> Performer:
    walked, ground = COURSES[name]
    figure = jointed_figure(*build)
    return Performer(np.random.default_rng(seed), figure, walked, FPS, ground)


@cache
def poses(name: str, build: tuple[float, float] = ADULT) -> tuple[PosedPerson, ...]:
    person = performer(name, build)
    found = [person.pose_at(frame) for frame in range(len(COURSES[name][0].actions))]
    assert None not in found
    return tuple(pose for pose in found if pose is not None)


def bone(posed: PosedPerson, name: str) -> int:
    return posed.figure.rig.names.index(name)


def soles(posed: PosedPerson) -> Floats:
    """The soles' vertices in the world."""
    skinned = posed.figure.levels[0]
    vertices = skinned_vertices(skinned, posed.world_from_rest)
    return vertices[skinned.mesh.positions[:, 2] < 0.005]


@pytest.mark.parametrize("name", COURSES)
def test_bones_are_rigid(name: str) -> None:
    turns = np.stack([posed.world_from_rest for posed in poses(name)[::7]])[..., :3]
    products = turns @ turns.swapaxes(-1, -2)
    assert np.abs(products - np.eye(3)).max() < 1e-9
    assert (np.linalg.det(turns) > 0).all()


@pytest.mark.parametrize("name", COURSES)
def test_bones_stay_joined(name: str) -> None:
    rig = jointed_figure().rig
    lengths = np.linalg.norm(
        rig.joints_rest[2:] - rig.joints_rest[list(rig.parents[2:])], axis=1
    )
    for posed in poses(name)[::9]:
        places = joints_world(posed)
        now = np.linalg.norm(places[2:] - places[list(rig.parents[2:])], axis=1)
        assert np.abs(now - lengths).max() < 1e-9


@pytest.mark.parametrize("build", [ADULT, CHILD], ids=["adult", "child"])
@pytest.mark.parametrize("name", COURSES)
def test_feet_do_not_slide(name: str, build: tuple[float, float]) -> None:
    ground = COURSES[name][1]
    slips = []
    for before, after in zip(poses(name, build), poses(name, build)[1:], strict=False):
        a, b = soles(before), soles(after)
        down_before = a[:, 2] - ground(a[:, :2]) < CONTACT_M
        down_after = b[:, 2] - ground(b[:, :2]) < CONTACT_M
        moved = np.linalg.norm((b - a)[down_before & down_after, :2], axis=1)
        slips.append(moved.mean() * FPS if len(moved) else 0.0)
    assert np.mean(slips) < 0.015


@pytest.mark.parametrize("build", [ADULT, CHILD], ids=["adult", "child"])
@pytest.mark.parametrize("name", COURSES)
def test_feet_do_not_sink_into_the_ground(
    name: str, build: tuple[float, float]
) -> None:
    ground = COURSES[name][1]
    for posed in poses(name, build):
        vertices = soles(posed)
        assert (vertices[:, 2] - ground(vertices[:, :2])).min() > -0.02


@pytest.mark.parametrize("name", COURSES)
def test_one_foot_at_least_is_down_but_in_a_run(name: str) -> None:
    ground = COURSES[name][1]
    lowest = []
    for posed in poses(name):
        vertices = soles(posed)
        lowest.append((vertices[:, 2] - ground(vertices[:, :2])).min())
    if name == "run":
        assert 0.15 < np.mean(np.array(lowest) > 0.005) < 0.5  # it flies
    else:
        assert np.max(lowest) < 0.01


@pytest.mark.parametrize("name", COURSES)
def test_nothing_jumps(name: str) -> None:
    places = np.stack([joints_world(posed) for posed in poses(name)])
    velocity = np.diff(places, axis=0) * FPS
    assert np.linalg.norm(velocity, axis=2).max() < (10.5 if name == "run" else 7.5)
    acceleration = np.diff(velocity, axis=0) * FPS
    trunk = [bone(poses(name)[0], b) for b in ("pelvis", "spine_03", "head")]
    assert np.linalg.norm(acceleration[:, trunk], axis=2).max() < 25


@pytest.mark.parametrize("name", COURSES)
def test_knees_bend_forwards_and_never_lock(name: str) -> None:
    for posed in poses(name)[::3]:
        places = joints_world(posed)
        for side in "lr":
            hip, knee, ankle = (
                places[bone(posed, f"{b}_{side}")] for b in ("thigh", "calf", "foot")
            )
            toes = places[bone(posed, f"ball_{side}")] - ankle
            fold = knee - (hip + ankle) / 2
            reach = np.linalg.norm(ankle - hip)
            full = np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee)
            assert reach < 0.9996 * full
            ahead = np.array([np.cos(posed.heading_rad), np.sin(posed.heading_rad), 0])
            assert fold @ (ahead + 0.2 * toes) > -0.02


def test_frames_are_independent_of_each_other() -> None:
    one, other = performer("corner"), performer("corner")
    backwards = {frame: one.pose_at(frame) for frame in reversed(range(40))}
    for frame in range(40):
        again, before = other.pose_at(frame), backwards[frame]
        assert again is not None and before is not None
        assert np.array_equal(again.world_from_rest, before.world_from_rest)
        assert np.array_equal(again.position_world, before.position_world)


def test_nobody_is_there_outside_the_course() -> None:
    walked = replace(straight(1.2), first_frame=10)
    person = Performer(np.random.default_rng(0), jointed_figure(), walked, FPS, flat)
    assert person.pose_at(9) is None
    assert person.pose_at(10) is not None
    assert person.pose_at(10 + len(walked.actions)) is None
    assert person.props_at(9) == ()


def test_course_of_one_frame_has_a_pose() -> None:
    walked = course(np.array([[2.0, 3.0]]), ("stand",))
    person = Performer(np.random.default_rng(0), jointed_figure(), walked, FPS, flat)
    posed = person.pose_at(0)
    assert posed is not None
    assert np.linalg.norm(posed.position_world[:2] - (2, 3)) < 0.1


@pytest.mark.parametrize("name", COURSES)
def test_person_is_where_the_course_says(name: str) -> None:
    walked = COURSES[name][0]
    seat_m = 0.5 if name == "sit" else 0.0  # led to the place before the seat
    for posed, xy in zip(poses(name), walked.positions_xy, strict=True):
        assert np.linalg.norm(posed.position_world[:2] - xy) < 0.12 + seat_m


@pytest.mark.parametrize("speed_mps", [0.8, 1.2, 1.7, 3.0])
@pytest.mark.parametrize("build", [ADULT, CHILD], ids=["adult", "child"])
def test_speed_is_step_length_times_cadence(
    speed_mps: float, build: tuple[float, float]
) -> None:
    action = "run" if speed_mps > 2 else "walk"
    walked = straight(speed_mps, action, 8.0)
    person = Performer(
        np.random.default_rng(1), jointed_figure(*build), walked, FPS, flat
    )
    middle = slice(round(1 * FPS), round(7 * FPS))
    steps = person.plan.rhythm.steps[middle]
    cadence_hz = (steps[-1] - steps[0]) * FPS / (len(steps) - 1)
    feet = person.plan.posture.feet
    planted = feet.places[middle][feet.stance[middle] >= 0][:, 0]
    step_m = np.diff(np.unique(planted.round(6))).mean()
    assert cadence_hz * step_m == pytest.approx(speed_mps, rel=0.04)


def test_children_take_more_and_shorter_steps() -> None:
    tall, small = performer("walk", ADULT), performer("walk", CHILD)
    counts = [person.plan.rhythm.steps for person in (tall, small)]
    taken = [steps[-1] - steps[0] for steps in counts]
    assert taken[1] > 1.15 * taken[0]


def test_seated_thighs_are_level_and_hands_rest_on_them() -> None:
    posed = poses("sit")[round(6 * FPS)]
    places = joints_world(posed)
    for side in "lr":
        hip, knee, wrist = (
            places[bone(posed, f"{b}_{side}")] for b in ("thigh", "calf", "hand")
        )
        assert abs(hip[2] - knee[2]) < 0.1
        assert abs(hip[2] - 0.53) < 0.06
        assert np.linalg.norm(wrist - (hip + knee) / 2) < 0.2
    assert posed.position_world[0] == pytest.approx(0, abs=0.05)


def test_hands_hold_the_handle_of_the_pram() -> None:
    figure, walked = jointed_figure(), straight(1.1, "push")
    person = Performer(np.random.default_rng(0), figure, walked, FPS, flat)
    posed = person.pose_at(50)
    assert posed is not None and person.plan.pram is not None
    grips = person.plan.pram.wrists(50)
    wrists = joints_world(posed)[[bone(posed, "hand_l"), bone(posed, "hand_r")]]
    assert np.linalg.norm(wrists - grips, axis=1).max() < 0.03


def test_props_appear_with_their_action_alone() -> None:
    figure = jointed_figure()
    mesh = figure.levels[0].mesh
    props = Props(pram=None, phone=mesh)
    for action, count in (("phone", 1), ("stand", 0)):
        walked = on_the_spot(action)
        person = Performer(np.random.default_rng(0), figure, walked, FPS, flat, props)
        placed = person.props_at(20)
        assert len(placed) == count
        for thing in placed:
            turn = thing.world_from_object[:3, :3]
            assert np.allclose(turn @ turn.T, np.eye(3)) and np.linalg.det(turn) > 0


def test_head_turns_to_what_holds_the_attention() -> None:
    walked = on_the_spot("wait")
    there = np.tile([5.0, 4.0, 1.6], (len(walked.actions), 1))
    person = Performer(
        np.random.default_rng(0),
        jointed_figure(),
        replace(walked, attention_world=there),
        FPS,
        flat,
    )
    posed = person.pose_at(50)
    assert posed is not None
    look = posed.world_from_rest[bone(posed, "head"), :, :3] @ (0, -1, 0)
    assert np.arctan2(look[1], look[0]) == pytest.approx(np.arctan2(4, 5), abs=0.3)


def test_seeds_differ_and_zero_is_one() -> None:
    zero, one = (performer("walk", seed=seed).pose_at(20) for seed in (0, 1))
    again = performer("walk", seed=0).pose_at(20)
    assert zero is not None and one is not None and again is not None
    assert np.array_equal(zero.world_from_rest, again.world_from_rest)
    assert not np.allclose(zero.world_from_rest, one.world_from_rest)
