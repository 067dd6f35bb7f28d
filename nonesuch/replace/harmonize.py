"""The harmonizer at work: how a stand-in comes to belong into a picture.

A network sees the surroundings of the hole and the stand-in in its own light, and says
how to light it, how sharp the place is, and what falls over it (hair, shade, the rim).
Its answer is of 128 px; the stand-in's detail is taken at any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Image

SIZE = 128
LIGHT_SIZE = 16
BLURS_PX = (1.0, 2.5)
_WEIGHTS = Path(__file__).parent / "weights" / "harmonizer_128.onnx"
_BATCHES = (8, 1)
_LEAST_WEIGHT = 0.02
_GRAY_SPREAD = 4
_DARKEST = np.float32(0.02)
_BRIGHTER, _TINT = 1.4, 1.1
"""Largest changes of brightness and of color: the first guess of the light is good."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class Recipe:
    """What is done to one stand-in.

    ``change (16, 16, 3)``: by how much each color grows; ``focus (3,)``: shares of the
    detail as it is and of its blurs by ``BLURS_PX`` (of 128); ``paint (128, 128, 3)``
    goes over it with weight ``share (128, 128)``, in any size.
    """

    change: Floats
    focus: Floats
    paint: Floats
    share: Floats


def recipes(crops: Image, holes: Floats, details: Image, known: Floats) -> list[Recipe]:
    """A recipe for each face.

    ``crops`` and ``details`` are uint8 ``(n, 128, 128, 3)``, ``holes`` and ``known``
    ``(n, 128, 128)``: where the face is removed, and where the stand-in's skin is.
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
        faces, shown = known[start : start + batch], details[start : start + batch]
        for light, focus, paint, share, face, detail in zip(
            *outputs, faces, shown, strict=True
        ):
            weight = _sized(np.asarray(face, np.float32), LIGHT_SIZE)
            found.append(
                Recipe(
                    _change_of_light(light.transpose(1, 2, 0), detail, weight),
                    focus.copy(),
                    paint.transpose(1, 2, 0).copy(),
                    share[0].copy(),
                )
            )
    return found


def composed(recipe: Recipe, detail: Image) -> Image:
    """The stand-in ``(s, s, 3)`` of any size as the recipe wants it, uint8."""
    size = len(detail)
    change = _sized(recipe.change, size)
    lit = _focused(detail, recipe.focus) * change
    share = _sized(recipe.share, size)[..., None]
    made = lit + share * (_sized(recipe.paint, size) - lit)
    return np.asarray(np.clip(np.rint(made * 255), 0, 255), np.uint8)


def _change_of_light(light: Floats, detail: Image, weight: Floats) -> Floats:
    """By how much each color of the detail grows, ``(16, 16, 3)``.

    ``light (16, 16, 6)`` are gains and offsets, ``weight (16, 16)`` is how much of a
    place is face.  The light is kept in brightness everywhere, in color as a whole
    only: the network paints green foreheads and red cheeks where it may tint every
    place.
    """
    coarse = cv2.resize(detail, (LIGHT_SIZE, LIGHT_SIZE), interpolation=cv2.INTER_AREA)
    was = np.maximum(coarse.astype(np.float32) / np.float32(255), _DARKEST)
    wanted = np.maximum(was * light[..., :3] + light[..., 3:], _DARKEST)
    brighter = (wanted @ _LUMA / (was @ _LUMA))[..., None]
    share = weight[..., None] + np.float32(1e-6)
    tint = (wanted * share).sum((0, 1)) / (was * brighter * share).sum((0, 1))
    change = _within(brighter, _BRIGHTER) * _within(tint, _TINT)
    return np.asarray(change, np.float32)


def _within(ratio: Floats, limit: float) -> Floats:
    """The ratio, not further from 1 than the limit either way."""
    return np.asarray(np.clip(ratio, 1 / limit, limit), np.float32)


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
            sigma = sigma_px * len(detail) / SIZE
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
