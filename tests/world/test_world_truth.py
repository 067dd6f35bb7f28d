"""Labels of two boards before a camera: everything about them is known by hand."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from nonesuch.camera import Camera, look_at, pinhole, project
from nonesuch.formats.labels import RIDER, Occlusion
from nonesuch.world.extent import widest_slope
from nonesuch.world.nouns import (
    Buffers,
    Figure,
    Landmarks,
    Mesh,
    Moment,
    Person,
    PosedPerson,
    Rig,
    SkinnedMesh,
)
from nonesuch.world.truth import label_frame, share_outside

SIZE_WH = (160, 120)


def board(width_m: float, height_m: float, thickness_m: float = 0.2) -> Figure:
    """A box on the ground as a figure of one bone that looks along -y."""
    x, y = width_m / 2, thickness_m / 2
    corners = [[a, b, c] for a in (-x, x) for b in (-y, y) for c in (0, height_m)]
    positions = np.array(corners, np.float32)
    mesh = Mesh(
        positions,
        np.zeros_like(positions),
        np.zeros((8, 2), np.float32),
        np.zeros((0, 3), np.int32),
        (),
    )
    weights = np.zeros((8, 4), np.float32)
    weights[:, 0] = 1
    level = SkinnedMesh(mesh, np.zeros((8, 4), np.uint8), weights)

    def middle(count: int) -> Landmarks:
        heights = np.linspace(0.1, height_m - 0.1, count)
        points = np.stack([np.zeros(count), np.zeros(count), heights], 1)
        return Landmarks(points, np.zeros(count, np.int32), np.full(count, 0.15))

    return Figure(
        Person(7, "female", 33.4, height_m, {"upper_color": "red"}),
        Rig(("root",), (-1,), np.zeros((1, 3))),
        (level,),
        middle(22),
        middle(17),
    )


def standing(figure: Figure, track_id: int, x: float, y: float) -> PosedPerson:
    """Looks along the world's -y, as at rest."""
    affine = np.concatenate([np.eye(3), [[x], [y], [0.0]]], 1)[None]
    position = np.array([x, y, 0.0])
    return PosedPerson(figure, track_id, affine, position, -np.pi / 2, "stand")


def level_camera(size_wh: tuple[int, int] = SIZE_WH) -> Camera:
    """At the origin, 1 m high, looks along +y."""
    pose = look_at((0, 0, 1.0), (0, 1, 1.0))
    return Camera(pinhole(size_wh, 1.2), pose, size_wh)


def drawn(camera: Camera, people: list[PosedPerson], wall_m: float = 50.0) -> Buffers:
    """The buffers of boards that face the camera, before a wall."""
    width, height = camera.size_wh
    ids = np.zeros((height, width), np.uint16)
    depth = np.full((height, width), wall_m, np.float32)
    amodal = {}
    for person in people:
        alone = np.zeros((height, width), np.bool_)
        corners = person.figure.levels[0].mesh.positions + person.position_world
        pixels = project(camera, corners)
        left, top = np.clip(np.floor(pixels.min(0)).astype(int), 0, camera.size_wh)
        right, bottom = np.clip(np.ceil(pixels.max(0)).astype(int), 0, camera.size_wh)
        alone[top:bottom, left:right] = True
        amodal[person.track_id] = alone
        front_m = corners[:, 1].min()
        is_nearest = alone & (front_m < depth)
        ids[is_nearest] = person.track_id
        depth[is_nearest] = front_m
    zeros = np.zeros((height, width), np.uint8)
    return Buffers(
        np.zeros((height, width, 3), np.uint8),
        ids,
        depth,
        np.zeros((height, width, 3), np.float32),
        zeros,
        np.zeros((height, width, 2), np.float32),
        amodal,
    )


def moment_of(camera: Camera, *people: PosedPerson) -> Moment:
    return Moment(3, 0.15, camera, people)


def test_person_alone_is_wholly_visible() -> None:
    camera = level_camera()
    person = standing(board(0.6, 1.8), 5, 0.0, 8.0)
    buffers = drawn(camera, [person])
    frame = label_frame(moment_of(camera, person), buffers)
    (label,) = frame.people
    assert (frame.index, frame.time_s, frame.camera) == (3, 0.15, camera)
    assert (label.track_id, label.person_id, label.action) == (5, 7, "stand")
    assert (label.visibility, label.truncation) == (1.0, 0.0)
    assert label.visible_mask == label.amodal_mask
    assert label.attributes == {
        "sex": "female",
        "age_years": "33",
        "stature_m": "1.80",
        "upper_color": "red",
    }
    np.testing.assert_array_equal(label.visible_mask.whole(), buffers.instance_ids == 5)
    np.testing.assert_allclose(label.size_lwh_m, [0.2, 0.6, 1.8], atol=1e-4)
    np.testing.assert_allclose(label.base_world, [0, 8, 0], atol=1e-4)
    for points in (label.jta_keypoints, label.coco_keypoints):
        assert (points.occlusion == Occlusion.NONE).all()


def test_visible_box_is_the_extent_of_the_mask_inside_the_amodal_box() -> None:
    camera = level_camera()
    near, far = standing(board(0.4, 1.0), 1, 0.3, 6.0), standing(board(1, 1.8), 2, 0, 9)
    buffers = drawn(camera, [near, far])
    for label in label_frame(moment_of(camera, near, far), buffers).people:
        rows, columns = np.nonzero(buffers.instance_ids == label.track_id)
        extent = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert label.visible_box_xyxy.tolist() == extent
        amodal = label.amodal_mask.box_xyxy
        assert (label.amodal_box_xyxy[:2] <= amodal[:2]).all()
        assert (label.amodal_box_xyxy[2:] >= amodal[2:]).all()
        assert label.visibility == round(
            label.visible_mask.area / label.amodal_mask.area, 6
        )


def test_what_hides_a_keypoint_is_told_apart() -> None:
    camera = level_camera()
    far = standing(board(1, 1.8), 2, 0.0, 9.0)
    low = standing(board(0.4, 0.9), 1, 0.0, 6.0)
    frame = label_frame(moment_of(camera, far, low), drawn(camera, [far, low]))
    points = frame.people[1].coco_keypoints
    front = drawn(camera, [far, low]).instance_ids
    column, row = np.floor(points.pixels).astype(int).T
    expected = np.where(front[row, column] == 1, Occlusion.OTHER_PERSON, 0)
    assert 0 < np.count_nonzero(expected) < 17
    np.testing.assert_array_equal(points.occlusion, expected)


def test_wall_and_own_body_hide_too() -> None:
    camera = level_camera()
    person = standing(board(1, 1.8), 2, 0.0, 9.0)
    buffers = drawn(camera, [person])
    buffers.instance_ids[60:] = 0
    buffers.depth_m[60:] = 2.0
    buffers.depth_m[:60] = 8.0  # an arm of its own before the body
    (label,) = label_frame(moment_of(camera, person), buffers).people
    below = label.jta_keypoints.pixels[:, 1] >= 60
    expected = np.where(below, Occlusion.SCENE, Occlusion.SELF)
    np.testing.assert_array_equal(label.jta_keypoints.occlusion, expected)


def test_hidden_person_has_no_visible_box_but_is_there() -> None:
    camera = level_camera()
    near, far = standing(board(2, 1.9), 1, 0.0, 4.0), standing(board(0.5, 1.7), 2, 0, 9)
    _, label = label_frame(
        moment_of(camera, near, far), drawn(camera, [near, far])
    ).people
    assert (label.track_id, label.visibility) == (2, 0.0)
    assert label.visible_box_xyxy is None and label.visible_mask is None
    assert label.amodal_mask is not None
    assert (label.coco_keypoints.occlusion == Occlusion.OTHER_PERSON).all()


def test_person_outside_or_behind_is_not_there() -> None:
    camera = level_camera()
    outside, behind = (
        standing(board(1, 1.8), 1, 30, 5),
        standing(board(1, 1.8), 2, 0, -5),
    )
    buffers = replace(drawn(camera, []), amodal_masks={1: np.zeros((120, 160), bool)})
    assert label_frame(moment_of(camera, outside, behind), buffers).people == ()


def test_box_reaches_outside_the_picture_and_truncation_says_how_much() -> None:
    camera = level_camera()
    edge_m = np.tan(0.6) * 8.0  # half of it lies outside
    person = standing(board(1.0, 1.8, thickness_m=0.001), 1, edge_m, 8.0)
    (label,) = label_frame(moment_of(camera, person), drawn(camera, [person])).people
    assert label.amodal_box_xyxy[2] > 165
    assert label.truncation == pytest.approx(0.5, abs=0.04)  # whole pixels
    assert label.visibility == 1.0


def test_points_outside_the_picture_are_out_of_frame() -> None:
    camera = level_camera()
    tall = standing(board(0.5, 3.0), 1, 0.0, 2.0)
    (label,) = label_frame(moment_of(camera, tall), drawn(camera, [tall])).people
    y = label.coco_keypoints.pixels[:, 1]
    is_out = (y < 0) | (y >= 120)
    assert is_out.any() and not is_out.all()
    np.testing.assert_array_equal(
        label.coco_keypoints.occlusion == Occlusion.OUT_OF_FRAME, is_out
    )


@pytest.mark.parametrize("distortion", [(0.0, 0.0), (-0.2, 0.03), (0.1, 0.0)])
def test_points_in_camera_coordinates_fall_on_the_pixels(
    distortion: tuple[float, float],
) -> None:
    camera = replace(level_camera(), distortion=distortion)
    person = standing(board(0.6, 1.8), 1, 1.0, 8.0)
    (label,) = label_frame(moment_of(camera, person), drawn(camera, [person])).people
    still = replace(camera, camera_from_world=np.eye(4))
    projected = project(still, label.jta_keypoints.camera_m)
    assert abs(projected - label.jta_keypoints.pixels).max() < 0.02


def test_person_beside_a_wide_lens_does_not_fold_into_the_picture() -> None:
    camera = replace(level_camera(), distortion=(-0.2, 0.0))
    assert widest_slope(camera.distortion) == pytest.approx(np.sqrt(1 / 0.6))
    person = standing(board(0.6, 1.8), 1, 4.0, 1.0)
    amodal = np.zeros((120, 160), np.bool_)
    amodal[50:60, 159] = True
    buffers = replace(drawn(camera, []), amodal_masks={1: amodal})
    (label,) = label_frame(moment_of(camera, person), buffers).people
    assert label.amodal_box_xyxy[2] > 160
    assert np.isnan(label.coco_keypoints.pixels).any()
    assert (label.coco_keypoints.occlusion == Occlusion.OUT_OF_FRAME).all()


def test_person_partly_behind_the_camera_has_a_finite_box() -> None:
    camera = level_camera()
    person = standing(board(0.6, 1.8, thickness_m=1.0), 1, 0.3, 0.2)
    buffers = replace(drawn(camera, []), amodal_masks={1: np.ones((120, 160), bool)})
    (label,) = label_frame(moment_of(camera, person), buffers).people
    assert np.isfinite(label.amodal_box_xyxy).all()
    assert 0.5 < label.truncation < 1


def test_visible_pixel_beside_the_amodal_mask_belongs_to_it() -> None:
    camera = level_camera()
    person = standing(board(0.6, 1.8), 1, 0.0, 8.0)
    buffers = drawn(camera, [person])
    buffers.instance_ids[0, 0] = 1
    (label,) = label_frame(moment_of(camera, person), buffers).people
    assert label.visibility == 1.0
    assert not buffers.amodal_masks[1][0, 0]


def test_person_on_a_bicycle_is_no_pedestrian() -> None:
    camera = level_camera()
    person = replace(standing(board(0.6, 1.8), 1, 0.0, 8.0), action="ride")
    (label,) = label_frame(moment_of(camera, person), drawn(camera, [person])).people
    assert (label.category, label.ignore) == (RIDER, False)


def test_share_outside_of_a_box_within_is_nothing() -> None:
    assert share_outside(np.array([0, 0, 160.0, 120]), SIZE_WH) == 0
    assert share_outside(np.array([-10, 0, 10.0, 10]), SIZE_WH) == 0.5
    assert share_outside(np.array([200, 0, 210.0, 10]), SIZE_WH) == 1


def test_thirty_people_take_little_time() -> None:
    camera = level_camera((1280, 720))
    rng = np.random.default_rng(0)
    figure = board(0.6, 1.7)
    people = [
        standing(figure, place + 1, rng.uniform(-5, 5), rng.uniform(6, 20))
        for place in range(30)
    ]
    moment, buffers = moment_of(camera, *people), drawn(camera, people)
    label_frame(moment, buffers)
    start = time.process_time()
    label_frame(moment, buffers)
    assert time.process_time() - start < 0.25  # 0.03 on an idle machine
