"""Sightings frame by frame become one line of evidence a person."""

from __future__ import annotations

import dataclasses

import pytest

from nonesuch.nouns import Verdict
from nonesuch.prove.report import PersonReport
from nonesuch.prove.tally import Sighting, Tally

PASS = Verdict("toy", 0.2, 0.5)
FAIL = Verdict("toy", 0.6, 0.5)
BLIND = Verdict("toy", None, 0.5)


def report_of(*sightings: Sighting) -> PersonReport:
    tally = Tally()
    for sighting in sightings:
        tally.add(sighting)
    (person,) = tally.people("blur:9")
    return person


def test_tally_of_nothing_is_nobody() -> None:
    assert Tally().people("person") == []


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"verdict": PASS}, "replaced"),
        ({"verdict": PASS, "covered": True}, "covered"),
        ({"verdict": BLIND, "covered": True}, "covered"),
        ({"verdict": FAIL}, "identifiable"),
        ({"verdict": FAIL, "covered": True}, "identifiable"),
        ({"verdict": PASS, "unchanged": True}, "identifiable"),
        ({"verdict": BLIND, "unchanged": True}, "identifiable"),
        ({"verdict": BLIND}, "replaced"),
        ({"verdict": None}, "replaced"),
    ],
)
def test_one_frame_decides_a_person(changes: dict[str, object], outcome: str) -> None:
    good = Sighting(track=3, frame=0, face_px=40.0, verdict=PASS)
    person = report_of(good, dataclasses.replace(good, frame=1, **changes))
    assert person.outcome == outcome


def test_counts_and_extremes_over_frames_in_any_order() -> None:
    person = report_of(
        Sighting(7, 9, 30.0, Verdict("toy", 0.1, 0.5), attempts=2, filled=True),
        Sighting(7, 4, 10.0, BLIND, covered=True, attempts=4),
        Sighting(7, 6, 20.0, None),
    )
    assert (person.track, person.first_frame, person.last_frame) == (7, 4, 9)
    assert (person.frames, person.filled_frames, person.covered_frames) == (3, 1, 1)
    assert (person.unverified_frames, person.attempts, person.face_px) == (2, 4, 20.0)
    assert person.similarity == {"toy": 0.1} and person.threshold == {"toy": 0.5}


def test_worst_frame_is_the_one_farthest_over_its_own_threshold() -> None:
    person = report_of(
        Sighting(0, 0, 9.0, Verdict("toy", 0.55, 0.60)),
        Sighting(0, 1, 70.0, Verdict("toy", 0.48, 0.49)),
    )
    assert person.similarity == {"toy": 0.48} and person.threshold == {"toy": 0.49}


def test_people_come_in_the_order_of_their_tracks() -> None:
    tally = Tally()
    for track in (5, 1, 3):
        tally.add(Sighting(track, 0, 20.0, PASS))
    assert [person.track for person in tally.people("solid")] == [1, 3, 5]
