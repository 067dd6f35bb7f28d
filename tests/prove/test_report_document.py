"""What docs/report.md promises is what the program writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from nonesuch.nouns import Verdict
from nonesuch.prove.recognizer import THRESHOLDS
from nonesuch.prove.report import Report, as_json
from nonesuch.prove.tally import Sighting, Tally

DOCUMENT = (Path(__file__).parents[2] / "docs" / "report.md").read_text("utf-8")


def test_example_has_the_fields_that_are_written_in_their_order() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[0])
    tally = Tally()
    tally.add(Sighting(0, 0, 30.0, Verdict("dlib_resnet", 0.1, 0.5)))
    written = as_json(Report("a", "b", {}, [], 1, tally.people("person")))
    assert list(example) == list(written)
    assert list(example["people"][0]) == list(written["people"][0])
    assert list(example["totals"]) == list(written["totals"])


def test_every_field_is_explained() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[0])
    for name in (*example, *example["people"][0], *example["totals"]):
        assert f"`{name}`" in DOCUMENT, name


def test_thresholds_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| (0\.\d+) \|", DOCUMENT, re.MULTILINE)
    assert [(float(px), float(line)) for px, line in rows] == list(THRESHOLDS)
