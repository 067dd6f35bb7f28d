"""EdgeFace-S: a judge of another make, which may not be used commercially."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, taking_pixels
from nonesuch.models.sface import unit
from nonesuch.nouns import Floats


class EdgeFace:
    """``edgeface(crops) -> codes``, the same interface as :class:`~.sface.SFace`."""

    def __init__(self, precision: str = "f32", threads: int | None = None) -> None:
        # the file's attention is written for one crop at a time
        model = taking_pixels(read(path_of("edgeface_s")), mean=127.5, scale=127.5)
        self._crops = Crops(model, precision, threads, batch=1)

    def __call__(self, crops: NDArray[np.uint8]) -> Floats:
        """Unit codes ``(n, 512)`` of aligned uint8 RGB crops ``(n, 112, 112, 3)``."""
        return unit(self._crops(crops)[0])
