"""Which pictures are measured, and whose they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.measure.album import album_of, half_of, numbered, thinned


def picture_at(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.zeros((8, 8, 3), np.uint8))


def test_folder_of_a_picture_is_its_identity(tmp_path: Path) -> None:
    for name in ("bob/2.png", "ann/1.png", "bob/1.png"):
        picture_at(tmp_path / name)
    shots = album_of(tmp_path)
    assert [shot.name for shot in shots] == ["ann/1.png", "bob/1.png", "bob/2.png"]
    assert [shot.identity for shot in shots] == ["ann", "bob", "bob"]


def test_name_up_to_the_underscore_is_the_identity_in_one_folder(
    tmp_path: Path,
) -> None:
    for name in ("012_smile.png", "012_calm.png", "7.png"):
        picture_at(tmp_path / name)
    identities = [shot.identity for shot in album_of(tmp_path)]
    assert identities == ["012", "012", "7"]


def test_hidden_and_other_files_are_no_pictures(tmp_path: Path) -> None:
    picture_at(tmp_path / "a" / "1.png")
    picture_at(tmp_path / "a" / ".2.png")
    (tmp_path / "a" / "notes.txt").write_text("no picture")
    assert len(album_of(tmp_path)) == 1


def test_halves_are_disjoint_and_whole(tmp_path: Path) -> None:
    for number in range(12):
        picture_at(tmp_path / f"person{number}" / "1.png")
    parts = [
        {shot.identity for shot in album_of(tmp_path, part)}
        for part in ("development", "test")
    ]
    assert not parts[0] & parts[1]
    assert parts[0] | parts[1] == {f"person{number}" for number in range(12)}


def test_half_is_the_one_that_the_thresholds_were_chosen_on() -> None:
    assert [half_of(name) for name in ("Abdullah_Gul", "Zico")] == [
        half_of("Abdullah_Gul"),
        half_of("Zico"),
    ]
    names = [f"name{number}" for number in range(1000)]
    share = sum(half_of(name) == "development" for name in names) / 1000
    assert 0.4 < share < 0.6


def test_thinning_takes_the_first_people_and_the_first_of_each(tmp_path: Path) -> None:
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png", "c/1.png"):
        picture_at(tmp_path / name)
    shots = album_of(tmp_path)
    assert [s.name for s in thinned(shots, 2, 1)] == ["a/1.png", "b/1.png"]
    assert thinned(shots, None, None) == shots


def test_numbers_follow_the_first_appearance() -> None:
    assert numbered(["x", "y", "x", "z"]).tolist() == [0, 1, 0, 2]
    assert numbered([]).tolist() == []


def test_what_is_no_album_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no folder"):
        album_of(tmp_path / "missing")
    with pytest.raises(Refusal, match="holds no pictures"):
        album_of(tmp_path)
    picture_at(tmp_path / "ann" / "1.png")
    other = "test" if half_of("ann") == "development" else "development"
    with pytest.raises(Refusal, match=f"belongs to the {other} part"):
        album_of(tmp_path, other)
