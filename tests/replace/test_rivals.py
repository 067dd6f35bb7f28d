"""Rivals' files as methods: what is refused.  What they paint: tests/learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.face_points import mean_face
from nonesuch.replace.generator import weights_path
from nonesuch.replace.methods import method_named
from nonesuch.replace.rivals import OUTPUTS
from nonesuch.replace.sketch import SPARSE, sketch


@pytest.mark.parametrize("design", OUTPUTS)
def test_method_without_its_file_is_refused(design: str, tmp_path: Path) -> None:
    for text, said in (
        (design, f"{design}:FILE"),
        (f"{design}:", f"{design}:FILE"),
        (f"{design}:{tmp_path}/none.onnx", "is no file"),
        (f"{design}:{tmp_path}", "is no file"),
    ):
        with pytest.raises(Refusal, match=said) as refusal:
            method_named(text)
        assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("design", OUTPUTS)
def test_files_that_are_no_such_network_are_refused(
    design: str, tmp_path: Path
) -> None:
    text = tmp_path / "words.onnx"
    text.write_text("no network")
    empty = tmp_path / "empty.onnx"
    empty.touch()
    for path in (text, empty):
        with pytest.raises(Refusal, match="no network that can be read"):
            method_named(f"{design}:{path}")
    with pytest.raises(Refusal, match=f"is no {design}: it makes picture of crop"):
        method_named(f"{design}:{weights_path(64)}")


def test_sketch_draws_jaw_eyes_and_mouth_in_channels_of_their_own() -> None:
    drawn = sketch(mean_face(), 64)
    assert drawn.shape == (64, 64, 3) and drawn.dtype == np.float32
    assert drawn.min() == 0 and drawn.max() == 1
    heights = [np.nonzero(drawn[..., channel])[0].mean() for channel in range(3)]
    assert heights[1] < heights[2]  # eyes above the mouth
    assert all(0.005 < drawn[..., channel].mean() < 0.1 for channel in range(3))


def test_ciagan_is_shown_neither_eyes_nor_brows() -> None:
    full, sparse = sketch(mean_face(), 64), sketch(mean_face(), 64, SPARSE)
    assert not sparse[..., 1].any()
    assert sparse[..., 0].sum() < full[..., 0].sum()
    assert sparse[..., 2].sum() < full[..., 2].sum()
    eye_line = int(np.nonzero(full[..., 1])[0].mean())
    sides = np.flatnonzero(sparse[eye_line].any(-1))
    assert len(sides) < np.count_nonzero(full[eye_line].any(-1))


def test_nobody_needs_no_patch(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="needs pip install nonesuch[train]")
    path = tmp_path / "pix2pix.onnx"
    onnx.save(_copying(onnx), path)
    method = method_named(f"pix2pix:{path}")
    image = np.zeros((20, 20, 3), np.uint8)
    assert method.render(image, [], [], []) == []
    assert method.name == "pix2pix:pix2pix.onnx"
    assert not method.has_identity


def _copying(onnx: object) -> object:
    """A network with the names and shapes of Pix2Pix that returns the crop."""
    from onnx import TensorProto, helper

    def value(name: str, channels: int) -> object:
        shape = ["n", channels, 32, 32]
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    # the hole and the sketch must be used, or the network would not keep them
    nodes = [
        helper.make_node("Mul", ["hole", "sketch"], ["drawn"]),
        helper.make_node("Add", ["crop", "drawn"], ["pix2pix_picture"]),
    ]
    graph = helper.make_graph(
        nodes,
        "copying",
        [value("crop", 3), value("hole", 1), value("sketch", 3)],
        [value("pix2pix_picture", 3)],
    )
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(graph, opset_imports=opset, ir_version=9)
