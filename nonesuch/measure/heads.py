"""Small heads, fitted in closed form: what makes people differ comes out long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.measure.uncertainty import Reals
from nonesuch.nouns import Floats, Ints

_SHRINKAGE = 0.1


@dataclass(frozen=True)
class Head:
    """``head(values (n, d)) -> (n, e)``: ``(values - middle) @ weights``."""

    middle: Reals
    weights: Reals

    def __call__(self, values: Floats | Reals) -> Reals:
        return np.asarray((values - self.middle) @ self.weights)


def whitening(deviations: Reals, shrinkage: float) -> Reals:
    """Weights ``(d, d)`` under which deviations ``(n, d)`` have the same size in all
    directions: within-class covariance normalization (Hatch et al. 2006).

    The covariance is mixed with ``shrinkage`` times a sphere of its mean size.
    """
    spread = deviations.T @ deviations / len(deviations)
    typical = np.trace(spread) / len(spread)
    spread = spread + shrinkage * typical * np.eye(len(spread))
    return np.asarray(np.linalg.inv(np.linalg.cholesky(spread)).T)


def discriminant(values: Reals, identities: Ints, kept: int) -> Head:
    """Fisher's linear discriminant of at most ``kept`` principal components."""
    middle = values.mean(0)
    _, lengths, axes = np.linalg.svd(values - middle, full_matrices=False)
    solid = lengths > 1e-6 * lengths[0]
    basis = axes[solid][:kept].T
    reduced = (values - middle) @ basis
    within = reduced - _means(reduced, identities)
    return Head(middle, basis @ whitening(within, _SHRINKAGE))


def _means(values: Reals, identities: Ints) -> Reals:
    places = np.unique(identities, return_inverse=True)[1]
    sums = np.zeros((places.max() + 1, values.shape[1]))
    np.add.at(sums, places, values)
    return np.asarray((sums / np.bincount(places)[:, None])[places])
