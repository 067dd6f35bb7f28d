"""Precision and recall of pictures (Kynkäänniemi et al. 2019).

Precision: the share of made pictures that lie where real ones are.  Recall: the share
of real pictures that lie where made ones are.  "Where" is within the distance to the
third nearest neighbor of some picture of the set.
"""

from __future__ import annotations

import numpy as np

from nonesuch.measure.uncertainty import Reals
from nonesuch.nouns import Floats

NEIGHBORS = 3


def precision_and_recall(real: Floats, made: Floats) -> tuple[float, float]:
    """Of features ``(n, d)`` and ``(m, d)``; NaN for sets of three or fewer."""
    if min(len(real), len(made)) <= NEIGHBORS:
        return float("nan"), float("nan")
    return share_covered(made, real), share_covered(real, made)


def share_covered(pictures: Floats, by: Floats) -> float:
    """The share of pictures within reach of one of the set ``by``."""
    among = distances(by, by)
    np.fill_diagonal(among, -1)  # itself, before the neighbors
    reach = np.sort(among, axis=1)[:, NEIGHBORS]
    return float((distances(pictures, by) <= reach).any(axis=1).mean())


def distances(one: Floats, other: Floats) -> Reals:
    """Euclidean, ``(n, m)``."""
    first, second = one.astype(np.float64), other.astype(np.float64)
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1)[None]
    apart = squares - 2 * first @ second.T
    return np.asarray(np.sqrt(np.maximum(apart, 0)))
