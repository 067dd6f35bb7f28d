"""Labels drawn over pictures, and data sets found in all formats."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from made_labels import SIZE_WH, sequence
from typer.testing import CliRunner

from nonesuch.cli.preview import preview as command
from nonesuch.errors import Refusal
from nonesuch.formats import dense
from nonesuch.formats.coco import write_coco
from nonesuch.formats.coco_sequence import Sequence, file_names_of
from nonesuch.formats.labels import FrameLabels, PersonLabel
from nonesuch.formats.sequence import WRITERS, write_sequence_labels
from nonesuch.world.preview import palette
from nonesuch.world.preview.drawing import (
    corners_of,
    draw_boxes,
    draw_masks,
    draw_skeletons,
    draw_solids,
)
from nonesuch.world.preview.finding import find_sequences
from nonesuch.world.preview.preview import chosen_frames, preview
from nonesuch.world.preview.sheets import Panel, contact_sheet

GRAY = np.full((*SIZE_WH[::-1], 3), 90, np.uint8)


def data_set(root: Path, formats: set[str]) -> Path:
    """One sequence with pictures, in some formats."""
    info, frames = sequence(np.random.default_rng(0))
    folder = root / info.name
    write_sequence_labels(folder, info, frames, formats)
    write_pictures(folder / "img1", len(frames))
    return folder


def write_pictures(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(1, count + 1):
        cv2.imwrite(str(folder / f"{number:06d}.jpg"), GRAY)


def test_picture_without_people_is_unchanged() -> None:
    camera = sequence(np.random.default_rng(0))[1][0].camera
    for drawn in (
        draw_boxes(GRAY, []),
        draw_masks(GRAY, [], amodal=True),
        draw_skeletons(GRAY, []),
        draw_solids(GRAY, [], camera),
    ):
        np.testing.assert_array_equal(drawn, GRAY)


def test_mask_colors_its_own_pixels_alone() -> None:
    _, frames = sequence(np.random.default_rng(1))
    person = frames[0].people[0]
    drawn = draw_masks(GRAY, [person], amodal=False)
    is_changed = (drawn != GRAY).any(2)
    np.testing.assert_array_equal(is_changed, person.visible_mask.whole())


def test_box_is_drawn_along_its_edges() -> None:
    person = PersonLabel(1, np.array([20.0, 15, 60, 50]))
    is_changed = (draw_boxes(GRAY, [person]) != GRAY).any(2)
    assert is_changed[30, 20] and is_changed[50, 40]
    assert not is_changed[25:45, 30:55].any()


def test_keypoints_have_the_colors_of_what_hides_them() -> None:
    _, frames = sequence(np.random.default_rng(2))
    person = frames[0].people[0]
    points = person.coco_keypoints
    apart = np.stack([np.arange(17) * 5 + 6, np.full(17, 30)], 1).astype(float)
    reasons = np.arange(17, dtype=np.uint8) % 4
    person = replace(
        person, coco_keypoints=replace(points, pixels=apart, occlusion=reasons)
    )
    drawn = draw_skeletons(GRAY, [person])
    for (x, y), reason in zip(apart.astype(int), reasons, strict=True):
        pixel = drawn[y - 1 : y + 1, x - 1 : x + 1].reshape(-1, 3).astype(int)
        color = palette.OF_OCCLUSION[int(reason)]
        assert abs(pixel - color).max(1).min() < 60


def test_3d_box_has_its_size_and_its_front_ahead() -> None:
    person = PersonLabel(
        1,
        np.array([0, 0, 1.0, 1]),
        heading_rad=np.pi / 2,
        base_world=np.array([1.0, 2, 0.5]),
        size_lwh_m=np.array([0.6, 0.4, 1.8]),
    )
    corners = corners_of(person)
    np.testing.assert_allclose(np.ptp(corners, 0), [0.4, 0.6, 1.8])
    np.testing.assert_allclose(corners[[0, 1, 5, 4], 1], 2.3)  # +y is ahead


def test_colors_of_neighbouring_tracks_differ() -> None:
    colors = np.array([palette.of_track(track) for track in range(200)], float)
    assert np.linalg.norm(np.diff(colors, axis=0), axis=1).min() > 60


def test_layers_become_pictures_whatever_they_hold() -> None:
    nothing = np.full((4, 6), np.inf, np.float32)
    assert palette.of_depth(nothing).shape == (4, 6, 3)
    still = np.full((4, 6, 2), np.nan, np.float32)
    assert (palette.of_flow(still) == 255).all()
    assert (palette.of_instances(np.zeros((4, 6), np.uint16)) == 0).all()
    assert palette.of_classes(np.full((4, 6), 255, np.uint8)).shape == (4, 6, 3)
    assert palette.of_normals(np.zeros((4, 6, 3), np.float32)).shape == (4, 6, 3)


def test_near_is_warmer_than_far() -> None:
    depth = np.geomspace(2, 60, 64, dtype=np.float32).reshape(8, 8)
    image = palette.of_depth(depth).astype(int)
    warmth = image[..., 0] - image[..., 2]
    assert warmth[0].mean() > 60 > warmth[-1].mean()


@pytest.mark.parametrize(("count", "wanted"), [(0, 3), (1, 3), (7, 3), (100, 4)])
def test_chosen_frames_are_spread(count: int, wanted: int) -> None:
    chosen = chosen_frames(count, wanted)
    assert len(set(chosen)) == len(chosen) == min(count, wanted)
    assert all(0 <= index < count for index in chosen)


def test_sheet_has_a_place_for_every_panel() -> None:
    panels = [Panel(str(k), GRAY) for k in range(7)]
    sheet = contact_sheet(panels, 960, "title")
    assert sheet.shape[1] == 960
    rows = np.flatnonzero((sheet == GRAY[0, 0]).all(2).any(1))
    assert len(np.flatnonzero(np.diff(rows) > 1)) == 2  # three rows of panels


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"yolo", "kitti"}))
def test_sequence_is_found_by_any_of_its_labels(format: str, tmp_path: Path) -> None:
    folder = data_set(tmp_path, {format})
    (found,) = find_sequences(tmp_path)
    assert (found.name, found.folder, len(found.frames)) == (folder.name, folder, 5)
    assert found.pictures[4] == folder / "img1" / "000005.jpg"
    assert all(frame.camera is not None for frame in found.frames)
    (again,) = find_sequences(folder)
    assert [len(f.people) for f in again.frames] == [
        len(f.people) for f in found.frames
    ]


def test_kitti_beside_a_sequence_has_its_places(tmp_path: Path) -> None:
    data_set(tmp_path, {"kitti"})
    (found,) = find_sequences(tmp_path)
    assert all(p.base_world is not None for f in found.frames for p in f.people)


def test_sequences_of_a_split_are_found(tmp_path: Path) -> None:
    folder = data_set(tmp_path / "train", {"mot"})
    (found,) = find_sequences(tmp_path)
    assert found.folder == folder


def test_text_of_mots_may_be_named_gt(tmp_path: Path) -> None:
    folder = data_set(tmp_path, {"mots"})
    (folder / "gt" / "mots.txt").rename(folder / "gt" / "gt.txt")
    (found,) = find_sequences(tmp_path)
    assert found.frames[0].people[0].visible_mask is not None


def test_tree_of_kitti_is_found(tmp_path: Path) -> None:
    data_set(tmp_path / "ours", {"kitti"})
    root = tmp_path / "theirs" / "training"
    shutil.copytree(tmp_path / "ours" / "kitti", root)
    write_pictures(root / "image_02" / "street-00", 5)
    (found,) = find_sequences(tmp_path / "theirs")
    assert found.pictures[0] == root / "image_02" / "street-00" / "000001.jpg"
    assert len(found.frames) == 5


def test_files_of_coco_are_found_with_pictures_in_another_folder(
    tmp_path: Path,
) -> None:
    info, frames = sequence(np.random.default_rng(0))
    labels = Sequence(info, frames, file_names_of(info))
    write_coco(tmp_path / "annotations" / "val.json", [labels])
    write_pictures(tmp_path / "images" / info.name / "img1", 5)
    (found,) = find_sequences(tmp_path)
    assert found.pictures[0].is_file()


def test_pictures_with_texts_of_yolo_are_found(tmp_path: Path) -> None:
    folder = data_set(tmp_path / "ours", {"yolo"})
    root = tmp_path / "images of others"
    shutil.copytree(folder / "img1", root / "images" / "val")
    shutil.copytree(folder / "labels", root / "labels" / "val")
    (found,) = find_sequences(root)
    assert [len(frame.people) for frame in found.frames] == [3, 3, 0, 3, 3]


@pytest.mark.parametrize("name", ["nothing", "missing"])
def test_folder_without_labels_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(Refusal, match=name):
        list(find_sequences(tmp_path / name))


def test_sequence_without_labels_is_refused(tmp_path: Path) -> None:
    data_set(tmp_path, set())
    with pytest.raises(Refusal, match="has no labels"):
        list(find_sequences(tmp_path))


def test_preview_draws_labels_and_layers(tmp_path: Path) -> None:
    folder = data_set(tmp_path / "data", set(WRITERS))
    shape = SIZE_WH[::-1]
    dense.write_depth_png(folder / "depth" / "000003.png", np.ones(shape, np.float32))
    dense.write_classes(folder / "classes" / "000003.png", np.zeros(shape, np.uint8))
    paths = list(preview(tmp_path / "data", tmp_path / "out", 1))
    assert [path.name for path in paths] == [
        "street-00_000003.jpg",
        "street-00_000003_sheet.jpg",
    ]
    for path in paths:
        assert cv2.imread(str(path)) is not None


def test_preview_of_boxes_alone_works(tmp_path: Path) -> None:
    data_set(tmp_path / "data", {"mot"})
    assert len(list(preview(tmp_path / "data", tmp_path / "out", 2))) == 4


def test_missing_or_damaged_picture_is_refused(tmp_path: Path) -> None:
    folder = data_set(tmp_path / "data", {"mot"})
    picture = folder / "img1" / "000003.jpg"
    picture.write_bytes(b"no picture")
    with pytest.raises(Refusal, match=r"000003\.jpg is no picture"):
        list(preview(tmp_path / "data", tmp_path / "out", 1))
    picture.unlink()
    with pytest.raises(Refusal, match=r"000003\.jpg is missing"):
        list(preview(tmp_path / "data", tmp_path / "out", 1))


def test_command_says_what_it_wrote(tmp_path: Path) -> None:
    data_set(tmp_path / "data", {"mot"})
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [str(tmp_path / "data"), "--frames", "1"])
    assert result.exit_code == 0
    assert "street-00_000003_sheet.jpg" in result.output.replace("\n", "")
    assert (tmp_path / "data" / "preview" / "street-00_000003.jpg").is_file()


def test_frames_without_people_are_drawn_too(tmp_path: Path) -> None:
    info, _ = sequence(np.random.default_rng(0), 1)
    folder = tmp_path / info.name
    write_sequence_labels(folder, info, (FrameLabels(0, ()),), {"coco"})
    write_pictures(folder / "img1", 1)
    assert len(list(preview(tmp_path, tmp_path / "out", 1))) == 2
