"""Pictures of numbers: PNG files of 8 or 16 bits whose samples come back exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.media.whole import writing_whole

Samples = NDArray[np.uint8] | NDArray[np.uint16]

# Runs alone: as small as the usual way in layers of few values, and faster.
_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]
_FAST += [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]


def write_png(path: Path, samples: Samples) -> None:
    """Writes samples ``(h, w)``, or ``(h, w, 3)`` in the order RGB, whole or not."""
    ordered = samples[..., ::-1] if samples.ndim == 3 else samples
    encoded = cv2.imencode(".png", np.ascontiguousarray(ordered), _FAST)[1]
    with writing_whole(path) as temporary:
        temporary.write_bytes(encoded.tobytes())


def read_png(path: Path, dtype: type[np.uint8] | type[np.uint16], bands: int) -> Any:
    """The samples ``(h, w)`` or ``(h, w, 3)``; a Refusal if they are others."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    found = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if len(data) else None
    if found is None:
        raise Refusal(f"{path} is no picture that can be read.")
    has_bands = 1 if found.ndim == 2 else found.shape[2]
    if found.dtype != dtype or has_bands != bands:
        raise Refusal(
            f"{path} has {has_bands} bands of {found.dtype.itemsize * 8} bits, "
            f"expected {bands} of {np.dtype(dtype).itemsize * 8}."
        )
    return found[..., ::-1].copy() if bands == 3 else found
