"""Sets of pictures, seams, detections and expressions with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.face_points import mean_face
from nonesuch.measure.detection import best_overlap, box_of, kept
from nonesuch.measure.expression import eye_distance, is_seen, points_apart
from nonesuch.measure.manifold import precision_and_recall, share_covered
from nonesuch.measure.seam import seam_energy
from nonesuch.models.facemesh import POINTS
from nonesuch.replace.alignment import mask_of_face

PLACE = np.array([0, 0, 10, 10], np.float32)


def found(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 5)


def test_same_set_is_precise_and_complete() -> None:
    values = np.random.default_rng(0).standard_normal((20, 5)).astype(np.float32)
    assert precision_and_recall(values, values) == (1, 1)


def test_narrow_set_is_precise_but_incomplete() -> None:
    rng = np.random.default_rng(0)
    real = rng.standard_normal((200, 3)).astype(np.float32)
    made = (0.05 * rng.standard_normal((200, 3))).astype(np.float32)
    precision, recall = precision_and_recall(real, made)
    assert precision > 0.95 and recall < 0.1


def test_far_set_covers_nothing() -> None:
    values = np.random.default_rng(0).standard_normal((20, 5)).astype(np.float32)
    assert precision_and_recall(values, values + 100) == (0, 0)


def test_reach_is_the_third_neighbor_by_hand() -> None:
    line = np.array([[0.0], [1.0], [2.0], [4.0]], np.float32)
    # reaches: 4, 3, 2, 4
    assert share_covered(np.array([[8.0]], np.float32), line) == 1
    assert share_covered(np.array([[8.1]], np.float32), line) == 0
    assert np.isnan(precision_and_recall(line[:3], line)).all()


def test_detection_is_kept_where_the_original_had_it() -> None:
    before = [found((0, 0, 10, 10, 0.9)), found((0, 0, 10, 10, 0.9)), found()]
    after = [found((1, 0, 11, 10, 0.8)), found((20, 20, 30, 30, 0.9)), found()]
    result = kept(before, after, [PLACE] * 3)
    assert result.found[:2].tolist() == [1, 0] and np.isnan(result.found[2])
    assert result.overlaps[0] == pytest.approx(9 / 11)
    assert np.isnan(result.overlaps[1:]).all()


def test_doubtful_boxes_and_other_faces_do_not_count() -> None:
    assert box_of(found((0, 0, 10, 10, 0.4)), PLACE) is None
    assert box_of(found((50, 50, 60, 60, 0.9)), PLACE) is None
    both = found((0, 0, 4, 4, 0.9), (0, 0, 9, 9, 0.6))
    np.testing.assert_array_equal(box_of(both, PLACE), [0, 0, 9, 9])
    assert best_overlap(found((0, 0, 10, 10, 0.3)), PLACE) == 0


def test_points_are_measured_in_distances_of_the_eyes() -> None:
    mesh = np.zeros((POINTS, 3), np.float32)
    mesh[[362, 263], 0] = 50
    assert eye_distance(mesh) == 50
    moved = mesh[:, :2] + np.array([3, 4], np.float32)
    assert points_apart(moved, mesh[:, :2], 50.0) == pytest.approx(0.1)


def test_presence_says_whether_a_face_is_seen() -> None:
    reading = np.zeros((POINTS + 1, 3), np.float32)
    assert not is_seen(reading)
    reading[0] = 0.5
    assert is_seen(reading)


def test_pasted_patch_has_a_seam_and_a_flat_picture_none() -> None:
    flat = np.full((128, 128, 3), 120, np.uint8)
    inside = mask_of_face(mean_face(), 128)[..., None] > 0
    pasted = np.where(inside, np.uint8(160), flat)
    fainter = np.where(inside, np.uint8(140), flat)
    assert seam_energy(flat, mean_face()) == 0
    strong, weak = (seam_energy(p, mean_face()) for p in (pasted, fainter))
    assert strong == pytest.approx(4 * weak, rel=0.05)


def test_lines_that_run_along_the_gradient_of_nothing_make_no_seam() -> None:
    ramp = np.tile(np.linspace(0, 255, 128).astype(np.uint8), (128, 1))
    ramp = np.repeat(ramp[..., None], 3, 2)
    inside = mask_of_face(mean_face(), 128)[..., None] > 0
    pasted = np.where(inside, np.uint8(255), ramp)
    assert seam_energy(ramp, mean_face()) < 0.1 * seam_energy(pasted, mean_face())
