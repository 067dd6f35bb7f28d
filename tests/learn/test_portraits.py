"""Own photographs as training data: what is of no use is counted and left out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.learn.harmonizer_data import load
from nonesuch.learn.portraits import photographed
from nonesuch.nouns import Image
from nonesuch.replace.standin import looks_of


def told(what: str, done: int, total: int | None) -> None:
    assert what and done <= (total or done)


def portrait(person: int, side_px: int) -> Image:
    """A shipped stand-in before a plain wall."""
    wall = np.full((400, 400, 3), (120, 140, 160), np.uint8)
    face = cv2.resize(looks_of(person).images[2], (side_px, side_px))
    place = slice(200 - side_px // 2, 200 - side_px // 2 + side_px)
    wall[place, place] = face
    return wall


def write(path: Path, image: Image) -> None:
    cv2.imwrite(str(path), image[..., ::-1])


def test_faces_are_taken_and_the_rest_is_counted(tmp_path: Path) -> None:
    photographs = tmp_path / "photographs"
    (photographs / "more").mkdir(parents=True)
    write(photographs / "a.png", portrait(0, 256))
    write(photographs / "more" / "b.jpg", portrait(1, 256))
    write(photographs / "small.png", portrait(2, 48))
    write(photographs / "wall.png", np.full((300, 300, 3), 90, np.uint8))
    (photographs / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    (photographs / "notes.txt").write_text("no picture")
    count, skipped = photographed(photographs, tmp_path / "shards", told)
    faces = load(tmp_path / "shards")
    assert count == len(faces) == 2
    assert skipped.unreadable == 2
    assert skipped.without_face + skipped.too_small == 2
    assert faces.crops.shape[1:] == (160, 160, 3)
    assert faces.landmarks.min() > 0 and faces.landmarks.max() < 1


def test_folder_without_a_face_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "wall.png", np.full((300, 300, 3), 90, np.uint8))
    with pytest.raises(Refusal, match="no picture to learn from: 0 unreadable, 1 with"):
        photographed(tmp_path / "in", tmp_path / "shards", told)


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no folder of pictures"):
        photographed(tmp_path / "none", tmp_path / "shards", told)
