"""Small heads, fitted in closed form: what makes people differ comes out long."""

from __future__ import annotations

from collections.abc import Sequence
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


def whitenings(deviations: Reals, shrinkages: Sequence[float]) -> list[Reals]:
    """Weights ``(d, d)`` under which deviations ``(n, d)`` have the same size in all
    directions: within-class covariance normalization (Hatch et al. 2006).

    One for each shrinkage, by which times a sphere of its mean size the covariance is
    mixed.  Symmetric, so nothing is turned.
    """
    count, width = deviations.shape
    _, lengths, axes = np.linalg.svd(deviations, full_matrices=False)
    spreads = lengths**2 / count
    typical = spreads.sum() / width
    found = []
    for shrinkage in shrinkages:
        elsewhere = 1 / np.sqrt(shrinkage * typical)
        along = 1 / np.sqrt(spreads + shrinkage * typical) - elsewhere
        weights = (axes.T * along) @ axes
        weights[np.diag_indices(width)] += elsewhere
        found.append(np.asarray(weights))
    return found


def discriminant(values: Reals, identities: Ints, kept: int) -> Head:
    """Fisher's linear discriminant of at most ``kept`` principal components."""
    middle = values.mean(0)
    _, lengths, axes = np.linalg.svd(values - middle, full_matrices=False)
    solid = lengths > 1e-6 * lengths[0]
    basis = axes[solid][:kept].T
    reduced = (values - middle) @ basis
    within = reduced - _means(reduced, identities)
    (weights,) = whitenings(within, [_SHRINKAGE])
    return Head(middle, basis @ weights)


def _means(values: Reals, identities: Ints) -> Reals:
    places = np.unique(identities, return_inverse=True)[1]
    sums = np.zeros((places.max() + 1, values.shape[1]))
    np.add.at(sums, places, values)
    return np.asarray((sums / np.bincount(places)[:, None])[places])
