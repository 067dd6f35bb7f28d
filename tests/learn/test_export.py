from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from nonesuch.learn.export import INPUTS, Shipped, example_inputs, export
from nonesuch.models.runtime import Network

from .test_networks import untrained


@pytest.mark.parametrize("size", [64, 128])
def test_onnx_paints_what_torch_paints(tmp_path: Path, size: int) -> None:
    generator = untrained(size)
    path = tmp_path / "face.onnx"
    export(generator, path)
    rounded = Shipped(generator).half().float()
    network = Network(path)
    for count in (1, 3):
        inputs = example_inputs(size, count, count)
        (made,) = network(*(value.numpy() for value in inputs))
        with torch.no_grad():
            expected = rounded(*inputs).numpy()
        assert np.abs(made - expected).max() < 2e-4


def test_file_is_small_and_names_its_inputs(tmp_path: Path) -> None:
    path = tmp_path / "face.onnx"
    export(untrained(64), path)
    assert path.stat().st_size < 8e6
    model = onnx.load(path)
    assert tuple(port.name for port in model.graph.input) == INPUTS
    assert [port.name for port in model.graph.output] == ["picture"]
    assert [file.name for file in tmp_path.iterdir()] == ["face.onnx"]
