"""MOTChallenge files: round trips, real ones, and broken ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_labels import SIZE_WH, assert_same, only_in_frames, sequence

from nonesuch.camera import Camera, pinhole
from nonesuch.errors import Refusal
from nonesuch.formats.labels import FrameLabels, PersonLabel
from nonesuch.formats.mot import (
    read_detections,
    read_ground_truth,
    write_detections,
    write_ground_truth,
    write_ground_truth_2015,
)
from nonesuch.formats.seqinfo import (
    read_seqinfo,
    read_seqmap,
    write_seqinfo,
    write_seqmap,
)

HELD = ("visibility", "position_world", "category", "ignore")


def test_empty_sequence_stays_empty(tmp_path: Path) -> None:
    write_ground_truth(tmp_path / "gt.txt", [FrameLabels(0, ())])
    assert_same(read_ground_truth(tmp_path / "gt.txt", 1), (FrameLabels(0, ()),))
    assert read_ground_truth(tmp_path / "gt.txt") == ()


def test_first_pixel_of_the_first_frame_is_one(tmp_path: Path) -> None:
    person = PersonLabel(3, np.array([0, 0, 10.5, 20]), visibility=0.5)
    write_ground_truth(tmp_path / "gt.txt", [FrameLabels(0, (person,))])
    assert (tmp_path / "gt.txt").read_text() == "1,3,1,1,10.5,20,1,1,0.5\n"


def test_ground_truth_comes_back_exactly(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(0))
    write_ground_truth(tmp_path / "gt.txt", frames)
    back = read_ground_truth(tmp_path / "gt.txt", len(frames))
    assert_same(back, only_in_frames(frames, *HELD))


def test_places_need_not_be_known(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(1))
    frames = only_in_frames(frames, "visibility")
    write_ground_truth(tmp_path / "gt.txt", frames)
    assert_same(read_ground_truth(tmp_path / "gt.txt", 5), frames)


def test_ignored_people_and_other_classes_come_back(tmp_path: Path) -> None:
    box = np.array([0.1, 0.7, 10.3, 20.9])
    people = (
        PersonLabel(1, box, ignore=True),
        PersonLabel(2, box, category="crowd", visibility=0.3),
    )
    frames = (FrameLabels(0, people),)
    write_ground_truth(tmp_path / "gt.txt", frames)
    assert_same(read_ground_truth(tmp_path / "gt.txt"), frames)


def test_any_box_comes_back_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    corners = rng.uniform(-1e4, 1e4, (200, 2)) * 10.0 ** rng.integers(-9, 1, (200, 1))
    boxes = np.concatenate([corners, corners + rng.uniform(1e-3, 1e4, (200, 2))], 1)
    people = tuple(PersonLabel(i + 1, box) for i, box in enumerate(boxes))
    write_ground_truth(tmp_path / "gt.txt", [FrameLabels(0, people)])
    assert_same(read_ground_truth(tmp_path / "gt.txt")[0].people, people)


def test_rows_of_2015_come_back_exactly(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(3))
    write_ground_truth_2015(tmp_path / "gt.txt", frames)
    back = read_ground_truth(tmp_path / "gt.txt", 5)
    assert_same(back, only_in_frames(frames, "position_world", "ignore"))


@pytest.mark.parametrize("name", ["TUD-Stadtmitte", "PETS09-S2L1"])
def test_real_ground_truth_is_written_back_equal(
    name: str, shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "mot15" / name
    info = read_seqinfo(source / "seqinfo.ini")
    frames = read_ground_truth(source / "gt" / "gt.txt", info.frame_count)
    write_ground_truth_2015(tmp_path / "gt.txt", frames)
    written = (tmp_path / "gt.txt").read_text().splitlines()
    original = (source / "gt" / "gt.txt").read_text().splitlines()
    assert sorted(written) == sorted(original)


def test_detections_are_the_boxes_of_the_visible(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(4))
    write_detections(tmp_path / "det.txt", frames)
    found = list(read_detections(tmp_path / "det.txt"))
    expected = [
        (frame.index, person.amodal_box_xyxy, person.visibility)
        for frame in frames
        for person in frame.people
        if person.visibility >= 0.25
    ]
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert_same(one, other)


def test_seqinfo_comes_back_exactly(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(5))
    write_seqinfo(tmp_path / "seqinfo.ini", info, frames[0].camera)
    assert read_seqinfo(tmp_path / "seqinfo.ini") == info


def test_seqinfo_names_the_lens_as_motsynth_does(tmp_path: Path) -> None:
    info, _ = sequence(np.random.default_rng(6))
    camera = Camera(pinhole(SIZE_WH, np.pi / 2), np.eye(4), SIZE_WH)
    write_seqinfo(tmp_path / "seqinfo.ini", info, camera)
    lines = (tmp_path / "seqinfo.ini").read_text().splitlines()
    assert {"FOV=90", "cx=48", "cy=32", "isNight=1", "time=18:30:00"} <= set(lines)


def test_seqmap_comes_back(tmp_path: Path) -> None:
    write_seqmap(tmp_path / "all.txt", ["a", "b"])
    assert (tmp_path / "all.txt").read_text() == "name\na\nb\n"
    assert read_seqmap(tmp_path / "all.txt") == ("a", "b")


GOOD = "1,1,5,5,10,10,1,1,0.5"
BROKEN = [
    ("0,1,5,5,10,10,1,1,0.5", "line 2: frames count from 1"),
    ("1,0,5,5,10,10,1,1,0.5", "line 2: the id must be"),
    ("1.5,2,5,5,10,10,1,1,0.5", "line 2: the frame must be a whole number"),
    ("9,2,5,5,10,10,1,1,0.5", "line 2: the frame must be"),
    ("1,1,5,5,10,10,1,1,0.5", "line 2: id 1 appears twice"),
    ("1,2,nan,5,10,10,1,1,0.5", "line 2: left must be a number, found 'nan'"),
    ("1,2,5,5,inf,10,1,1,0.5", "line 2: width must be a number"),
    ("1,2,5,5,-10,10,1,1,0.5", "line 2: the box must have a width"),
    ("1,2,5,5,10,0,1,1,0.5", "line 2: the box must have a width"),
    ("1,2,5,5,10,10,1,14,0.5", "line 2: the class must be"),
    ("1,2,5,5,10,10,1,1,1.5", "line 2: the visibility must lie between"),
    ("1,2,5,5,10,10,1,1", "line 2: expected 9 columns as above, found 8"),
    ("1 2 5 5 10 10 1 1 1", "line 2: expected 9 columns as above, found 1"),
]


@pytest.mark.parametrize(("row", "complaint"), BROKEN)
def test_broken_row_is_refused_by_line(
    row: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "gt.txt").write_text(f"{GOOD}\n{row}\n")
    with pytest.raises(Refusal, match=complaint):
        read_ground_truth(tmp_path / "gt.txt", 5)


@pytest.mark.parametrize("columns", [1, 6, 8, 11, 13])
def test_other_numbers_of_columns_are_refused(columns: int, tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_text(",".join(["1"] * columns))
    with pytest.raises(Refusal, match=f"found {columns}"):
        read_ground_truth(tmp_path / "gt.txt")


def test_missing_and_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file"):
        read_ground_truth(tmp_path / "gt.txt")
    (tmp_path / "gt.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refusal, match="not UTF-8"):
        read_ground_truth(tmp_path / "gt.txt")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no section"),
        ("frameRate=5", "no sequence information"),
        ("[Sequence]\nframeRate=0", "frameRate must be a number above 0"),
        ("[Sequence]\nframeRate=5", "seqLength must be .* found nothing"),
        (
            "[Sequence]\nframeRate=5\nseqLength=1\nimWidth=4\nimHeight=4\ntime=noon",
            "time must be written",
        ),
    ],
)
def test_broken_seqinfo_is_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "seqinfo.ini").write_text(text)
    with pytest.raises(Refusal, match=complaint):
        read_seqinfo(tmp_path / "seqinfo.ini")


def test_seqmap_without_its_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "all.txt").write_text("a\nb\n")
    with pytest.raises(Refusal, match="begins with"):
        read_seqmap(tmp_path / "all.txt")


def test_unknown_category_leaves_no_file(tmp_path: Path) -> None:
    person = PersonLabel(1, np.array([0, 0, 1.0, 1]), category="dog")
    with pytest.raises(ValueError):
        write_ground_truth(tmp_path / "gt.txt", [FrameLabels(0, (person,))])
    assert not (tmp_path / "gt.txt").exists()
    write_ground_truth(
        tmp_path / "gt.txt", [FrameLabels(0, (replace(person, category="crowd"),))]
    )
