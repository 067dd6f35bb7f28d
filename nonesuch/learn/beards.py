"""Notes in a table of people who of them has a beard.

    python -m nonesuch.learn.beards people.npz

What is dark about the chin of people who do not look male is no beard.  Descendants
have that of the face that is theirs or of the mouth and chin, whichever is more.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Floats
from nonesuch.replace.beard import beard_of
from nonesuch.replace.mixing import PARTS
from nonesuch.replace.people_table import StandIns, read_table
from nonesuch.replace.standin import FRONT_VIEW

_SEEN = 0.3
_FACE, _CHIN = PARTS.index("face"), PARTS.index("mouth and chin")


def beards_of(people: StandIns) -> Floats:
    """How much of a beard everybody of a table has, 0 to 1, ``(n,)``."""
    founders = np.array(
        [
            beard_of(people.picture(i, FRONT_VIEW), people.landmarks[i, FRONT_VIEW])
            for i in range(len(people.landmarks))
        ],
        np.float32,
    )
    born = people.parents
    handed_on = np.maximum(founders[born[:, _FACE]], founders[born[:, _CHIN]])
    beards = np.concatenate([founders[: people.themselves], handed_on])
    return of_men(beards, people.table.maleness)


def of_men(beards: Floats, maleness: Floats | None) -> Floats:
    """The beards of those who look male; all of them where nobody knows who does."""
    if maleness is None:
        return beards
    return np.where(maleness >= 0.5, beards, np.float32(0))


def note_beards(path: Path) -> Floats:
    """Writes them into the table's file, and says what they are.

    Raises Refusal as :func:`read_table` does.
    """
    beards = beards_of(read_table(path))
    with np.load(path) as arrays:
        found = dict(arrays.items())
    found["beards"] = beards.astype(np.float16)
    with writing_whole(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **found)
    return beards


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    beards = note_beards(parser.parse_args().table)
    shown = int((beards > _SEEN).sum())
    print(f"{shown} of {len(beards)} people have a beard or stubble")


if __name__ == "__main__":
    main()
