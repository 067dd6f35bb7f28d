"""The file of a table with descendants: how it is written, and who is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.learn.beards import beards_of
from nonesuch.learn.fronts import Fronts
from nonesuch.media.whole import writing_whole
from nonesuch.replace.identity import IdentityTable
from nonesuch.replace.mixing import PARTS
from nonesuch.replace.people_table import StandIns, read_table


def write(
    out: Path, founders: StandIns, parents: Sequence[Sequence[int]], rows: Fronts
) -> None:
    """The table's file; ``rows`` are of the faces, then of those with ``parents``.

    Founders keep the codes and the lightness that they have; children have the sex of
    the one whose face is theirs.
    """
    families = np.array(parents, np.int64).reshape(-1, len(PARTS))
    faces = len(rows.codes) - len(families)
    sex = (rows.maleness[:faces] >= 0.5).astype(np.float32)
    codes = np.concatenate([founders.table.codes[:faces], rows.codes[faces:]])
    lightness = [founders.table.lightness[:faces], rows.lightness[faces:]]
    maleness = np.concatenate([sex, sex[families[:, 0]]])
    known = IdentityTable(codes, np.concatenate(lightness), rows.ages_years, maleness)
    people = replace(founders, table=known, parents=families)
    with writing_whole(out) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            encoded=founders.encoded,
            ends=founders.ends,
            landmarks=founders.landmarks.astype(np.float16),
            codes=codes.astype(np.float16),
            lightness=known.lightness.astype(np.float16),
            ages_years=rows.ages_years.astype(np.float16),
            maleness=maleness.astype(np.float16),
            beards=beards_of(people).astype(np.float16),
            parents=families.astype(np.int16),
        )


def drop(path: Path, numbers: Sequence[int]) -> int:
    """Takes descendants out of a table's file; how many people are left.

    Raises Refusal as :func:`read_table` does, and for a founder's number.
    """
    people = read_table(path)
    founders = people.themselves
    known = range(founders, len(people))
    strangers = sorted(set(numbers) - set(known))
    if strangers:
        raise Refusal(
            f"{path} has no descendant {strangers[0]}; their numbers are {known.start} "
            f"to {known.stop - 1}."
        )
    stays = np.ones(len(people), bool)
    stays[list(numbers)] = False
    with np.load(path) as arrays:
        found = dict(arrays.items())
    for name in ("codes", "lightness", "ages_years", "maleness", "beards"):
        if name in found:
            found[name] = found[name][stays]
    found["parents"] = found["parents"][stays[founders:]]
    with writing_whole(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **found)
    return int(stays.sum())
