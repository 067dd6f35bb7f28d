"""The drawing of a run's logs."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from nonesuch.learn.curves import CURVES, curves_in, draw_curves

SVG = "{http://www.w3.org/2000/svg}"


def logged(run: Path, name: str, lines: list[dict[str, float]]) -> None:
    (run / name).write_text("".join(json.dumps(line) + "\n" for line in lines))


def drawn(run: Path) -> ElementTree.Element:
    return ElementTree.parse(run / CURVES).getroot()


def test_every_figure_of_both_logs_has_its_plot(tmp_path: Path) -> None:
    steps = [{"seen": 10 * k, "per_s": 3.0, "loss": 1 / (k + 1)} for k in range(5)]
    logged(tmp_path, "log.jsonl", steps)
    logged(tmp_path, "held_out.jsonl", [{"seen": 20, "lpips": 0.2}, {"seen": 40}])
    draw_curves(tmp_path)
    lines = drawn(tmp_path).findall(f"{SVG}polyline")
    assert [len(str(line.get("points")).split()) for line in lines] == [1, 5, 5]
    titles = [text.text for text in drawn(tmp_path).findall(f"{SVG}text")]
    assert {"lpips, held out: 0.2", "per_s: 3", "loss: 0.2"} <= set(titles)


def test_a_falling_loss_falls_from_left_to_right(tmp_path: Path) -> None:
    lines = [{"seen": k, "loss": 1.0 - k / 10} for k in range(10)]
    logged(tmp_path, "log.jsonl", lines)
    draw_curves(tmp_path)
    (line,) = drawn(tmp_path).findall(f"{SVG}polyline")
    places = [pair.split(",") for pair in str(line.get("points")).split()]
    xs, ys = zip(*((float(x), float(y)) for x, y in places), strict=True)
    assert list(xs) == sorted(xs) and list(ys) == sorted(ys)


def test_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    good = '{"seen": 5, "loss": 0.5}\n'
    log.write_text(
        good + '[1]\n"x"\n{"loss": 3}\n{"seen": 6, "loss": NaN}\n{"seen": 7, "lo'
    )
    assert curves_in(log) == {"loss": [(5.0, 0.5)]}
    assert curves_in(tmp_path / "missing.jsonl") == {}


def test_names_are_text_and_no_markup(tmp_path: Path) -> None:
    logged(tmp_path, "log.jsonl", [{"seen": 1, "<b>&": 2.0}])
    draw_curves(tmp_path)
    assert "<b>&: 2" in [text.text for text in drawn(tmp_path).iter(f"{SVG}text")]


def test_nothing_is_drawn_of_nothing(tmp_path: Path) -> None:
    draw_curves(tmp_path)
    logged(tmp_path, "log.jsonl", [])
    draw_curves(tmp_path)
    assert not (tmp_path / CURVES).exists()
