"""Pix2Pix's networks (Isola et al., CVPR 2017), own code, sizes as published.

A drawing is the crop with the landmarks drawn into its hole; both sides are pictures of
three channels, as in the paper's edges to photographs.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_WIDTH, _WIDEST = 64, 512
_DROPOUTS = 3
_SLOPE = 0.2


class Painter(nn.Module):
    """U-Net 64-128-256-512-512-...: halved down to one pixel, with skips and dropout.

    Instance norm, which the paper's batch norm is at a batch of 1; so a face's result
    does not depend on others.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        levels = size.bit_length() - 1
        widths = [min(_WIDTH * 2**level, _WIDEST) for level in range(levels)]
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, 4, 2, 1) for a, b in pairwise((3, *widths))
        )
        inner = [*widths[-2::-1], 3]
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, 2, 1)
            for a, b in zip((widths[-1], *(2 * w for w in inner)), inner, strict=False)
        )
        self.dropped = min(_DROPOUTS, levels - 2)
        self.apply(started)

    def forward(self, crop: Tensor, hole: Tensor, sketch: Tensor) -> Tensor:
        """The picture ``(n, 3, s, s)`` of -1 to 1, its surroundings made as well.

        ``crop`` is -1 to 1, ``hole (n, 1, s, s)`` 1 where the face goes, ``sketch
        (n, 3, s, s)`` 0 to 1.
        """
        x = drawing(crop, hole, sketch)
        skips: list[Tensor] = []
        for level, conv in enumerate(self.down):
            x = conv(F.leaky_relu(x, _SLOPE) if level else x)
            if 0 < level < len(self.down) - 1:  # one pixel has no variance to norm
                x = F.instance_norm(x)
            skips.append(x)
        skips.pop()
        for level, conv in enumerate(self.up):
            x = conv(F.relu(x))
            if not skips:
                break
            x = F.dropout(
                F.instance_norm(x), 0.5, self.training and level < self.dropped
            )
            x = torch.cat([x, skips.pop()], 1)
        return torch.tanh(x)


class PatchCritic(nn.Module):
    """Logits of overlapping patches of 70 px: 64-128-256-512, the 70 x 70 PatchGAN."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        widths = (inputs, _WIDTH, 2 * _WIDTH, 4 * _WIDTH, 8 * _WIDTH, 1)
        strides = (2, 2, 2, 1, 1)
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 4, stride, 1)
            for (a, b), stride in zip(pairwise(widths), strides, strict=True)
        )
        self.apply(started)

    def forward(self, picture: Tensor) -> Tensor:
        x = picture
        for level, conv in enumerate(self.convs):
            x = conv(x)
            if 0 < level < len(self.convs) - 1:
                x = F.instance_norm(x)
            if level < len(self.convs) - 1:
                x = F.leaky_relu(x, _SLOPE)
        return x


def drawing(crop: Tensor, hole: Tensor, sketch: Tensor) -> Tensor:
    """The crop with its hole black but for the landmarks, -1 to 1."""
    return crop * (1 - hole) + (2 * sketch - 1) * hole


def started(module: nn.Module) -> None:
    """Weights of both papers at the start: normal, deviation 0.02."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, std=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
