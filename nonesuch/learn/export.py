"""The trained generator as one ONNX file a size, weights stored in half precision.

python -m nonesuch.learn.export --run RUN --out nonesuch/replace/weights
"""

from __future__ import annotations

import argparse
import io
import os
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from nonesuch.learn.face import CHECKPOINT, restore
from nonesuch.learn.networks import CODE_LENGTH, Generator
from nonesuch.replace.pose_points import POSE_POINTS

INPUTS = ("crop", "mask", "pose_points", "code")
OUTPUT = "picture"
_HALF_FROM = 64


class Shipped(nn.Module):
    """The generator with pictures of 0 to 1, as the ONNX file has them."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(
        self, crop: Tensor, mask: Tensor, points: Tensor, code: Tensor
    ) -> Tensor:
        """``crop (n, 3, s, s)`` with the hole at 0 -> the picture with a face in it."""
        made = self.generator(crop * 2 - 1, mask, points, code)
        return crop * (1 - mask) + (made + 1) / 2 * mask


def example_inputs(size: int, count: int, seed: int) -> tuple[Tensor, ...]:
    """Random inputs of the right shapes, a round hole in the middle."""
    source = torch.Generator().manual_seed(seed)
    axis = (torch.arange(size) + 0.5) / size - 0.5
    hole = (axis[None].square() + axis[:, None].square() < 0.09).float()
    mask = hole.expand(count, 1, size, size).contiguous()
    crop = torch.rand(count, 3, size, size, generator=source) * (1 - mask)
    points = 0.3 + 0.4 * torch.rand(count, len(POSE_POINTS), 2, generator=source)
    code = torch.randn(count, CODE_LENGTH, generator=source)
    return crop, mask, points, nn.functional.normalize(code, dim=1)


def export(generator: Generator, path: Path) -> None:
    """Writes the ONNX file: any batch size, inputs ``INPUTS``, output ``picture``."""
    buffer = io.BytesIO()
    names = (*INPUTS, OUTPUT)
    with warnings.catch_warnings():
        # The exporter that needs no further package is called legacy by torch.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Shipped(generator).eval(),
            example_inputs(generator.size, 2, 0),
            buffer,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "n"} for name in names},
            opset_version=18,
            dynamo=False,
        )
    model = with_half_weights(onnx.load_from_string(buffer.getvalue()))
    onnx.checker.check_model(model)
    partial = path.with_suffix(".partial")
    partial.write_bytes(model.SerializeToString())
    os.replace(partial, path)


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


def trained(checkpoint: Path) -> Generator:
    """The averaged generator of a run's checkpoint."""
    state = restore(checkpoint)
    generator = Generator(state["size"])
    generator.load_state_dict(state["average"])
    generator.eval()
    return generator


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--out", type=Path, required=True, help="folder of weights")
    given = parser.parse_args()
    generator = trained(given.run / CHECKPOINT)
    export(generator, given.out / f"face_{generator.size}.onnx")


if __name__ == "__main__":
    main()
