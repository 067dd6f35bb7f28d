"""Tables say the same in every format, and nothing where nothing is known."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from nonesuch.measure.outputs import markdown_of, write_tables
from nonesuch.measure.page import page_of
from nonesuch.measure.plots import Plot
from nonesuch.measure.tables import (
    Column,
    Row,
    Table,
    as_csv,
    as_latex,
    as_markdown,
    text_of,
)
from nonesuch.measure.uncertainty import UNKNOWN, Estimate

TABLE = Table(
    "recognition",
    "Recall@1 in %",
    "12 pictures & 3 people.",
    [Column("ArcFace"), Column("FID", 2, 1.0)],
    [
        Row("original", [Estimate(1.0, 0.99, 1.0), UNKNOWN]),
        Row("50%|_<b>", [Estimate(0.0234), Estimate(3.14159)]),
    ],
)


def test_markdown_has_one_line_a_row() -> None:
    lines = as_markdown(TABLE).splitlines()
    assert lines[0] == "**Recall@1 in %**"
    assert lines[2] == "| method | ArcFace | FID |"
    assert lines[4] == "| original | 100.0 (99.0 to 100.0) | – |"
    assert lines[5] == "| 50%\\|_<b> | 2.3 | 3.14 |"


def test_csv_has_values_and_intervals_as_numbers() -> None:
    head, original, other = csv.reader(io.StringIO(as_csv(TABLE)))
    assert head[:4] == ["method", "ArcFace", "ArcFace low", "ArcFace high"]
    assert original == ["original", "100", "99", "100", "", "", ""]
    assert other == ["50%|_<b>", "2.34", "", "", "3.14159", "", ""]


def test_latex_escapes_what_it_must() -> None:
    text = as_latex(TABLE)
    assert r"50\%|\_<b> & 2.3 & 3.14 \\" in text
    assert r"12 pictures \& 3 people." in text
    assert r"\begin{tabular}{lrr}" in text and "–" not in text


def test_short_rows_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="expected 2"):
        Table("x", "x", "x", TABLE.columns, [Row("short", [UNKNOWN])])


def test_texts_of_values() -> None:
    assert text_of(UNKNOWN, Column("x")) == "–"
    assert text_of(Estimate(0.5), Column("x", 0)) == "50"


def test_files_of_every_format(tmp_path: Path) -> None:
    write_tables([TABLE], tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"tables.md", "recognition.csv", "recognition.tex"}
    assert (tmp_path / "tables.md").read_text() == markdown_of([TABLE])


def test_page_is_whole_and_escapes_foreign_text() -> None:
    plot = Plot("roc", "<svg></svg>", "a <caption>")
    page = page_of("Side & side", ["<i>"], b"png", "figure", [TABLE], [plot])
    assert page.startswith("<!doctype html>") and page.endswith("</html>\n")
    assert "50%|_&lt;b&gt;" in page and "&lt;i&gt;" in page and "<i>" not in page
    assert "<small>99.0 to 100.0</small>" in page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
