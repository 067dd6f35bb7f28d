"""The commands as the user runs them: one sentence for whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from as_process import nonesuch, refusal

FACES = ("evaluate", "privacy", "faces")


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((64, 64, 3), 90, np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With an album of two people in which no face is seen."""
    for name in ("faces/ann/1.png", "faces/ann/2.png", "faces/bob/1.png"):
        write(tmp_path / name)
    for name in (
        "alone/ann/1.png",
        "alone/ann/2.png",
        "odd/ann/1.png",
        "odd/bob/1.png",
    ):
        write(tmp_path / name)
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("evaluate", "privacy", "missing"), "is no folder"),
        (("evaluate", "privacy", "empty"), "holds no pictures"),
        ((*FACES, "--method", "sparkle"), "no method 'sparkle'"),
        ((*FACES, "--method-dir", "x"), "write NAME=DIR"),
        ((*FACES, "--method-dir", "x=empty"), "lacks 3 of 3 pictures"),
        (FACES, "No face was found in any of the 3 pictures"),
        (("evaluate", "privacy", "alone"), "All 2 pictures are of one identity"),
        (("evaluate", "privacy", "odd"), "there are no pairs"),
        (("compare", "alone", "-o", "out"), "of one identity"),
        (("evaluate", "utility"), "nothing to measure"),
        (("evaluate", "utility", "--street", "empty"), "no gt/gt.txt"),
        (("evaluate", "people", "missing"), "is no folder"),
        (("evaluate", "people", "faces", "empty"), "holds no pictures"),
        (("evaluate", "people", "faces"), "No face was found in any of the 3"),
        (("evaluate", "people", "faces", "--stand-ins", "x"), "x cannot be read"),
        (("evaluate", "stability", "missing.mp4"), "does not exist"),
        (("evaluate", "stability", "faces/ann/1.png"), "is no video"),
        (("compare", "empty", "-o", "out"), "holds no pictures"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    folder: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in refusal(folder, *arguments)


def test_unreadable_picture_is_one_sentence(folder: Path) -> None:
    (folder / "faces" / "bob" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    assert "bob/1.png is a damaged" in refusal(folder, *FACES)


def test_unknown_part_is_wrong_usage(folder: Path) -> None:
    assert nonesuch(folder, *FACES, "--part", "third").code == 2
