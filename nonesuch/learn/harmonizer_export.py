"""The trained harmonizer as one ONNX file, weights stored in half precision.

    python -m nonesuch.learn.harmonizer_export --run RUN --out harmonizer_64.onnx

What the file computes is compared with what torch computes from the same rounded
weights before it gets its name.
"""

from __future__ import annotations

import argparse
import copy
import logging
import os
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from nonesuch.learn.face import CHECKPOINT, restore
from nonesuch.learn.harmonizer_network import SIZE, Harmonizer
from nonesuch.learn.onnx_file import traced, with_half_weights, write
from nonesuch.models.runtime import Network

INPUTS = ("crop", "hole", "detail", "known")
OUTPUTS = ("paint", "share")
LARGEST_DIFFERENCE = 2e-3
"""Between torch and OpenVINO, relative to the largest value of an output."""
_COMPARED = (1, 3)
_LOG = logging.getLogger(__name__)


def example_inputs(count: int, seed: int) -> tuple[Tensor, ...]:
    """Random inputs of the right shapes, a round hole in the middle."""
    source = torch.Generator().manual_seed(seed)
    axis = (torch.arange(SIZE) + 0.5) / SIZE - 0.5
    away = axis[None].square() + axis[:, None].square()
    hole = (away < 0.09).float().expand(count, 1, SIZE, SIZE).contiguous()
    known = (away < 0.07).float().expand(count, 1, SIZE, SIZE).contiguous()
    crop = torch.rand(count, 3, SIZE, SIZE, generator=source) * (1 - hole)
    detail = torch.rand(count, 3, SIZE, SIZE, generator=source)
    return crop, hole, detail, known


class Delivered(nn.Module):
    """The harmonizer as it is used: without its light and its focus."""

    def __init__(self, harmonizer: Harmonizer) -> None:
        super().__init__()
        self.harmonizer = harmonizer

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Paint and share."""
        _, _, paint, share = self.harmonizer(*inputs)
        return paint, share


def export(harmonizer: Harmonizer, path: Path) -> float:
    """Writes the file, for batches of any size; how far it is from torch.

    ``ValueError`` if that is more than :data:`LARGEST_DIFFERENCE`; then there is no
    file.
    """
    harmonizer = copy.deepcopy(harmonizer).cpu().float().eval()
    model = traced(Delivered(harmonizer), example_inputs(2, 0), INPUTS, OUTPUTS)
    partial = path.with_name(f"unproven_{path.name}")
    write(with_half_weights(model), partial)
    difference = largest_difference(harmonizer, partial)
    if difference > LARGEST_DIFFERENCE:
        partial.unlink()
        raise ValueError(f"{path.name} is {difference:.2g} away from what was trained")
    os.replace(partial, path)
    return difference


def largest_difference(harmonizer: Harmonizer, path: Path) -> float:
    """Between the file in OpenVINO and torch with weights rounded as in the file.

    In units of an output's largest value, the worst output of batches of 1 and 3.
    """
    rounded, network = _rounded(harmonizer), Network(path)
    apart = []
    for count in _COMPARED:
        inputs = example_inputs(count, count)
        made = network(*(value.numpy() for value in inputs))
        with torch.no_grad():
            wanted = [value.numpy() for value in Delivered(rounded)(*inputs)]
        apart += [
            float(np.abs(a - b).max() / np.abs(b).max())
            for a, b in zip(made, wanted, strict=True)
        ]
    return max(apart)


def trained(checkpoint: Path) -> Harmonizer:
    """The averaged harmonizer of a run's checkpoint."""
    harmonizer = Harmonizer()
    harmonizer.load_state_dict(restore(checkpoint)["average"])
    harmonizer.eval()
    return harmonizer


def _rounded(harmonizer: Harmonizer) -> Harmonizer:
    """Weights as the file stores them: large ones in half precision."""
    rounded = copy.deepcopy(harmonizer)
    rounded.half().float().eval()
    return rounded


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--out", type=Path, required=True, help="an ONNX file")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    difference = export(trained(given.run / CHECKPOINT), given.out)
    _LOG.info("%s: at most %.1e from torch", given.out, difference)


if __name__ == "__main__":
    main()
