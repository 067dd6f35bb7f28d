"""Closed-set recognition: whom a recognizer takes an anonymized face for.

Codes are unit vectors ``(n, d)``, row ``i`` of probes and gallery the same picture.
A probe's own picture is never in its gallery, so no background tells who it is.
"""

from __future__ import annotations

import numpy as np

from nonesuch.measure.uncertainty import Estimate, Reals, mean_of
from nonesuch.nouns import Bools, Floats, Ints

_PERMUTATIONS = 200


def likeness(probes: Floats, gallery: Floats) -> Reals:
    """Cosines of every probe with every gallery picture, ``(n, n)``.

    The diagonal, a probe's own picture, is minus infinity: never the nearest.
    """
    alike = probes.astype(np.float64) @ gallery.astype(np.float64).T
    np.fill_diagonal(alike, -np.inf)
    return np.asarray(alike)


def first_hits(alike: Reals, identities: Ints) -> Reals:
    """Whether the nearest picture shows the same person: 1 or 0, ``(n,)``.

    NaN for people who have no other picture.
    """
    hits = (identities[alike.argmax(1)] == identities).astype(np.float64)
    return np.where(has_partner(identities), hits, np.nan)


def chance_of_first(
    rng: np.random.Generator, alike: Reals, identities: Ints
) -> Estimate:
    """How often it hits after the gallery's names are permuted: mean and 95 %."""
    nearest, asked = alike.argmax(1)[has_partner(identities)], has_partner(identities)
    shares = [
        (rng.permutation(identities)[nearest] == identities[asked]).mean()
        for _ in range(_PERMUTATIONS)
    ]
    low, high = np.quantile(shares, (0.025, 0.975))
    return Estimate(float(np.mean(shares)), float(low), float(high))


def gaps(alike: Reals, identities: Ints) -> Reals:
    """Mean cosine to the person's other pictures less that to all others, ``(n,)``."""
    same = identities[:, None] == identities[None]
    np.fill_diagonal(same, False)
    finite = np.where(np.isfinite(alike), alike, 0)
    with np.errstate(invalid="ignore"):
        own = (finite * same).sum(1) / same.sum(1)
    others = ~same
    np.fill_diagonal(others, False)
    return np.asarray(own - (finite * others).sum(1) / others.sum(1))


def recall(
    rng: np.random.Generator, alike: Reals, identities: Ints
) -> tuple[Estimate, Estimate]:
    """Recall@1 with its interval, and its chance floor."""
    found = mean_of(rng, first_hits(alike, identities), identities)
    return found, chance_of_first(rng, alike, identities)


def has_partner(identities: Ints) -> Bools:
    """Whose person is in another picture as well, ``(n,)``."""
    counts = np.bincount(identities)
    return np.asarray(counts[identities] > 1)
