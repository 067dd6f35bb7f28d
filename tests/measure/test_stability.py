"""Steadiness: hand-made sequences whose figures are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nonesuch.face_points import LEFT_EYE, mean_face, points
from nonesuch.measure.stability import (
    SIDE,
    Course,
    change,
    common_motion,
    courses,
    five_point_crop,
    head_motion,
    jitter,
    landmark_error,
    stability,
)
from nonesuch.models.sface import ARCFACE_TEMPLATE
from nonesuch.nouns import Floats, Image, People

WHOLE = np.ones((SIDE, SIDE), np.float32)


def soft_texture(seed: int, side: int = SIDE) -> Image:
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (side, side, 3)), (0, 0), 3)
    return np.asarray(np.clip(128 + 300 * noise, 0, 255), np.uint8)


def flat(level: int) -> Image:
    return np.full((SIDE, SIDE, 3), level, np.uint8)


def shifted(image: Image, by: int) -> Image:
    return np.roll(image, by, axis=1)


def course_of(codes: Floats, changes: list[tuple[float, float]]) -> Course:
    count = len(codes)
    return Course(
        frames=list(range(count)),
        codes={"judge": list(codes)},
        changes=changes,
        landmarks=[mean_face() for _ in range(count)],
        face_px=[50.0] * count,
    )


def test_constant_pictures_do_not_change() -> None:
    pair = soft_texture(0), soft_texture(1)
    assert change(pair, pair, WHOLE) == (0, 0)


def test_alternating_light_changes_by_its_step() -> None:
    original = soft_texture(0)
    low, high = change((original, flat(100)), (original, flat(120)), WHOLE)
    assert low == pytest.approx(20, abs=1e-4)
    assert high == pytest.approx(0, abs=1e-4)


def test_alternating_detail_is_in_the_high_part() -> None:
    original = soft_texture(0)
    board = np.indices((SIDE, SIDE)).sum(0) % 2 * 20 + 100
    one = np.repeat(board[..., None], 3, axis=2).astype(np.uint8)
    low, high = change((original, one), (original, 220 - one), WHOLE)
    assert high == pytest.approx(20, rel=0.02)
    assert low < 0.5


def test_only_the_face_counts() -> None:
    original = soft_texture(0)
    mask = WHOLE.copy()
    mask[:, SIDE // 2 :] = 0
    other = flat(100)
    other[:, -20:] = 255
    assert max(change((original, flat(100)), (original, other), mask)) < 1e-3


def test_motion_with_the_head_is_no_change_and_standing_still_is() -> None:
    original, shown = soft_texture(0), soft_texture(1)
    mask = WHOLE.copy()
    mask[:, :16] = mask[:, -16:] = 0
    moved = shifted(original, 3)
    rides = change((original, shown), (moved, shifted(shown, 3)), mask)
    swims = change((original, shown), (moved, shown), mask)
    assert sum(rides) < 0.2 * sum(swims)


def test_head_motion_is_the_shift_of_the_picture() -> None:
    original = soft_texture(2)
    flow = head_motion(original, shifted(original, 4), WHOLE)
    middle = flow[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4]
    np.testing.assert_allclose(middle.mean((0, 1)), (4, 0), atol=0.3)


def test_jitter_of_constant_and_of_alternating_codes() -> None:
    one, other = np.eye(2, dtype=np.float32)
    same, turns = np.stack([one] * 4), np.stack([one, other, one, other])
    np.testing.assert_allclose(jitter(list(same), range(4)), 0, atol=1e-6)
    np.testing.assert_allclose(jitter(list(turns), range(4)), 1, atol=1e-6)


def test_jitter_is_not_taken_across_a_gap() -> None:
    codes = np.eye(3, dtype=np.float32)
    assert jitter(list(codes), [0, 1, 5]).shape == (1,)
    assert jitter([], []).shape == (0,)


def test_landmarks_of_the_original_have_no_error_and_move_alike() -> None:
    rng = np.random.default_rng(3)
    faces = [mean_face() + rng.normal(0, 0.02, (92, 2)) for _ in range(5)]
    np.testing.assert_array_equal(landmark_error(faces, faces), 0)
    together, one, other = common_motion(faces, faces)
    assert together == one == other > 0


def test_landmark_error_counts_in_distances_between_the_eyes() -> None:
    face, right = mean_face(), np.array([0.1, 0])
    [error] = landmark_error([face + right], [face])
    [larger] = landmark_error([2 * (face + right)], [2 * face])
    assert error == pytest.approx(larger, rel=1e-5)
    assert 0.1 < error < 1


def test_opposite_motion_has_negative_correlation() -> None:
    steps = np.linspace(-0.1, 0.1, 5)[:, None, None]
    there, back = list(mean_face() + steps), list(mean_face() - steps)
    together, one, other = common_motion(there, back)
    assert together / np.sqrt(one * other) == pytest.approx(-1)


def test_frames_without_a_face_are_left_out() -> None:
    unseen = np.full((92, 2), np.nan)
    assert len(landmark_error([mean_face(), unseen], [mean_face()] * 2)) == 1
    assert common_motion([unseen], [mean_face()]) == (0, 0, 0)


def test_original_beside_itself_is_one_everywhere() -> None:
    rng = np.random.default_rng(4)
    codes = rng.normal(0, 1, (4, 8)).astype(np.float32)
    codes /= np.linalg.norm(codes, axis=1, keepdims=True)
    course = course_of(codes, [(np.nan, np.nan), (1.0, 2.0), (3.0, 1.0), (0.5, 0.5)])
    own = stability([course], [course])
    assert own.frames == 4
    assert own.jitter == {"judge": 1}
    assert (own.flicker_low, own.flicker_high, own.largest_step) == (1, 1, 1)
    assert own.landmark_error == 0


def test_twice_the_change_is_two() -> None:
    codes = np.tile(np.eye(1, 8, dtype=np.float32), (3, 1))
    calm = course_of(codes, [(np.nan, np.nan), (1.0, 1.0), (1.0, 3.0)])
    wild = replace(calm, changes=[(np.nan, np.nan), (1.0, 2.0), (3.0, 6.0)])
    measured = stability([wild], [calm])
    assert measured.flicker_low == pytest.approx(2)
    assert measured.flicker_high == pytest.approx(2)
    assert measured.largest_step == pytest.approx(3)
    assert measured.jitter == {"judge": 1}  # neither changes at all


def test_nobody_cannot_be_measured() -> None:
    nothing = stability([], [])
    assert nothing.frames == 0
    assert np.isnan(nothing.flicker_low) and np.isnan(nothing.landmark_error)
    assert np.isnan(nothing.landmark_correlation)


def test_different_frames_are_not_compared() -> None:
    course = course_of(np.eye(3, dtype=np.float32), [(0.0, 0.0)] * 3)
    with pytest.raises(ValueError, match="different frames"):
        stability([course], [replace(course, frames=[0, 1, 3])])


def test_five_point_crop_puts_the_eyes_where_judges_expect_them() -> None:
    face = mean_face() * 300 + 20
    image = np.zeros((360, 360, 3), np.uint8)
    x, y = np.round(face[points(LEFT_EYE)].mean(0) - 0.5).astype(int)
    cv2.circle(image, (int(x), int(y)), 6, (255, 255, 255), -1)
    bright = np.argwhere(five_point_crop(image, face)[..., 0] > 128)[:, ::-1].mean(0)
    assert np.linalg.norm(bright - ARCFACE_TEMPLATE[0]) < 6


class PlacedMesh:
    """Sees the landmarks that it is told."""

    def place(self, image: Image, people: People, points5: Any = None) -> People:
        return people


def brightness(chips: NDArray[np.uint8]) -> Floats:
    level = chips.reshape(len(chips), -1).mean(1) / 255
    return np.stack([np.sqrt(1 - level**2), level], 1).astype(np.float32)


def test_courses_follow_every_track_with_landmarks() -> None:
    picture = soft_texture(5, 300)
    face = (mean_face() * 200 + 40).astype(np.float32)
    box = np.array([[60, 60, 220, 240]], np.float32)
    seen = replace(
        People.of_boxes(box, np.ones(1, np.float32)),
        track_ids=np.array([7]),
        landmarks=face[None],
    )
    lost = replace(seen, landmarks=np.full_like(seen.landmarks, np.nan))
    people = [seen, seen, lost, seen]
    darker = (picture * 0.5).astype(np.uint8)
    shown = [picture, darker, darker, darker]
    mesh: Any = PlacedMesh()
    found = courses([picture] * 4, shown, people, {"mean": brightness}, mesh)
    assert list(found) == [7]
    course = found[7]
    assert course.frames == [0, 1, 3]
    assert np.isnan(course.changes[0]).all() and np.isnan(course.changes[2]).all()
    assert course.changes[1][0] > 30
    assert jitter(course.codes["mean"], course.frames)[0] > 0.01
    np.testing.assert_array_equal(landmark_error(course.landmarks, course.landmarks), 0)
