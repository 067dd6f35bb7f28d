"""The shipped people, and which of their views a pose takes."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import face, shape_of_view

from nonesuch.nouns import LANDMARK_COUNT, Floats
from nonesuch.prove.gate import FURTHER_ATTEMPTS
from nonesuch.replace.standin import (
    FIRST_OPEN_VIEW,
    FRONT_VIEW,
    OPEN_MOUTH,
    Looks,
    front_of,
    looks_of,
    mouth_of,
    shipped,
    stressed_shape,
    view_weights,
    yaw_of,
)


def test_shipped_table_is_whole() -> None:
    people = shipped()
    founders, views = people.landmarks.shape[:2]
    count = people.themselves + len(people.parents)
    assert 0 < people.themselves <= founders
    assert len(people) == len(people.table) == count == len(people.table.lightness)
    assert people.landmarks.shape == (founders, views, LANDMARK_COUNT, 2)
    assert len(people.ends) == founders * views
    assert people.ends[-1] == len(people.encoded)
    assert (np.diff(people.ends) > 0).all()
    assert views > FIRST_OPEN_VIEW


def test_there_are_more_people_than_attempts() -> None:
    assert len(shipped().table) > FURTHER_ATTEMPTS + 1


def test_codes_have_unit_length_and_differ() -> None:
    codes = shipped().table.codes
    np.testing.assert_allclose(np.linalg.norm(codes, axis=1), 1, atol=2e-3)
    alike = codes @ codes.T - np.eye(len(codes))
    assert alike.max() < 0.9


def test_views_are_pictures_of_faces_from_left_to_right() -> None:
    founders = shipped().themselves
    for index in (0, founders - 1, founders, len(shipped().table) - 1):
        looks = looks_of(index)
        assert looks.images.shape[1:] == (256, 256, 3)
        assert looks.images.dtype == np.uint8
        assert (looks.images.std(axis=(1, 2, 3)) > 10).all()
        assert looks.yaw[0] < looks.yaw[2] < looks.yaw[FIRST_OPEN_VIEW - 1]
        closed, opened = np.split(looks.mouth, [FIRST_OPEN_VIEW])
        assert closed.max() < opened.min()


def test_the_front_alone_is_the_front_of_all_views() -> None:
    for index in (0, len(shipped()) - 1):
        image, landmarks = front_of(index)
        looks = looks_of(index)
        np.testing.assert_array_equal(image, looks.images[FRONT_VIEW])
        np.testing.assert_array_equal(landmarks, looks.landmarks[FRONT_VIEW])


def test_shapes_that_are_lent_turn_from_left_to_right() -> None:
    people, turns = shipped(), []
    for founder in range(len(people.landmarks)):
        shape = stressed_shape(people, founder)
        closed, opened = np.split(mouth_of(shape), [FIRST_OPEN_VIEW])
        assert closed.max() < opened.min()
        closed, opened = np.split(yaw_of(shape), [FIRST_OPEN_VIEW])
        assert np.diff(closed).min() > -0.03 and np.diff(opened).min() > 0
        turns.append((np.diff(closed) > 0.02).all())
    assert sum(turns) >= len(turns) - 2  # a good view was missing


def test_no_view_beyond_the_end_of_the_table() -> None:
    with pytest.raises(IndexError):
        looks_of(len(shipped().table))


def test_yaw_turns_its_sign_with_the_mirrored_face() -> None:
    shapes = shipped().landmarks[:, :3]
    mirrored = shapes * np.array([-1, 1], np.float32)
    np.testing.assert_allclose(np.abs(yaw_of(mirrored)), np.abs(yaw_of(shapes)), 1e-4)
    assert (yaw_of(mirrored) == -yaw_of(shapes)).all()


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_yaw_and_mouth_do_not_depend_on_place_and_size(scale: float) -> None:
    shapes = shipped().landmarks
    moved = shapes * np.float32(scale) + np.float32(0.3)
    np.testing.assert_allclose(yaw_of(moved), yaw_of(shapes), atol=1e-4)
    np.testing.assert_allclose(mouth_of(moved), mouth_of(shapes), atol=1e-4)


def test_face_without_width_has_finite_yaw_and_mouth() -> None:
    point = face((0.5, 0.5), 0.0)
    assert np.isfinite(yaw_of(point))
    assert mouth_of(point) == 0


@pytest.mark.parametrize("person", [0, 7, 19])
@pytest.mark.parametrize(
    ("start", "end"), [(0, 4), (4, 0), (2, 5), (5, 7), (0, 7), (1, 6)]
)
def test_weights_sum_to_one_and_never_jump(person: int, start: int, end: int) -> None:
    looks = looks_of(person)
    one, other = shape_of_view(5, start), shape_of_view(5, end)
    share = np.linspace(-0.3, 1.3, 600, dtype=np.float32)[:, None, None]
    path = one + share * (other - one)
    weights = np.array([view_weights(looks, shape) for shape in path])
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-5)
    assert weights.min() >= 0
    gaps = [np.diff(np.sort(part)).min() for part in split(looks.yaw)]
    steepest = 3  # of the eased step, per gap between two views
    allowed = steepest * np.abs(np.diff(yaw_of(path))) / min(gaps)
    allowed += steepest * np.abs(np.diff(mouth_of(path))) / OPEN_MOUTH
    assert (np.abs(np.diff(weights, axis=0)).max(1) <= 1.05 * allowed + 1e-4).all()
    assert np.ptp(weights, axis=0).max() > 0.9


def split(values: Floats) -> list[Floats]:
    return np.split(values, [FIRST_OPEN_VIEW])


def test_at_most_two_yaws_and_two_mouths_take_part() -> None:
    looks = looks_of(2)
    for shape in shipped().landmarks.reshape(-1, LANDMARK_COUNT, 2):
        taken = view_weights(looks, shape) > 0
        assert taken[:FIRST_OPEN_VIEW].sum() <= 2
        assert taken[FIRST_OPEN_VIEW:].sum() <= 2


def test_own_pose_takes_its_own_view() -> None:
    checked = 0
    for person in range(20):
        looks = looks_of(person)
        closed = looks.mouth[:FIRST_OPEN_VIEW] < OPEN_MOUTH / 4
        apart = np.diff(np.sort(looks.yaw[:FIRST_OPEN_VIEW])).min() > 0.01
        for view in np.flatnonzero(closed) if apart else ():
            weights = view_weights(looks, looks.landmarks[view])
            assert weights[view] == pytest.approx(1, abs=1e-3)
            checked += 1
    assert checked > 20


def test_person_with_one_view_is_shown_in_it() -> None:
    looks = looks_of(0)
    lone = Looks.of(looks.images[:1], looks.landmarks[:1])
    for view in (0, 4, 6):
        assert view_weights(lone, looks.landmarks[view]).tolist() == [1.0]
