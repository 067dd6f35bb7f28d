"""The light painter at work: the light a removed face would have, from what is left."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Image

SIZE = 32
_WEIGHTS = Path(__file__).parent / "weights" / "light_32.onnx"
_BATCHES = (8, 1)


def painted(crops: Image, holes: Floats) -> Image:
    """The crops ``(n, 32, 32, 3)`` with low frequencies of a face in the holes.

    ``holes`` is ``(n, 32, 32)``, 1 where the face is removed: those pixels are set to
    0 before the network sees them.
    """
    bare = np.where(holes[..., None] > 0, np.uint8(0), crops)
    pictures = bare.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
    masks = np.ascontiguousarray(holes[:, None] > 0, np.float32)
    light = np.empty_like(pictures)
    start = 0
    while start < len(crops):
        batch = next(size for size in _BATCHES if size <= len(crops) - start)
        part = slice(start, start + batch)
        (light[part],) = _network(batch)(pictures[part], masks[part])
        start += batch
    shown = np.clip(np.rint(light * 255), 0, 255).astype(np.uint8)
    return np.asarray(shown.transpose(0, 2, 3, 1))


@lru_cache(maxsize=2)
def _network(batch: int) -> Network:
    """One network a batch size: fixed shapes run faster than open ones."""
    shapes = [(batch, 3, SIZE, SIZE), (batch, 1, SIZE, SIZE)]
    return Network(read(_WEIGHTS), shapes)
