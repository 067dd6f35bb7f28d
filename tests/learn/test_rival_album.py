"""Albums: people with several pictures each, from folders of photographs."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.learn.rivals import album
from nonesuch.learn.rivals.run import faces_in
from nonesuch.replace.standin import looks_of


def told(*values: object) -> None:
    """Progress that nobody watches."""


def photograph(path: Path, person: int, look: int = 2) -> None:
    wall = np.full((400, 400, 3), (120, 140, 160), np.uint8)
    wall[72:328, 72:328] = looks_of(person).images[look]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), wall[..., ::-1])


def made_up(people: int, each: int) -> album.Album:
    count = people * each
    return album.Album(
        np.zeros((count, 8, 8, 3), np.uint8),
        np.zeros((count, 92, 2), np.float32),
        np.repeat(np.arange(people), each),
        np.tile(np.arange(each), people),
    )


def written(folder: Path, given: album.Album) -> Path:
    np.savez(
        folder / "album_000000.npz",
        crops=given.crops,
        landmarks=given.landmarks,
        people=given.people,
        pictures=given.pictures,
    )
    (folder / "album.json").write_text('{"told": "made up"}')
    return folder


def test_learned_known_and_unseen_share_nothing_and_leave_nothing_out() -> None:
    whole = made_up(33, 16)
    parts = [whole.learned, whole.known, whole.unseen]
    pairs = [
        (int(p), int(k))
        for part in parts
        for p, k in zip(part.people, part.pictures, strict=True)
    ]
    assert len(pairs) == len(set(pairs)) == len(whole)
    assert set(whole.unseen.people) == {0, 16, 32}
    assert set(whole.known.people) == set(whole.learned.people)
    assert set(whole.known.pictures) == {7, 15}


def test_people_are_numbered_from_0_among_the_learned(tmp_path: Path) -> None:
    faces = faces_in(written(tmp_path, made_up(18, 8)), "ciagan")
    assert faces.people == 16  # neither person 0 nor 16
    assert sorted(set(faces.learned.people)) == list(range(16))
    assert sorted(set(faces.known.people)) == list(range(16))
    assert set(faces.unseen.people) == {0, 16}


def test_ciagan_needs_people_with_several_pictures(tmp_path: Path) -> None:
    folder = written(tmp_path, made_up(20, 1))
    assert faces_in(folder, "pix2pix").people == 18
    with pytest.raises(Refusal, match="0 people with several pictures"):
        faces_in(folder, "ciagan")


def test_unfinished_album_is_refused(tmp_path: Path) -> None:
    written(tmp_path, made_up(3, 2))
    (tmp_path / "album.json").unlink()
    assert album.told(tmp_path) is None
    with pytest.raises(Refusal, match="no finished album"):
        album.load(tmp_path)


def test_every_folder_is_a_person_and_loose_pictures_are_their_own(
    tmp_path: Path,
) -> None:
    source = tmp_path / "photographs"
    for look in (2, 3):
        photograph(source / "anna" / f"{look}.png", 0, look)
    photograph(source / "bert" / "1.png", 1)
    photograph(source / "loose.png", 2)
    photograph(source / "other.png", 3)
    (source / "notes.txt").write_text("no picture")
    cv2.imwrite(str(source / "anna" / "wall.png"), np.full((60, 60, 3), 90, np.uint8))
    sentence = album.photographed(source, tmp_path / "data", told)
    found = album.load(tmp_path / "data")
    assert sorted(np.bincount(found.people).tolist()) == [1, 1, 1, 2]
    assert found.crops.shape == (5, 160, 160, 3)
    assert "5 faces of 4 people" in sentence
    assert "1 unreadable, 1 without a face, 0 with faces under" in sentence
    assert album.told(tmp_path / "data") == sentence


def test_folders_without_faces_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "photographs"
    with pytest.raises(Refusal, match="no folder of pictures"):
        album.photographed(source, tmp_path / "data", told)
    source.mkdir()
    with pytest.raises(Refusal, match="no picture to learn from: 0 unreadable"):
        album.photographed(source, tmp_path / "data", told)
    cv2.imwrite(str(source / "wall.png"), np.full((60, 60, 3), 90, np.uint8))
    (source / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(Refusal, match="1 unreadable, 1 without a face"):
        album.photographed(source, tmp_path / "data", told)
