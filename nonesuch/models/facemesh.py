"""MediaPipe's face mesh (Apache-2.0): 478 points of the face in a square crop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, taking_pixels
from nonesuch.nouns import Floats

SIZE = 256
"""Side of the crop in pixels: the face's box, upright, enlarged by half."""
POINTS = 478


class FaceMesh:
    """``mesh(crops) -> (points, presence)``, see :meth:`__call__`."""

    def __init__(
        self, precision: str = "f32", threads: int | None = None, batch: int = 4
    ) -> None:
        model = taking_pixels(read(path_of("facemesh")), scale=255.0, layout="NHWC")
        self._crops = Crops(model, precision, threads, batch)

    def __call__(self, crops: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """The mesh in each of the uint8 RGB ``crops`` ``(n, 256, 256, 3)``.

        ``points`` ``(n, 478, 2)`` in pixels of the crop, 0 to 256 and beyond for a face
        that leaves it; ``presence`` ``(n,)``, the probability that a face is there.
        """
        points, presence = self.in_space(crops)
        return points[..., :2], presence

    def in_space(self, crops: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """As the call itself, but points ``(n, 478, 3)`` with a depth, near is less.

        The depth is in about the same unit as the pixels.
        """
        points, logits = self._crops(crops)[:2]
        presence = 1 / (1 + np.exp(-logits.reshape(-1).astype(np.float64)))
        return points.reshape(-1, POINTS, 3), presence.astype(np.float32)
