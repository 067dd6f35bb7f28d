"""InsightFace's 106 points: a judge of landmarks that may not be used commercially."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, taking_pixels
from nonesuch.nouns import Floats

SIZE = 192
"""Side of the crop in pixels: the face's box, upright, enlarged by half."""
POINTS = 106


class Landmarks106:
    """``points(crops) -> (n, 106, 2)`` in pixels of the crop."""

    def __init__(self, precision: str = "f32", threads: int | None = None) -> None:
        model = taking_pixels(read(path_of("landmarks_106")))
        self._crops = Crops(model, precision, threads)

    def __call__(self, crops: NDArray[np.uint8]) -> Floats:
        """Of uint8 RGB crops ``(n, 192, 192, 3)``; there is always an answer."""
        values = self._crops(crops)[0].reshape(-1, POINTS, 2)
        return np.asarray((values + 1) * (SIZE / 2), np.float32)
