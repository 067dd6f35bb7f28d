"""MOTS as text and as pictures: round trips and broken files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_labels import SIZE_WH, assert_same, sequence

from nonesuch.errors import Refusal
from nonesuch.formats.labels import RIDER, FrameLabels, PersonLabel, mask_of, union
from nonesuch.formats.mots import (
    IGNORE_ID,
    IGNORE_REGION,
    read_mots,
    read_mots_picture,
    write_mots,
    write_mots_picture,
)


def as_held(person: PersonLabel) -> PersonLabel:
    mask = person.visible_mask
    assert mask is not None
    is_region = person.category == RIDER
    return PersonLabel(
        IGNORE_ID if is_region else person.track_id,
        mask.box_xyxy,
        visible_box_xyxy=mask.box_xyxy,
        visible_mask=mask,
        category=IGNORE_REGION if is_region else person.category,
        ignore=is_region,
    )


def held(frames: tuple[FrameLabels, ...]) -> tuple[FrameLabels, ...]:
    return tuple(
        FrameLabels(
            frame.index,
            tuple(as_held(p) for p in frame.people if p.visible_mask is not None),
        )
        for frame in frames
    )


def test_text_comes_back_exactly(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(0))
    write_mots(tmp_path / "gt.txt", frames)
    assert_same(read_mots(tmp_path / "gt.txt", 5), held(frames))
    assert (tmp_path / "gt.txt").read_text().startswith("1 2001 2 64 96 ")


def test_pictures_come_back_exactly(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(1))
    for frame, expected in zip(frames, held(frames), strict=True):
        write_mots_picture(tmp_path / "1.png", frame.people, SIZE_WH)
        assert_same(read_mots_picture(tmp_path / "1.png"), expected.people)


def test_ignored_people_are_one_region_of_class_10(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(2))
    first, *_, last = frames[0].people
    people = (replace(first, ignore=True), replace(last, ignore=True))
    write_mots(tmp_path / "gt.txt", [FrameLabels(0, people)])
    assert (tmp_path / "gt.txt").read_text().startswith("1 10000 10 ")
    (frame,) = read_mots(tmp_path / "gt.txt")
    (region,) = frame.people
    assert region.ignore
    assert region.visible_mask == union([first.visible_mask, last.visible_mask])
    write_mots(tmp_path / "again.txt", [frame])
    assert (tmp_path / "again.txt").read_bytes() == (tmp_path / "gt.txt").read_bytes()
    write_mots_picture(tmp_path / "1.png", people, SIZE_WH)
    assert_same(read_mots_picture(tmp_path / "1.png"), (region,))


def test_thousandth_track_is_refused(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(3))
    person = replace(frames[0].people[0], track_id=1000)
    with pytest.raises(Refusal, match="999 tracks"):
        write_mots(tmp_path / "gt.txt", [FrameLabels(0, (person,))])
    assert not list(tmp_path.iterdir())


def test_overlapping_masks_are_not_written(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(4))
    person = frames[0].people[0]
    twice = FrameLabels(0, (person, replace(person, track_id=2)))
    with pytest.raises(ValueError, match="overlap"):
        write_mots(tmp_path / "gt.txt", [twice])


RLE = mask_of(np.eye(4, 6, dtype=np.bool_)).rle.decode()
BROKEN = [
    (f"0 2001 2 4 6 {RLE}", "line 2: frames count from 1"),
    (f"1 2001 2 4 6 {RLE}", "line 2: the id 2001 appears twice"),
    (f"1 2002 1 4 6 {RLE}", "line 2: the id 2002 does not belong to class 1"),
    (f"1 7 2 4 6 {RLE}", "line 2: the id 7 does not belong"),
    (f"1 2002 2 4 5 {RLE}", "line 2: the mask does not fill 5 x 4"),
    (f"1 2002 2 4 6 {RLE} 1", "line 2: expected 6 columns, found 7"),
    (f"1 2002 2 -4 6 {RLE}", "line 2: the height must be"),
    ("1 2002 2 4 6 ~~", "line 2: the mask '~~' is no run length"),
    (f"1 2002 2 4 6 {mask_of(np.zeros((4, 6), bool)).rle.decode()}", "is empty"),
    (f"1 2002 2 4 6 {RLE}", "masks of frame 1 overlap"),
    (f"9 2002 2 4 6 {RLE}", "line 2: the frame must be"),
]


@pytest.mark.parametrize(("row", "complaint"), BROKEN)
def test_broken_row_is_refused_by_line(
    row: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "gt.txt").write_text(f"1 2001 2 4 6 {RLE}\n{row}\n")
    with pytest.raises(Refusal, match=complaint):
        read_mots(tmp_path / "gt.txt", 5)


@pytest.mark.parametrize(
    ("ids", "complaint"),
    [
        (np.full((4, 4), 3001, np.uint16), "3001"),
        (np.full((4, 4), 2000, np.uint16), "2000"),
        (np.full((4, 4), 7, np.uint8), "bits"),
        (np.zeros((4, 4, 3), np.uint16), "3 bands"),
    ],
)
def test_other_pictures_are_refused(
    ids: np.ndarray, complaint: str, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), ids)
    with pytest.raises(Refusal, match=complaint):
        read_mots_picture(tmp_path / "1.png")


def test_damaged_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"PNG")
    with pytest.raises(Refusal, match="no picture"):
        read_mots_picture(tmp_path / "1.png")
