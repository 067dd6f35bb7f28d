"""How a training run goes, drawn: every figure of its logs over the pictures seen."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from nonesuch.media.whole import writing_whole

LOG, HELD_OUT, CURVES = "log.jsonl", "held_out.jsonl", "curves.svg"
_COLUMNS = 3
_WIDTH, _HEIGHT, _GAP = 300.0, 150.0, 44.0
_LEARNED, _UNSEEN, _INK = "#8a94a0", "#2a7f62", "#57606a"
_X_NAME = "seen"
_NOT_DRAWN = (_X_NAME, "worked_s")

Curve = list[tuple[float, float]]


def draw_curves(run: Path) -> None:
    """Writes ``curves.svg`` into a run's folder: one small plot a figure.

    Green are figures of held-out faces (``held_out.jsonl``), gray those of the steps
    (``log.jsonl``), means of half a minute.  A line that cannot be read is left out;
    nothing is written while there is nothing to draw.
    """
    panels = [
        (f"{name}{note}", color, curve)
        for file, note, color in (
            (HELD_OUT, ", held out", _UNSEEN),
            (LOG, "", _LEARNED),
        )
        for name, curve in curves_in(run / file).items()
    ]
    if not panels:
        return
    with writing_whole(run / CURVES) as temporary:
        temporary.write_text(_svg(panels), encoding="utf-8")


def curves_in(log: Path) -> dict[str, Curve]:
    """Every figure of a log over what was ``seen``."""
    found: dict[str, Curve] = {}
    for values in lines_of(log):
        for name, value in values.items():
            if _X_NAME in values and name not in _NOT_DRAWN:
                found.setdefault(name, []).append((values[_X_NAME], value))
    return found


def lines_of(log: Path) -> list[dict[str, float]]:
    """The finite numbers of every line of a log, one JSON object each.

    Nothing of a line that an interruption cut, nothing at all of a log that is missing.
    """
    if not log.is_file():
        return []
    return [_numbers(line) for line in log.read_text(encoding="utf-8").splitlines()]


def _numbers(line: str) -> dict[str, float]:
    try:
        read = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {
        name: value
        for name, value in read.items()
        if isinstance(value, int | float) and math.isfinite(value)
    }


def _svg(panels: Sequence[tuple[str, str, Curve]]) -> str:
    rows = math.ceil(len(panels) / _COLUMNS)
    width = _COLUMNS * (_WIDTH + _GAP) + _GAP
    height = rows * (_HEIGHT + _GAP) + _GAP
    body = [
        line
        for place, panel in enumerate(panels)
        for line in _panel(*panel, *_corner(place))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} '
            f'{height:g}" font-family="sans-serif" font-size="11" fill="{_INK}">',
            f'<rect width="{width:g}" height="{height:g}" fill="white"/>',
            *body,
            "</svg>\n",
        ]
    )


def _corner(place: int) -> tuple[float, float]:
    row, column = divmod(place, _COLUMNS)
    return _GAP + column * (_WIDTH + _GAP), _GAP + row * (_HEIGHT + _GAP)


def _panel(
    name: str, color: str, curve: Curve, left: float, top: float
) -> Iterator[str]:
    most_seen = max(x for x, _ in curve) or 1.0
    values = [y for _, y in curve]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    places = " ".join(
        f"{left + x / most_seen * _WIDTH:.1f},"
        f"{top + _HEIGHT - (y - low) / span * _HEIGHT:.1f}"
        for x, y in curve
    )
    bottom = top + _HEIGHT
    yield (
        f'<path d="M{left:g} {top:g}V{bottom:g}H{left + _WIDTH:g}" fill="none" '
        f'stroke="{_INK}" stroke-width="0.6"/>'
    )
    yield (
        f'<polyline points="{places}" fill="none" stroke="{color}" stroke-width="1.6" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )
    yield _text(left, top - 8, f"{name}: {values[-1]:.4g}")
    yield _text(left - 4, top + 8, f"{high:.3g}", "end")
    yield _text(left - 4, bottom, f"{low:.3g}", "end")
    yield _text(left + _WIDTH, bottom + 14, f"{most_seen:,.0f} pictures", "end")


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'
