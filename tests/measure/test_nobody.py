"""How near people in a table come to real ones, by codes that are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.measure import nobody
from nonesuch.measure.bench import JUDGES
from nonesuch.measure.nobody import Nearest, crowd_in, nearest_real, summary, those_over
from nonesuch.measure.privacy import Crowd
from nonesuch.measure.store import Store
from nonesuch.models import obtain
from nonesuch.nouns import Floats

PEOPLE, EACH = 200, 2


def unit(codes: Floats) -> Floats:
    return np.asarray(codes / np.linalg.norm(codes, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    rng = np.random.default_rng(0)
    own = np.repeat(rng.normal(0, 1, (PEOPLE, 64)), EACH, 0)
    codes = unit(own + rng.normal(0, 0.3, own.shape))
    readings = {judge: list(codes) for judge in JUDGES}
    return Crowd(np.repeat(np.arange(PEOPLE), EACH), readings)


def test_a_real_face_in_the_table_is_over_the_line(crowd: Crowd) -> None:
    real = crowd.codes(JUDGES[0])
    strangers = unit(np.random.default_rng(1).normal(0, 1, (20, 64)))
    found = nearest_real(crowd, JUDGES[0], np.concatenate([strangers, real[:1]]))
    assert found.made[-1] == pytest.approx(1, abs=1e-6)
    assert found.made[-1] > found.line > np.median(found.made)
    assert len(found.real) == PEOPLE * EACH


def test_the_line_is_what_one_in_ten_thousand_strangers_reaches(crowd: Crowd) -> None:
    real = crowd.codes(JUDGES[0]).astype(np.float64)
    alike = (real @ real.T)[crowd.identities[:, None] != crowd.identities]
    found = nearest_real(crowd, JUDGES[0], real[:1].astype(np.float32))
    assert (alike >= found.line).mean() == pytest.approx(1e-4, rel=0.2)


def test_those_over_a_line_are_listed_by_number(crowd: Crowd) -> None:
    found = [
        Nearest("w600k", 0.3, np.array([0.1, 0.4, 0.2, 0.5]), np.array([0.2, 0.4])),
        Nearest("edgeface", 0.4, np.array([0.1, 0.2, 0.3, 0.6]), np.array([0.2, 0.3])),
    ]
    assert [row.name for row in those_over(found).rows] == ["1", "3"]
    table = summary(found, crowd)
    assert "Over the line of both recognizers: 1." in table.note
    first, second = ([value.value for value in row.values] for row in table.rows)
    assert first[:3] == [0.3, 0.5, 0.5]
    assert second[:3] == [0.4, 0.25, 0.0]


def test_people_of_several_folders_are_never_taken_for_one(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any(obtain.where(name) is None for name in ("w600k_mbf", "edgeface_s")):
        pytest.skip("the judges are restricted: get them by name to test this")
    first, second = sorted(album.iterdir())[:2]
    monkeypatch.setattr(nobody, "_BATCH", 2)
    with Store() as store:
        crowd = crowd_in([first, second, album], store, lambda *_: None)
    assert len(np.unique(crowd.identities)) == len(crowd.identities) - 4
    assert len(crowd.codes(JUDGES[0])) == len(crowd.identities)
