"""The files of a whole sequence, and the smaller formats among them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_labels import SIZE_WH, assert_same, only_in_frames, sequence

from nonesuch.camera import Camera, look_at, pinhole
from nonesuch.errors import Refusal
from nonesuch.formats.cameras import read_cameras, write_cameras
from nonesuch.formats.coco import read_coco
from nonesuch.formats.coco_sequence import Sequence, file_names_of
from nonesuch.formats.definitions import read_class_names, write_definitions
from nonesuch.formats.labels import FrameLabels, Occlusion
from nonesuch.formats.mot import read_ground_truth
from nonesuch.formats.mots import read_mots, read_mots_picture
from nonesuch.formats.motsynth import (
    pitch_roll_yaw_deg,
    read_motsynth,
    write_motsynth,
)
from nonesuch.formats.seqinfo import read_seqinfo
from nonesuch.formats.sequence import WRITERS, write_sequence_labels
from nonesuch.formats.yolo import read_yolo, write_yolo


def test_all_files_lie_where_they_belong_and_agree(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(0))
    folder = tmp_path / info.name
    write_sequence_labels(folder, info, frames, set(WRITERS))
    assert read_seqinfo(folder / "seqinfo.ini") == info
    labels = Sequence(info, frames, file_names_of(info))
    assert_same(read_coco(tmp_path / "annotations" / f"{info.name}.json"), (labels,))
    motsynth = tmp_path / "motsynth" / "annotations" / f"{info.name}.json"
    assert_same(read_motsynth(motsynth), labels)
    boxes = read_ground_truth(folder / "gt" / "gt.txt", info.frame_count)
    held = ("visibility", "position_world", "category", "ignore")
    assert_same(boxes, only_in_frames(frames, *held))
    masks = read_mots(folder / "gt" / "mots.txt", info.frame_count)
    picture = read_mots_picture(folder / "mots" / "000004.png")
    assert_same(picture, masks[3].people)
    for name in (
        "det/det.txt",
        "cameras.jsonl",
        "labels/000005.txt",
        f"../kitti/label_02/{info.name}.txt",
        f"../kitti/calib/{info.name}.txt",
    ):
        assert (folder / name).is_file(), name


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(0))
    write_sequence_labels(tmp_path / "a", info, frames, {"mot"})
    files = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert files == ["cameras.jsonl", "det.txt", "gt.txt", "seqinfo.ini"]


def test_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(0))
    with pytest.raises(Refusal, match="'voc' is unknown; known are mot, mots"):
        write_sequence_labels(tmp_path / "a", info, frames, {"mot", "voc"})
    assert not list(tmp_path.iterdir())


def test_cameras_come_back_exactly(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(1))
    write_cameras(tmp_path / "c.jsonl", frames)
    back = read_cameras(tmp_path / "c.jsonl")
    assert_same(tuple(back.values()), tuple(frame.camera for frame in frames))
    assert list(back) == [frame.index for frame in frames]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ("{}\n", "line 1: a file of cameras begins"),
        ('{"nonesuch_cameras": 1}\n{"width": 0}\n', "line 2: width must be"),
        ('{"nonesuch_cameras": 1}\n{"width\n', "line 2: this is no JSON"),
    ],
)
def test_broken_cameras_are_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(text)
    with pytest.raises(Refusal, match=complaint):
        read_cameras(tmp_path / "c.jsonl")


def about(axis: int, angle_deg: float) -> np.ndarray:
    angle = math.radians(angle_deg)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[one, one] = matrix[other, other] = math.cos(angle)
    matrix[one, other], matrix[other, one] = -math.sin(angle), math.sin(angle)
    return matrix


def test_angles_of_motsynth_make_the_camera_s_axes() -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        pose = look_at(rng.uniform(-5, 5, 3), rng.uniform(-5, 5, 3))
        pose[:3] = about(2, rng.uniform(-90, 90)) @ pose[:3]  # leaning
        camera = Camera(pinhole(SIZE_WH, 1.0), pose, SIZE_WH)
        pitch, roll, yaw = pitch_roll_yaw_deg(camera)
        turned = about(2, yaw) @ about(0, pitch) @ about(1, roll)
        right, down, forward = pose[:3, :3]
        np.testing.assert_allclose(turned.T, [right, forward, -down], atol=1e-9)


def test_file_of_motsynth_itself_is_understood(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(3))
    path = tmp_path / "000.json"
    write_motsynth(path, Sequence(info, frames, file_names_of(info)))
    content = json.loads(path.read_text())
    theirs = {
        *("id", "image_id", "category_id", "ped_id", "bbox", "area", "iscrowd"),
        *("segmentation", "keypoints", "keypoints_3d", "model_id", "attributes"),
    }
    del content["videos"]
    content["annotations"] = [
        {name: value for name, value in annotation.items() if name in theirs}
        for annotation in content["annotations"]
    ]
    for image in content["images"]:
        for name in ("width", "height", "frame_index", "camera", "time_s", "video_id"):
            del image[name]
    path.write_text(json.dumps(content))
    back = read_motsynth(path)
    assert back.info == replace(info, facts={})
    for frame, other in zip(frames, back.frames, strict=True):
        for person, found in zip(frame.people, other.people, strict=True):
            assert found.track_id == person.track_id
            assert found.person_id == person.person_id
            assert found.visible_mask == person.visible_mask
            assert_same(found.amodal_box_xyxy, person.amodal_box_xyxy)
            assert_same(found.jta_keypoints.camera_m, person.jta_keypoints.camera_m)
            is_seen = person.jta_keypoints.occlusion == Occlusion.NONE
            assert_same(found.jta_keypoints.occlusion == Occlusion.NONE, is_seen)


def test_boxes_of_yolo_come_back_within_a_tenthousandth(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(4))
    write_yolo(tmp_path / "1.txt", frames[0].people, SIZE_WH)
    found = read_yolo(tmp_path / "1.txt", SIZE_WH)
    seen = [person for person in frames[0].people if person.visibility > 0]
    assert [person.track_id for person in found] == [1, 2, 3]
    for person, other in zip(seen, found, strict=True):
        error = abs(other.visible_box_xyxy - person.visible_box_xyxy).max()
        assert error <= 0.0001


def test_yolo_of_nobody_is_an_empty_file(tmp_path: Path) -> None:
    write_yolo(tmp_path / "1.txt", [], SIZE_WH)
    assert (tmp_path / "1.txt").read_text() == ""
    assert read_yolo(tmp_path / "1.txt", SIZE_WH) == ()


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("0 0.5 0.5 0.1", "line 1: expected 5 columns, found 4"),
        ("0 0.5 0.5 0 0.1", "line 1: the box must have"),
        ("0 1.5 0.5 0.1 0.1", "line 1: the middle must lie between 0 and 1"),
        ("-1 0.5 0.5 0.1 0.1", "line 1: the class must be"),
        ("0 nan 0.5 0.1 0.1", "line 1: the middle must be a number"),
    ],
)
def test_broken_yolo_is_refused(row: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(row)
    with pytest.raises(Refusal, match=complaint):
        read_yolo(tmp_path / "1.txt", SIZE_WH)


def test_definitions_name_the_classes(tmp_path: Path) -> None:
    write_definitions(tmp_path / "d.json", {2: "pavement", 0: "sky"}, ["walk"])
    assert read_class_names(tmp_path / "d.json") == {0: "sky", 2: "pavement"}
    content = json.loads((tmp_path / "d.json").read_text())
    assert content["occlusion"]["2"] == "other_person"
    assert content["keypoints"]["jta"][11] == "spine0"
    (tmp_path / "d.json").write_text('{"classes": {"a": "b"}}')
    with pytest.raises(Refusal, match="must be a number"):
        read_class_names(tmp_path / "d.json")


def test_sequence_without_frames_is_written(tmp_path: Path) -> None:
    info, _ = sequence(np.random.default_rng(0))
    frames: tuple[FrameLabels, ...] = ()
    info = replace(info, frame_count=1)
    write_sequence_labels(tmp_path / "a", info, frames, {"mot", "mots", "kitti"})
    assert read_ground_truth(tmp_path / "a" / "gt" / "gt.txt") == ()
