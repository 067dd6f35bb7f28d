"""CycleGAN's generator and its pool of pictures (Zhu et al., ICCV 2017), own code."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.learn.rivals.pix2pix import drawing, started

POOL = 50
_WIDTH = 64
_NINE_BLOCKS_FROM = 256


class Translator(nn.Module):
    """c7s1-64, d128, d256, 6 blocks of 256 (9 from 256 px on), u128, u64, c7s1-3."""

    def __init__(self, size: int) -> None:
        super().__init__()
        width = _WIDTH
        self.first = nn.Conv2d(3, width, 7)
        self.down = nn.ModuleList(
            nn.Conv2d(k * width, 2 * k * width, 3, 2, 1) for k in (1, 2)
        )
        blocks = 9 if size >= _NINE_BLOCKS_FROM else 6
        self.blocks = nn.ModuleList(_Block(4 * width) for _ in range(blocks))
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * k * width, k * width, 3, 2, 1, output_padding=1)
            for k in (2, 1)
        )
        self.last = nn.Conv2d(width, 3, 7)
        self.apply(started)

    def forward(self, picture: Tensor) -> Tensor:
        """A picture of the other kind, both ``(n, 3, s, s)`` of -1 to 1."""
        x = F.relu(F.instance_norm(self.first(_mirrored(picture, 3))))
        for conv in self.down:
            x = F.relu(F.instance_norm(conv(x)))
        for block in self.blocks:
            x = block(x)
        for conv in self.up:
            x = F.relu(F.instance_norm(conv(x)))
        return torch.tanh(self.last(_mirrored(x, 3)))


class Painter(nn.Module):
    """The translator from drawings to photographs, asked like the other rivals."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.translator = Translator(size)

    def forward(self, crop: Tensor, hole: Tensor, sketch: Tensor) -> Tensor:
        """As :meth:`nonesuch.learn.rivals.pix2pix.Painter.forward`."""
        made: Tensor = self.translator(drawing(crop, hole, sketch))
        return made


class Pool(nn.Module):
    """The last 50 made pictures: every second time the critic sees an old one."""

    pictures: Tensor
    count: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("pictures", torch.zeros(POOL, 3, size, size))
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))

    def swapped(self, rng: np.random.Generator, made: Tensor) -> Tensor:
        """Pictures ``(n, 3, s, s)``, some of them older ones, which they replace."""
        shown = made.detach().clone()
        for row, picture in enumerate(made.detach()):
            count = int(self.count)
            if count < POOL:
                self.pictures[count] = picture
                self.count += 1
            elif rng.random() < 0.5:
                place = int(rng.integers(POOL))
                shown[row] = self.pictures[place]
                self.pictures[place] = picture
        return shown


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3)
        self.conv2 = nn.Conv2d(width, width, 3)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(F.instance_norm(self.conv1(_mirrored(x, 1))))
        return x + F.instance_norm(self.conv2(_mirrored(h, 1)))


def _mirrored(x: Tensor, reach: int) -> Tensor:
    return F.pad(x, (reach, reach, reach, reach), mode="reflect")
