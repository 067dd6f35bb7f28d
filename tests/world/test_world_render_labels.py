"""What the renderer says about each pixel, against what geometry says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from small_scenes import (
    SIZE,
    box_corners,
    box_figure,
    camera,
    empty_stage,
    moment,
    posed,
)

from nonesuch.camera import project, transformed
from nonesuch.errors import Refusal
from nonesuch.world.nouns import (
    Buffers,
    Material,
    Mesh,
    Part,
    Placed,
    Semantic,
    Sensor,
    Weather,
)
from nonesuch.world.render.renderer import Renderer


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    pytest.importorskip("moderngl", reason="needs the extra [world]")
    try:
        made = Renderer(empty_stage(), Weather(), SIZE, Sensor())
    except Refusal as refusal:
        pytest.skip(str(refusal))
    with made:
        yield made


def layers(buffers: Buffers) -> list[np.ndarray]:
    fields = (buffers.image, buffers.instance_ids, buffers.depth_m, buffers.classes)
    masks = [mask for _, mask in sorted(buffers.amodal_masks.items())]
    return [*fields, buffers.normals_camera, buffers.flow_pixels, *masks]


def test_a_person_fills_the_pixels_that_projection_gives(renderer: Renderer) -> None:
    intrinsics = np.array([[140.0, 0, 70.3], [0, 150.0, 66.8], [0, 0, 1]])
    view = replace(camera(), intrinsics=intrinsics)
    somebody = posed(box_figure(), 7, (0.4, 0.0, 0.0))
    found = renderer.render(moment(0, view, somebody), None, 0)
    rows, columns = np.nonzero(found.instance_ids == 7)
    extent = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    corners = project(view, box_corners((0.15, -0.15, 0), (0.65, 0.15, 1.8)))
    expected = [*corners.min(0), *corners.max(0)]
    assert np.abs(np.array(extent) - expected).max() <= 0.5


def test_depth_is_along_the_camera_axis(renderer: Renderer) -> None:
    view = camera(eye=(0, -8, 1.0), target=(0, 0, 1.0))
    somebody = posed(box_figure(), 1, (0, 0, 0))
    found = renderer.render(moment(0, view, somebody), None, 0)
    inside = found.instance_ids == 1
    np.testing.assert_allclose(found.depth_m[inside], 7.85, rtol=1e-5)
    ground = found.classes == Semantic.ROAD
    rows, columns = np.nonzero(ground)
    centers = np.stack([columns, rows], 1) + 0.5
    focal, middle = view.intrinsics[1, 1], view.intrinsics[1, 2]
    expected = 1.0 * focal / (centers[:, 1] - middle)
    np.testing.assert_allclose(found.depth_m[ground], expected, rtol=1e-4)


def test_sky_is_infinitely_far(renderer: Renderer) -> None:
    view = camera(target=(0, 0, 3.5))
    found = renderer.render(moment(0, view), moment(1, view), 0)
    sky = found.classes == Semantic.SKY
    assert sky.any()
    assert np.isinf(found.depth_m[sky]).all()
    assert not found.normals_camera[sky].any()
    assert np.isfinite(found.depth_m[~sky]).all()
    np.testing.assert_allclose(found.flow_pixels[sky], 0, atol=1e-4)


def test_normals_are_in_camera_coordinates(renderer: Renderer) -> None:
    view = camera(target=(0.5, 0, 1.2))
    found = renderer.render(moment(0, view), None, 0)
    rotation = view.camera_from_world[:3, :3]
    for surface, normal in (
        (Semantic.ROAD, (0, 0, 1)),
        (Semantic.BUILDING, (0, -1, 0)),
    ):
        seen = found.normals_camera[found.classes == surface]
        expected = rotation @ np.array(normal)
        np.testing.assert_allclose(seen, np.tile(expected, (len(seen), 1)), atol=1e-6)


def test_visible_part_lies_within_the_whole(renderer: Renderer) -> None:
    near = posed(box_figure(), 1, (0.0, -3.0, 0.0))
    far = posed(box_figure(1), 2, (0.3, 1.0, 0.0))
    beside = posed(box_figure(2), 3, (-2.0, 0.0, 0.0))
    crowd = moment(0, camera(), near, far, beside)
    found = renderer.render(crowd, None, 0)
    assert sorted(found.amodal_masks) == [1, 2, 3]
    for person in crowd.people:
        visible = found.instance_ids == person.track_id
        whole = found.amodal_masks[person.track_id]
        assert not (visible & ~whole).any()
        alone = renderer.render(moment(0, camera(), person), None, 0)
        np.testing.assert_array_equal(whole, alone.instance_ids == person.track_id)
    hidden = found.amodal_masks[2] & ~(found.instance_ids == 2)
    assert hidden.any()
    np.testing.assert_array_equal(found.amodal_masks[3], found.instance_ids == 3)


def test_people_behind_a_house_have_a_whole_but_no_visible_part(
    renderer: Renderer,
) -> None:
    somebody = posed(box_figure(), 5, (0, 20, 0))
    found = renderer.render(moment(0, camera(), somebody), None, 0)
    assert found.amodal_masks[5].any()
    assert not (found.instance_ids == 5).any()


def test_people_outside_the_picture_have_no_mask(renderer: Renderer) -> None:
    aside = posed(box_figure(), 1, (30, 0, 0))
    behind = posed(box_figure(), 2, (0, -12, 0))
    found = renderer.render(moment(0, camera(), aside, behind), None, 0)
    assert not found.amodal_masks
    assert not found.instance_ids.any()


def test_flow_leads_to_where_the_point_is_next(renderer: Renderer) -> None:
    figure = box_figure()
    now, later = camera(), camera(eye=(0.2, -7.8, 1.65))
    step = np.array([0.11, -0.2, 0.03])
    first = moment(0, now, posed(figure, 1, (0, 0, 0)))
    second = moment(1, later, posed(figure, 1, tuple(step)))
    found = renderer.render(first, second, 0)
    rows, columns = np.nonzero(np.isfinite(found.depth_m))
    centers = np.stack([columns, rows], 1) + 0.5
    plane = np.linalg.solve(now.intrinsics, np.c_[centers, np.ones(len(rows))].T).T
    points = plane * found.depth_m[rows, columns, None]
    world = transformed(np.linalg.inv(now.camera_from_world), points)
    world += step * (found.instance_ids[rows, columns] == 1)[:, None]
    expected = project(later, world) - centers
    np.testing.assert_allclose(found.flow_pixels[rows, columns], expected, atol=0.01)


def test_flow_is_unknown_without_a_next_moment(renderer: Renderer) -> None:
    figure = box_figure()
    first = moment(0, camera(), posed(figure, 1, (0, 0, 0)))
    assert np.isnan(renderer.render(first, None, 0).flow_pixels).all()
    found = renderer.render(first, moment(1, camera()), 0)
    gone = found.instance_ids == 1
    assert np.isnan(found.flow_pixels[gone]).all()
    assert np.isfinite(found.flow_pixels[~gone]).all()


def test_flow_follows_things(renderer: Renderer) -> None:
    mesh = box_figure().levels[0].mesh
    ends = [np.eye(4), np.eye(4)]
    ends[1][0, 3] = 0.5
    moments = [
        replace(moment(k, camera()), things=(Placed(mesh, end),))
        for k, end in enumerate(ends)
    ]
    found = renderer.render(moments[0], moments[1], 0)
    thing = found.classes == Semantic.UPPER_CLOTHES
    focal = camera().intrinsics[0, 0]
    expected = 0.5 * focal / found.depth_m[thing]
    np.testing.assert_allclose(found.flow_pixels[thing][:, 0], expected, atol=0.01)


@pytest.mark.parametrize("distortion", [(-0.25, 0.05), (0.1, 0.0)])
def test_a_bent_lens_agrees_with_projection(
    renderer: Renderer, distortion: tuple[float, float]
) -> None:
    view = camera(distortion=distortion)
    figure = box_figure()
    first = moment(0, view, posed(figure, 1, (2.2, 0, 0)))
    second = moment(1, view, posed(figure, 1, (2.3, 0, 0)))
    found = renderer.render(first, second, 0)
    assert found.image.shape == (SIZE[1], SIZE[0], 3)
    rows, columns = np.nonzero(found.instance_ids == 1)
    side = np.linspace(0, 1, 50)[:, None]
    low, high = np.array((1.95, -0.15, 0)), np.array((2.45, -0.15, 1.8))
    edges = [low + side * (high - low) * axis for axis in np.eye(3)]
    edges += [high - side * (high - low) * axis for axis in np.eye(3)]
    outline = project(view, np.concatenate(edges))
    assert abs(columns.min() - outline[:, 0].min()) < 1.5
    assert abs(columns.max() + 1 - outline[:, 0].max()) < 1.5
    assert abs(rows.min() - outline[:, 1].min()) < 1.5
    middle = np.median(np.arange(len(rows))).astype(int)
    row, column = rows[middle], columns[middle]
    depth = found.depth_m[row, column]
    assert depth == pytest.approx(7.85 * view.forward_world[1], rel=0.1)
    assert not (found.instance_ids[:, 0] == 1).any() or columns.min() == 0


def test_the_same_moment_gives_the_same_bytes_in_any_order(renderer: Renderer) -> None:
    figure = box_figure()
    moments = [
        moment(k, camera(eye=(6.0 * k, -8, 1.6)), posed(figure, 1, (0.1 * k, 0, 0)))
        for k in range(3)
    ]
    pairs = list(zip(moments, [*moments[1:], None], strict=True))
    forwards = [renderer.render(a, b, 3) for a, b in pairs]
    backwards = [renderer.render(a, b, 3) for a, b in pairs[::-1]][::-1]
    for one, two in zip(forwards, backwards, strict=True):
        for left, right in zip(layers(one), layers(two), strict=True):
            np.testing.assert_array_equal(left, right)


def test_cut_parts_are_not_there(renderer: Renderer) -> None:
    texture = np.full((8, 8, 4), 255, np.uint8)
    texture[:4, :, 3] = 0  # the upper half is missing
    holed = Material(Semantic.HAIR, texture=texture, alpha_cut=0.5)
    figure = box_figure(material=holed)
    somebody = posed(figure, 1, (0, 0, 0))
    view = camera(eye=(0, -8, 0.9), target=(0, 0, 0.9))
    found = renderer.render(moment(0, view, somebody), None, 0)
    body = (found.instance_ids == 1).any(1)
    assert body[SIZE[1] // 2 + 1 : SIZE[1] // 2 + 14].all()
    assert not body[SIZE[1] // 2 - 14 : SIZE[1] // 2 - 1].any()
    np.testing.assert_array_equal(found.amodal_masks[1], found.instance_ids == 1)


def test_parts_of_one_mesh_keep_their_materials(renderer: Renderer) -> None:
    mesh = box_figure().levels[0].mesh
    skin = Material(Semantic.SKIN, (0.5, 0.3, 0.2), "skin")
    parts = (Part(0, 6, mesh.parts[0].material), Part(6, 6, skin))
    both = Mesh(mesh.positions, mesh.normals, mesh.uvs, mesh.triangles, parts)
    view = camera(eye=(3, -5, 4.5), target=(0, 0, 1))
    things = (Placed(both, np.eye(4)),)
    found = renderer.render(replace(moment(0, view), things=things), None, 0)
    seen = set(np.unique(found.classes))
    assert {Semantic.UPPER_CLOTHES, Semantic.SKIN} <= seen
