"""Networks that only measure: expression, 106 points, whole people."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.media.pictures import read_picture
from nonesuch.models.blendshapes import NAMES, Blendshapes
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.landmarks106 import SIZE as POINTS_SIZE
from nonesuch.models.landmarks106 import Landmarks106
from nonesuch.models.yolox import SIDE, YoloxPeople, fitted
from nonesuch.nouns import Floats
from nonesuch.replace.standin import looks_of

EXAMPLES = Path(__file__).parents[2] / "examples"
CLOSED, OPEN = 2, 6


@pytest.fixture(scope="module")
def meshes() -> Floats:
    """Of one stand-in with the mouth closed and open, ``(2, 478, 3)``."""
    return FaceMesh().in_space(looks_of(20).images[[CLOSED, OPEN]])[0]


def test_there_is_a_name_for_every_number() -> None:
    assert len(NAMES) == len(set(NAMES)) == 52


def test_open_mouth_is_seen_in_the_expression(meshes: Floats) -> None:
    closed, opened = Blendshapes()(meshes[..., :2])
    lips = [NAMES.index(name) for name in ("mouthLowerDownLeft", "mouthUpperUpLeft")]
    assert opened[lips].sum() > closed[lips].sum() + 0.2
    assert min(closed.min(), opened.min()) >= 0
    assert max(closed.max(), opened.max()) <= 1


def test_size_and_place_do_not_change_the_expression(meshes: Floats) -> None:
    network = Blendshapes()
    one, other = network(meshes[:1, :, :2]), network(3 * meshes[:1, :, :2] + 40)
    np.testing.assert_allclose(one, other, atol=0.02)


def test_mesh_in_space_lies_over_the_mesh_in_the_plane() -> None:
    crops = looks_of(3).images[:1]
    network = FaceMesh()
    points, presence = network.in_space(crops)
    flat, again = network(crops)
    np.testing.assert_array_equal(points[..., :2], flat)
    np.testing.assert_array_equal(presence, again)
    assert np.ptp(points[..., 2]) > 10


def test_points_lie_on_the_face() -> None:
    looks = looks_of(20)
    small = cv2.resize(looks.images[CLOSED], (POINTS_SIZE, POINTS_SIZE))
    points = Landmarks106()(small[None])[0] / POINTS_SIZE
    landmarks = looks.landmarks[CLOSED]
    assert points.shape == (106, 2)
    assert (points.min(0) > landmarks.min(0) - 0.08).all()
    assert (points.max(0) < landmarks.max(0) + 0.08).all()


def test_nobody_is_found_in_an_empty_picture() -> None:
    found = YoloxPeople()(np.full((200, 300, 3), 120, np.uint8), 0.3)
    assert found.shape == (0, 5)


@pytest.mark.parametrize(
    ("height", "width", "scale"), [(416, 416, 1.0), (208, 104, 2.0), (832, 416, 0.5)]
)
def test_pictures_are_fitted_into_the_corner(
    height: int, width: int, scale: float
) -> None:
    image = np.zeros((height, width, 3), np.uint8)
    square, found = fitted(image)
    assert square.shape == (SIDE, SIDE, 3) and found == scale
    assert (square[: round(height * scale), : round(width * scale)] == 0).all()
    assert (square[:, round(width * scale) :] == 114).all()


def test_person_is_found_in_a_walk() -> None:
    image = read_picture(EXAMPLES / "walk.jpg").image
    found = YoloxPeople()(image, 0.4)
    assert len(found) >= 1
    sizes = found[:, 2:4] - found[:, :2]
    size_wh = np.array(image.shape[1::-1])
    assert (sizes > 0.1 * size_wh).all() and (found[:, 2:4] < size_wh + 20).all()
