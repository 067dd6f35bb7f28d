"""Whole measurements of people who do not exist, with the networks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from as_process import nonesuch

from nonesuch.measure.comparison import compare
from nonesuch.measure.study import Plan
from nonesuch.models.obtain import where


def values_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return {row["method"]: row for row in csv.DictReader(file)}


def test_privacy_of_a_folder_and_of_another_programs_output(
    album: Path, tmp_path: Path
) -> None:
    """The other program does nothing, so it must look like the original."""
    ended = nonesuch(
        tmp_path,
        *("evaluate", "privacy", album, "-o", "out", "--method", "solid"),
        *("--method-dir", f"idle={album}"),
    )
    assert ended.code == 0, ended.error
    rows = values_of(tmp_path / "out" / "recognition.csv")
    assert list(rows) == ["original", "solid", "idle"]
    for judge in ("ArcFace w600k", "EdgeFace-S", "dlib (gate)"):
        assert rows["original"][judge] == rows["idle"][judge] == "100"
        assert float(rows["solid"][judge]) < 80
    assert rows["original"]["adapted EdgeFace-S"] == ""  # too few people to learn
    assert "**Recall@1 in %" in ended.out
    sanity = (tmp_path / "out" / "sanity.csv").read_text()
    assert "99.7" in sanity


def test_utility_keeps_the_original_and_loses_the_covered_face(
    album: Path, tmp_path: Path
) -> None:
    arguments = ("--method", "solid", "--method", "blur:5", "--people", "2")
    ended = nonesuch(tmp_path, "evaluate", "utility", album, "-o", "o", *arguments)
    assert ended.code == 0, ended.error
    found = values_of(tmp_path / "o" / "detection.csv")
    assert found["original"]["scrfd kept"] == "100"
    assert found["original"]["scrfd IoU"] == "1"
    assert float(found["solid"]["yunet kept"]) < 50
    points = values_of(tmp_path / "o" / "expression.csv")
    assert points["original"]["mesh error"] == "0"
    assert 0 < float(points["blur:5"]["mesh error"]) < 5
    assert float(points["blur:5"]["pose, degrees"]) < 5


@pytest.mark.skipif(
    where("inception_2015") is None, reason="the Inception network is not here"
)
def test_comparison_goes_on_and_comes_out_the_same(album: Path, tmp_path: Path) -> None:
    plan = Plan(album, people=3, methods=("solid", "blur:17"))
    phases: list[str] = []

    def note(phase: str, done: int, total: int | None) -> None:
        phases.append(phase)

    first = compare(plan, tmp_path, album, note)
    texts = {
        path.name: path.read_bytes()
        for path in tmp_path.iterdir()
        if path.suffix in (".md", ".csv", ".svg", ".html", ".png")
    }
    assert {"index.html", "figure.png", "roc.svg", "quality.csv"} <= set(texts)
    assert b"<svg" in texts["index.html"] and b"blur:17" in texts["index.html"]
    again = compare(plan, tmp_path, album, note)
    assert first.page == again.page and not first.note
    for name, content in texts.items():
        assert (tmp_path / name).read_bytes() == content, name
    assert "reading solid" in phases and "drawing the figure" in phases
