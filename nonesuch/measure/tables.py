"""Tables of estimates, and the same as Markdown, CSV and LaTeX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from nonesuch.measure.uncertainty import Estimate

UNKNOWN_TEXT = "–"


@dataclass(frozen=True)
class Column:
    """A measure: how it is headed, and how its values are printed.

    Values are multiplied by ``scale`` (100 for shares in percent).
    """

    title: str
    digits: int = 1
    scale: float = 100.0


@dataclass(frozen=True)
class Row:
    """One contender's values, in the order of the columns."""

    name: str
    values: Sequence[Estimate]


@dataclass(frozen=True)
class Table:
    """``name`` is for files, ``title`` and ``note`` for people."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    row_title: str = "method"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.values) != len(self.columns):
                raise ValueError(
                    f"row {row.name} has {len(row.values)} values, "
                    f"expected {len(self.columns)}"
                )


def as_markdown(table: Table) -> str:
    """The title, the table and its note."""
    heads = [table.row_title, *(column.title for column in table.columns)]
    lines = [_piped(heads), "|---" + "|---:" * len(table.columns) + "|"]
    lines += [_piped([row.name, *_texts(table, row)]) for row in table.rows]
    return f"**{table.title}**\n\n" + "\n".join(lines) + f"\n\n{table.note}\n"


def as_csv(table: Table) -> str:
    """One line a row; each measure with the ends of its interval, empty if unknown."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    heads = [table.row_title]
    for column in table.columns:
        heads += [column.title, f"{column.title} low", f"{column.title} high"]
    writer.writerow(heads)
    for row in table.rows:
        cells = [row.name]
        for value, column in zip(row.values, table.columns, strict=True):
            for number in (value.value, value.low, value.high):
                known = number == number
                cells.append(f"{column.scale * number:.6g}" if known else "")
        writer.writerow(cells)
    return buffer.getvalue()


def as_latex(table: Table) -> str:
    """A ``tabular`` with booktabs rules in a ``table``; nothing else is needed."""
    heads = [table.row_title, *(column.title for column in table.columns)]
    body = [" & ".join(_escaped(text) for text in heads) + r" \\", r"\midrule"]
    for row in table.rows:
        cells = [row.name, *_texts(table, row)]
        body.append(" & ".join(_escaped(text) for text in cells) + r" \\")
    rows = "\n".join(body)
    return (
        "\\begin{table}\n\\centering\n"
        f"\\caption{{{_escaped(table.title)}. {_escaped(table.note)}}}\n"
        f"\\label{{tab:{table.name}}}\n"
        f"\\begin{{tabular}}{{l{'r' * len(table.columns)}}}\n\\toprule\n"
        f"{rows}\n\\bottomrule\n\\end{{tabular}}\n\\end{{table}}\n"
    )


def text_of(value: Estimate, column: Column) -> str:
    """The value with its interval, where there is one.

    >>> text_of(Estimate(0.02, 0.011, 0.034), Column("first"))
    '2.0 (1.1 to 3.4)'
    """
    if not value.is_known:
        return UNKNOWN_TEXT
    numbers = (value.value, value.low, value.high)
    shown = [f"{column.scale * number:.{column.digits}f}" for number in numbers]
    if value.low != value.low:
        return shown[0]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def _texts(table: Table, row: Row) -> list[str]:
    return [
        text_of(value, column)
        for value, column in zip(row.values, table.columns, strict=True)
    ]


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "–": "--", "±": r"$\pm$", "×": r"$\times$",
    "°": r"$^\circ$",
}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)
