"""CIAGAN's three networks (Maximov, Elezi, Leal-Taixé, CVPR 2020), own code.

The painter is a residual U-Net of landmarks and background; a one-hot identity goes
through a transposed convolution into its bottleneck.  The critic is one of LSGAN.  The
guide is a siamese ResNet-18 that says whether two pictures show the same person.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

CODE_LENGTH = 128
CODE_NORM = 3.0
_WIDTHS = (16, 32, 64, 128, 256, 384)
_IDENTITY_WIDTH, _IDENTITY_SIZE = 96, 4
_CRITIC_WIDTHS = (3, 64, 128, 256, 512, 1024)
_GUIDE_WIDTHS = (64, 128, 256, 512)
_GROUPS = 8
_SLOPE = 0.2


class Residual(nn.Module):
    """Two spectrally normed convolutions beside a skip.

    Group norm before each: spectral norm alone lets what passes many blocks fade away.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(_GROUPS, inputs)
        self.norm2 = nn.GroupNorm(_GROUPS, outputs)
        self.conv1 = _conv(inputs, outputs, 3)
        self.conv2 = _conv(outputs, outputs, 3)
        self.skip = _conv(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.leaky_relu(self.norm1(x), _SLOPE))
        h = self.conv2(F.leaky_relu(self.norm2(h), _SLOPE))
        return self.skip(x) + h


class Painter(nn.Module):
    """Background, landmarks and one of ``people`` identities -> a face.

    At 128 px, as published, the bottleneck is 4 x 4; smaller pictures work as well.
    """

    def __init__(self, people: int) -> None:
        super().__init__()
        self.stem = _conv(6, _WIDTHS[0], 3)
        self.encoder = nn.ModuleList(Residual(a, b) for a, b in pairwise(_WIDTHS))
        self.identity = nn.ConvTranspose2d(people, _IDENTITY_WIDTH, _IDENTITY_SIZE)
        nn.init.normal_(self.identity.weight, std=1.0)
        self.middle = Residual(_WIDTHS[-1] + _IDENTITY_WIDTH, _WIDTHS[-1])
        self.decoder = nn.ModuleList(
            Residual(a + b, b) for a, b in pairwise(_WIDTHS[::-1])
        )
        self.norm = nn.GroupNorm(_GROUPS, _WIDTHS[0])
        self.out = nn.Conv2d(_WIDTHS[0], 3, 3, padding=1)

    def forward(
        self, crop: Tensor, hole: Tensor, sketch: Tensor, identity: Tensor
    ) -> Tensor:
        """The picture ``(n, 3, s, s)``, the crop with a face in its hole.

        ``crop`` and result are -1 to 1, ``hole (n, 1, s, s)`` is 1 where the face goes,
        ``sketch (n, 3, s, s)`` 0 to 1, ``identity (n, people)`` one-hot.
        """
        seen = crop * (1 - hole)
        x = self.stem(torch.cat([seen, sketch], 1))
        skips = []
        for block in self.encoder:
            skips.append(x)
            x = F.avg_pool2d(block(x), 2)
        who = self.identity(identity[:, :, None, None])
        if x.shape[-1] < _IDENTITY_SIZE:
            who = F.avg_pool2d(who, _IDENTITY_SIZE // x.shape[-1])
        x = self.middle(torch.cat([x, who], 1))
        for block, skip in zip(self.decoder, skips[::-1], strict=True):
            wide = F.interpolate(x, scale_factor=2.0, mode="nearest")
            x = block(torch.cat([wide, skip], 1))
        made = torch.tanh(self.out(F.leaky_relu(self.norm(x), _SLOPE)))
        return seen + made * hole


class Critic(nn.Module):
    """One score ``(n, 1)`` a picture of -1 to 1: near 1 if it looks real."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in pairwise(_CRITIC_WIDTHS)
        )
        self.score = spectral_norm(nn.Linear(_CRITIC_WIDTHS[-1], 1))

    def forward(self, picture: Tensor) -> Tensor:
        x = picture
        for block in self.blocks:
            x = F.leaky_relu(block(x), _SLOPE)
        return self.score(x.mean((2, 3)))


class Guide(nn.Module):
    """ResNet-18: pictures of -1 to 1 -> codes ``(n, 128)`` of length 3.

    Group norm stands in for batch norm, for batches are small.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, _GUIDE_WIDTHS[0], 7, 2, 3, bias=False)
        self.norm = nn.GroupNorm(_GROUPS, _GUIDE_WIDTHS[0])
        widths = (_GUIDE_WIDTHS[0], *_GUIDE_WIDTHS)
        self.blocks = nn.ModuleList()
        for level, (a, b) in enumerate(pairwise(widths)):
            self.blocks.append(_Basic(a, b, 2 if level else 1))
            self.blocks.append(_Basic(b, b, 1))
        self.code = nn.Linear(_GUIDE_WIDTHS[-1], CODE_LENGTH)

    def forward(self, picture: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.norm(self.stem(picture))), 3, 2, 1)
        for block in self.blocks:
            x = block(x)
        code = self.code(x.mean((2, 3))).float()
        return CODE_NORM * F.normalize(code, dim=1)


class Proxies(nn.Module):
    """A point for each of ``people`` among the guide's codes, ``(people, 128)``."""

    def __init__(self, people: int) -> None:
        super().__init__()
        self.points = nn.Parameter(torch.randn(people, CODE_LENGTH))

    def forward(self) -> Tensor:
        return CODE_NORM * F.normalize(self.points, dim=1)


class _Basic(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm1 = nn.GroupNorm(_GROUPS, outputs)
        self.norm2 = nn.GroupNorm(_GROUPS, outputs)
        self.skip = (
            nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            if inputs != outputs
            else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(h + self.skip(x))


def _conv(inputs: int, outputs: int, kernel: int) -> nn.Module:
    conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
    normed: nn.Module = spectral_norm(conv)
    return normed
