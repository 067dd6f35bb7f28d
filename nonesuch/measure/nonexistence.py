"""Whether the stand-ins are nobody: their nearest neighbors among real people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nonesuch.measure.bench import JUDGES, instruments
from nonesuch.measure.faces import Progress
from nonesuch.measure.privacy import Crowd
from nonesuch.measure.stability import five_point_crop
from nonesuch.measure.store import Store, content_of
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import Estimate, Reals
from nonesuch.measure.verification import impostor_pairs, line_at
from nonesuch.models.edgeface import EdgeFace
from nonesuch.models.w600k import W600k
from nonesuch.nouns import Floats, Image, Ints
from nonesuch.replace.standin import FRONT_VIEW, looks_of, shipped

FALSE_ACCEPT_RATE = 1e-4
NETWORKS: dict[str, Callable[[], Callable[[Image], Floats]]] = {
    "w600k": W600k,
    "edgeface": EdgeFace,
}


def stand_in_codes(judge: str, store: Store, progress: Progress) -> Floats:
    """Codes of every view of every shipped founder, ``(p, 8, d)``."""
    version = instruments()[judge].version
    content = content_of(shipped().encoded, shipped().landmarks)
    return store.reading(
        f"stand-ins by {judge} {version}",
        content,
        partial(_read_codes, judge, progress),
    )


def _read_codes(judge: str, progress: Progress) -> Floats:
    network = NETWORKS[judge]()
    people = []
    for index in range(len(shipped().landmarks)):
        looks = looks_of(index)
        crops = [
            five_point_crop(view, len(view) * face)
            for view, face in zip(looks.images, looks.landmarks, strict=True)
        ]
        people.append(network(np.stack(crops)))
        progress(f"stand-ins, {judge}", index + 1, len(shipped().landmarks))
    return np.stack(people)


def nearest_strangers(codes: Floats, identities: Ints) -> Reals:
    """For every picture the highest cosine to anybody else's, ``(n,)``."""
    alike = codes.astype(np.float64) @ codes.astype(np.float64).T
    alike[identities[:, None] == identities[None]] = -np.inf
    return np.asarray(alike.max(axis=1))


def nonexistence_row(judge: str, stand_ins: Floats, crowd: Crowd) -> Row:
    """Stand-ins against real people, and real people against each other."""
    real = crowd.codes(judge)
    strangers = impostor_pairs(crowd.identities).similarities(real, real)
    line = line_at(strangers, FALSE_ACCEPT_RATE)
    alike = stand_ins.astype(np.float64) @ real.astype(np.float64).T
    front, any_view = alike[:, FRONT_VIEW].max(1), alike.max((1, 2))
    among = nearest_strangers(real, crowd.identities)
    shares = [_share_over(values, line) for values in (front, any_view, among)]
    highest = [float(values.max()) for values in (any_view, among)]
    medians = [float(np.median(values)) for values in (front, among)]
    values = [line, *shares, *highest, *medians]
    return Row(judge, [Estimate(value) for value in values])


def nonexistence_table(crowd: Crowd, store: Store, progress: Progress) -> Table:
    """Every shipped founder against all the real faces at hand.

    :func:`nonesuch.measure.nobody.nobody_tables` asks this of everybody.
    """
    count = len(shipped().landmarks)
    return Table(
        "nonexistence",
        f"Non-existence of the {count} people whom all stand-ins descend from",
        f"Against {len(crowd.identities)} pictures of "
        f"{len(np.unique(crowd.identities))} real people. The line is what 1 in 10,000 "
        "pairs of real strangers reaches; with so many pictures some strangers always "
        "do, hence real people against real strangers beside it.",
        [
            Column("line", 3, 1.0),
            Column("stand-ins over it, front, %"),
            Column("any of 8 views, %"),
            Column("real people over it, %"),
            Column("highest, stand-ins", 3, 1.0),
            Column("highest, real people", 3, 1.0),
            Column("median nearest, stand-ins, front", 3, 1.0),
            Column("median nearest, real people", 3, 1.0),
        ],
        [
            nonexistence_row(judge, stand_in_codes(judge, store, progress), crowd)
            for judge in JUDGES
        ],
        "recognizer",
    )


def _share_over(values: Reals, line: float) -> float:
    return float((values >= line).mean()) if np.isfinite(line) else float("nan")
