from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from nonesuch.learn.frozen import read
from nonesuch.learn.losses import (
    gradient_penalty,
    preferred,
    recognizer_crop,
    tone_difference,
    weighted_l1,
)
from nonesuch.models.runtime import Network
from nonesuch.models.sface import ARCFACE_TEMPLATE

from .faces import landmarks


def write_network(path: Path, last: str) -> None:
    rng = np.random.default_rng(0)
    shapes = {"w": (4, 3, 3, 3), "scale": (4,), "bias": (4,), "mean": (4,)}
    values = {k: rng.standard_normal(v).astype(np.float32) for k, v in shapes.items()}
    values["variance"] = np.full(4, 2.0, np.float32)
    values["slope"] = np.full((4, 1, 1), 0.3, np.float32)
    norm = ["c", "scale", "bias", "mean", "variance"]
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", norm, ["n"]),
        helper.make_node("PRelu", ["n", "slope"], ["p"]),
        helper.make_node("MaxPool", ["p"], ["m"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node(last, ["m"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 4, 4, 4])],
        [numpy_helper.from_array(value, name) for name, value in values.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)


def test_network_runs_as_openvino_runs_it_and_has_gradients(tmp_path: Path) -> None:
    write_network(tmp_path / "small.onnx", "Sigmoid")
    network = read(tmp_path / "small.onnx")
    picture = torch.randn(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    picture.requires_grad_(True)
    (made,) = network(picture)
    (expected,) = Network(tmp_path / "small.onnx")(picture.detach().numpy())
    assert np.abs(made.detach().numpy() - expected).max() < 1e-5
    made.sum().backward()
    assert picture.grad.abs().max() > 0


def test_batch_norm_goes_into_the_convolution(tmp_path: Path) -> None:
    write_network(tmp_path / "small.onnx", "Relu")
    kinds = [step.kind for step in read(tmp_path / "small.onnx").steps]
    assert kinds == ["Convolution", "PRelu", "MaxPool", "Relu"]


def test_operation_that_is_not_covered_is_named(tmp_path: Path) -> None:
    write_network(tmp_path / "small.onnx", "Erf")
    with pytest.raises(ValueError, match="Erf"):
        read(tmp_path / "small.onnx")


def test_recognizer_crop_puts_the_eyes_where_the_template_has_them() -> None:
    face = torch.from_numpy(landmarks()[None])
    axis = (torch.arange(128) + 0.5) / 128
    places = torch.stack(torch.meshgrid(axis, axis, indexing="xy"))[None]
    crop = recognizer_crop(places, face)[0].numpy()  # each pixel tells where it was
    for place, wanted in zip(
        ARCFACE_TEMPLATE[:2], [(0.39, 0.45), (0.61, 0.45)], strict=True
    ):
        x, y = np.rint(place).astype(int)
        assert np.abs(crop[:, y, x] - wanted).max() < 0.06


def test_differences_are_those_where_the_weight_is() -> None:
    made, target = torch.zeros(2, 3, 64, 64), torch.zeros(2, 3, 64, 64)
    mask = torch.zeros(2, 1, 64, 64)
    mask[..., :32, :] = 1
    target[..., :32, :] = 0.5
    assert weighted_l1(made, target, mask).item() == pytest.approx(0.5)
    assert weighted_l1(made, target, 1 - mask).item() == 0
    assert weighted_l1(made, target, mask * 0).item() == 0
    target[..., ::2] *= -1  # stripes: no tone
    assert tone_difference(made, target, mask).item() == pytest.approx(0)


def test_preferred_and_penalty_by_hand() -> None:
    high, low = torch.full((2,), 9.0), torch.full((2,), -9.0)
    assert preferred(high, low) < 1e-6 < 17 < preferred(low, high)
    picture = torch.ones(2, 1, 4, 4, requires_grad=True)
    slope = gradient_penalty(picture * 3, picture)
    assert slope.item() == pytest.approx(16 * (3 / 16) ** 2)
