"""A rival's painter as one ONNX file that ``--method DESIGN:FILE`` runs.

Inputs ``crop (n, 3, s, s)`` of 0 to 1 with the hole at 0, ``hole (n, 1, s, s)``,
``sketch (n, 3, s, s)``, and for CIAGAN a one-hot ``identity (n, people)``; the output,
``ciagan_picture`` and so on, is the crop with a face in its hole.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from nonesuch.learn.onnx_file import traced, with_half_weights, write
from nonesuch.models.runtime import Network
from nonesuch.replace.rivals import INPUTS, OUTPUTS

LARGEST_DIFFERENCE = 4e-3
"""Between torch and OpenVINO, in pictures of 0 to 1."""
_COMPARED = (1, 3)


class Shipped(nn.Module):
    """A painter with pictures of 0 to 1, as the ONNX file has them."""

    def __init__(self, painter: nn.Module) -> None:
        super().__init__()
        self.painter = painter

    def forward(
        self, crop: Tensor, hole: Tensor, sketch: Tensor, *identity: Tensor
    ) -> Tensor:
        made = self.painter(crop * 2 - 1, hole, sketch, *identity)
        return crop * (1 - hole) + (made + 1) / 2 * hole


def export(
    painter: nn.Module, design: str, size: int, people: int, path: Path
) -> float:
    """Writes the file, for batches of any size; how far it is from torch.

    ``ValueError`` if that is more than :data:`LARGEST_DIFFERENCE`; then there is no
    file.
    """
    shipped = Shipped(_plain(painter)).eval()
    names = [*INPUTS, *(["identity"] if people else [])]
    examples = example_inputs(size, people, 2)
    model = traced(shipped, examples, names, [OUTPUTS[design]])
    partial = path.with_name(f"unproven_{path.name}")
    write(with_half_weights(model), partial)
    difference = largest_difference(shipped, size, people, partial)
    if difference > LARGEST_DIFFERENCE:
        partial.unlink()
        raise ValueError(f"{path.name} is {difference:.2g} away from what was trained")
    os.replace(partial, path)
    return difference


def largest_difference(shipped: nn.Module, size: int, people: int, path: Path) -> float:
    """Between the file in OpenVINO and torch with weights rounded as in the file."""
    rounded = copy.deepcopy(shipped).half().float().eval()
    network = Network(path)
    apart = []
    for count in _COMPARED:
        inputs = example_inputs(size, people, count)
        (made,) = network(*(value.numpy() for value in inputs))
        with torch.no_grad():
            wanted = rounded(*inputs).numpy()
        apart.append(float(np.abs(made - wanted).max()))
    return max(apart)


def example_inputs(size: int, people: int, count: int) -> list[Tensor]:
    """Random inputs of the right shapes, a round hole in the middle."""
    source = torch.Generator().manual_seed(count)
    axis = (torch.arange(size) + 0.5) / size - 0.5
    round_hole = (axis[None].square() + axis[:, None].square() < 0.09).float()
    hole = round_hole.expand(count, 1, size, size).contiguous()
    crop = torch.rand(count, 3, size, size, generator=source) * (1 - hole)
    sketch = (torch.rand(count, 3, size, size, generator=source) > 0.95).float()
    identity = [torch.eye(people)[torch.arange(count) % people]] if people else []
    return [crop, hole, sketch, *identity]


def _plain(painter: nn.Module) -> nn.Module:
    """A copy with spectrally normed weights as plain ones.

    torch's own removal changes a class that the copy shares with the original.
    """
    painter = copy.deepcopy(painter).cpu().float().eval()
    for module in list(painter.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d) and parametrize.is_parametrized(child):
                setattr(module, name, _folded(child))
    return painter


def _folded(conv: nn.Conv2d) -> nn.Conv2d:
    plain = nn.Conv2d(
        conv.in_channels, conv.out_channels, conv.kernel_size, padding=conv.padding
    )
    with torch.no_grad():
        plain.weight.copy_(conv.weight)
        plain.bias.copy_(conv.bias)
    return plain
