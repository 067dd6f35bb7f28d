"""The report's file: schema, round trip, and what must not be in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nonesuch.errors import Refusal
from nonesuch.prove.report import (
    ModelUsed,
    PersonReport,
    Report,
    as_json,
    public_settings,
    read_report,
    write_report,
)
from nonesuch.prove.report_html import as_html, sentence, write_report_html

EVIL = "<script>alert('x')</script>"


def person(outcome: str = "replaced", track: int = 0, **more: object) -> PersonReport:
    values: dict[str, object] = {
        "track": track,
        "kind": "face",
        "first_frame": 2,
        "last_frame": 5,
        "frames": 4,
        "filled_frames": 1,
        "method": "person",
        "attempts": 1,
        "outcome": outcome,
        "face_px": 31.0,
        "similarity": {"dlib_resnet": 0.21},
        "threshold": {"dlib_resnet": 0.504},
    }
    return PersonReport(**(values | more))  # type: ignore[arg-type]


def report(*people: PersonReport, **more: object) -> Report:
    values: dict[str, object] = {
        "source": "street.mp4",
        "output": "out.mp4",
        "settings": {"method": "person"},
        "models": [ModelUsed("yunet", "ab" * 32, "MIT")],
        "frames": 10,
        "people": list(people),
        "warnings": ["The audio is not kept."],
    }
    return Report(**(values | more))  # type: ignore[arg-type]


def test_empty_report_has_all_fields_of_the_schema() -> None:
    values = as_json(report())
    assert list(values) == [
        *("schema", "nonesuch", "kind", "source", "output", "settings", "models"),
        *("frames", "people", "totals", "passed", "chance", "warnings"),
    ]
    assert values["totals"]["people"] == 0 and values["passed"] is True


def test_report_comes_back_from_its_file(tmp_path: Path) -> None:
    written = report(
        person(),
        person("covered", 1, similarity={}, threshold={}, covered_frames=4),
        leaks=2,
        chance={"dlib_resnet": [0.1, 0.25]},
    )
    write_report(written, tmp_path / "report.json")
    assert as_json(read_report(tmp_path / "report.json")) == as_json(written)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_totals_count_people_and_faces() -> None:
    totals = report(
        person(), person("covered", 1, covered_frames=3), person("identifiable", 2)
    ).totals
    assert totals["people"] == 3 and totals["faces"] == 12
    assert (totals["replaced"], totals["covered"], totals["identifiable"]) == (1, 1, 1)
    assert totals["covered_faces"] == 3 and totals["filled_faces"] == 3


@pytest.mark.parametrize(
    ("kind", "outcome", "leaks", "passed"),
    [
        ("check", "replaced", 0, True),
        ("check", "covered", 0, True),
        ("check", "replaced", 1, False),
        ("check", "identifiable", 0, False),
        ("anonymize", "replaced", 1, True),  # a run covers the leaks it finds
        ("anonymize", "identifiable", 0, False),
    ],
)
def test_report_passes_if_nobody_is_identifiable(
    kind: str, outcome: str, leaks: int, passed: bool
) -> None:
    assert report(person(outcome), kind=kind, leaks=leaks).passed is passed


def test_no_path_and_no_key_enters_the_report() -> None:
    written = report(
        source="/home/babbage/secret place/street.mp4",
        output=str(Path("/home/babbage/out.mp4")),
        settings={
            "key": "c0ffee",
            "key_file": "/home/babbage/key",
            "report": Path("/home/babbage/report.json"),
            "nested": {"KEY": "c0ffee", "labels": "coco:/home/babbage/labels.json"},
            "inputs": ["/home/babbage/a.jpg"],
            "windows": "C:\\Users\\babbage\\b.jpg",
        },
    )
    text = json.dumps(as_json(written)) + as_html(written)
    assert "babbage" not in text and "c0ffee" not in text and "secret place" not in text
    assert as_json(written)["source"] == "street.mp4"


def test_settings_that_are_no_paths_stay_as_they_are() -> None:
    settings = {"method": "blur:17", "workers": 2, "strict": True, "crf": None}
    assert public_settings(settings) == settings


def test_numbers_that_json_lacks_become_null() -> None:
    values = as_json(report(person(face_px=float("nan"))))
    assert values["people"][0]["face_px"] is None
    json.dumps(values, allow_nan=False)


def test_unknown_outcome_is_an_error() -> None:
    with pytest.raises(ValueError, match="outcome is 'fine'"):
        person("fine")


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"schema": "other"}', '{"schema": "nonesuch-report-1"}']
)
def test_file_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "no.json"
    path.write_text(text)
    with pytest.raises(Refusal, match="is no report of nonesuch"):
        read_report(path)


def test_missing_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no report of nonesuch"):
        read_report(tmp_path / "absent.json")


def test_page_escapes_everything_from_outside() -> None:
    page = as_html(
        report(
            person(method=EVIL, source=EVIL),
            source=EVIL,
            output=EVIL,
            settings={EVIL: EVIL},
            models=[ModelUsed(EVIL, EVIL, EVIL)],
            warnings=[EVIL],
        )
    )
    assert "<script" not in page and "&lt;script&gt;" in page


def test_page_asks_nothing_from_anywhere(tmp_path: Path) -> None:
    people = [person(track=0), person("covered", 1), person("identifiable", 2)]
    write_report_html(
        report(*people, chance={"dlib_resnet": [0.1, 0.2]}), tmp_path / "report.html"
    )
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    asking = ("http:", "https:", "src=", "href=", "<img", "url(", "@import")
    assert not any(word in page for word in asking)
    assert page.count("<svg") == 4


def test_page_of_nobody_has_no_plots() -> None:
    page = as_html(report())
    assert "<svg" not in page and "No people were found" in page


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (report(), "No people were found in 10 pictures."),
        (report(person(), frames=1), "None of 1 person in 1 picture is identified"),
        (report(person("identifiable"), person()), "1 person of 2 can still be"),
        (report(person(), kind="check", leaks=2), "2 further faces went unprocessed."),
    ],
)
def test_verdict_is_one_sentence(made: Report, words: str) -> None:
    assert words in sentence(made)


def test_long_lists_are_cut_and_say_so() -> None:
    page = as_html(report(*(person(track=track) for track in range(510))))
    assert "10 more people are in the JSON report" in page
