"""SFace (Apache-2.0): who a face is, as a point on the sphere of 128 dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, taking_pixels
from nonesuch.nouns import Floats

SIZE = 112
ARCFACE_TEMPLATE = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ],
    np.float32,
)
"""Where eyes, nose and corners of the mouth lie in a crop of 112 px, ``(5, 2)``.

The order is that of a detector's ``points5``.  As pixel indices, the way OpenCV counts:
0 is the centre of the first pixel.
"""


class SFace:
    """``sface(crops) -> codes``; codes of one person have a high product."""

    def __init__(
        self, precision: str = "f32", threads: int | None = None, batch: int = 4
    ) -> None:
        model = taking_pixels(read(path_of("sface")))
        self._crops = Crops(model, precision, threads, batch)

    def __call__(self, crops: NDArray[np.uint8]) -> Floats:
        """Unit codes ``(n, 128)`` of uint8 RGB crops ``(n, 112, 112, 3)``.

        The crops are aligned to :data:`ARCFACE_TEMPLATE` by a similarity.
        """
        return unit(self._crops(crops)[0])


def unit(codes: Floats) -> Floats:
    """Each row divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(codes, axis=1, keepdims=True)
    scaled: Floats = codes / np.maximum(lengths, np.float32(1e-12))
    return scaled
