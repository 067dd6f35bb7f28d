"""``nonesuch people``: as many new people who do not exist as anybody wants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from nonesuch.cli.say import say
from nonesuch.errors import Refusal
from nonesuch.learn.fresh import Sampling, sample_table
from nonesuch.media.whole import refuse_unwritable
from nonesuch.models import obtain
from nonesuch.progress import Bars
from nonesuch.replace.people_table import hash_of
from nonesuch.replace.standin import people_of, shipped

_MODELS = (
    *("mobilestylegan_mapping", "mobilestylegan_synthesis", "facemesh", "sface"),
    *("yunet", "age", "gender"),
)


def people(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The table, an NPZ file.")
    ],
    count: Annotated[int, typer.Option(min=1, help="How many people.")] = 64,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other people.")] = 0,
    youngest: Annotated[
        float, typer.Option(min=0, help="Who looks younger, in years, is left out.")
    ] = 16.0,
) -> None:
    """Sample people who do not exist, for anonymize --stand-ins.

    Everybody is rendered from eight sides and looked over by networks; who has a
    fringe, hat or glasses, does not turn as asked, changes sex with the expression, or
    is a twin of somebody in the table or of those that come with the program, is left
    out. The same command goes on where an interrupted one was.
    """
    if output.suffix != ".npz":
        raise Refusal(f"{output} is no name for a table; let it end in .npz.")
    refuse_unwritable(output)
    with Bars() as bars:
        obtain.get(_MODELS, bars.update)
        faults = sample_table(
            output,
            count,
            {"seed": seed, "youngest": youngest},
            lambda: Sampling(seed, youngest),
            np.asarray(shipped().table.codes),
            bars.update,
        )
    left_out = ", ".join(f"{number} {name}" for name, number in sorted(faults.items()))
    found = len(people_of(str(output)))
    say(f"{output}: {found} people, sha256 {hash_of(output)}; left out: {left_out}.")
