"""The trained generator as one ONNX file a size, weights stored in half precision.

python -m nonesuch.learn.export --run RUN --out nonesuch/replace/weights
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from nonesuch.learn.face import CHECKPOINT, restore
from nonesuch.learn.networks import CODE_LENGTH, Generator
from nonesuch.learn.onnx_file import traced, with_half_weights, write
from nonesuch.replace.pose_points import POSE_POINTS

INPUTS = ("crop", "mask", "pose_points", "code")
OUTPUT = "picture"


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
    shipped = Shipped(generator).eval()
    examples = example_inputs(generator.size, 2, 0)
    write(with_half_weights(traced(shipped, examples, INPUTS, [OUTPUT])), path)


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
