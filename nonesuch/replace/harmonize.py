"""The harmonizer at work: how a stand-in comes to belong into a picture.

A network sees the surroundings of the hole and the stand-in in the light that was
guessed, and says what falls over the face (hair, shade, the rim).  Its answer is of
64 px; the stand-in's detail is taken at any size.
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
_WEIGHTS = Path(__file__).parent / "weights" / "harmonizer_64.onnx"
_BATCHES = (8, 1)
_GRAY_SPREAD = 4


@dataclass(frozen=True)
class Recipe:
    """What is done to one stand-in.

    ``paint (64, 64, 3)`` goes over it with weight ``share (64, 64)``, in any size.
    """

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
            Recipe(paint.transpose(1, 2, 0).copy(), share[0].copy())
            for paint, share in zip(*outputs, strict=True)
        ]
    return found


def composed(recipe: Recipe, detail: Image) -> Image:
    """The stand-in ``(s, s, 3)`` of any size as the recipe wants it, uint8."""
    size = len(detail)
    shown = detail.astype(np.float32) / np.float32(255)
    share = _sized(recipe.share, size)[..., None]
    made = shown + share * (_sized(recipe.paint, size) - shown)
    return np.asarray(cv2.convertScaleAbs(made, alpha=255), np.uint8)


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
