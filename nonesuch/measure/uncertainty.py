"""How sure a share is, and what chance alone would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Ints

Reals = NDArray[np.float64]
RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A mean and the range in which 95 % of resampled identities put it.

    NaN stands for what cannot be measured.
    """

    value: float
    low: float = np.nan
    high: float = np.nan

    @property
    def is_known(self) -> bool:
        """Whether there was anything to measure."""
        return bool(np.isfinite(self.value))


UNKNOWN = Estimate(np.nan)


def mean_of(rng: np.random.Generator, values: Reals, identities: Ints) -> Estimate:
    """The mean of ``values`` ``(n,)``, NaN left out, resampled by whole identities.

    The pictures of one person depend on each other, so people are drawn, not pictures.
    """
    known = np.isfinite(values)
    if not known.any():
        return UNKNOWN
    sums, counts = _by_identity(values[known], identities[known])
    drawn = rng.integers(0, len(sums), (RESAMPLES, len(sums)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Estimate(float(values[known].mean()), float(low), float(high))


def _by_identity(values: Reals, identities: Ints) -> tuple[Reals, Reals]:
    places = np.unique(identities, return_inverse=True)[1]
    sums = np.bincount(places, weights=values)
    return np.asarray(sums, np.float64), np.bincount(places).astype(np.float64)
