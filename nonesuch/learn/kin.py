"""Makes the table of people who descend from others: the shipped one, or any.

    python -m nonesuch.learn.kin TABLE.npz --lenders MORE.npz --out people.npz

Founders of the first table stand in themselves and give faces, those of the second only
lend what lies in a face.  Descendants have the parts of six founders who look of one
sex and of similar age; each is kept who is no twin of anybody before.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nonesuch.learn.fronts import Front, Fronts, Instruments, joined
from nonesuch.learn.kin_table import drop, write
from nonesuch.nouns import Bools, Floats, Ints
from nonesuch.parallel import in_order
from nonesuch.replace.identity import IdentityTable
from nonesuch.replace.mixing import PARTS, mixed
from nonesuch.replace.people_table import StandIns, read_table
from nonesuch.replace.standin import FRONT_VIEW, stressed_shape

TWIN_COSINES = (0.65, 0.70, 0.75)
"""SFace's cosines of two frontal pictures: nobody reaches the last with anybody, and
those come first in the table who do not reach the first."""
SEX_BY_EYE = {
    1: 0, 2: 0, 6: 0, 15: 0, 23: 0, 25: 0, 27: 0, 37: 0, 42: 0, 48: 0, 54: 0, 59: 0,
    73: 0, 74: 0, 75: 0, 76: 0, 78: 0, 79: 0, 80: 0, 84: 0, 90: 0, 95: 0,
}  # fmt: skip
"""Founders whom the eye, but not the network, takes for women."""
_YEARS_APART, _LIGHTNESS_APART = 14.0, 20.0
_FEWEST_RELATIVES = 4
_PRESENCE = 0.9
_BATCH = 64
_LOG = logging.getLogger(__name__)


class Founders:
    """The founders of several tables, all their pictures at hand."""

    def __init__(self, tables: Sequence[StandIns]) -> None:
        counts = [len(table.landmarks) for table in tables]
        starts = np.cumsum([0, *(len(table.encoded) for table in tables)])
        none = np.zeros((0, len(PARTS)), np.int64)
        codes, lightness = (
            np.concatenate([getattr(t.table, name)[:n] for t, n in _pairs(tables)])
            for name in ("codes", "lightness")
        )
        self.people = StandIns(
            IdentityTable(codes, lightness),
            np.concatenate([table.encoded for table in tables]),
            np.concatenate([t.ends + s for t, s in zip(tables, starts, strict=False)]),
            np.concatenate([table.landmarks for table in tables]),
            none,
        )
        self._pictures = [self.people.pictures(i) for i in range(sum(counts))]

    def __len__(self) -> int:
        return len(self.people)

    def front(self, founder: int) -> Front:
        """A founder from the front."""
        landmarks = self.people.landmarks[founder, FRONT_VIEW]
        return Front(self._pictures[founder][FRONT_VIEW], landmarks)

    def front_of_child(self, parents: Sequence[int]) -> Front:
        """Somebody who descends from six founders, from the front."""
        *painted, shape = parents
        landmarks = stressed_shape(self.people, shape)[FRONT_VIEW]
        picture = mixed(
            [self._pictures[one][FRONT_VIEW] for one in painted],
            [self.people.landmarks[one, FRONT_VIEW] for one in painted],
            landmarks,
        )
        return Front(picture, landmarks)


def _pairs(tables: Sequence[StandIns]) -> list[tuple[StandIns, int]]:
    return [(table, len(table.landmarks)) for table in tables]


def relatives(found: Fronts) -> Bools:
    """Who may lend a part to whom: one sex, similar age and skin, ``(f, f)``."""
    is_male = found.maleness >= 0.5
    years = np.abs(found.ages_years[:, None] - found.ages_years)
    lightness = np.abs(found.lightness[:, None] - found.lightness)
    near = (years <= _YEARS_APART) & (lightness <= _LIGHTNESS_APART)
    near &= is_male[:, None] == is_male
    np.fill_diagonal(near, False)
    return np.asarray(near, bool)


def families(rng: np.random.Generator, near: Bools, faces: int) -> Iterator[list[int]]:
    """Six parents each, without end: first one of the ``faces`` first founders.

    The others are relatives of that one.
    """
    heads = np.flatnonzero(near[:faces].sum(1) >= _FEWEST_RELATIVES)
    while True:
        face = int(rng.choice(heads))
        others = rng.choice(np.flatnonzero(near[face]), len(PARTS) - 2, replace=False)
        shape = rng.choice(np.flatnonzero(near[face]))
        yield [face, *others.tolist(), int(shape)]


def unlike(codes: Floats, kept: Floats, line: float) -> Ints:
    """The places of codes ``(n, d)`` unlike all kept and all chosen before them."""
    chosen: list[int] = []
    far = (codes @ kept.T).max(1) < line if len(kept) else np.ones(len(codes), bool)
    for place in np.flatnonzero(far):
        if not chosen or float((codes[chosen] @ codes[place]).max()) < line:
            chosen.append(int(place))
    return np.array(chosen, np.int64)


def chosen_in_turns(
    codes: Floats, founders: Floats, lines: Sequence[float], wanted: int
) -> list[Ints]:
    """Places of at most ``wanted`` codes: for each line those whom it still lets in.

    First come those who are unlike all founders and each other by the first line,
    then those unlike all of these by the second one, and so on.
    """
    turns: list[Ints] = []
    kept = founders
    left = np.arange(len(codes))
    for line in lines:
        found = left[unlike(codes[left], kept, line)]
        found = found[: wanted - sum(len(turn) for turn in turns)]
        turns.append(found)
        kept = np.concatenate([kept, codes[found]])
        left = np.setdiff1d(left, found)
    return turns


def children_of(
    founders: Founders, own: Fronts, instruments: Instruments, faces: int, tries: int
) -> tuple[list[list[int]], Fronts]:
    """The parents and looks of those children, of so many tried, who are faces.

    ``own`` is what was measured of the founders, ``faces`` of whom give faces.
    """
    tried = families(np.random.default_rng(0), relatives(own), faces)
    parents: list[list[int]] = []
    rows: list[Fronts] = []
    for start in range(0, tries, _BATCH):
        batch = [next(tried) for _ in range(min(_BATCH, tries - start))]
        found = instruments.measured(list(in_order(founders.front_of_child, batch)))
        fine = np.flatnonzero(_is_plausible(found, own, batch))
        parents += [batch[place] for place in fine]
        rows.append(found[fine])
        _LOG.info("%d tried, %d plausible", start + len(batch), len(parents))
    return parents, joined(rows)


def _is_plausible(found: Fronts, own: Fronts, parents: list[list[int]]) -> Bools:
    """A face for the mesh, and of its parents' sex and age for the networks."""
    faces = np.array([family[0] for family in parents])
    years = np.abs(found.ages_years - own.ages_years[faces])
    return np.asarray((found.presence >= _PRESENCE) & (years <= 2 * _YEARS_APART), bool)


def make_table(
    table: Path, lenders: Path | None, out: Path, count: int, tries: int
) -> int:
    """Writes the table with descendants; how many people are in it."""
    tables = [read_table(path) for path in (table, lenders) if path is not None]
    founders, instruments = Founders(tables), Instruments()
    own = instruments.measured([founders.front(i) for i in range(len(founders))])
    by_eye = {i: sex for i, sex in SEX_BY_EYE.items() if i < len(founders)}
    maleness = own.maleness.copy()
    maleness[list(by_eye)] = list(by_eye.values())
    own = replace(own, maleness=maleness)
    faces = tables[0].themselves
    parents, found = children_of(founders, own, instruments, faces, tries)
    turns = chosen_in_turns(found.codes, own.codes, TWIN_COSINES, count - faces)
    for line, turn in zip(TWIN_COSINES, turns, strict=True):
        _LOG.info("%d people more up to a cosine of %.2f", len(turn), line)
    chosen = np.concatenate(turns)
    rows = joined([own[np.arange(faces)], found[chosen]])
    write(out, founders.people, [parents[place] for place in chosen], rows)
    return len(rows.codes)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="whose people to mix")
    parser.add_argument("--lenders", type=Path, help="whose people lend parts")
    parser.add_argument("--out", type=Path, default=Path("people.npz"))
    parser.add_argument("--count", type=int, default=4096)
    parser.add_argument("--tries", type=int, default=10_000, help="families to try")
    parser.add_argument(
        "--drop", type=int, nargs="+", help="only take these out of the table"
    )
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if given.drop:
        _LOG.info("%d people left", drop(given.table, given.drop))
        return
    count = make_table(given.table, given.lenders, given.out, given.count, given.tries)
    _LOG.info("%d people in %s", count, given.out)


if __name__ == "__main__":
    main()
