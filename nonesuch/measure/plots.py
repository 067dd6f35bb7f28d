"""Plots of a comparison, as SVG (matplotlib, extra measure)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.measure.bench import Readings
from nonesuch.measure.privacy import Crowd
from nonesuch.measure.uncertainty import Reals
from nonesuch.measure.verification import genuine_pairs, impostor_pairs

_BINS = 80
_MOST_STRANGERS = 200_000


@dataclass(frozen=True)
class Plot:
    """A picture in SVG, its file name without extension, and what it shows."""

    name: str
    svg: str
    caption: str


def plots_of(
    crowd: Crowd,
    rows: Mapping[str, Readings],
    judge: str,
    trade: Mapping[str, tuple[float, float]],
) -> list[Plot]:
    """Similarity distributions and ROC by one judge, and privacy against utility.

    ``trade`` gives for each row Recall@1 and the share of detections kept, 0 to 1.
    """
    return [
        _similarities(crowd, rows, judge),
        _roc(crowd, rows, judge),
        _trade(trade, judge),
    ]


def _similarities(crowd: Crowd, rows: Mapping[str, Readings], judge: str) -> Plot:
    originals = crowd.codes(judge)
    pairs = genuine_pairs(crowd.identities)
    strangers = _thinned(impostor_pairs(crowd.identities).similarities(
        originals, originals
    ))  # fmt: skip
    figure, axes = _axes()
    edges = np.linspace(-0.3, 1, _BINS + 1)
    _outline(axes, strangers, edges, "strangers, originals", "0.6", "--")
    for place, (name, made) in enumerate(rows.items()):
        values = pairs.similarities(originals, np.stack(made[judge]))
        _outline(axes, values, edges, _label(name), _color(place), "-")
    axes.set_xlabel(f"cosine by {judge}, two pictures of one person")
    axes.set_ylabel("density")
    axes.legend(fontsize=8, ncols=2)
    return Plot(
        "similarities",
        _svg(figure),
        "How alike a person's anonymized picture is to the person's other originals. "
        "Nobody is recognized where a curve lies on that of strangers.",
    )


def _roc(crowd: Crowd, rows: Mapping[str, Readings], judge: str) -> Plot:
    originals = crowd.codes(judge)
    pairs = genuine_pairs(crowd.identities)
    strangers = np.sort(
        impostor_pairs(crowd.identities).similarities(originals, originals)
    )
    figure, axes = _axes()
    rates = np.logspace(np.log10(max(5 / len(strangers), 1e-6)), 0, 100)
    lines = np.quantile(strangers, 1 - rates)
    for place, (name, made) in enumerate(rows.items()):
        values = np.sort(pairs.similarities(originals, np.stack(made[judge])))
        accepted = 1 - np.searchsorted(values, lines) / len(values)
        axes.plot(rates, accepted, color=_color(place), label=_label(name))
    axes.plot(rates, rates, color="0.6", linestyle="--", label="chance")
    axes.set_xscale("log")
    axes.set_xlabel(f"false accept rate among originals, {judge}")
    axes.set_ylabel("true accept rate")
    axes.legend(fontsize=8, ncols=2)
    return Plot(
        "roc",
        _svg(figure),
        "Verification with the second picture anonymized. The dashed line is chance.",
    )


def _trade(trade: Mapping[str, tuple[float, float]], judge: str) -> Plot:
    figure, axes = _axes()
    for place, (name, (recalled, found)) in enumerate(trade.items()):
        axes.scatter(100 * recalled, 100 * found, color=_color(place), zorder=3)
        axes.annotate(
            _label(name),
            (100 * recalled, 100 * found),
            xytext=(5, -3 + 10 * (place % 2)),
            textcoords="offset points",
            fontsize=8,
        )
    axes.set_xlabel(f"Recall@1 by {judge} in %, lower is more private")
    axes.set_ylabel("faces found again by SCRFD in %")
    axes.set_xlim(-3, 108)
    axes.set_ylim(-4, 108)
    axes.grid(alpha=0.3)
    return Plot(
        "tradeoff",
        _svg(figure),
        "Privacy against utility. The best place is at the top on the left.",
    )


def _outline(
    axes: Any, values: Reals, edges: Reals, label: str, color: str, style: str
) -> None:
    heights, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges, density=True)
    middles = (edges[1:] + edges[:-1]) / 2
    axes.plot(middles, heights, color=color, linestyle=style, label=label)


def _thinned(values: Reals) -> Reals:
    return values[:: max(len(values) // _MOST_STRANGERS, 1)]


def _axes() -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _color(place: int) -> str:
    return f"C{place % 10}"


def _label(name: str) -> str:
    method, colon, parameter = name.partition(":")
    return name if not colon or parameter.isdigit() else method


def _svg(figure: Any) -> str:
    """The same figure gives the same text: no date, names by a fixed salt."""
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "nonesuch", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
