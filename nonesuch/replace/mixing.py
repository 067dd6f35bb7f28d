"""New people from those who do not exist: one's face, another's eyes, a third's nose.

Face, brows, eyes, nose, mouth and the proportions of the whole come from six people.
Every picture is bent to the same shape, and a part gets the tint of the face that it is
put into, so only skin is ever mixed and everything else stays sharp.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import (
    BROWS,
    IRISES,
    LEFT_EYE,
    LIPS,
    NOSTRILS,
    RIGHT_EYE,
    mean_face,
    points,
)
from nonesuch.nouns import Floats, Image
from nonesuch.replace.warp import bend_map

PARTS = ("face", "brows", "eyes", "nose", "mouth and chin", "shape")
"""What the parents of a mixed person give, in the order of the table's columns."""
_HULLS = (
    (BROWS[:5], BROWS[5:]),
    ((*LEFT_EYE, IRISES[0]), (*RIGHT_EYE, IRISES[1])),
    ((168, 6, 197, 195, 5, 4, 1, 19, 94, 2, *NOSTRILS),),
    ((*LIPS, 164, 18, 200, 199, 175),),
)
"""The mesh points around which the parts lie, brows and eyes one by one."""
_GROWTH = (0.022, 0.02, 0.012, 0.03)
_RIM = 0.01
_REACH = 0.075
"""How far the parts go beyond their points, how softly they end, and where they are
over; all in sides of the crop."""
_GRID = 96
_TINT_SIZE, _TINT_SIGMA = 32, 2.0
"""Tints are taken over from about 16 of 256 pixels on; finer detail is the part's own.
"""


def mixed(pictures: Sequence[Image], shapes: Sequence[Floats], target: Floats) -> Image:
    """A view of a person with parts of five others, in the shape ``target (92, 2)``.

    Each of the five has a picture uint8 ``(s, s, 3)`` of that pose and landmarks
    ``(92, 2)`` in crop units; the result is a picture of the same size.
    """
    size = len(pictures[0])
    maps = [bend_map(shape, target, size) for shape in shapes]
    face = _bent(pictures[0], maps[0])
    on_mean = bend_map(mean_face(), target, size) + np.float32(0.5)
    on_mean = on_mean * np.float32(_GRID / size) - np.float32(0.5)
    result = face.astype(np.float32)
    tint = _tint(pictures[0], maps[0])
    for part, mask in enumerate(_masks(), start=1):
        window = _window(target[_points_of(part - 1)], size)
        piece = _bent(pictures[part], maps[part][window]).astype(np.float32)
        change = tint - _tint(pictures[part], maps[part])
        piece += cv2.resize(change, (size, size), interpolation=cv2.INTER_LINEAR)[
            window
        ]
        share = cv2.remap(mask, on_mean[window], None, cv2.INTER_LINEAR)[..., None]
        result[window] += share * (piece - face[window])
    return np.asarray(np.clip(np.rint(result), 0, 255), np.uint8)


def _bent(picture: Image, source: NDArray[np.float32]) -> Image:
    # Cubic: the picture is bent once more into its place.
    bent = cv2.remap(
        picture, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(bent, np.uint8)


def _tint(picture: Image, source: NDArray[np.float32]) -> Floats:
    """The low frequencies of the bent picture, ``(32, 32, 3)``."""
    small = cv2.resize(picture, (_TINT_SIZE,) * 2, interpolation=cv2.INTER_AREA)
    places = cv2.resize(source, (_TINT_SIZE,) * 2, interpolation=cv2.INTER_AREA)
    step = np.float32(_TINT_SIZE / len(picture))
    bent = _bent(small, (places + np.float32(0.5)) * step - np.float32(0.5))
    blurred = cv2.GaussianBlur(bent.astype(np.float32), (0, 0), _TINT_SIGMA)
    return np.asarray(blurred)


def _window(places: Floats, size: int) -> tuple[slice, slice]:
    """The rows and columns of a picture that a part with these points can reach."""
    low = np.floor((places.min(0) - _REACH) * size).astype(int)
    high = np.ceil((places.max(0) + _REACH) * size).astype(int)
    (left, top), (right, bottom) = np.clip([low, high], 0, size)
    return slice(top, bottom), slice(left, right)


@lru_cache(maxsize=1)
def _masks() -> list[Floats]:
    """The four parts on the mean face, each ``(96, 96)``, their sum at most 1."""
    axis = (np.arange(_GRID, dtype=np.float32) + np.float32(0.5)) / np.float32(_GRID)
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    inside = [
        1 / (1 + np.exp(-(_depths(places, hulls) + growth) / _RIM))
        for hulls, growth in zip(_HULLS, _GROWTH, strict=True)
    ]
    shares = np.stack(inside).reshape(-1, _GRID, _GRID)
    shares /= np.maximum(shares.sum(0), 1)
    return list(shares.astype(np.float32))


def _depths(places: Floats, hulls: Sequence[Sequence[int]]) -> Floats:
    """How deep places lie inside the nearest of the hulls, less than 0 outside."""
    outlines = [cv2.convexHull(mean_face()[points(hull)]) for hull in hulls]
    depths = [
        max(cv2.pointPolygonTest(outline, (x, y), True) for outline in outlines)
        for x, y in places.tolist()
    ]
    return np.array(depths, np.float32)


def _points_of(part: int) -> list[int]:
    return points([index for hull in _HULLS[part] for index in hull])
