"""Pictures of at most 256 colours, as GIF stores them."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from PIL import Image as PillowImage

from nonesuch.nouns import Image

_COLOURS = 256


def paletted(image: Image) -> Any:
    """A ``pal8`` frame of ``image``: exact up to 256 colours, else the nearest 256."""
    packed = image.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, indices = np.unique(packed, return_inverse=True)
    if len(colours) > _COLOURS:
        return _quantized(image)
    rgb = np.stack([colours >> 16, colours >> 8, colours], axis=1).astype(np.uint8)
    return _frame(indices.reshape(packed.shape).astype(np.uint8), rgb)


def _quantized(image: Image) -> Any:
    picture = PillowImage.fromarray(image).quantize(
        _COLOURS,
        method=PillowImage.Quantize.FASTOCTREE,
        dither=PillowImage.Dither.FLOYDSTEINBERG,
    )
    palette = np.array(picture.getpalette(), np.uint8).reshape(-1, 3)
    return _frame(np.asarray(picture), palette)


def _frame(indices: Image, rgb: Image) -> Any:
    argb = np.zeros((_COLOURS, 4), np.uint8)
    argb[:, 0] = 255
    argb[: len(rgb), 1:] = rgb
    return av.VideoFrame.from_ndarray((indices, argb), format="pal8")
