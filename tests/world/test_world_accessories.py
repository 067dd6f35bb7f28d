"""A pram, a phone, and the solids they are made of."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.world.accessories import PRAM_HANDLE_M, phone_mesh, pram_mesh
from nonesuch.world.nouns import PATTERNS, Mesh
from nonesuch.world.solids import Solid, cushion, plate, ring, together, tube


def volume(solid: Solid) -> float:
    """Positive if the triangles run counter-clockwise seen from outside."""
    a, b, c = (solid.points[solid.triangles[:, k]] for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize("mesh", [pram_mesh(), phone_mesh()], ids=["pram", "phone"])
def test_meshes_are_sound(mesh: Mesh) -> None:
    assert mesh.triangles.max() < len(mesh.positions)
    assert sum(part.count for part in mesh.parts) == len(mesh.triangles)
    assert all(part.material.pattern in PATTERNS for part in mesh.parts)
    assert np.isfinite(mesh.normals).all()


def test_pram_stands_on_its_wheels_before_its_handle() -> None:
    points = pram_mesh().positions
    assert points[:, 2].min() == pytest.approx(0, abs=0.01)
    assert np.abs(points[:, 1]).max() < 0.35
    handle_x, handle_z = PRAM_HANDLE_M
    assert points[:, 0].min() == pytest.approx(handle_x, abs=0.05)
    near = np.hypot(points[:, 0] - handle_x, points[:, 2] - handle_z) < 0.03
    assert np.ptp(points[near, 1]) == pytest.approx(0.47, abs=0.03)
    assert 0.4 < points[:, 0].max() < 0.6


def test_phone_is_as_large_as_phones_are() -> None:
    extent = np.ptp(phone_mesh().positions, axis=0)
    assert extent == pytest.approx([0.072, 0.15, 0.009], abs=0.002)


def test_meshes_are_made_once() -> None:
    assert pram_mesh() is pram_mesh()
    assert phone_mesh() is phone_mesh()


def test_solids_face_outwards() -> None:
    box = cushion((1, 2, 3), (0.5, 0.4, 0.3), 0.05, 24)
    assert volume(box) == pytest.approx(8 * 0.5 * 0.4 * 0.3, rel=0.1)
    donut = ring((0, 0, 0), (1, 0, 0), (0, 1, 0), 0.1)
    assert abs(volume(donut)) == pytest.approx(2 * np.pi * np.pi * 0.01, rel=0.3)
    assert volume(donut) > 0


def test_plate_looks_along_the_cross_product() -> None:
    solid = plate((0, 0, 1), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    a, b, c = (solid.points[solid.triangles[:, k]] for k in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_together_keeps_all() -> None:
    one, two = tube([(0, 0, 0), (0, 0, 1)], 0.1), cushion((0, 0, 0), (1, 1, 1))
    both = together(one, two)
    assert len(both.points) == len(one.points) + len(two.points)
    assert volume(both) == pytest.approx(volume(one) + volume(two))
