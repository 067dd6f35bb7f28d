"""From a torch network to an ONNX model: traced, weights in half precision, written."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

_OPSET = 18
_HALF_FROM = 64


def traced(
    network: nn.Module,
    examples: Sequence[Tensor],
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> onnx.ModelProto:
    """The network as ONNX with named inputs and outputs, for batches of any size.

    ``examples`` are inputs of the right shapes, first axis the batch; the network is
    traced as it stands, so bring it in ``eval`` mode.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The exporter that needs no further package is called legacy by torch.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            tuple(examples),
            buffer,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {0: "n"} for name in (*inputs, *outputs)},
            opset_version=_OPSET,
            dynamo=False,
        )
    return onnx.load_from_string(buffer.getvalue())


def with_half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Large float32 constants become float16 followed by a cast back to float32."""
    graph = model.graph
    casts, kept = [], []
    for constant in graph.initializer:
        values = numpy_helper.to_array(constant)
        if values.dtype != np.float32 or values.size < _HALF_FROM:
            kept.append(constant)
            continue
        half = f"{constant.name}.half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(
            helper.make_node("Cast", [half], [constant.name], to=TensorProto.FLOAT)
        )
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    return model


def write(model: onnx.ModelProto, path: Path) -> None:
    """Checks the model and writes it beside its final name, renamed when whole."""
    onnx.checker.check_model(model)
    partial = path.with_name(f"partial_{path.name}")
    partial.write_bytes(model.SerializeToString())
    os.replace(partial, path)
