"""The report as one HTML file: no script, no request to anywhere, readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from nonesuch.media.whole import writing_whole
from nonesuch.prove import plots
from nonesuch.prove.report import PersonReport, Report, as_json, base_name

MOST_ROWS = 500

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.verdict { padding: .75rem 1rem; border-left: 6px solid; margin: 1rem 0;
  font-size: 1.1rem; }
.passed { border-color: #2a7f62; background: #eaf5f0; }
.failed { border-color: #b3261e; background: #fbeceb; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; padding: 0; }
.counts li { list-style: none; } .counts b { display: block; font-size: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: .2rem .5rem .2rem 0;
  border-bottom: 1px solid #d8dde3; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.covered td:last-child { color: #8a5a00; }
tr.identifiable td { color: #b3261e; font-weight: 600; }
.wrap { overflow-wrap: anywhere; } .note { color: #57606a; font-size: 13px; }
figure { margin: 1rem 0; break-inside: avoid; } svg { width: 100%; height: auto; }
figcaption { color: #57606a; font-size: 13px; }
thead { display: table-header-group; } tr { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
"""


def write_report_html(report: Report, path: Path) -> None:
    """Writes the page beside its name and renames it when it is whole."""
    with writing_whole(path) as temporary:
        temporary.write_text(as_html(report), encoding="utf-8")


def as_html(report: Report) -> str:
    """The page; every text that came from outside is escaped."""
    title = f"nonesuch: {base_name(report.output)}"
    parts = [
        _head(report),
        _verdict(report),
        _counts(report),
        _figures(report),
        _warnings(report.warnings),
        _people(report.people),
        _how(report),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _head(report: Report) -> str:
    what = "Audit" if report.kind == "check" else "Anonymization"
    return (
        f'<h1>{what} report</h1>\n<p class="wrap">{escape(base_name(report.source))} '
        f"&rarr; {escape(base_name(report.output))}</p>"
    )


def _verdict(report: Report) -> str:
    return (
        f'<p class="verdict {"passed" if report.passed else "failed"}">'
        f"{escape(sentence(report))}</p>"
    )


def sentence(report: Report) -> str:
    """What came out, in one sentence for people in a hurry."""
    totals = report.totals
    if not report.passed:
        return (
            f"{_count(totals['identifiable'], 'person', 'people')} of "
            f"{totals['people']} can still be identified, and "
            f"{_count(totals['leaks'], 'further face', 'further faces')} "
            "went unprocessed."
        )
    if totals["people"] == 0:
        return (
            f"No people were found in {_count(report.frames, 'picture', 'pictures')}."
        )
    return (
        f"None of {_count(totals['people'], 'person', 'people')} in "
        f"{_count(report.frames, 'picture', 'pictures')} is identified by the "
        "independent recognizer."
    )


def _counts(report: Report) -> str:
    shown = {
        "pictures": report.frames,
        **{name.replace("_", " "): count for name, count in report.totals.items()},
    }
    if report.kind != "check":
        del shown["identifiable"], shown["unchanged faces"]
    items = (f"<li><b>{count}</b>{escape(name)}</li>" for name, count in shown.items())
    return f'<ul class="counts">{"".join(items)}</ul>'


def _figures(report: Report) -> str:
    figures = []
    for recognizer in sorted({name for p in report.people for name in p.threshold}):
        figures.append(
            _figure(
                plots.similarity_histogram(report, recognizer),
                f"Similarity of the finished to the original face by {recognizer}, the "
                "highest of each person. Right of the line a person counts as "
                "identifiable; the line moves a little with the size of the face. "
                "Grey: similarity to other people's originals, the chance floor.",
            )
        )
    if report.people:
        figures += [
            _figure(plots.outcomes(report), "People by outcome."),
            _figure(plots.face_sizes(report), "People by the median size of the face."),
        ]
    if report.frames > 1 and report.people:
        figures.append(
            _figure(
                plots.timeline(report),
                "When each person is in the pictures, from the first to the last.",
            )
        )
    return "\n".join(figures)


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"


def _warnings(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    items = "".join(f'<li class="wrap">{escape(text)}</li>' for text in warnings)
    return f"<h2>Warnings</h2>\n<ul>{items}</ul>"


def _people(people: Sequence[PersonReport]) -> str:
    if not people:
        return ""
    worst_first = sorted(people, key=_severity, reverse=True)
    rows = "\n".join(_row(person) for person in worst_first[:MOST_ROWS])
    left_out = len(people) - MOST_ROWS
    note = (
        f'<p class="note">{left_out} more people are in the JSON report.</p>'
        if left_out > 0
        else ""
    )
    return (
        "<h2>People</h2>\n<table><thead><tr><th>track</th><th>first to last</th>"
        '<th class="number">pictures</th><th class="number">face px</th>'
        '<th>method</th><th class="number">attempts</th>'
        '<th class="number">similarity</th><th class="number">threshold</th>'
        f"<th>outcome</th></tr></thead><tbody>\n{rows}\n</tbody></table>{note}"
    )


def _severity(person: PersonReport) -> tuple[int, float]:
    order = ("replaced", "covered", "identifiable").index(person.outcome)
    return order, max(person.similarity.values(), default=-9.0)


def _row(person: PersonReport) -> str:
    where = f"{person.source}, " if person.source else ""
    similarity = _numbers(list(person.similarity.values()))
    threshold = _numbers(list(person.threshold.values()))
    size = "" if person.face_px is None else f"{person.face_px:.0f}"
    return (
        f'<tr class="{escape(person.outcome)}"><td>{person.track}</td>'
        f'<td class="wrap">{escape(where)}{person.first_frame}&ndash;'
        f'{person.last_frame}</td><td class="number">{person.frames}</td>'
        f'<td class="number">{size}</td><td>{escape(person.method)}</td>'
        f'<td class="number">{person.attempts}</td>'
        f'<td class="number">{similarity}</td><td class="number">{threshold}</td>'
        f"<td>{escape(person.outcome)}</td></tr>"
    )


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values) or "none"


def _how(report: Report) -> str:
    values = as_json(report)
    settings = "".join(
        f'<tr><td>{escape(str(name))}</td><td class="wrap">{escape(str(value))}</td>'
        "</tr>"
        for name, value in values["settings"].items()
    )
    models = "".join(
        f'<tr><td>{escape(model.name)}</td><td class="wrap">{escape(model.sha256)}'
        f"</td><td>{escape(model.licence)}</td></tr>"
        for model in report.models
    )
    return (
        f"<h2>How</h2>\n<p>nonesuch {escape(report.nonesuch)}</p>\n"
        f"<table><tbody>{settings}</tbody></table>\n"
        "<table><thead><tr><th>network</th><th>sha256</th><th>licence</th></tr></thead>"
        f"<tbody>{models}</tbody></table>\n"
        '<p class="note">This page holds no picture, embedding or file metadata of the '
        "original people.</p>"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
