"""MODNet: how much of each pixel is a person, down to single hairs (portraits)."""

from __future__ import annotations

import numpy as np

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, reshape, taking_pixels
from nonesuch.nouns import Floats, Image

SIZE = 256


class Modnet:
    """``matte(crops)``: uint8 RGB ``(n, 256, 256, 3)`` to opacities ``(n, 256, 256)``.

    ``size`` may be any multiple of 32.  Heads may be anywhere in the crops, at least a
    third of their height.
    """

    def __init__(self, precision: str = "f32", size: int = SIZE) -> None:
        model = read(path_of("modnet"))
        reshape(model, [(1, 3, size, size)])
        self._network = Crops(taking_pixels(model, mean=127.5, scale=127.5), precision)

    def __call__(self, crops: Image) -> Floats:
        (opacity,) = self._network(crops)
        return np.asarray(opacity[:, 0], np.float32)
