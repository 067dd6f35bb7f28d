"""Layers come back: exactly, or within the step that the format states."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.formats import dense


def test_ids_and_classes_come_back_exactly(tmp_path: Path) -> None:
    ids = np.array([[0, 1], [999, 65535]], np.uint16)
    classes = np.array([[0, 25], [255, 7]], np.uint8)
    dense.write_instances(tmp_path / "i.png", ids)
    dense.write_classes(tmp_path / "c.png", classes)
    np.testing.assert_array_equal(dense.read_instances(tmp_path / "i.png"), ids)
    np.testing.assert_array_equal(dense.read_classes(tmp_path / "c.png"), classes)


def test_depth_comes_back_within_half_a_millimeter(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    depth = rng.uniform(0.1, 65, (20, 30)).astype(np.float32)
    dense.write_depth_png(tmp_path / "d.png", depth)
    assert abs(dense.read_depth_png(tmp_path / "d.png") - depth).max() <= 0.000505


def test_sky_is_infinite_and_what_is_too_far_unknown(tmp_path: Path) -> None:
    depth = np.array([[np.inf, 70.0, 1.0]], np.float32)
    dense.write_depth_png(tmp_path / "d.png", depth)
    back = dense.read_depth_png(tmp_path / "d.png")
    np.testing.assert_array_equal(back, np.float32([[np.inf, np.nan, 1.0]]))
    stored = cv2.imread(str(tmp_path / "d.png"), cv2.IMREAD_UNCHANGED)
    assert stored.tolist() == [[0, 65535, 1000]]


def test_flow_comes_back_within_half_a_step(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    flow = rng.uniform(-500, 500, (20, 30, 2)).astype(np.float32)
    flow[0, 0] = np.nan
    flow[0, 1, 1] = 600
    dense.write_flow_png(tmp_path / "f.png", flow)
    back = dense.read_flow_png(tmp_path / "f.png")
    assert np.isnan(back[0, :2]).all()
    assert np.nanmax(abs(back - flow)) <= 1 / 128 + 1e-4  # floats are rounded too


def test_flow_is_kitti_s(tmp_path: Path) -> None:
    flow = np.array([[[1.5, -2.0]]], np.float32)
    dense.write_flow_png(tmp_path / "f.png", flow)
    stored = cv2.imread(str(tmp_path / "f.png"), cv2.IMREAD_UNCHANGED)  # BGR
    assert stored[0, 0].tolist() == [1, 32768 - 128, 32768 + 96]


def test_normals_come_back_within_half_a_step(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    normals = rng.normal(size=(20, 30, 3)).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    normals[0, 0] = 0
    dense.write_normals_png(tmp_path / "n.png", normals)
    back = dense.read_normals_png(tmp_path / "n.png")
    assert abs(back - normals).max() <= 0.5 / 127 + 1e-6
    assert (back[0, 0] == 0).all()


def test_half_floats_come_back_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    layer = rng.uniform(-70, 70, (20, 30, 2)).astype(np.float16).astype(np.float32)
    layer[0, 0] = np.inf, np.nan
    dense.write_half(tmp_path / "h.npz", layer)
    np.testing.assert_array_equal(dense.read_half(tmp_path / "h.npz"), layer)


def test_same_layer_gives_the_same_bytes(tmp_path: Path) -> None:
    layer = np.ones((4, 4), np.float32)
    for name in ("a.npz", "b.npz"):
        dense.write_half(tmp_path / name, layer)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file"):
        dense.read_half(tmp_path / "h.npz")
    (tmp_path / "h.npz").write_bytes(b"PK")
    with pytest.raises(Refusal, match="no NPZ"):
        dense.read_half(tmp_path / "h.npz")
    np.savez(tmp_path / "h.npz", other=np.ones(2))
    with pytest.raises(Refusal, match="no NPZ"):
        dense.read_half(tmp_path / "h.npz")
    dense.write_classes(tmp_path / "c.png", np.zeros((2, 2), np.uint8))
    with pytest.raises(Refusal, match="expected 1 of 16"):
        dense.read_depth_png(tmp_path / "c.png")
