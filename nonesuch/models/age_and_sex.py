"""How old a face looks, and whether female or male (CC0), by networks from dlib-models.

Appearance as strangers would guess it, no fact about anybody.  Of the faces that are
replaced it is read only where a user asks to keep it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops, read, taking_pixels
from nonesuch.nouns import Floats

NAMES = ("age", "gender")
"""What they are called in the manifest."""
PADDING = 0.2
"""What a chip shows beyond the face, as :mod:`nonesuch.prove.chips` counts."""
AGE_SIZE, SEX_SIZE = 64, 32
_MEAN_RGB = (122.781998, 117.000999, 104.297997)
_YEARS = np.arange(81, dtype=np.float32)
_YEARS[0] = 0.25


class AgeAndSex:
    """Keep one, it holds the two networks."""

    def __init__(self, threads: int | None = None) -> None:
        self._age, self._gender = (
            Crops(
                taking_pixels(read(path_of(name)), mean=_MEAN_RGB, scale=256.0),
                threads=threads,
            )
            for name in NAMES
        )

    def ages_years(self, chips: NDArray[np.uint8]) -> Floats:
        """The mean of the ages that a face may have, ``(n,)``; chips of 64 px."""
        return np.asarray(self._age(chips)[0] @ _YEARS, np.float32)

    def maleness(self, chips: NDArray[np.uint8]) -> Floats:
        """The probability of male rather than female, ``(n,)``; chips of 32 px."""
        return np.asarray(self._gender(chips)[0][:, 1], np.float32)
