"""The whole comparison of methods on a folder of faces: figure, tables, plots, page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.measure import groups, privacy, quality, utility
from nonesuch.measure.album import album_of, numbered
from nonesuch.measure.bench import JUDGES
from nonesuch.measure.contenders import Contender
from nonesuch.measure.evaluations import (
    group_tables,
    privacy_tables,
    quality_tables,
    utility_tables,
)
from nonesuch.measure.faces import Face, Progress, faces_of
from nonesuch.measure.figure import COLUMNS, figure_of, invented_people, write_picture
from nonesuch.measure.outputs import write_tables, write_text
from nonesuch.measure.page import page_of
from nonesuch.measure.plots import Plot, plots_of
from nonesuch.measure.store import Store
from nonesuch.measure.study import READINGS_FILE, Plan, Study, shots_of, studied
from nonesuch.measure.tables import Table

PAGE, FIGURE, PEOPLE = "index.html", "figure.png", "people"
_TRADE_DETECTOR = "scrfd kept"


@dataclass(frozen=True)
class Compared:
    """What was written, and a sentence on pictures that were left out, or nothing."""

    page: Path
    tables: Sequence[Table]
    note: str


def compare(
    plan: Plan, output: Path, shown: Path | None, progress: Progress
) -> Compared:
    """Measures every method on the faces and writes it all into ``output``.

    The figure is drawn with the faces of the folder ``shown``, or with people who do
    not exist.  Run again it goes on where it was interrupted.  Raises Refusal as
    :func:`studied` and the single measurements do, and if packages are missing.
    """
    refuse_without_packages()
    privacy.refuse_without_pairs(numbered([s.identity for s in shots_of(plan)]))
    with Store(output / READINGS_FILE) as store:
        names = dict.fromkeys(
            (
                *privacy.INSTRUMENTS,
                *utility.instruments(),
                *quality.INSTRUMENTS,
                *groups.INSTRUMENTS,
            )
        )
        study = studied(plan, tuple(names), store, progress)
        crowd = privacy.crowd_of(study.faces, study.originals)
        drawn = _drawn_faces(shown, output, store, progress)
        write_picture(
            figure_of(_drawing(study, plan, shown), drawn, progress), output / FIGURE
        )
        tables = [
            *privacy_tables(study, store, progress),
            *utility_tables(study),
            *quality_tables(study, progress),
            *group_tables(study, store, progress),
        ]
    plots = plots_of(crowd, study.rows, JUDGES[0], _trade(tables))
    _write(plan, study, tables, plots, output, shown is None)
    return Compared(output / PAGE, tables, study.note)


def refuse_without_packages() -> None:
    """Raises the Refusal that names what to install."""
    quality.refuse_without_torch()
    if find_spec("matplotlib") is None:
        raise Refusal(
            "Comparing needs the package matplotlib; install it with: "
            "pip install 'nonesuch[train,measure]'."
        )


def _drawn_faces(
    shown: Path | None, output: Path, store: Store, progress: Progress
) -> list[Face]:
    if shown is None:
        shots = invented_people(output / PEOPLE, COLUMNS, progress)
    else:
        shots = album_of(shown)[:COLUMNS]
    return faces_of(shots, store, progress)[0]


def _drawing(study: Study, plan: Plan, shown: Path | None) -> list[Contender]:
    """Other programs' folders have only the pictures that are measured."""
    if shown is not None and shown.resolve() == plan.folder.resolve():
        return list(study.contenders)
    return [one for one in study.contenders if not one.is_folder]


def _trade(tables: Sequence[Table]) -> dict[str, tuple[float, float]]:
    """Recall@1 of the first judge and detections kept, by row."""
    by_name = {table.name: table for table in tables}
    recalled, found = by_name["recognition"], by_name["detection"]
    titles = [column.title for column in found.columns]
    place = titles.index(_TRADE_DETECTOR)
    return {
        one.name: (one.values[0].value, other.values[place].value)
        for one, other in zip(recalled.rows, found.rows, strict=True)
    }


def _write(
    plan: Plan,
    study: Study,
    tables: Sequence[Table],
    plots: Sequence[Plot],
    output: Path,
    is_invented: bool,
) -> None:
    write_tables(tables, output)
    for plot in plots:
        write_text(output / f"{plot.name}.svg", plot.svg)
    caption = (
        "People who do not exist, made by MobileStyleGAN, and what each method makes "
        "of them."
        if is_invented
        else "What each method makes of the pictures at the top."
    )
    introduction = [
        f"{len(study.faces)} faces of {plan.folder.name}, {plan.part} part.",
        *([study.note] if study.note else []),
    ]
    page = page_of(
        "Methods side by side",
        introduction,
        (output / FIGURE).read_bytes(),
        caption,
        tables,
        plots,
    )
    write_text(output / PAGE, page)
