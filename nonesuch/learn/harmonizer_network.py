"""The harmonizer: what it takes to make a stand-in belong into a hole.

It sees the crop around the hole and the stand-in, bent to the pose and in a light that
was guessed, at 64 px, and returns no picture but a recipe: what is to be painted over
the stand-in, and where (hair that falls into the face, the rim, shade).  The stand-in's
own detail passes through at any size.

In training it also corrects the guessed light by a smooth field and blurs the detail,
so that it does not paint what is only light or out of focus.  On photographs that field
does harm (FID), and edges tell better how sharp a place is: neither is exported.

Pictures are 0 to 1, ``(n, 3, s, s)``; masks ``(n, 1, s, s)``, 1 in the hole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.learn.networks import Residual, double, fill

SIZE = 64
"""What the network sees; it learns on pictures of twice that."""
LIGHT_SIZE = 16
BLURS_PX = (1.0, 2.5)
_SLOPE = 0.2
_FOLD = 2
_STEEPEST = 2.5
_LARGEST_OFFSET = 0.5
_FOCUS_AT_START = (2.0, 0.0, -1.0)
_SHARE_AT_START = -3.0
_LIGHT_LEVEL = 1


@dataclass(frozen=True)
class Recipe:
    """``light (n, 6, 16, 16)``, ``focus (n, 3)``, ``paint`` and ``share`` of 64 px."""

    light: Tensor
    focus: Tensor
    paint: Tensor
    share: Tensor


class Harmonizer(nn.Module):
    """A U-Net at half the resolution; untrained it leaves the stand-in as it is."""

    def __init__(self, widths: Sequence[int] = (24, 48, 96, 128)) -> None:
        super().__init__()
        self.stem = nn.Conv2d(8 * _FOLD**2, widths[0], 3, padding=1)
        outer = (widths[0], *widths[:-1])
        self.encoder = nn.ModuleList(
            Residual(a, b) for a, b in zip(outer, widths, strict=True)
        )
        self.middle = nn.ModuleList(Residual(widths[-1], widths[-1]) for _ in range(2))
        inner = list(widths[::-1])
        self.decoder = nn.ModuleList(Residual(a + b, b) for a, b in pairwise(inner))
        self.focus = nn.Linear(widths[-1], 1 + len(BLURS_PX))
        self.light = nn.Conv2d(widths[_LIGHT_LEVEL], 6, 3, padding=1)
        self.out = nn.Conv2d(widths[0], 4 * _FOLD**2, 3, padding=1)
        for layer in (self.focus, self.light):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(
        self, crop: Tensor, hole: Tensor, detail: Tensor, known: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The recipe's light, focus, paint and share."""
        seen = torch.cat([fill(crop, hole) - 0.5, hole, detail - 0.5, known], 1)
        x = self.stem(F.pixel_unshuffle(seen, _FOLD))
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(F.avg_pool2d(x, 2) if level else x)
            skips.append(x)
        for block in self.middle:
            x = block(x)
        start = x.new_tensor(_FOCUS_AT_START)
        focus = torch.softmax(self.focus(x.mean((2, 3))) + start, 1)
        light = self._light(skips[_LIGHT_LEVEL])
        for block, skip in zip(self.decoder, skips[-2::-1], strict=True):
            x = block(torch.cat([double(x), skip], 1))
            if x.shape[-1] == LIGHT_SIZE:
                light = self._light(x)
        painted = without_stripes(
            F.pixel_shuffle(self.out(F.leaky_relu(x, _SLOPE)), _FOLD)
        )
        paint = torch.sigmoid(painted[:, :3])
        return light, focus, paint, torch.sigmoid(painted[:, 3:] + _SHARE_AT_START)

    def _light(self, features: Tensor) -> Tensor:
        raw = self.light(F.leaky_relu(features, _SLOPE))
        gain = torch.exp(_STEEPEST * torch.tanh(raw[:, :3] / _STEEPEST))
        offset = _LARGEST_OFFSET * torch.tanh(raw[:, 3:])
        return torch.cat([gain, offset], 1)

    def recipe(
        self, crop: Tensor, hole: Tensor, detail: Tensor, known: Tensor
    ) -> Recipe:
        """The four outputs by name, in single precision, for pictures of any size."""
        if crop.shape[-1] != SIZE:
            crop, hole, detail, known = shrunk(crop, hole, detail, known)
        parts = self(crop, hole, detail, known)
        return Recipe(*(part.float() for part in parts))


def shrunk(
    crop: Tensor, hole: Tensor, detail: Tensor, known: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The network's inputs from pictures of a multiple of its size.

    A pixel that is touched by the hole is hole, one mostly of skin is skin.
    """
    times = crop.shape[-1] // SIZE
    small = F.max_pool2d(hole, times)
    return (
        F.avg_pool2d(crop, times) * (1 - small),
        small,
        F.avg_pool2d(detail, times),
        (F.avg_pool2d(known, times) > 0.5).to(known.dtype),
    )


def composed(recipe: Recipe, crop: Tensor, hole: Tensor, detail: Tensor) -> Tensor:
    """The crop with the stand-in in its hole, as the recipe says; 0 to 1."""
    size = detail.shape[-2:]
    light = F.interpolate(recipe.light, size, mode="bilinear", align_corners=False)
    share, paint = (
        F.interpolate(part, size, mode="bilinear", align_corners=False)
        for part in (recipe.share, recipe.paint)
    )
    views = [detail, *(blurred(detail, sigma) for sigma in BLURS_PX)]
    weights = recipe.focus[..., None, None, None]
    focused = sum(weights[:, i] * view for i, view in enumerate(views))
    lit = focused * light[:, :3] + light[:, 3:]
    made = (1 - share) * lit + share * paint
    return crop * (1 - hole) + made * hole


def without_stripes(unfolded: Tensor) -> Tensor:
    """A binomial mean of 3 x 3: nothing of the period of the unfolding is left."""
    wide = F.pad(unfolded, (1, 1, 1, 1), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(wide, 2, 1), 2, 1)


def blurred(picture: Tensor, sigma_px: float) -> Tensor:
    """A Gaussian blur; beyond the border the picture is mirrored."""
    reach = round(3 * sigma_px)
    places = torch.arange(-reach, reach + 1, device=picture.device, dtype=torch.float32)
    kernel = torch.exp(-places.square() / (2 * sigma_px**2))
    kernel = (kernel / kernel.sum()).to(picture.dtype)
    channels = picture.shape[1]
    wide = F.pad(picture, (reach, reach, reach, reach), mode="reflect")
    across = kernel.expand(channels, 1, 1, -1)
    down = kernel[:, None].expand(channels, 1, -1, 1)
    return F.conv2d(F.conv2d(wide, across, groups=channels), down, groups=channels)
