"""Tables as files: one Markdown for all, CSV and LaTeX for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nonesuch.measure.tables import Table, as_csv, as_latex, as_markdown
from nonesuch.media.whole import writing_whole

MARKDOWN = "tables.md"


def markdown_of(tables: Sequence[Table]) -> str:
    """All tables, one below the other."""
    return "\n".join(as_markdown(table) for table in tables)


def write_tables(tables: Sequence[Table], folder: Path) -> None:
    """``tables.md``, and ``NAME.csv`` and ``NAME.tex`` of each table."""
    write_text(folder / MARKDOWN, markdown_of(tables))
    for table in tables:
        write_text(folder / f"{table.name}.csv", as_csv(table))
        write_text(folder / f"{table.name}.tex", as_latex(table))


def write_text(path: Path, text: str) -> None:
    """The file, whole or not at all."""
    with writing_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
