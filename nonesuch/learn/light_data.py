"""What the light painter learns from: faces of nobody in all lights and places.

Pictures are linear, ``(n, 3, 32, 32)``, until :func:`relit_at_random` shows them.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from nonesuch.learn.data import Faces
from nonesuch.nouns import Floats, Ints
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.complexion import is_skin

SIZE = 32
_GAMMA = 2.2
_CUT_SHARE = 0.4
_DEEPEST_CUT = 9
"""In pixels of 32: a tight portrait shows no more around a face."""
_TONE = (0.8, 1.0, 1.15)
"""Melanin takes less of the red light than of the blue."""
_WARM = (0.02, 0.05, -0.22)
"""In stops of red, green and blue."""
_DIM_SHARE, _DIM_STOPS, _DIM_SPREAD = 0.35, -1.4, 1.0
"""Of pictures that nobody set the camera for, and how much darker they are."""
_VEILED_SHARE, _DENSEST_VEIL = 0.25, 0.12
"""Of pictures with stray light all over them, and how much of white it is at most."""
_BAND_SHARES = (0.35, 0.35, 0.25, 0.25)
_BAND_DEPTHS = ((-2, 10), (-4, 4))
"""By how many pixels bands reach beyond the hole's edge: rows, columns."""


def pictures_of(faces: Faces) -> Tensor:
    """All crops at 32 px in linear light, ``(n, 3, 32, 32)``."""
    crops = torch.from_numpy(faces.crops).permute(0, 3, 1, 2).float() / 255
    return F.interpolate(crops**_GAMMA, (SIZE, SIZE), mode="area")


def skins_of(faces: Faces) -> Tensor:
    """How much of each pixel is skin, in faces and beside them, ``(n, 1, 32, 32)``."""
    skins = [
        np.maximum(is_skin(crop), mask_of_face(landmarks, len(crop), 0.0) > 0)
        for crop, landmarks in zip(faces.crops, faces.landmarks, strict=True)
    ]
    whole = torch.from_numpy(np.stack(skins)).float()[:, None]
    return F.interpolate(whole, (SIZE, SIZE), mode="area")


def with_other_skin(
    rng: np.random.Generator, pictures: Tensor, skins: Tensor
) -> Tensor:
    """Linear pictures of people darker and lighter than most who are sampled are.

    All of a person's skin changes together: the face must be read off ears and neck.
    """
    stops = _normal(rng, -0.1, 0.5, len(pictures), 1, 1, 1)
    stops = torch.where(stops > 0, 0.3 * stops, stops)  # there is no skin like snow
    tone = torch.tensor(_TONE)[None, :, None, None]
    return pictures * torch.exp2(stops * tone * skins)


def masks_of(faces: Faces, rng: np.random.Generator) -> Tensor:
    """Removed regions with margins that vary, ``(n, 1, 32, 32)``."""
    margins = rng.uniform(0.02, 0.06, len(faces))
    masks: list[Floats] = [
        mask_of_face(landmarks, SIZE, margin)
        for landmarks, margin in zip(faces.landmarks, margins, strict=True)
    ]
    return torch.from_numpy(np.stack(masks))[:, None]


def in_other_surroundings(
    rng: np.random.Generator,
    pictures: Tensor,
    skins: Tensor,
    holes: Tensor,
    others: Tensor,
) -> Tensor:
    """Linear pictures with other colors around the skin, and with hats, scarves, walls.

    Generated people wear no purple hats, so a painter believes that what lies around a
    face is lit as the face is.  What is no skin changes its color here, and bands
    above, below and beside the hole come from ``others`` or are flat: only skin, where
    any is left, and what is usual can be relied on.
    """
    count = len(pictures)
    away = 1 - F.max_pool2d(torch.maximum(skins, holes), 3, 1, 1)
    gain = torch.exp2(
        _normal(rng, 0, 0.6, count, 3, 1, 1) + _normal(rng, 0, 0.9, count, 1, 1, 1)
    )
    changed = pictures * (1 + _some(rng, 0.6, count) * away * (gain - 1))
    for band, share in zip(_bands(rng, holes), _BAND_SHARES, strict=True):
        there = band * _some(rng, share, count) * (1 - holes)
        changed = changed + there * (_stuff(rng, others) - changed)
    return changed


def _bands(rng: np.random.Generator, holes: Tensor) -> list[Tensor]:
    """1 above, below, left, right of holes, at random depths, ``(n, 1, 32, 32)``."""
    place = torch.arange(SIZE)
    found = []
    for axis in (2, 3):
        taken = holes.amax(5 - axis)[:, 0] > 0
        first = torch.where(taken, place, SIZE).amin(1)
        last = torch.where(taken, place, -1).amax(1)
        deep = torch.from_numpy(rng.integers(*_BAND_DEPTHS[axis - 2], (2, len(holes))))
        before = place[None] < (first + deep[0])[:, None]
        behind = place[None] > (last - deep[1])[:, None]
        shape = (-1, 1, SIZE, 1) if axis == 2 else (-1, 1, 1, SIZE)
        found += [
            edge.float().view(shape).expand_as(holes) for edge in (before, behind)
        ]
    return found


def _stuff(rng: np.random.Generator, others: Tensor) -> Tensor:
    """What other pictures show, flat, white or in another light."""
    count = len(others)
    shown = others[torch.from_numpy(rng.permutation(count))]
    flat = _some(rng, 0.4, count)
    shown = shown + flat * (shown.mean((2, 3), keepdim=True) - shown)
    gain = torch.exp2(
        _normal(rng, 0, 0.5, count, 3, 1, 1) + _normal(rng, 0, 1, count, 1, 1, 1)
    )
    white = torch.from_numpy(rng.uniform(0.6, 1.0, (count, 1, 1, 1))).float()
    shown = shown * gain
    return (shown + _some(rng, 0.15, count) * (white - shown)).clamp(0, 1.5)


def relit_at_random(rng: np.random.Generator, pictures: Tensor) -> Tensor:
    """Linear pictures under other lights, in display values 0 to 1.

    Exposure, white balance, vividness, contrast, a gradient from any side, stray light
    and noise; blur comes from what the crops of small faces lack.  Most cameras are set
    so that faces come out alike, and lamps are warmer than where the generated people
    stand; some rooms are dim.
    """
    count = len(pictures)
    axis = torch.linspace(-1, 1, SIZE)
    angle = torch.from_numpy(rng.uniform(0, 2 * np.pi, count)).float()
    ramp = (
        angle.cos()[:, None, None] * axis[None, None]
        + angle.sin()[:, None, None] * axis[None, :, None]
    )
    gain = torch.exp2(_normal(rng, 0, 0.5, count, 1, 1) * ramp)[:, None]
    warm = torch.tensor(_WARM)[None, :, None, None]
    balance = warm + _normal(rng, 0, 0.13, count, 3, 1, 1)
    exposure = _normal(rng, 0.25, 0.35, count, 1, 1, 1)
    dim = _some(rng, _DIM_SHARE, count)
    exposure = exposure + dim * _normal(rng, _DIM_STOPS, _DIM_SPREAD, count, 1, 1, 1)
    vividness = torch.from_numpy(rng.uniform(0.6, 1.4, (count, 1, 1, 1))).float()
    gray = pictures.mean(1, keepdim=True)
    colored = (gray + vividness * (pictures - gray)).clamp(min=0)
    lit = (colored * gain * torch.exp2(exposure + balance)).clamp(0, 1)
    stray = torch.from_numpy(rng.uniform(0, _DENSEST_VEIL, (count, 1, 1, 1))).float()
    lit = lit + _some(rng, _VEILED_SHARE, count) * stray * (1 - lit)
    curve = torch.exp2(_normal(rng, 0, 0.2, count, 1, 1, 1)) / _GAMMA
    shown = lit.clamp(0, 1) ** curve
    strength = torch.from_numpy(rng.uniform(0, 0.03, (count, 1, 1, 1))).float()
    return (shown + _normal(rng, 0, 1, *shown.shape) * strength).clamp(0, 1)


def at_borders(
    rng: np.random.Generator, pictures: Tensor, holes: Tensor
) -> tuple[Tensor, Tensor]:
    """Some of the crops as they are at a picture's border, with their holes.

    What lies beyond it is the mirrored inside, and a mirrored face is a hole, too.
    """
    count = len(pictures)
    cut = (rng.random((count, 4)) < 0.6) & (rng.random((count, 1)) < _CUT_SHARE)
    insets = np.where(cut, rng.integers(0, _DEEPEST_CUT + 1, (count, 4)), 0)
    across, down = (_mirrored(insets[:, 2 * k], insets[:, 2 * k + 1]) for k in (0, 1))
    row = torch.arange(count)[:, None, None]
    both = torch.cat([pictures, holes], 1).permute(0, 2, 3, 1)
    seen = both[row, down[:, :, None], across[:, None, :]].permute(0, 3, 1, 2)
    return seen[:, :3], seen[:, 3:]


def _mirrored(before: Ints, behind: Ints) -> Tensor:
    """Where each of 32 pixels is taken from, ``(n, 32)``."""
    place = np.arange(SIZE)[None]
    place = np.where(place < before[:, None], 2 * before[:, None] - 1 - place, place)
    last = SIZE - 1 - behind[:, None]
    return torch.from_numpy(np.where(place > last, 2 * last + 1 - place, place))


def _some(rng: np.random.Generator, share: float, count: int) -> Tensor:
    """1 for a share of them, else 0, ``(n, 1, 1, 1)``."""
    return torch.from_numpy(rng.random((count, 1, 1, 1)) < share).float()


def _normal(
    rng: np.random.Generator, mean: float, spread: float, *shape: int
) -> Tensor:
    return torch.from_numpy(rng.normal(mean, spread, shape)).float()
