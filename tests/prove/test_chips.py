"""The alignment of faces for dlib's recognizer."""

from __future__ import annotations

import cmath

import numpy as np
import pytest

from nonesuch import face_points
from nonesuch.nouns import Floats
from nonesuch.prove.chips import (
    CHIP_TO_FACE,
    chip_frame,
    chip_frame_of_box,
    chip_frames,
    chips,
    face_size_px,
    share_inside,
)

TEMPLATE = {
    263: (0.8595674595992, 0.2134981538014),
    362: (0.6460604764104, 0.2289674387677),
    33: (0.1205750620789, 0.2137274526848),
    133: (0.3340850613712, 0.2290642403242),
    2: (0.4901123135679, 0.6277975316475),
}


def landmarks_placed_by(scale: complex, offset: complex) -> Floats:
    """92 points; the five of the template lie where the similarity puts them."""
    landmarks = np.full((face_points.COUNT, 2), 7.0, np.float32)
    for mesh_index, (x, y) in TEMPLATE.items():
        point = scale * complex(x, y) + offset
        landmarks[face_points.points([mesh_index])] = point.real, point.imag
    return landmarks


@pytest.mark.parametrize(
    ("scale", "offset"),
    [
        (100 + 0j, 0j),
        (60 * cmath.exp(0.5j), 30 + 40j),
        (8 * cmath.exp(-2.5j), 200 + 100j),
    ],
)
def test_points_on_the_template_give_its_similarity(
    scale: complex, offset: complex
) -> None:
    frame = chip_frame(landmarks_placed_by(scale, offset))
    assert face_size_px(frame) == pytest.approx(abs(scale), rel=1e-4)
    assert frame.rotation_scale == pytest.approx(scale * CHIP_TO_FACE, rel=1e-4)
    padding = (1 - 1 / CHIP_TO_FACE) / 2
    corner = frame.rotation_scale * complex(padding, padding) + frame.offset
    assert corner == pytest.approx(offset, abs=1e-3)


def test_chip_shows_the_face_upright_and_the_same_whatever_its_turn() -> None:
    y, x = np.mgrid[:300, :300]
    image = np.stack([x, y, np.zeros_like(x)], -1).clip(0, 255).astype(np.uint8)
    turned = np.rot90(image).copy()
    landmarks = landmarks_placed_by(80 + 0j, 90 + 90j)
    after = np.stack([landmarks[:, 1], 300 - landmarks[:, 0]], 1)
    one, other = chips(image, landmarks[None]), chips(turned, after[None])
    assert np.abs(one.astype(int) - other).max() <= 2
    assert one.shape == (1, 150, 150, 3) and one.dtype == np.uint8


def test_chip_of_a_box_is_upright_around_the_face() -> None:
    frame = chip_frame_of_box(np.array([100, 100, 150, 166], np.float32))
    middle = frame.rotation_scale * complex(0.5, 0.5) + frame.offset
    assert frame.rotation_scale.imag == 0
    assert 100 < middle.real < 150 and 100 < middle.imag < 166
    assert face_size_px(frame) == pytest.approx(42.5, abs=1)


def test_face_without_landmarks_is_aligned_by_its_box() -> None:
    boxes = np.array([[0, 0, 50, 60], [0, 0, 50, 60]], np.float32)
    landmarks = np.stack([landmarks_placed_by(40, 10 + 10j)] * 2)
    landmarks[1, 5] = np.nan
    by_landmarks, by_box = chip_frames(boxes, landmarks)
    assert by_landmarks == chip_frame(landmarks[0])
    assert by_box == chip_frame_of_box(boxes[1])


def test_points_that_fall_together_still_give_a_chip() -> None:
    frame = chip_frame(np.full((face_points.COUNT, 2), 5.0, np.float32))
    assert frame.side_px >= 1 and cmath.isfinite(frame.offset)


@pytest.mark.parametrize(
    ("box", "share"),
    [
        ((20, 20, 60, 72), 1.0),
        ((-20, 20, 20, 72), 0.5),
        ((-200, 20, -160, 72), 0.0),
        ((80, -26, 120, 26), 0.29),
    ],
)
def test_share_of_the_face_in_the_picture(box: tuple[float, ...], share: float) -> None:
    frame = chip_frame_of_box(np.array(box, np.float32))
    assert share_inside(frame, (100, 100)) == pytest.approx(share, abs=0.02)
