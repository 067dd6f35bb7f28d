"""Meshes are closed, wound outwards, and their normals are what they look like."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nonesuch.world.nouns import Material, Mesh, Semantic
from nonesuch.world.street.bicycles import WHEELBASE_M, bicycle_mesh
from nonesuch.world.street.cars import CAR_KINDS, car_mesh, car_size_lwh_m
from nonesuch.world.street.mesh_building import MeshBuilder, placed_at, scaled
from nonesuch.world.street.shapes import (
    add_box,
    add_cylinder,
    add_spindle,
)
from nonesuch.world.street.trees import SPECIES, draw_tree

STONE = Material(Semantic.FURNITURE)
WOOD = Material(Semantic.FURNITURE)


def built(add: Callable[[MeshBuilder], None]) -> Mesh:
    builder = MeshBuilder()
    add(builder)
    return builder.build()


def corners_of(mesh: Mesh) -> np.ndarray:
    return mesh.positions[mesh.triangles].astype(np.float64)


def volume_m3(mesh: Mesh) -> float:
    a, b, c = np.moveaxis(corners_of(mesh), 1, 0)
    return float((np.cross(a, b) * c).sum() / 6)


def share_wound_outwards(mesh: Mesh) -> float:
    a, b, c = np.moveaxis(corners_of(mesh), 1, 0)
    outward = mesh.normals[mesh.triangles].mean(1)
    return float(((np.cross(b - a, c - a) * outward).sum(1) > 0).mean())


@pytest.mark.parametrize(
    ("add", "expected_m3"),
    [
        (lambda b: add_box(b, STONE, (1, 2, 3), (1, 2, 3)), 6.0),
        (lambda b: add_cylinder(b, STONE, (0, 0, 0), (0, 0, 2), 1, sides=90), 6.28),
        (lambda b: add_cylinder(b, STONE, (0, 0, 0), (3, 0, 0), 1, sides=90), 9.42),
        (lambda b: add_cylinder(b, STONE, (0, 1, 0), (0, 4, 0), 1, sides=90), 9.42),
        (
            lambda b: add_spindle(b, STONE, [(0, 0), (1, 0), (1, 1), (0, 1)], 90),
            3.14,
        ),
    ],
)
def test_solid_is_closed_and_wound_outwards(
    add: Callable[[MeshBuilder], None], expected_m3: float
) -> None:
    mesh = built(add)
    assert volume_m3(mesh) == pytest.approx(expected_m3, rel=0.005)
    assert share_wound_outwards(mesh) == 1


def test_parts_cover_all_triangles_once_and_share_materials() -> None:
    builder = MeshBuilder()
    add_box(builder, STONE, (0, 0, 0), (1, 1, 1))
    add_box(builder, WOOD, (0, 0, 2), (1, 1, 1))
    add_box(builder, STONE, (0, 0, 4), (1, 1, 1))
    mesh = builder.build()
    assert [part.material for part in mesh.parts] == [STONE, WOOD]
    assert [(part.first, part.count) for part in mesh.parts] == [(0, 24), (24, 12)]


def test_child_frame_moves_turns_and_keeps_normals_unit() -> None:
    builder = MeshBuilder()
    child = builder.inside(placed_at(5, 0, 1, np.pi / 2)).inside(scaled(2, 1, 1))
    child.quad(STONE, [(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)])
    mesh = builder.build()
    assert mesh.positions[1] == pytest.approx((5, 2, 1), abs=1e-6)
    assert mesh.normals[0] == pytest.approx((1, 0, 0), abs=1e-6)


def test_uvs_of_a_quad_are_meters() -> None:
    mesh = built(lambda b: b.quad(STONE, [(1, 1, 0), (4, 1, 0), (4, 1, 2), (1, 1, 2)]))
    assert mesh.uvs == pytest.approx(np.array([(0, 0), (3, 0), (3, 2), (0, 2)]))


@pytest.mark.parametrize("kind", CAR_KINDS)
def test_car_stands_on_the_ground_within_its_size_and_budget(kind: str) -> None:
    mesh = car_mesh(np.random.default_rng(0), kind)
    length, width, height = car_size_lwh_m(kind)
    low, high = mesh.positions.min(0), mesh.positions.max(0)
    assert low[2] == pytest.approx(0, abs=0.01)
    assert high[2] == pytest.approx(height, abs=0.03)
    assert high[0] - low[0] == pytest.approx(length, abs=0.05)
    assert width <= high[1] - low[1] < width + 0.45  # mirrors
    assert len(mesh.triangles) < 3000
    assert share_wound_outwards(mesh) > 0.99


def test_car_of_no_special_kind_is_a_passenger_car() -> None:
    mesh = car_mesh(np.random.default_rng(3), "car")
    assert 3.8 < np.ptp(mesh.positions[:, 0]) < 5


def test_lamps_of_a_lit_car_shine() -> None:
    dark = car_mesh(np.random.default_rng(0), "sedan")
    lit = car_mesh(np.random.default_rng(0), "sedan", is_lit=True)
    assert not any(part.material.emission for part in dark.parts)
    assert sum(part.material.emission > 0 for part in lit.parts) == 2


def test_bicycle_stands_on_two_wheels() -> None:
    mesh = bicycle_mesh(np.random.default_rng(0))
    touching = mesh.positions[mesh.positions[:, 2] < 0.01, 0]
    assert touching.min() == pytest.approx(-WHEELBASE_M / 2, abs=0.08)
    assert touching.max() == pytest.approx(WHEELBASE_M / 2, abs=0.08)
    assert mesh.positions[:, 2].min() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("index", range(len(SPECIES)))
def test_crown_hides_within_the_ball_that_cameras_avoid(index: int) -> None:
    tree = draw_tree(np.random.default_rng(index), SPECIES[index])
    leaves = tree.mesh.positions[tree.mesh.positions[:, 2] > tree.crown_from_m]
    aside = np.hypot(leaves[:, 0], leaves[:, 1])
    assert np.quantile(aside, 0.97) < tree.crown_radius_m
    assert np.quantile(leaves[:, 2], 0.97) < tree.crown_until_m + 0.3
    assert len(tree.mesh.triangles) < 1500
