"""Labels of drawn pictures against what rays through a scene of boxes meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from small_scenes import (
    SIZE,
    WALL,
    box_corners,
    box_figure,
    box_mesh,
    camera,
    moment,
    posed,
    road,
)

from nonesuch.camera import project, transformed
from nonesuch.errors import Refusal
from nonesuch.formats.labels import FrameLabels, Occlusion, are_disjoint
from nonesuch.world.nouns import (
    Buffers,
    Figure,
    Landmarks,
    Moment,
    Placed,
    Sensor,
    Stage,
    Weather,
)
from nonesuch.world.render.renderer import Renderer
from nonesuch.world.truth import label_frame

BODY_LOW, BODY_HIGH = np.array([-0.25, -0.15, 0]), np.array([0.25, 0.15, 1.8])
PILLAR_LOW, PILLAR_HIGH = np.array([-0.9, -3.0, 0]), np.array([-0.5, -2.6, 3])
PILLAR = Placed(box_mesh(PILLAR_LOW, PILLAR_HIGH, WALL), np.eye(4))


@dataclass(frozen=True, eq=False)
class Drawn:
    """A moment, its buffers and its labels."""

    moment: Moment
    buffers: Buffers
    labels: FrameLabels


@pytest.fixture(scope="module")
def scenes() -> Iterator[list[Drawn]]:
    pytest.importorskip("moderngl", reason="needs the extra [world]")
    try:
        made = Renderer(Stage((road(), PILLAR)), Weather(), SIZE, Sensor())
    except Refusal as refusal:
        pytest.skip(str(refusal))
    with made as renderer:
        yield [drawn(renderer, seed) for seed in range(4)]


def figure_with_points(person_id: int) -> Figure:
    """Points along the middle of the body, 15 cm behind its front."""

    def line(count: int) -> Landmarks:
        points = np.zeros((count, 3))
        points[:, 0] = np.linspace(-0.15, 0.15, count)
        points[:, 2] = np.linspace(0.2, 1.6, count)
        return Landmarks(points, np.zeros(count, np.int32), np.full(count, 0.2))

    figure = box_figure(person_id)
    return replace(figure, jta_landmarks=line(22), coco_landmarks=line(17))


def drawn(renderer: Renderer, seed: int) -> Drawn:
    rng = np.random.default_rng(seed)
    people = []
    for track in range(1, 9):
        place = (float(rng.uniform(-2.5, 2.5)), float(rng.uniform(-3, 6)), 0.0)
        people.append(posed(figure_with_points(track), track, place))
    lens = (-0.08, 0.01) if seed % 2 else (0.0, 0.0)
    shot = moment(0, camera(distortion=lens), *people)
    buffers = renderer.render(shot, None, 0)
    return Drawn(shot, buffers, label_frame(shot, buffers))


def entry(
    eye: np.ndarray, point: np.ndarray, low: np.ndarray, high: np.ndarray
) -> float:
    """How far along the way from eye (0) to point (1) a box begins; inf beside it."""
    with np.errstate(divide="ignore"):
        ends = np.stack([low - eye, high - eye]) / (point - eye)
    near, far = ends.min(0).max(), ends.max(0).min()
    return float(near) if 0 < near <= far else np.inf


def expected_reason(scene: Drawn, track_id: int, point: np.ndarray) -> Occlusion:
    """What the ray to a point meets first."""
    eye = scene.moment.camera.eye_world
    entries = {0: entry(eye, point, PILLAR_LOW, PILLAR_HIGH)}
    for person in scene.moment.people:
        place = person.position_world
        low, high = BODY_LOW + place, BODY_HIGH + place
        entries[person.track_id] = entry(eye, point, low, high)
    first = min(entries, key=lambda owner: entries[owner])
    if first == track_id:
        return Occlusion.NONE
    return Occlusion.OTHER_PERSON if first else Occlusion.SCENE


def test_reasons_are_what_rays_meet(scenes: list[Drawn]) -> None:
    seen: set[int] = set()
    for scene in scenes:
        inverse = np.linalg.inv(scene.moment.camera.camera_from_world)
        for label in scene.labels.people:
            points = label.jta_keypoints
            for pixel, reason, place in zip(
                points.pixels, points.occlusion, points.camera_m, strict=True
            ):
                column, row = np.floor(pixel).astype(int)
                inside = 1 <= column < SIZE[0] - 1 and 1 <= row < SIZE[1] - 1
                near = np.s_[row - 1 : row + 2, column - 1 : column + 2]
                if not inside or np.ptp(scene.buffers.instance_ids[near]):
                    continue  # at an edge the pixel's center decides, not the point
                point = transformed(inverse, place)
                assert reason == expected_reason(scene, label.track_id, point)
                seen.add(int(reason))
    assert seen == {Occlusion.NONE, Occlusion.OTHER_PERSON, Occlusion.SCENE}


def test_visible_masks_are_the_instances_and_disjoint(scenes: list[Drawn]) -> None:
    for scene in scenes:
        ids = np.zeros_like(scene.buffers.instance_ids)
        masks = []
        for label in scene.labels.people:
            if label.visible_mask is not None:
                ids[label.visible_mask.whole()] = label.track_id
                masks.append(label.visible_mask)
                box = label.visible_mask.box_xyxy
                np.testing.assert_array_equal(label.visible_box_xyxy, box)
        np.testing.assert_array_equal(ids, scene.buffers.instance_ids)
        assert are_disjoint(masks)


def test_amodal_box_is_that_of_the_projected_body(scenes: list[Drawn]) -> None:
    for scene in scenes:
        places = {p.track_id: p.position_world for p in scene.moment.people}
        for label in scene.labels.people:
            place = places[label.track_id]
            corners = box_corners(BODY_LOW + place, BODY_HIGH + place)
            pixels = project(scene.moment.camera, corners)
            expected = np.concatenate([pixels.min(0), pixels.max(0)])
            assert abs(label.amodal_box_xyxy - expected).max() <= 1


def test_nobody_before_them_means_wholly_visible(scenes: list[Drawn]) -> None:
    for scene in scenes:
        for label in scene.labels.people:
            hidden = label.visible_mask != label.amodal_mask
            assert (label.visibility < 1) == hidden
            assert 0 <= label.visibility <= 1


def test_size_and_place_are_those_of_the_body(scenes: list[Drawn]) -> None:
    for scene in scenes:
        places = {p.track_id: p.position_world for p in scene.moment.people}
        for label in scene.labels.people:
            np.testing.assert_allclose(label.size_lwh_m, [0.5, 0.3, 1.8], atol=1e-3)
            place = places[label.track_id]
            np.testing.assert_allclose(label.base_world, place, atol=1e-3)
