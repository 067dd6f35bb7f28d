"""The face generator: a U-Net at 64 px, a refinement to 128 px, and their critics.

* The hole is filled with a smooth spread of its rim, so light and skin tone reach it.
* The pose map is drawn inside the network from 41 points.
* The identity code scales and shifts normalised activations (FiLM) from the middle on.
* Pixels under the mask are multiplied by 0 before anything else: they cannot matter.

Pictures inside are -1 to 1, ``(n, 3, s, s)``; masks 1 in the hole, ``(n, 1, s, s)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.replace.pose_points import CHANNELS, segments

CODE_LENGTH = 128
CORE_SIZE = 64
FINE_SIZE = 128
_SLOPE = 0.2
_LINE_WIDTH = 0.012


class Residual(nn.Module):
    """Two convolutions around a skip; ``code_length`` > 0 adds FiLM by the code."""

    def __init__(
        self, inputs: int, outputs: int, code_length: int = 0, normed: bool = True
    ) -> None:
        super().__init__()

        def norm(channels: int) -> nn.Module:
            if not normed:
                return nn.Identity()
            return nn.GroupNorm(8, channels, affine=not code_length)

        self.norm1, self.norm2 = norm(inputs), norm(outputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = (
            nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        )
        self.split = [inputs, inputs, outputs, outputs]
        self.film = nn.Linear(code_length, sum(self.split)) if code_length else None
        if normed:
            nn.init.zeros_(self.conv2.weight)
        if self.film is not None:
            nn.init.normal_(self.film.weight, std=0.02)
            nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, code: Tensor | None = None) -> Tensor:
        h = self.norm1(x)
        if self.film is None:
            h = self.norm2(self.conv1(F.leaky_relu(h, _SLOPE)))
        else:
            film = self.film(code)[:, :, None, None].split(self.split, 1)
            h = self.conv1(F.leaky_relu(h * (1 + film[0]) + film[1], _SLOPE))
            h = self.norm2(h) * (1 + film[2]) + film[3]
        return self.skip(x) + self.conv2(F.leaky_relu(h, _SLOPE))


class Core(nn.Module):
    """The U-Net at 64 px: what surrounds the hole, pose and code -> a face."""

    def __init__(
        self, widths: Sequence[int] = (24, 48, 96, 160), hidden: int = 256
    ) -> None:
        super().__init__()
        self.code = nn.Sequential(
            nn.Linear(CODE_LENGTH, hidden),
            nn.LeakyReLU(_SLOPE),
            nn.Linear(hidden, hidden),
            nn.LeakyReLU(_SLOPE),
        )
        self.stem = nn.Conv2d(4 + CHANNELS, widths[0], 3, padding=1)
        outer = (widths[0], *widths[:-1])
        self.encoder = nn.ModuleList(
            Residual(a, b) for a, b in zip(outer, widths, strict=True)
        )
        self.middle = nn.ModuleList(
            Residual(widths[-1], widths[-1], hidden) for _ in range(2)
        )
        inner = list(widths[::-1])
        self.decoder = nn.ModuleList(
            Residual(a + b, b, hidden) for a, b in pairwise(inner)
        )
        self.out = nn.Conv2d(widths[0], 3, 3, padding=1)

    def forward(
        self, picture: Tensor, mask: Tensor, pose: Tensor, code: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits ``(n, 3, 64, 64)`` of the face, last features, hidden code."""
        hidden = self.code(code * CODE_LENGTH**0.5)
        x = self.stem(torch.cat([fill(picture, mask), mask, pose], 1))
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(F.avg_pool2d(x, 2) if level else x)
            skips.append(x)
        for block in self.middle:
            x = block(x, hidden)
        for block, skip in zip(self.decoder, skips[-2::-1], strict=True):
            x = block(torch.cat([double(x), skip], 1), hidden)
        features = F.leaky_relu(x, _SLOPE)
        return self.out(features), features, hidden


class Refinement(nn.Module):
    """From 64 to 128 px: adds detail to the core's logits; starts as adding nothing."""

    def __init__(self, core_width: int = 24, hidden: int = 256) -> None:
        super().__init__()
        self.context = nn.Conv2d(7, 16, 3, padding=1)
        self.coarse = nn.ModuleList(
            (Residual(core_width + 16, 48, hidden), Residual(48, 48, hidden))
        )
        self.narrow = nn.Conv2d(48, 24, 1)
        self.fine = Residual(40, 24, hidden)
        self.out = nn.Conv2d(24, 3, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(
        self,
        picture: Tensor,
        mask: Tensor,
        core: tuple[Tensor, Tensor, Tensor],
    ) -> Tensor:
        """Logits ``(n, 3, 128, 128)``; ``core`` is what the core returned."""
        logits, features, hidden = core
        wide = double(logits)
        seen = torch.cat([fill(picture, mask), mask, torch.tanh(wide)], 1)
        context = F.leaky_relu(self.context(seen), _SLOPE)
        x = torch.cat([features, F.avg_pool2d(context, 2)], 1)
        for block in self.coarse:
            x = block(x, hidden)
        x = torch.cat([double(self.narrow(x)), context], 1)
        return wide + self.out(F.leaky_relu(self.fine(x, hidden), _SLOPE))


class Generator(nn.Module):
    """The core, with the refinement where ``size`` is 128; the context stays as is."""

    def __init__(self, size: int = CORE_SIZE) -> None:
        super().__init__()
        self.size = size
        self.core = Core()
        self.refinement = Refinement() if size == FINE_SIZE else None

    def forward(
        self, picture: Tensor, mask: Tensor, points: Tensor, code: Tensor
    ) -> Tensor:
        """The picture with a face in its hole; ``points (n, 41, 2)`` are 0 to 1."""
        return self.both(picture, mask, points, code)[0]

    def both(
        self, picture: Tensor, mask: Tensor, points: Tensor, code: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The same, and the core's face alone at 64 px."""
        pose = pose_map(points, CORE_SIZE)
        if self.refinement is None:
            core = self.core(picture, mask, pose, code)
            logits = core[0]
        else:
            core = self.core(*coarse_of(picture, mask), pose, code)
            logits = self.refinement(picture, mask, core)
        made = picture * (1 - mask) + torch.tanh(logits) * mask
        return made, torch.tanh(core[0])


class Critic(nn.Module):
    """Patch logits on an 8 x 8 grid, each plus a projection on the code."""

    def __init__(self, size: int = CORE_SIZE, width: int = 24, top: int = 256) -> None:
        super().__init__()
        self.stem = nn.Conv2d(4 + CHANNELS, width, 3, padding=1)
        blocks = []
        while size > 8:
            wider = min(2 * width, top)
            blocks.append(Residual(width, wider, normed=False))
            size, width = size // 2, wider
        self.blocks = nn.ModuleList(blocks)
        self.last = nn.Conv2d(width, width, 3, padding=1)
        self.logit = nn.Conv2d(width, 1, 1)
        self.project = nn.Linear(CODE_LENGTH, width)

    def forward(
        self, picture: Tensor, mask: Tensor, pose: Tensor, code: Tensor
    ) -> Tensor:
        """Higher where the picture looks real and suits mask, pose and code."""
        x = self.stem(torch.cat([picture, mask, pose], 1))
        for block in self.blocks:
            x = F.avg_pool2d(block(x), 2)
        x = F.leaky_relu(self.last(F.leaky_relu(x, _SLOPE)), _SLOPE)
        direction = self.project(code * CODE_LENGTH**0.5)[:, :, None, None]
        return self.logit(x) + (x * direction).mean(1, keepdim=True)


class FineCritic(nn.Module):
    """Logits of overlapping patches of about 30 px at 128 px: texture and edges."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        widths = (4, width, 2 * width, 4 * width)
        self.blocks = nn.ModuleList(
            nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(widths)
        )
        self.last = nn.Conv2d(widths[-1], widths[-1], 3, padding=1)
        self.logit = nn.Conv2d(widths[-1], 1, 1)

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """Higher where a patch looks real, ``(n, 1, 16, 16)``."""
        x = torch.cat([picture, mask], 1)
        for block in (*self.blocks, self.last):
            x = F.leaky_relu(block(x), _SLOPE)
        return self.logit(x)


def double(x: Tensor) -> Tensor:
    """Twice the resolution, bilinear."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def coarse_of(picture: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Picture and mask at half the resolution; a pixel touched by the hole is hole."""
    return F.avg_pool2d(picture * (1 - mask), 2), F.max_pool2d(mask, 2)


def fill(picture: Tensor, mask: Tensor) -> Tensor:
    """The hole filled with a smooth spread of its surroundings (pyramid of colours)."""
    known, colour = 1 - mask, picture * (1 - mask)
    pyramid = []
    while colour.shape[-1] > 4:
        pyramid.append((colour, known))
        colour, known = F.avg_pool2d(colour, 2), F.avg_pool2d(known, 2)
    x = colour / known.clamp_min(1e-3)
    for seen, share in reversed(pyramid):
        x = double(x)
        blended = seen / share.clamp_min(1e-3) * share + x * (1 - share)
        x = torch.where(share > 0.02, blended, x)
    return picture * (1 - mask) + x * mask


def pose_map(points: Tensor, size: int) -> Tensor:
    """Soft lines through the pose points, ``(n, 3, size, size)``, 0 to 1."""
    axis = (torch.arange(size, device=points.device) + 0.5) / size
    pixels = torch.stack(torch.meshgrid(axis, axis, indexing="xy"), -1)
    pixels = pixels.reshape(1, 1, size * size, 2)
    channels = []
    for channel in range(CHANNELS):
        first, last = segments(channel)
        start = points[:, first][:, :, None]
        along = points[:, last][:, :, None] - start
        share = ((pixels - start) * along).sum(-1)
        share = (share / along.square().sum(-1).clamp_min(1e-8)).clamp(0, 1)
        apart = (pixels - start - share[..., None] * along).square().sum(-1).amin(1)
        channels.append(torch.exp(-apart / (2 * _LINE_WIDTH**2)))
    return torch.stack(channels, 1).reshape(-1, CHANNELS, size, size)
