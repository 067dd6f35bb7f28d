"""Sampling people without end, by a sampler that makes them up. No models run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.learn.directions import Feature
from nonesuch.learn.fresh import Fresh, fitted_editor, sample_table
from nonesuch.learn.standins import VIEWS, Views
from nonesuch.replace.people_table import read_table
from tests.learn.faces import landmarks

SETTINGS = {"seed": 3, "youngest": 16.0}
NOBODY = np.zeros((1, 128), np.float32)


def made_up(number: int) -> Fresh:
    rng = np.random.default_rng(number)
    small = rng.integers(60, 200, (len(VIEWS), 1, 1, 3), dtype=np.uint8)
    images = np.tile(small, (1, 256, 256, 1))
    code = np.eye(128, dtype=np.float32)[number % 5]
    faces = np.repeat(landmarks()[None], len(VIEWS), 0)
    return Fresh(Views(images, faces, code, 50.0 + number), 30.0 + number, number % 2)


class MakesUp:
    """Every third is not plain; it stops for good after so many."""

    def __init__(self, most: int = 1000) -> None:
        self.asked: list[int] = []
        self._most = most

    def person(self, number: int) -> Fresh | str:
        if len(self.asked) == self._most:
            raise KeyboardInterrupt
        self.asked.append(number)
        return "not plain" if number % 3 == 2 else made_up(number)


def sampled(out: Path, sampler: MakesUp, wanted: int = 4) -> dict[str, int]:
    def silent(what: str, done: int, total: int | None) -> None:
        assert what == "people" and total == wanted and done <= wanted

    return sample_table(out, wanted, SETTINGS, lambda: sampler, NOBODY, silent)


def test_those_without_fault_are_in_the_table_in_their_order(tmp_path: Path) -> None:
    out = tmp_path / "people.npz"
    faults = sampled(out, MakesUp())
    assert faults == {"not plain": 1}
    people = read_table(out)
    assert people.table.lightness.tolist() == [50, 51, 53, 54]
    assert people.table.ages_years is not None and people.table.maleness is not None
    assert people.table.ages_years.tolist() == [30, 31, 33, 34]
    assert people.table.maleness.tolist() == [0, 1, 1, 0]
    assert people.table.beards is not None
    assert people.table.beards[[0, 3]].tolist() == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["people.npz"]


@pytest.mark.parametrize("most", [1, 2, 4])
def test_an_interrupted_run_goes_on_exactly(tmp_path: Path, most: int) -> None:
    whole, halves = tmp_path / "whole.npz", tmp_path / "halves.npz"
    alone = MakesUp()
    sampled(whole, alone)
    first, second = MakesUp(most), MakesUp()
    with pytest.raises(KeyboardInterrupt):
        sampled(halves, first)
    assert not halves.exists()
    sampled(halves, second)
    assert first.asked + second.asked == alone.asked
    assert halves.read_bytes() == whole.read_bytes()


def test_other_settings_do_not_go_on(tmp_path: Path) -> None:
    out = tmp_path / "people.npz"
    with pytest.raises(KeyboardInterrupt):
        sampled(out, MakesUp(1))
    other = SETTINGS | {"seed": 4}
    with pytest.raises(Refusal, match="other settings"):
        sample_table(out, 4, other, MakesUp, NOBODY, lambda *_: None)


def test_twins_of_others_are_left_out(tmp_path: Path) -> None:
    out = tmp_path / "people.npz"
    others = np.eye(128, dtype=np.float32)[:1]
    sample_table(out, 2, SETTINGS, MakesUp, others, lambda *_: None)
    assert read_table(out).table.lightness.tolist() == [51, 53]


def test_the_shipped_editor_gives_what_is_asked() -> None:
    editor = fitted_editor()
    np.testing.assert_array_equal(editor.covariance, editor.covariance.T)
    wanted = {Feature.YAW: 0.3, Feature.LIGHTNESS: 50.0}
    features = editor.predicted(editor.edited(np.zeros(512, np.float32), wanted))
    for feature, value in wanted.items():
        assert features[feature] == pytest.approx(value, abs=0.02 * max(1, value))
