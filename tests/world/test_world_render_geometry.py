"""The arithmetic before anything is drawn: lenses, boxes, layers, shadow maps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_scenes import SIZE, WALL, box_figure, box_mesh, camera, posed, quad_mesh

from nonesuch.camera import project
from nonesuch.world.nouns import Material, Placed, Semantic
from nonesuch.world.render.amodal import layers_of
from nonesuch.world.render.culling import (
    bone_boxes,
    box_corners_world,
    box_in_picture,
    planes_of,
    sphere_around,
    touching,
    within,
)
from nonesuch.world.render.glow import glowing_lamps
from nonesuch.world.render.lens import Lens
from nonesuch.world.render.shadows import cascades
from nonesuch.world.render.view import undistorted, view_of


@pytest.mark.parametrize("distortion", [(0.0, 0.0), (-0.3, 0.08), (0.2, 0.01)])
def test_undistorted_is_the_inverse_of_projection(
    distortion: tuple[float, float],
) -> None:
    bent, straight = camera(distortion=distortion), camera()
    rng = np.random.default_rng(0)
    points = rng.uniform((-3, -1, 0), (3, 6, 3), (200, 3))
    pixels = project(bent, points)
    back = undistorted(bent, pixels)
    np.testing.assert_allclose(back, project(straight, points), atol=1e-6)


def test_a_straight_lens_changes_nothing() -> None:
    view = view_of(camera())
    assert not view.is_bent
    assert view.size_wh == SIZE
    layer = np.arange(SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0])
    assert Lens().bent(view, layer) is layer


def test_a_bent_lens_finds_all_its_pixels_in_the_larger_picture() -> None:
    view = view_of(camera(distortion=(-0.3, 0.05)))
    assert view.size_wh > SIZE
    places = Lens().source_pixels(view)
    assert places.shape == (SIZE[1], SIZE[0], 2)
    assert (places >= 0).all()
    assert (places < view.size_wh).all()


def test_clip_space_agrees_with_projection() -> None:
    eye = camera(eye=(1, -9, 2), target=(0.3, 0, 1))
    intrinsics = np.array([[120.0, 0, 70], [0, 130, 64], [0, 0, 1]])
    view = view_of(replace(eye, intrinsics=intrinsics))
    points = np.random.default_rng(1).uniform(-3, 3, (50, 3))
    clip = np.c_[points, np.ones(50)] @ view.clip_from_world.T
    pixels = (clip[:, :2] / clip[:, 3:] + 1) / 2 * SIZE
    np.testing.assert_allclose(pixels, project(view.camera, points), atol=1e-9)


def test_layers_hold_everybody_once_and_nobody_overlapping() -> None:
    rng = np.random.default_rng(2)
    low = rng.uniform(0, 600, (60, 2))
    boxes = np.c_[low, low + rng.uniform(5, 90, (60, 2))]
    layers = layers_of(boxes)
    assert sorted(k for layer in layers for k in layer) == list(range(60))
    for layer in layers:
        owners = np.zeros((800, 800), int)
        for k in layer:
            x0, y0 = np.floor(boxes[k, :2]).astype(int)
            x1, y1 = np.ceil(boxes[k, 2:]).astype(int)
            owners[y0:y1, x0:x1] += 1
        assert owners.max() == 1
    assert layers_of(np.zeros((0, 4))) == []


def test_a_box_in_the_picture_holds_the_body() -> None:
    figure, view = box_figure(), view_of(camera())
    somebody = posed(figure, 1, (0.7, 0.5, 0))
    corners = box_corners_world(bone_boxes(figure), somebody)
    vertices = figure.levels[0].mesh.positions + np.array((0.7, 0.5, 0))
    pixels = project(view.camera, vertices)
    low, high = np.split(box_in_picture(view, corners), 2)
    assert (pixels >= low - 1e-6).all()
    assert (pixels <= high + 1e-6).all()


def test_somebody_beside_the_lens_may_fill_the_picture() -> None:
    figure, view = box_figure(), view_of(camera())
    beside = posed(figure, 1, (0.2, -8.0, 0))
    corners = box_corners_world(bone_boxes(figure), beside)
    box = box_in_picture(view, corners)
    assert (box[:2] < 0).all()
    assert (box[2:] > SIZE).all()


def test_balls_are_kept_if_and_only_if_they_reach_into_the_view() -> None:
    planes = planes_of(view_of(camera()).clip_from_world)
    centers = np.array([(0, 0, 1.2), (0, -20, 1), (30, 0, 1), (5.5, 0, 1.2)], float)
    radii = np.full(4, 1.0)
    assert touching(planes, centers, radii).tolist() == [True, False, False, True]
    assert within(planes, centers, radii).tolist() == [True, False, False, False]
    ball = sphere_around(box_mesh((0, 0, 0), (2, 4, 4), WALL))
    np.testing.assert_allclose(ball.center, (1, 2, 2))
    assert ball.radius == pytest.approx(3.0)


def test_shadow_maps_stay_in_place_under_small_moves() -> None:
    sun = np.array((0.6, 0.0, 0.8))
    still = cascades(camera(eye=(1.2, -6.9, 1.6), target=(1.2, 1, 1.2)), sun)
    moved = cascades(camera(eye=(1.4, -6.8, 1.6), target=(1.4, 1, 1.2)), sun)
    far = cascades(camera(eye=(40, -7, 1.6), target=(40, 1, 1.2)), sun)
    for one, two, other in zip(still, moved, far, strict=True):
        assert one.center_world == two.center_world != other.center_world
        inside = one.unit_from_world @ np.array([*one.center_world, 1.0, 1.0])
        assert ((inside[:3] > 0.2) & (inside[:3] < 0.8)).all()


def test_a_lit_window_becomes_a_lamp_before_it() -> None:
    def window(material: Material) -> Placed:
        corners = [(0, 0, 1), (1.5, 0, 1), (1.5, 0, 2), (0, 0, 2)]
        return Placed(quad_mesh(corners, (0, -1, 0), material), np.eye(4))

    lit = Material(Semantic.WINDOW, (1.0, 0.8, 0.5), emission=2.0)
    lamps = glowing_lamps((window(lit), window(WALL)), white=10.0)
    assert len(lamps) == 1
    np.testing.assert_allclose(lamps[0].position_world, (0.75, -0.3, 1.5), atol=1e-6)
    np.testing.assert_allclose(lamps[0].direction, (0, -1, 0), atol=1e-6)
    np.testing.assert_allclose(lamps[0].color, (30, 24, 15), rtol=1e-6)
