"""Attackers who have studied the method: they learn from its own finished pictures.

Nobody is attacked by a head that has seen them: people are cut into five parts, and
each part is attacked by a head that learned from the other four (cross-fitting).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.measure.heads import Head, discriminant, whitenings
from nonesuch.measure.shapes import aligned_shapes
from nonesuch.measure.uncertainty import Reals
from nonesuch.nouns import Bools, Floats, Ints

PARTS = 5
FEWEST_PEOPLE = 10
"""A head that would learn from fewer people is not trained."""
_SHRINKAGES = (0.1, 1.0, 10.0, 100.0)
_SHAPE_NUMBERS = 40


def adapted_likeness(originals: Floats, made: Floats, identities: Ints) -> Reals:
    """How like every anonymized picture is to every original, to a trained head.

    The head, see :func:`fitted`, learns from codes of other people's pictures what the
    method does to everybody and what varies within one person between anonymized and
    original pictures, and ignores both.  ``(n, n)``, the diagonal minus infinity; rows
    NaN for people whom no head could be trained for.
    """
    alike = np.full((len(made), len(made)), np.nan)
    for learned, attacked in cross_fitted(identities):
        if people_in_pairs(identities[learned]) < FEWEST_PEOPLE:
            continue
        head = fitted(originals[learned], made[learned], identities[learned])
        alike[attacked] = head.likeness(originals, made[attacked])
    np.fill_diagonal(alike, -np.inf)
    return alike


@dataclass(frozen=True)
class Adapted:
    """A head for originals and one for anonymized pictures, in the same space."""

    of_originals: Head
    of_made: Head

    def likeness(self, originals: Floats, made: Floats) -> Reals:
        """Cosines of every anonymized picture with every original ``(m, n)``."""
        return cosines(self.of_made(made), self.of_originals(originals))


def fitted(originals: Floats, made: Floats, identities: Ints) -> Adapted:
    """The head with the shrinkage that tells held-out people apart best."""
    learned, attacked = next(cross_fitted(identities))
    tried = _with_shrinkages(
        originals[learned], made[learned], identities[learned], _SHRINKAGES
    )
    merits = [
        _share_less_alike(
            head.likeness(originals[attacked], made[attacked]), identities[attacked]
        )
        for head in tried
    ]
    best = _SHRINKAGES[int(np.argmax(merits))]
    (chosen,) = _with_shrinkages(originals, made, identities, [best])
    return chosen


def shape_likeness(originals: Floats, made: Floats, identities: Ints) -> Reals:
    """How alike faces are by their landmarks alone, ``(n, n)``.

    Shapes ``(n, k, 3)`` are laid over a mean shape, so that pose is out of them; a
    linear discriminant of other people's originals weighs what differs between people
    against what changes within one.  Rows NaN as in :func:`adapted_likeness`.
    """
    everything = aligned_shapes(np.concatenate([originals, made]))
    before, after = everything[: len(originals)], everything[len(originals) :]
    alike = np.full((len(made), len(made)), np.nan)
    for learned, attacked in cross_fitted(identities):
        if people_in_pairs(identities[learned]) < FEWEST_PEOPLE:
            continue
        head = discriminant(before[learned], identities[learned], _SHAPE_NUMBERS)
        alike[attacked] = cosines(head(after[attacked]), head(before))
    np.fill_diagonal(alike, -np.inf)
    return alike


def cross_fitted(identities: Ints) -> Iterator[tuple[Bools, Bools]]:
    """Five times who is learned from and who is attacked, ``(n,)`` each."""
    ranks = np.unique(identities, return_inverse=True)[1]
    for part in range(PARTS):
        attacked = ranks % PARTS == part
        yield ~attacked, attacked


def people_in_pairs(identities: Ints) -> int:
    """How many people are in two pictures or more."""
    return int((np.unique(identities, return_counts=True)[1] > 1).sum())


def other_means(codes: Floats, identities: Ints) -> Reals:
    """For each picture the mean code of the person's other ones; NaN without any."""
    same = (identities[:, None] == identities[None]).astype(np.float64)
    np.fill_diagonal(same, 0)
    counts = same.sum(1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(same @ codes.astype(np.float64) / counts)


def cosines(one: Reals, other: Reals) -> Reals:
    """Of every row of one with every row of the other, ``(n, m)``."""
    left, right = (
        values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
        for values in (one, other)
    )
    return np.asarray(left @ right.T)


def _with_shrinkages(
    originals: Floats, made: Floats, identities: Ints, shrinkages: Sequence[float]
) -> list[Adapted]:
    middle, moved = originals.mean(0, np.float64), made.mean(0, np.float64)
    apart = (made - moved) - (other_means(originals, identities) - middle)
    apart = apart[np.isfinite(apart).all(axis=1)]
    return [
        Adapted(Head(middle, weights), Head(moved, weights))
        for weights in whitenings(apart, shrinkages)
    ]


def _share_less_alike(alike: Reals, identities: Ints) -> float:
    """How many strangers are less alike than the person's other pictures, a mean."""
    same = identities[:, None] == identities[None]
    others = ~same
    np.fill_diagonal(same, False)
    own = np.where(same, alike, -np.inf).max(axis=1, keepdims=True)
    asked = np.isfinite(own)
    less = (alike < own) & others & asked
    return float(less.sum() / max((others & asked).sum(), 1))
