"""``nonesuch compare``: the methods side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.evaluate import (
    EachOption,
    FolderOption,
    MethodOption,
    PartOption,
    PeopleOption,
    plan_of,
)
from nonesuch.cli.say import complain, say
from nonesuch.measure.comparison import compare as compare_methods
from nonesuch.progress import Bars


def compare(
    faces: Annotated[
        Path,
        typer.Argument(help="Pictures, one folder an identity, or ID_anything.jpg."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="Folder; run again, an interrupted run goes on."
        ),
    ],
    method: MethodOption = None,
    method_dir: FolderOption = None,
    part: PartOption = "all",
    people: PeopleOption = None,
    pictures_each: EachOption = None,
    show: Annotated[
        Path | None,
        typer.Option(
            help="Pictures for the figure instead of people who do not exist."
        ),
    ] = None,
) -> None:
    """Methods side by side: a figure, tables, plots and a page.

    The folder keeps what was read from the faces (readings.sqlite), which is as
    personal as the pictures are: delete it with them.
    """
    plan = plan_of(faces, method, method_dir, part, people, pictures_each)
    with Bars() as bars:
        done = compare_methods(plan, output, show, bars.update)
    if done.note:
        complain(done.note)
    say(str(done.page))
