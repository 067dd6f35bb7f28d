"""``nonesuch evaluate``: one measurement of methods, or of any program's output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import complain, say
from nonesuch.errors import Refusal
from nonesuch.measure import groups, privacy, quality, steadiness, streets, utility
from nonesuch.measure.album import PARTS, Part, numbered
from nonesuch.measure.contenders import METHODS
from nonesuch.measure.evaluations import (
    group_tables,
    privacy_tables,
    quality_tables,
    utility_tables,
)
from nonesuch.measure.nobody import nobody_tables
from nonesuch.measure.outputs import markdown_of, write_tables
from nonesuch.measure.store import Store
from nonesuch.measure.study import READINGS_FILE, Plan, Study, shots_of, studied
from nonesuch.measure.tables import Table
from nonesuch.progress import Bars
from nonesuch.replace.standin import people_of

evaluate_app = typer.Typer(
    help="Measure methods, or any program's output (needs the extra measure).",
    no_args_is_help=True,
)

Faces = Annotated[
    Path,
    typer.Argument(help="Pictures, one folder an identity, or ID_anything.jpg."),
]
MethodOption = Annotated[
    list[str] | None,
    typer.Option("--method", help="A row; may be given again. Default: all of ours."),
]
FolderOption = Annotated[
    list[str] | None,
    typer.Option(
        "--method-dir", help="NAME=DIR, pictures of the same names by any program."
    ),
]
PartOption = Annotated[
    str, typer.Option(help="all, development or test: halves of the identities.")
]
PeopleOption = Annotated[
    int | None, typer.Option(min=1, help="Only the first so many identities.")
]
EachOption = Annotated[
    int | None, typer.Option(min=1, help="Only the first pictures of each identity.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        help="Folder for tables and what was read so far; delete it with the pictures.",
    ),
]


@evaluate_app.command("privacy")
def evaluate_privacy(
    faces: Faces,
    method: MethodOption = None,
    method_dir: FolderOption = None,
    part: PartOption = "all",
    people: PeopleOption = None,
    pictures_each: EachOption = None,
    output: OutputOption = None,
) -> None:
    """Who is still recognized, by recognizers, landmarks, and those who adapted."""
    plan = plan_of(faces, method, method_dir, part, people, pictures_each)
    privacy.refuse_without_pairs(numbered([s.identity for s in shots_of(plan)]))
    with store_in(output) as store, Bars() as bars:
        study = studied(plan, privacy.INSTRUMENTS, store, bars.update)
        tables = privacy_tables(study, store, bars.update)
    deliver(tables, output, study)


@evaluate_app.command("utility")
def evaluate_utility(
    faces: Annotated[
        Path | None, typer.Argument(help="Pictures of faces.", show_default=False)
    ] = None,
    street: Annotated[
        list[Path] | None,
        typer.Option(help="A labeled video's folder (MOTChallenge 2015)."),
    ] = None,
    frames: Annotated[
        int | None, typer.Option(min=2, help="Only the first frames of each street.")
    ] = None,
    method: MethodOption = None,
    method_dir: FolderOption = None,
    part: PartOption = "all",
    people: PeopleOption = None,
    pictures_each: EachOption = None,
    output: OutputOption = None,
) -> None:
    """What detectors, landmarks, pose networks and trackers still get, and of whom."""
    if faces is None and not street:
        raise Refusal(
            "There is nothing to measure; give a folder of faces or --street DIR."
        )
    tables: list[Table] = []
    study = None
    with store_in(output) as store, Bars() as bars:
        if faces is not None:
            plan = plan_of(faces, method, method_dir, part, people, pictures_each)
            names = dict.fromkeys((*utility.instruments(), *groups.INSTRUMENTS))
            study = studied(plan, tuple(names), store, bars.update)
            tables += utility_tables(study)
            tables += group_tables(study, store, bars.update)
        if street:
            rows = [*(method or streets.METHODS), *(method_dir or ())]
            tables.append(streets.street_table(street, rows, frames, bars.update))
    deliver(tables, output, study)


@evaluate_app.command("quality")
def evaluate_quality(
    faces: Faces,
    method: MethodOption = None,
    method_dir: FolderOption = None,
    part: PartOption = "all",
    people: PeopleOption = None,
    pictures_each: EachOption = None,
    output: OutputOption = None,
) -> None:
    """How real the finished pictures look: FID, KID, precision, recall, seam, LPIPS."""
    quality.refuse_without_torch()
    plan = plan_of(faces, method, method_dir, part, people, pictures_each)
    with store_in(output) as store, Bars() as bars:
        study = studied(plan, quality.INSTRUMENTS, store, bars.update)
        tables = quality_tables(study, bars.update)
    deliver(tables, output, study)


@evaluate_app.command("stability")
def evaluate_stability(
    videos: Annotated[list[str], typer.Argument(help="VIDEO or VIDEO@FIRST_FRAME.")],
    frames: Annotated[int, typer.Option(min=5, help="Frames of each.")] = 120,
    least_px: Annotated[
        float, typer.Option(help="Smaller faces have nothing to be measured.")
    ] = 20.0,
    method: MethodOption = None,
    method_dir: FolderOption = None,
    output: OutputOption = None,
) -> None:
    """How steady faces are from frame to frame, in parts of the original's change."""
    rows = [*(method or steadiness.METHODS), *(method_dir or ())]
    with Bars() as bars:
        table = steadiness.stability_table(videos, rows, frames, least_px, bars.update)
    deliver([table], output, None)


@evaluate_app.command("people")
def evaluate_people(
    faces: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of real faces, one folder an identity, or ID_anything.jpg."
        ),
    ],
    stand_ins: Annotated[
        Path | None,
        typer.Option(help="A table of nonesuch people; without it the shipped one."),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Whether anybody in a table of stand-ins looks like a real person at hand."""
    table = "" if stand_ins is None else str(stand_ins)
    people_of(table)
    with store_in(output) as store, Bars() as bars:
        tables = nobody_tables(faces, table, store, bars.update)
    deliver(tables, output, None)


def plan_of(
    faces: Path,
    method: Sequence[str] | None,
    method_dir: Sequence[str] | None,
    part: str,
    people: int | None,
    pictures_each: int | None,
) -> Plan:
    """The plan that the options ask for; an unknown part is wrong usage."""
    return Plan(
        faces,
        known_part(part),
        people,
        pictures_each,
        METHODS if method is None else method,
        method_dir or (),
    )


def known_part(text: str) -> Part:
    """The part that the text names."""
    for part in PARTS:
        if part == text:
            return part
    raise typer.BadParameter(f"--part {text} is not one of {', '.join(PARTS)}")


@contextmanager
def store_in(output: Path | None) -> Iterator[Store]:
    """What was read before and is read now; in memory without a folder."""
    with Store(None if output is None else output / READINGS_FILE) as store:
        yield store


def deliver(tables: Sequence[Table], output: Path | None, study: Study | None) -> None:
    """Prints the tables, and writes them where a folder is given."""
    say(markdown_of(tables))
    if study is not None and study.note:
        complain(study.note)
    if output is not None:
        write_tables(tables, output)
