"""Whether anybody in a table looks like a real person: all of them, from the front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from nonesuch.measure.album import Shot, album_of
from nonesuch.measure.bench import JUDGES, Bench, Readings, instruments
from nonesuch.measure.faces import Progress, faces_of, identities_of
from nonesuch.measure.nonexistence import (
    FALSE_ACCEPT_RATE,
    NETWORKS,
    nearest_strangers,
)
from nonesuch.measure.privacy import Crowd, refuse_without_pairs
from nonesuch.measure.stability import five_point_crop
from nonesuch.measure.store import Store, content_of
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import Estimate, Reals
from nonesuch.measure.verification import impostor_pairs, line_at
from nonesuch.nouns import Floats
from nonesuch.parallel import in_order
from nonesuch.replace.standin import front_of, people_of

_BATCH = 64


@dataclass(frozen=True)
class Nearest:
    """By one judge: the line, and the highest cosine to any real stranger.

    ``made (n,)`` of the table's people, ``real (r,)`` of the real pictures.
    """

    judge: str
    line: float
    made: Reals
    real: Reals


def crowd_in(folders: Sequence[Path], store: Store, progress: Progress) -> Crowd:
    """The real faces in all the folders, read by the judges.

    Raises Refusal as :func:`album_of` and :func:`faces_of` do, and for one identity.
    """
    shots = [shot for folder in folders for shot in _shots_in(folder)]
    faces, _ = faces_of(shots, store, progress)
    refuse_without_pairs(identities_of(faces))
    bench = Bench(store)
    found: Readings = {judge: [] for judge in JUDGES}
    for done, face in enumerate(faces, start=1):
        image = face.image()
        content = content_of(image, face.people.landmarks, face.people.boxes_xyxy)
        for judge in JUDGES:
            found[judge].append(bench.read(judge, image, face, content))
        progress("reading real faces", done, len(faces))
    return Crowd(identities_of(faces), found)


def _shots_in(folder: Path) -> list[Shot]:
    return [
        replace(shot, identity=f"{folder}/{shot.identity}") for shot in album_of(folder)
    ]


def front_codes(judge: str, table: str, store: Store, progress: Progress) -> Floats:
    """Codes of the frontal view of everybody in a table, ``(n, d)``."""
    people = people_of(table)
    return store.reading(
        f"fronts by {judge} {instruments()[judge].version}",
        content_of(people.encoded, people.landmarks, people.parents),
        partial(_read_fronts, judge, table, progress),
    )


def _read_fronts(judge: str, table: str, progress: Progress) -> Floats:
    network, count = NETWORKS[judge](), len(people_of(table))
    codes = []
    for first in range(0, count, _BATCH):
        numbers = range(first, min(first + _BATCH, count))
        fronts = list(in_order(partial(front_of, table=table), numbers))
        crops = [five_point_crop(view, len(view) * face) for view, face in fronts]
        codes.append(network(np.stack(crops)))
        progress(f"people, {judge}", numbers.stop, count)
    return np.concatenate(codes)


def nearest_real(crowd: Crowd, judge: str, codes: Floats) -> Nearest:
    """How near people with these codes ``(n, d)`` come to anybody in the crowd."""
    real = crowd.codes(judge)
    strangers = impostor_pairs(crowd.identities).similarities(real, real)
    return Nearest(
        judge,
        line_at(strangers, FALSE_ACCEPT_RATE),
        (codes.astype(np.float64) @ real.astype(np.float64).T).max(1),
        nearest_strangers(real, crowd.identities),
    )


def nobody_tables(
    folders: Sequence[Path], table: str, store: Store, progress: Progress
) -> list[Table]:
    """How near everybody in a table comes to the real faces, and who comes nearest.

    The second table lists those who reach the line of any judge.
    """
    crowd = crowd_in(folders, store, progress)
    found = [
        nearest_real(crowd, judge, front_codes(judge, table, store, progress))
        for judge in JUDGES
    ]
    return [summary(found, crowd), those_over(found)]


def summary(found: Sequence[Nearest], crowd: Crowd) -> Table:
    """One row a judge: the table's people beside the real ones."""
    count = len(found[0].made)
    both = np.logical_and.reduce([one.made >= one.line for one in found])
    return Table(
        "nobody",
        f"Non-existence of {count} people, from the front",
        f"Against {len(crowd.identities)} pictures of "
        f"{len(np.unique(crowd.identities))} real people. The line is what 1 in 10,000 "
        "pairs of real strangers reaches. Each person's nearest of all pictures "
        "counts, so some reach it by chance, as real people reach that of strangers. "
        f"Over the line of both recognizers: {int(both.sum())}.",
        [
            Column("line", 3, 1.0),
            Column("people over it, %"),
            Column("real people over it, %"),
            Column("highest, people", 3, 1.0),
            Column("highest, real people", 3, 1.0),
            Column("median nearest, people", 3, 1.0),
            Column("median nearest, real people", 3, 1.0),
        ],
        [_summary_row(one) for one in found],
        "recognizer",
    )


def _summary_row(one: Nearest) -> Row:
    values = [one.line, _share(one.made, one.line), _share(one.real, one.line)]
    values += [float(one.made.max()), float(one.real.max())]
    values += [float(np.median(one.made)), float(np.median(one.real))]
    return Row(one.judge, [Estimate(value) for value in values])


def those_over(found: Sequence[Nearest]) -> Table:
    """Everybody who reaches a line: the numbers in the table, the nearest cosines."""
    over = np.logical_or.reduce([one.made >= one.line for one in found])
    return Table(
        "over",
        "People over a line",
        "The highest cosine to any real picture, by recognizer: "
        + ", ".join(f"the line of {one.judge} is {one.line:.3f}" for one in found)
        + ".",
        [Column(one.judge, 3, 1.0) for one in found],
        [
            Row(str(number), [Estimate(float(one.made[number])) for one in found])
            for number in np.flatnonzero(over)
        ],
        "person",
    )


def _share(values: Reals, line: float) -> float:
    return float((values >= line).mean()) if np.isfinite(line) else float("nan")
