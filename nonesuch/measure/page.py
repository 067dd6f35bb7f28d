"""The comparison as one HTML file: no script, no request to anywhere."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from nonesuch import __version__
from nonesuch.measure.plots import Plot
from nonesuch.measure.tables import UNKNOWN_TEXT, Column, Row, Table, text_of
from nonesuch.measure.uncertainty import Estimate

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff;
  max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
.note, figcaption { color: #57606a; font-size: 13px; max-width: 60rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid #d8dde3;
  vertical-align: top; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
th { font-weight: 600; } td small { display: block; color: #57606a; }
tr:hover td { background: #f4f6f8; }
figure { margin: 1rem 0; } img, svg { max-width: 100%; height: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr));
  gap: 1rem; }
@media print { body { margin: 0; max-width: none; } }
"""


def page_of(
    title: str,
    introduction: Sequence[str],
    figure_png: bytes,
    figure_caption: str,
    tables: Sequence[Table],
    plots: Sequence[Plot],
) -> str:
    """The page; every text that came from outside is escaped."""
    image = base64.b64encode(figure_png).decode()
    parts = [
        f"<h1>{escape(title)}</h1>",
        *(f'<p class="note">{escape(text)}</p>' for text in introduction),
        f'<figure><img alt="{escape(figure_caption)}" '
        f'src="data:image/png;base64,{image}">'
        f"<figcaption>{escape(figure_caption)}</figcaption></figure>",
        f'<div class="plots">{"".join(map(_plot, plots))}</div>',
        *map(_table, tables),
        f'<p class="note">nonesuch {escape(__version__)}</p>',
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _plot(plot: Plot) -> str:
    return f"<figure>{plot.svg}<figcaption>{escape(plot.caption)}</figcaption></figure>"


def _table(table: Table) -> str:
    heads = "".join(
        f"<th>{escape(text)}</th>"
        for text in (table.row_title, *(column.title for column in table.columns))
    )
    rows = "\n".join(_row(row, table.columns) for row in table.rows)
    return (
        f"<h2>{escape(table.title)}</h2>\n"
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>\n"
        f'<p class="note">{escape(table.note)}</p>'
    )


def _row(row: Row, columns: Sequence[Column]) -> str:
    cells = "".join(
        _cell(value, column) for value, column in zip(row.values, columns, strict=True)
    )
    return f"<tr><td>{escape(row.name)}</td>{cells}</tr>"


def _cell(value: Estimate, column: Column) -> str:
    """The value, its interval small below it."""
    if not value.is_known:
        return f"<td>{UNKNOWN_TEXT}</td>"
    number, _, interval = text_of(value, column).partition(" ")
    small = f"<small>{escape(interval.strip('()'))}</small>" if interval else ""
    return f"<td>{escape(number)}{small}</td>"
