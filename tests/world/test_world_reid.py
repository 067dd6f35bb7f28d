"""Crops for re-identification from labels made by hand."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.formats.labels import FrameLabels, PersonLabel
from nonesuch.world.reid import (
    GALLERY,
    QUERY,
    TRAIN,
    ReidSequence,
    Selection,
    chosen_crops,
    is_for_training,
    write_reid,
)

SIZE_WH = (200, 160)


def person(person_id: int, left: float, **known: float) -> PersonLabel:
    box = np.array([left, 20.0, left + 40, 120])
    values = {"visibility": 1.0, "truncation": 0.0} | known
    return PersonLabel(person_id, box, person_id=person_id, **values)


def frames(*people: PersonLabel, count: int = 12) -> list[FrameLabels]:
    return [FrameLabels(index, people) for index in range(count)]


def picture(index: int) -> np.ndarray:
    image = np.zeros((*SIZE_WH[::-1], 3), np.uint8)
    image[:, :100] = (200, 30, 30)
    image[:, 100:] = (30, 30, 200)
    return image


def sequence(camera: int, *people: PersonLabel) -> ReidSequence:
    return ReidSequence(camera, 1, frames(*people), picture)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ids_of(part: Path) -> set[int]:
    return {int(name.split("_")[0]) for name in names(part)}


def test_hidden_cut_and_small_people_are_left_out() -> None:
    people = (
        person(1, 0),
        person(2, 40, visibility=0.5),
        person(3, 80, truncation=0.3),
        PersonLabel(4, np.array([0, 0, 10, 30.0]), visibility=1.0, person_id=4),
        PersonLabel(5, np.array([0, 0, 40, 130.0]), visibility=1.0),
    )
    crops = chosen_crops(frames(*people), Selection())
    assert {crop.person.person_id for crop in crops} == {1}


def test_crops_are_spread_over_the_time() -> None:
    crops = chosen_crops(frames(person(1, 0), count=40), Selection())
    assert [crop.frame.index for crop in crops] == [0, 5, 10, 15, 20, 25, 30, 35]


def test_best_crop_of_each_part_is_chosen() -> None:
    shares = [0.7, 0.9, 0.8, 1.0]
    labels = [
        FrameLabels(index, (person(1, 0, visibility=share),))
        for index, share in enumerate(shares)
    ]
    crops = chosen_crops(labels, Selection(most_of_a_sequence=2))
    assert [crop.frame.index for crop in crops] == [1, 3]


def test_name_and_pixels_are_those_of_the_box(tmp_path: Path) -> None:
    one = FrameLabels(150, (person(8, 0), person(9, 120)))
    seed = next(seed for seed in range(99) if is_for_training(9, seed))
    write_reid(tmp_path / "reid", [ReidSequence(3, 2, [one], picture)], seed)
    path = tmp_path / "reid" / TRAIN / "0009_c3s2_000151_01.jpg"
    crop = cv2.imread(str(path))
    assert crop.shape == (100, 40, 3)
    assert abs(crop.mean((0, 1)) - (200, 30, 30)).max() < 6  # BGR


def test_crop_is_cut_at_the_edge_of_the_picture(tmp_path: Path) -> None:
    labels = [FrameLabels(0, (person(1, -3.5),))]
    write_reid(tmp_path / "reid", [ReidSequence(1, 1, labels, picture)], 0)
    (path,) = (tmp_path / "reid").glob("*/*.jpg")
    assert cv2.imread(str(path)).shape == (100, 37, 3)


def test_training_and_test_share_nobody(tmp_path: Path) -> None:
    people = [person(number, 0) for number in range(1, 41)]
    cameras = [sequence(camera, *people) for camera in (1, 2)]
    count = write_reid(tmp_path / "reid", cameras, 0)
    parts = {part: ids_of(tmp_path / "reid" / part) for part in (TRAIN, GALLERY, QUERY)}
    assert parts[TRAIN] | parts[GALLERY] == set(range(1, 41))
    assert not parts[TRAIN] & (parts[GALLERY] | parts[QUERY])
    assert parts[QUERY] == parts[GALLERY]
    assert 8 <= len(parts[TRAIN]) <= 32
    files = list((tmp_path / "reid").glob("*/*.jpg"))
    assert len(files) == count == 40 * 2 * 8


def test_query_has_one_crop_a_camera_and_the_gallery_the_others(tmp_path: Path) -> None:
    seed = next(seed for seed in range(99) if not is_for_training(1, seed))
    cameras = [sequence(camera, person(1, 0)) for camera in (1, 2, 5)]
    write_reid(tmp_path / "reid", cameras, seed)
    queries = names(tmp_path / "reid" / QUERY)
    assert [name[:8] for name in queries] == ["0001_c1s", "0001_c2s", "0001_c5s"]
    assert len(names(tmp_path / "reid" / GALLERY)) == 3 * 7


def test_who_is_seen_by_one_camera_alone_is_in_the_gallery(tmp_path: Path) -> None:
    seed = next(seed for seed in range(99) if not is_for_training(1, seed))
    write_reid(tmp_path / "reid", [sequence(1, person(1, 0))], seed)
    assert not names(tmp_path / "reid" / QUERY)
    assert len(names(tmp_path / "reid" / GALLERY)) == 8


def test_second_run_replaces_the_first_and_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "reid"
    write_reid(folder, [sequence(1, person(1, 0), person(2, 50))], 0)
    first = {path.name: path.read_bytes() for path in folder.glob("*/*.jpg")}
    (folder / TRAIN / "other.jpg").touch()
    write_reid(folder, [sequence(1, person(1, 0), person(2, 50))], 0)
    second = {path.name: path.read_bytes() for path in folder.glob("*/*.jpg")}
    assert first == second
    assert names(tmp_path) == ["reid"]


def test_picture_is_read_once_however_many_crops_it_has(tmp_path: Path) -> None:
    read: list[int] = []

    def counted(index: int) -> np.ndarray:
        read.append(index)
        return picture(index)

    people = [person(number, 20.0 * number) for number in range(1, 6)]
    write_reid(tmp_path / "reid", [ReidSequence(1, 1, frames(*people), counted)], 0)
    assert len(read) == len(set(read)) == 8


@pytest.mark.parametrize("seed", [0, 1])
def test_division_depends_on_seed_and_person_alone(seed: int) -> None:
    division = [is_for_training(number, seed) for number in range(200)]
    assert division == [is_for_training(number, seed) for number in range(200)]
    assert 70 < sum(division) < 130
