"""Who is still recognized: by recognizers, by landmarks, by those who adapted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.attackers import adapted_likeness, shape_likeness
from nonesuch.measure.bench import JUDGES, MESH, OWN_RECOGNIZERS, Readings
from nonesuch.measure.faces import Face, identities_of
from nonesuch.measure.recognition import (
    chance_of_first,
    first_hits,
    gaps,
    has_partner,
    likeness,
)
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import Estimate, Reals, mean_of
from nonesuch.measure.verification import (
    accept_rate,
    accuracies,
    fold_accept_rates,
)
from nonesuch.nouns import Floats, Ints

RECOGNIZERS = (*JUDGES, *OWN_RECOGNIZERS)
INSTRUMENTS = (*RECOGNIZERS, MESH)
PUBLISHED_ACCURACY = {
    "w600k": 0.9970,
    "sface": 0.9940,
    "dlib": 0.9938,
}
"""On the 6,000 pairs of LFW, as their authors say: InsightFace's model zoo (buffalo_s),
OpenCV's model zoo, dlib's own example; EdgeFace-S's figure was not at hand."""
_NAMES = {
    "w600k": "ArcFace w600k", "edgeface": "EdgeFace-S", "sface": "SFace (own)",
    "dlib": "dlib (gate)",
}  # fmt: skip


@dataclass(frozen=True)
class Crowd:
    """The untouched faces: whose they are and what was read from them."""

    identities: Ints
    originals: Readings

    def codes(self, recognizer: str) -> Floats:
        """Unit codes of the originals ``(n, d)``."""
        return np.stack(self.originals[recognizer])


def crowd_of(faces: Sequence[Face], originals: Readings) -> Crowd:
    """Raises Refusal as :func:`refuse_without_pairs` does."""
    identities = identities_of(faces)
    refuse_without_pairs(identities)
    return Crowd(identities, originals)


def refuse_without_pairs(identities: Ints) -> None:
    """Raises Refusal where there is nobody to confuse anybody with, or no pairs."""
    people = len(np.unique(identities))
    if people < 2:
        raise Refusal(
            f"All {len(identities)} pictures are of one identity; recognition can be "
            "measured among two people or more, each in a folder of their own."
        )
    if not has_partner(identities).any():
        raise Refusal(
            f"None of the {people} identities has two pictures with a face, so there "
            "are no pairs; put several pictures of a person into one folder."
        )


def recognition_row(crowd: Crowd, name: str, made: Readings) -> Row:
    """Recall@1 of every attacker, and the chance floor of the first."""
    rng = np.random.default_rng(0)
    who = crowd.identities

    def recalled(alike: Reals) -> Estimate:
        return mean_of(rng, _where_known(alike, first_hits(alike, who)), who)

    values = [
        recalled(likeness(np.stack(made[judge]), crowd.codes(judge)))
        for judge in RECOGNIZERS
    ]
    values += [
        recalled(adapted_likeness(crowd.codes(judge), np.stack(made[judge]), who))
        for judge in JUDGES
    ]
    known, seen = _joined(crowd.originals), _joined(made)
    values.append(recalled(adapted_likeness(known, seen, who)))
    values.append(recalled(shape_likeness(*_shapes(crowd, made), who)))
    first = likeness(np.stack(made[JUDGES[0]]), crowd.codes(JUDGES[0]))
    values.append(chance_of_first(rng, first, who))
    return Row(name, values)


def recognition_table(crowd: Crowd, rows: Mapping[str, Readings]) -> Table:
    """Whom attackers take each picture for, among all other originals."""
    columns = [Column(_NAMES[name]) for name in RECOGNIZERS]
    columns += [Column(f"adapted {_NAMES[name]}") for name in JUDGES]
    columns += [Column("adapted, all four"), Column("landmarks"), Column("chance")]
    return Table(
        "recognition",
        "Recall@1 in %: the nearest of all other originals is the same person",
        f"{_counted(crowd)}. The own picture is never in the gallery; faces are "
        "aligned by the original's landmarks, so those that detectors lose count. "
        "Adapted: a head trained on the method's own pictures of other people. "
        "Landmarks: only the face mesh's points on the finished picture, pose removed. "
        "Chance: names permuted. In brackets 95 % over resampled identities.",
        columns,
        [recognition_row(crowd, name, made) for name, made in rows.items()],
    )


def verification_table(crowd: Crowd, rows: Mapping[str, Readings]) -> Table:
    """True accept rates where the second picture of each pair is anonymized."""
    columns = []
    for judge in JUDGES:
        columns += [
            Column(f"{_NAMES[judge]}, 10 folds, FAR 1e-3", 3, 1.0),
            Column(f"{_NAMES[judge]}, all pairs, FAR 1e-3", 3, 1.0),
            Column(f"{_NAMES[judge]}, all pairs, FAR 1e-4", 3, 1.0),
        ]
    return Table(
        "verification",
        "Verification: true accept rate, the second picture of each pair anonymized",
        f"{_counted(crowd)}. Lines come from pairs of originals. 10 folds of people: "
        "the line of the other nine, mean and one standard deviation to both sides. "
        "All pairs: one line from every pair of strangers, 95 % over identities.",
        columns,
        [
            Row(
                name,
                [e for judge in JUDGES for e in _accepted(crowd, judge, made)],
            )
            for name, made in rows.items()
        ],
    )


def linkage_table(crowd: Crowd, rows: Mapping[str, Readings]) -> Table:
    """What is alike inside the release, and how much of the person is left."""
    rng = np.random.default_rng(0)
    columns = [Column(f"{_NAMES[j]}, released to released") for j in JUDGES]
    columns += [Column(f"{_NAMES[j]}, gap of cosines", 3, 1.0) for j in JUDGES]
    table = []
    for name, made in rows.items():
        among, apart = [], []
        for judge in JUDGES:
            codes = np.stack(made[judge])
            inside = likeness(codes, codes)
            hits = first_hits(inside, crowd.identities)
            among.append(mean_of(rng, hits, crowd.identities))
            across = likeness(codes, crowd.codes(judge))
            gap = gaps(across, crowd.identities)
            apart.append(mean_of(rng, gap, crowd.identities))
        table.append(Row(name, [*among, *apart]))
    return Table(
        "linkage",
        "Links inside a release, and the distance from one's own originals",
        f"{_counted(crowd)}. Released to released: Recall@1 in % among the anonymized "
        "pictures themselves, each with a stand-in of its own. Gap: mean cosine to the "
        "person's other originals less that to everybody else's.",
        columns,
        table,
    )


def sanity_table(crowd: Crowd) -> Table:
    """What each recognizer reaches on the untouched pictures, beside what it should."""
    rows = []
    for name in RECOGNIZERS:
        rates = accuracies(
            np.random.default_rng(0), crowd.codes(name), crowd.identities
        )
        rows.append(
            Row(
                _NAMES[name],
                [_of_folds(rates), Estimate(PUBLISHED_ACCURACY.get(name, np.nan))],
            )
        )
    return Table(
        "sanity",
        "Recognizers on the untouched originals: verification accuracy in %",
        f"{_counted(crowd)}. Ten folds of people, as many pairs of strangers as of one "
        "person, mean and one standard deviation. Published: on the 6,000 pairs of "
        "LFW, of which other sets and our part are no replicas.",
        [Column("here", 2), Column("published on LFW", 2)],
        rows,
        "recognizer",
    )


def _accepted(crowd: Crowd, judge: str, made: Readings) -> list[Estimate]:
    rng = np.random.default_rng(0)
    originals, codes = crowd.codes(judge), np.stack(made[judge])
    who = crowd.identities
    return [
        _of_folds(fold_accept_rates(originals, codes, who, 1e-3)),
        accept_rate(rng, originals, codes, who, 1e-3),
        accept_rate(rng, originals, codes, who, 1e-4),
    ]


def _of_folds(rates: Reals) -> Estimate:
    known = rates[np.isfinite(rates)]
    if not len(known):
        return Estimate(np.nan)
    mean, spread = float(known.mean()), float(known.std())
    return Estimate(mean, mean - spread, mean + spread)


def _where_known(alike: Reals, hits: Reals) -> Reals:
    """NaN for people whom no head could be trained for."""
    return np.where(np.isnan(alike).any(axis=1), np.nan, hits)


def _joined(readings: Readings) -> Floats:
    return np.concatenate([np.stack(readings[name]) for name in RECOGNIZERS], 1)


def _shapes(crowd: Crowd, made: Readings) -> tuple[Floats, Floats]:
    before, after = (np.stack(r[MESH])[:, 1:] for r in (crowd.originals, made))
    return before, after


def _counted(crowd: Crowd) -> str:
    people = len(np.unique(crowd.identities))
    return f"{len(crowd.identities)} pictures of {people} people"
