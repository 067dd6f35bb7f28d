"""The plots of the HTML report as inline SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from nonesuch.prove.report import OUTCOMES, Report

COLOURS = {"replaced": "#2a7f62", "covered": "#c98a1b", "identifiable": "#b3261e"}
MOST_LANES = 60

_INK = "#57606a"
_CHANCE = "#8a94a0"
_WIDTH, _HEIGHT = 720.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 12.0, 24.0, 28.0
_SIZES_PX = (0, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
_LEAST_SIMILARITY, _MOST_SIMILARITY, _BINS = -0.1, 1.0, 44
_LANE = 9.0

Counts = NDArray[np.int64]


def similarity_histogram(report: Report, recognizer: str) -> str:
    """People by their highest similarity, with the threshold and the chance floor."""
    edges = np.linspace(_LEAST_SIMILARITY, _MOST_SIMILARITY, _BINS + 1)
    layers = {
        outcome: _histogram(_similarities(report, recognizer, outcome), edges)
        for outcome in OUTCOMES
    }
    floor = _histogram(list(report.chance.get(recognizer, ())), edges)
    lines = {
        person.threshold[recognizer]
        for person in report.people
        if recognizer in person.threshold
    }
    ticks = {
        (value - _LEAST_SIMILARITY) / (_MOST_SIMILARITY - _LEAST_SIMILARITY): label
        for value, label in ((v / 10, f"{v / 10:.1f}") for v in range(0, 11, 2))
    }
    body = [
        *_stacked(layers),
        *_outline(floor),
        *(_threshold(value) for value in sorted({min(lines), max(lines)})),
        *_legend([*_present(layers), *_chance_key(floor)]),
    ]
    return _axes(body, ticks, _tallest(layers), "similarity of result to original")


def face_sizes(report: Report) -> str:
    """People by the median side of their face in pixels."""
    edges = np.array([*_SIZES_PX, np.inf])
    layers = {
        outcome: _histogram(
            [
                person.face_px
                for person in report.people
                if person.outcome == outcome and person.face_px is not None
            ],
            edges,
        )
        for outcome in OUTCOMES
    }
    ticks = {i / len(_SIZES_PX): str(size) for i, size in enumerate(_SIZES_PX)}
    body = [*_stacked(layers), *_legend(_present(layers))]
    return _axes(body, ticks, _tallest(layers), "side of the face in pixels")


def outcomes(report: Report) -> str:
    """People by outcome: one bar each."""
    totals = report.totals
    shown = [name for name in OUTCOMES if totals[name] or name != "identifiable"]
    unit = 480.0 / max(totals["people"], 1)
    rows = []
    for place, name in enumerate(shown):
        y = 6 + 26 * place
        width = totals[name] * unit
        rows.append(_text(96, y + 14, name, "end"))
        rows.append(_rectangle(104, y, width, 18, COLOURS[name]))
        rows.append(_text(110 + width, y + 14, str(totals[name])))
    return _svg(rows, 10 + 26 * len(shown), "people by outcome")


def timeline(report: Report) -> str:
    """Each person's time in the pictures, one lane a person, the first come above."""
    lanes = sorted(report.people, key=lambda person: person.first_frame)[:MOST_LANES]
    span = (_WIDTH - _LEFT - _RIGHT) / max(report.frames, 1)
    rows = []
    for place, person in enumerate(lanes):
        width = max((person.last_frame - person.first_frame + 1) * span, 1.5)
        x = _LEFT + person.first_frame * span
        rows.append(_rectangle(x, 6 + _LANE * place, width, 6, COLOURS[person.outcome]))
    bottom = 10 + _LANE * len(lanes)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
        rows.append(_text(x, bottom + 14, str(round(share * report.frames)), "middle"))
    if len(report.people) > MOST_LANES:
        more = f"and {len(report.people) - MOST_LANES} more people"
        rows.append(_text(_WIDTH - _RIGHT, bottom + 30, more, "end"))
    return _svg(rows, bottom + 36, "people over time")


def _similarities(report: Report, recognizer: str, outcome: str) -> list[float]:
    return [
        person.similarity[recognizer]
        for person in report.people
        if person.outcome == outcome and recognizer in person.similarity
    ]


def _histogram(values: Sequence[float], edges: NDArray[np.float64]) -> Counts:
    last = edges[-1] if np.isfinite(edges[-1]) else np.inf
    inside = np.clip(np.array(values, np.float64), edges[0], last)
    return np.histogram(inside, edges)[0].astype(np.int64)


def _tallest(layers: Mapping[str, Counts]) -> int:
    return max(int(np.sum(list(layers.values()), 0).max()), 1)


def _stacked(layers: Mapping[str, Counts]) -> Iterator[str]:
    bins = len(next(iter(layers.values())))
    step = (_WIDTH - _LEFT - _RIGHT) / bins
    unit = (_HEIGHT - _TOP - _BOTTOM) / _tallest(layers)
    foot = np.full(bins, _HEIGHT - _BOTTOM)
    for name, counts in layers.items():
        for place in np.flatnonzero(counts):
            height = counts[place] * unit
            foot[place] -= height
            x = _LEFT + place * step
            yield _rectangle(
                x + 0.5, float(foot[place]), step - 1, height, COLOURS[name]
            )


def _outline(counts: Counts) -> Iterator[str]:
    if not counts.any():
        return
    step = (_WIDTH - _LEFT - _RIGHT) / len(counts)
    unit = (_HEIGHT - _TOP - _BOTTOM) / counts.max()
    path = f"M{_LEFT:.1f} {_HEIGHT - _BOTTOM:.1f}"
    for place, count in enumerate(counts):
        path += (
            f"V{_HEIGHT - _BOTTOM - count * unit:.1f}H{_LEFT + (place + 1) * step:.1f}"
        )
    path += f"V{_HEIGHT - _BOTTOM:.1f}"
    yield f'<path d="{path}" fill="none" stroke="{_CHANCE}" stroke-width="1.2"/>'


def _threshold(value: float) -> str:
    share = (value - _LEAST_SIMILARITY) / (_MOST_SIMILARITY - _LEAST_SIMILARITY)
    x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}" '
        f'stroke="#1b1f24" stroke-dasharray="5 3"/>'
    )


def _present(layers: Mapping[str, Counts]) -> list[tuple[str, str]]:
    return [(name, COLOURS[name]) for name, counts in layers.items() if counts.any()]


def _chance_key(floor: Counts) -> list[tuple[str, str]]:
    return [("chance floor (to scale of its own)", _CHANCE)] if floor.any() else []


def _legend(keys: Sequence[tuple[str, str]]) -> Iterator[str]:
    x = _LEFT
    for name, colour in keys:
        yield _rectangle(x, 6, 10, 10, colour)
        yield _text(x + 15, 15, name)
        x += 30 + 6.5 * len(name)


def _axes(
    body: Sequence[str], ticks: Mapping[float, str], tallest: int, label: str
) -> str:
    floor = _HEIGHT - _BOTTOM
    rows = [
        *body,
        f'<path d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - _RIGHT}" fill="none" '
        f'stroke="{_INK}"/>',
        _text(_LEFT - 6, _TOP + 9, str(tallest), "end"),
        _text(_LEFT - 6, floor, "0", "end"),
    ]
    for share, text in ticks.items():
        x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
        rows.append(_text(x, floor + 15, text, "middle"))
    return _svg(rows, _HEIGHT, label)


def _rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{colour}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" '
        f'fill="{_INK}">{escape(text)}</text>'
    )


def _svg(rows: Sequence[str], height: float, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(label)}" font-family="system-ui, sans-serif">'
        f"{''.join(rows)}</svg>"
    )
