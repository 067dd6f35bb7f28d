"""The harmonizer at work: how a stand-in comes to belong into a picture.

A network sees the surroundings of the hole and the stand-in in the light that was
guessed, and says how sharp the place is, and what falls over the face (hair, shade, the
rim).  Its answer is of 64 px; the stand-in's detail is taken at any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Image

SIZE = 64
BLURS_PX = (1.0, 2.5)
"""Standard deviations of the blurs, in pixels of a crop of 128."""
_BLURRED_SIZE = 128
_WEIGHTS = Path(__file__).parent / "weights" / "harmonizer_64.onnx"
_BATCHES = (8, 1)
_LEAST_WEIGHT = 0.02
_GRAY_SPREAD = 4


@dataclass(frozen=True)
class Recipe:
    """What is done to one stand-in.

    ``focus (3,)``: shares of the detail as it is and of its blurs by ``BLURS_PX``;
    ``paint (64, 64, 3)`` goes over it with weight ``share (64, 64)``, in any size.
    """

    focus: Floats
    paint: Floats
    share: Floats


def recipes(crops: Image, holes: Floats, details: Image, known: Floats) -> list[Recipe]:
    """A recipe for each face.

    ``crops`` and ``details`` are uint8 ``(n, 64, 64, 3)``, ``holes`` and ``known``
    ``(n, 64, 64)``: where the face is removed, and where the stand-in's skin is.
    Pixels of the crops under the holes are set to 0 before the network sees them.
    """
    bare = np.where(holes[..., None] > 0, np.uint8(0), crops)
    inputs = (
        _planes(bare),
        np.ascontiguousarray(holes[:, None] > 0, np.float32),
        _planes(details),
        np.ascontiguousarray(known[:, None] > 0, np.float32),
    )
    found: list[Recipe] = []
    while len(found) < len(crops):
        start = len(found)
        batch = next(size for size in _BATCHES if size <= len(crops) - start)
        outputs = _network(batch)(*(part[start : start + batch] for part in inputs))
        found += [
            Recipe(focus.copy(), paint.transpose(1, 2, 0).copy(), share[0].copy())
            for focus, paint, share in zip(*outputs, strict=True)
        ]
    return found


def composed(recipe: Recipe, detail: Image) -> Image:
    """The stand-in ``(s, s, 3)`` of any size as the recipe wants it, uint8."""
    size = len(detail)
    focused = _focused(detail, recipe.focus)
    share = _sized(recipe.share, size)[..., None]
    made = focused + share * (_sized(recipe.paint, size) - focused)
    return np.asarray(np.clip(np.rint(made * 255), 0, 255), np.uint8)


def has_color(crop: Image, hole: Floats) -> bool:
    """Whether anything around the hole has a color: gray films stay gray."""
    around = crop[hole == 0].astype(np.int16)
    if not len(around):
        return True
    return bool(np.ptp(around, axis=1).max() > _GRAY_SPREAD)


def without_color(picture: Image) -> Image:
    """The picture's luma in all three channels."""
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2RGB), np.uint8)


def _focused(detail: Image, focus: Floats) -> Floats:
    """The detail, 0 to 1, as sharp as the place is."""
    sharp = detail.astype(np.float32) / np.float32(255)
    mixed = focus[0] * sharp
    for weight, sigma_px in zip(focus[1:], BLURS_PX, strict=True):
        if weight > _LEAST_WEIGHT:
            sigma = sigma_px * len(detail) / _BLURRED_SIZE
            mixed += weight * cv2.GaussianBlur(sharp, (0, 0), sigma)
        else:
            mixed += weight * sharp
    return np.asarray(mixed, np.float32)


def _sized(values: Floats, size: int) -> Floats:
    if len(values) == size:
        return values
    shrinks = len(values) > size
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    wide = cv2.resize(values, (size, size), interpolation=way)
    return np.asarray(wide, np.float32)


def _planes(pictures: Image) -> Floats:
    scaled = pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
    return np.ascontiguousarray(scaled)


@lru_cache(maxsize=2)
def _network(batch: int) -> Network:
    """One network a batch size: fixed shapes run faster than open ones."""
    picture, mask = (batch, 3, SIZE, SIZE), (batch, 1, SIZE, SIZE)
    return Network(read(_WEIGHTS), [picture, mask, picture, mask])
