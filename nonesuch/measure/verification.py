"""Verification as on LFW: are two pictures of one person, at a given rate of errors?

Protocol of Gafni et al. 2019 and CIAGAN: lines come from pairs of originals, and of
each genuine pair the second picture is anonymized.  Beyond theirs, impostors are all
pairs of strangers, so that a false accept rate of 1 in 10,000 means something.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.measure.uncertainty import UNKNOWN, Estimate, Reals, mean_of
from nonesuch.nouns import Bools, Floats, Ints

FOLDS = 10
_FEWEST_FALSE_ACCEPTS = 2


@dataclass(frozen=True)
class Pairs:
    """Ordered pairs of different pictures: places of the first, of the second."""

    first: Ints
    second: Ints

    def similarities(self, firsts: Floats, seconds: Floats) -> Reals:
        """Cosines ``(p,)`` of unit codes."""
        # all by all first: codes of every pair side by side would fill the memory
        alike = firsts.astype(np.float64) @ seconds.astype(np.float64).T
        return np.asarray(alike[self.first, self.second])

    def __getitem__(self, chosen: Bools) -> Pairs:
        return Pairs(self.first[chosen], self.second[chosen])

    def __len__(self) -> int:
        return len(self.first)


def genuine_pairs(identities: Ints) -> Pairs:
    """All ordered pairs of two pictures of one person."""
    same = identities[:, None] == identities[None]
    np.fill_diagonal(same, False)
    first, second = np.nonzero(same)
    return Pairs(first, second)


def impostor_pairs(identities: Ints) -> Pairs:
    """All pairs of pictures of two people, each once."""
    first, second = np.nonzero(identities[:, None] != identities[None])
    return Pairs(first, second)[first < second]


def line_at(strangers: Reals, false_accept_rate: float) -> float:
    """The similarity that this share of strangers reaches; NaN if they are too few."""
    if len(strangers) * false_accept_rate < _FEWEST_FALSE_ACCEPTS:
        return float("nan")
    return float(np.quantile(strangers, 1 - false_accept_rate))


def accept_rate(
    rng: np.random.Generator,
    originals: Floats,
    made: Floats,
    identities: Ints,
    false_accept_rate: float,
) -> Estimate:
    """TAR against the line of all pairs of strangers among the originals."""
    line = line_at(
        impostor_pairs(identities).similarities(originals, originals),
        false_accept_rate,
    )
    pairs = genuine_pairs(identities)
    if np.isnan(line) or not len(pairs):
        return UNKNOWN
    accepted = pairs.similarities(originals, made) >= line
    return mean_of(rng, accepted.astype(np.float64), identities[pairs.first])


def fold_accept_rates(
    originals: Floats, made: Floats, identities: Ints, false_accept_rate: float
) -> Reals:
    """TAR of each fold, ``(10,)``, at the line that the other nine folds give.

    Folds are of people, nobody is in two.  NaN for a fold without genuine pairs.
    """
    fold = fold_of(identities)
    genuine, strangers = genuine_pairs(identities), impostor_pairs(identities)
    apart = strangers.similarities(originals, originals)
    alike = genuine.similarities(originals, made)
    rates = []
    for number in range(FOLDS):
        outside = (fold[strangers.first] != number) & (fold[strangers.second] != number)
        line = line_at(apart[outside], false_accept_rate)
        inside = fold[genuine.first] == number
        accepted = alike[inside] >= line
        known = inside.any() and np.isfinite(line)
        rates.append(accepted.mean() if known else np.nan)
    return np.array(rates)


def accuracies(rng: np.random.Generator, originals: Floats, identities: Ints) -> Reals:
    """Share of right answers of each fold, ``(10,)``, at the best line of the others.

    As many strangers as genuine pairs, the number LFW is known by.  NaN for a fold
    without genuine pairs.
    """
    fold = fold_of(identities)
    genuine = genuine_pairs(identities)
    genuine = genuine[genuine.first < genuine.second]
    strangers = impostor_pairs(identities)
    within = fold[strangers.first] == fold[strangers.second]
    strangers = strangers[within]
    count = min(len(genuine), len(strangers))
    chosen = np.zeros(len(strangers), bool)
    chosen[rng.choice(len(strangers), count, replace=False)] = True
    strangers = strangers[chosen]
    scores = np.concatenate(
        [pairs.similarities(originals, originals) for pairs in (genuine, strangers)]
    )
    is_same = np.repeat([True, False], [len(genuine), len(strangers)])
    place = fold[np.concatenate([genuine.first, strangers.first])]
    rates = []
    for number in range(FOLDS):
        inside = place == number
        line = best_line(scores[~inside], is_same[~inside])
        right = (scores[inside] >= line) == is_same[inside]
        rates.append(right.mean() if inside.any() else np.nan)
    return np.array(rates)


def best_line(scores: Reals, is_same: Bools) -> float:
    """The line at which most pairs are judged rightly."""
    if not len(scores):
        return float("nan")
    order = np.argsort(scores)
    same = is_same[order]
    wrong = np.concatenate([[0], np.cumsum(same)]) + np.concatenate(
        [np.cumsum(~same[::-1])[::-1], [0]]
    )
    place = int(np.argmin(wrong))
    ranked = scores[order]
    if place == 0:
        return float(ranked[0])
    if place == len(ranked):
        return float(ranked[-1]) + 1e-9
    return float((ranked[place - 1] + ranked[place]) / 2)


def fold_of(identities: Ints) -> Ints:
    """The fold of each picture, 0 to 9, the same for all of a person."""
    return np.asarray(identities % FOLDS)
