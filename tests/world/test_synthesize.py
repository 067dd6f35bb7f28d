"""``nonesuch synthesize`` as the user runs it: whole, repeatable, in all formats."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from as_process import nonesuch, refusal

from nonesuch.camera import project
from nonesuch.formats.coco import read_coco
from nonesuch.formats.dense import read_instances
from nonesuch.formats.labels import FrameLabels, Occlusion, SequenceInfo
from nonesuch.formats.mot import read_ground_truth
from nonesuch.measure.selfscore import score_dataset
from nonesuch.world.notes import unpack_notes

FRAMES = 4
SMALL = (
    *("--recipe", "crossing", "--frames", str(FRAMES), "--size", "320x180"),
    *("--people", "14", "--formats", "all"),
)
NAME = "crossing-0001"

pytestmark = pytest.mark.usefixtures("assets_are_here", "device_is_here")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streets")
    ended = nonesuch(folder, "synthesize", "-o", "set", *SMALL, "--workers", "1")
    assert ended.code == 0, ended.error
    return folder / "set"


@pytest.fixture(scope="module")
def labels(dataset: Path) -> tuple[SequenceInfo, tuple[FrameLabels, ...]]:
    return unpack_notes(dataset / NAME / "labels.jsonl.gz")


def digests(folder: Path) -> dict[str, str]:
    """Of all files but previews and video, whose encoders use threads."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".mp4"
    }


def test_every_frame_has_its_files(dataset: Path) -> None:
    for kind, extension in (
        ("img1", "jpg"),
        *((layer, "png") for layer in ("depth", "flow", "normals", "classes")),
        *((layer, "png") for layer in ("instances", "mots")),
        ("labels", "txt"),
    ):
        names = sorted(path.name for path in (dataset / NAME / kind).iterdir())
        assert names == [f"{k:06d}.{extension}" for k in range(1, FRAMES + 1)], kind
    assert not list(dataset.glob(".*"))


def test_every_format_scores_100_against_itself(dataset: Path) -> None:
    scores = score_dataset(dataset)
    assert len(scores) > 10
    assert min(scores.values()) == pytest.approx(100.0), scores


def test_people_are_there(labels: tuple[SequenceInfo, tuple[FrameLabels, ...]]) -> None:
    info, frames = labels
    assert info.frame_count == len(frames) == FRAMES
    assert all(len(frame.people) > 2 for frame in frames)
    ids = {person.person_id for person in frames[0].people}
    assert len(ids) == len(frames[0].people)


def test_masks_are_those_of_the_instance_layer(
    dataset: Path, labels: tuple[SequenceInfo, tuple[FrameLabels, ...]]
) -> None:
    for frame in labels[1]:
        name = f"{frame.index + 1:06d}.png"
        ids = read_instances(dataset / NAME / "instances" / name)
        seen = {p.track_id for p in frame.people if p.visible_mask is not None}
        assert seen == set(np.unique(ids).tolist()) - {0}
        for person in frame.people:
            if person.visible_mask is None:
                continue
            whole = person.visible_mask.whole()
            assert (whole == (ids == person.track_id)).all()
            assert person.amodal_mask is not None
            assert not (whole & ~person.amodal_mask.whole()).any()
            assert person.visible_box_xyxy == pytest.approx(
                person.visible_mask.box_xyxy
            )


def test_stated_camera_hits_the_stated_keypoints(
    labels: tuple[SequenceInfo, tuple[FrameLabels, ...]],
) -> None:
    for frame in labels[1]:
        assert frame.camera is not None
        to_world = np.linalg.inv(frame.camera.camera_from_world)
        for person in frame.people:
            for points in (person.jta_keypoints, person.coco_keypoints):
                assert points is not None and points.camera_m is not None
                world = points.camera_m @ to_world[:3, :3].T + to_world[:3, 3]
                pixels = project(frame.camera, world)
                assert np.nanmax(np.abs(pixels - points.pixels)) < 0.01


def test_seen_keypoints_lie_on_their_person_or_beside_by_a_pixel(
    dataset: Path, labels: tuple[SequenceInfo, tuple[FrameLabels, ...]]
) -> None:
    on, count = 0, 0
    for frame in labels[1]:
        name = f"{frame.index + 1:06d}.png"
        ids = read_instances(dataset / NAME / "instances" / name)
        for person in frame.people:
            assert person.coco_keypoints is not None
            points = person.coco_keypoints
            for pixel in points.pixels[points.occlusion == Occlusion.NONE]:
                x, y = np.floor(pixel).astype(int)
                around = ids[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
                on += (around == person.track_id).any()
                count += 1
    assert count > 30
    assert on / count > 0.95


def test_formats_agree(
    dataset: Path, labels: tuple[SequenceInfo, tuple[FrameLabels, ...]]
) -> None:
    mot = read_ground_truth(dataset / NAME / "gt" / "gt.txt")
    (coco,) = read_coco(dataset / "annotations" / f"{NAME}.json")
    for ours, theirs, third in zip(labels[1], mot, coco.frames, strict=True):
        known = {person.track_id: person for person in ours.people}
        assert {p.track_id for p in theirs.people} == set(known)
        assert {p.track_id for p in third.people} == set(known)
        for person in theirs.people:
            box = known[person.track_id].amodal_box_xyxy
            assert person.amodal_box_xyxy == pytest.approx(box, abs=0.011)


def test_video_shows_the_pictures(dataset: Path) -> None:
    video = cv2.VideoCapture(str(dataset / NAME / "video.mp4"))
    for k in range(1, FRAMES + 1):
        found, shown = video.read()
        assert found
        picture = cv2.imread(str(dataset / NAME / "img1" / f"{k:06d}.jpg"))
        assert np.abs(shown.astype(int) - picture).mean() < 6
    assert not video.read()[0]


def test_two_workers_make_the_same_files(dataset: Path, tmp_path: Path) -> None:
    ended = nonesuch(tmp_path, "synthesize", "-o", "set", *SMALL, "--workers", "2")
    assert ended.code == 0, ended.error
    assert digests(tmp_path / "set") == digests(dataset)


def test_interrupted_run_goes_on_behind_its_notes(
    dataset: Path, tmp_path: Path
) -> None:
    """As after a kill: some frames have notes, one a picture alone."""
    part = tmp_path / "set"
    working = part / ".unfinished" / NAME
    (working / "img1").mkdir(parents=True)
    (working / "notes").mkdir()
    shutil.copy(dataset / "dataset.json", part)
    (working / "img1" / "000001.jpg").write_bytes(b"half a picture")
    ended = nonesuch(tmp_path, "synthesize", "-o", "set", *SMALL, "--workers", "1")
    assert ended.code == 0, ended.error
    assert digests(part) == digests(dataset)


def test_finished_dataset_is_left_as_it_is(dataset: Path) -> None:
    before = (dataset / NAME / "img1" / "000001.jpg").stat().st_mtime_ns
    ended = nonesuch(dataset.parent, "synthesize", "-o", "set", *SMALL)
    assert ended.code == 0, ended.error
    assert (dataset / NAME / "img1" / "000001.jpg").stat().st_mtime_ns == before


def test_other_settings_are_refused(dataset: Path) -> None:
    said = refusal(dataset.parent, "synthesize", "-o", "set", *SMALL, "--seed", "1")
    assert "seed 0, not 1" in said


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "letter.txt").write_text("dear")
    said = refusal(tmp_path, "synthesize", "-o", "set", *SMALL)
    assert "holds other files" in said


def test_card_says_what_is_there(dataset: Path) -> None:
    card = (dataset / "README.md").read_text()
    assert f"- pictures: {FRAMES}\n" in card
    settings = json.loads((dataset / "dataset.json").read_text())
    assert settings["seed"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recipe", "moon"), "no recipe 'moon'"),
        (("--recipe", "nowhere.toml"), "nowhere.toml cannot be read"),
        (("--size", "321x180"), "--size is '321x180'"),
        (("--size", "big"), "--size is 'big'"),
        (("--formats", "mot,pascal"), "no format 'pascal'"),
        (("--image", "gif"), "--image is 'gif'"),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(tmp_path, "synthesize", "-o", "set", *arguments)
    assert not (tmp_path / "set").exists()


def test_person_in_a_wall_is_refused(tmp_path: Path) -> None:
    text = "[crowd]\npeople = 2\n[[people]]\npath_xy = [[400, 400]]\n"
    (tmp_path / "corner.toml").write_text(text)
    said = refusal(
        *(tmp_path, "synthesize", "-o", "set", "--recipe", "corner.toml"),
        *("--frames", "2", "--size", "128x72", "--workers", "1"),
    )
    assert "people[0]" in said
    assert "(400.00, 400.00)" in said
    assert not (tmp_path / "set").exists()


def test_nobody_is_a_dataset_too(tmp_path: Path) -> None:
    ended = nonesuch(
        *(tmp_path, "synthesize", "-o", "set", "--recipe", "fog", "--people", "0"),
        *("--frames", "2", "--size", "128x72", "--formats", "mot,coco,kitti,mots"),
    )
    assert ended.code == 0, ended.error
    (gt,) = (tmp_path / "set").glob("*/gt/gt.txt")
    assert gt.exists()
