"""COCO files: ours come back exactly, those of others are understood."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_labels import assert_same, sequence
from pycocotools.coco import COCO

from nonesuch.errors import Refusal
from nonesuch.formats.coco import read_coco, write_coco
from nonesuch.formats.coco_sequence import Sequence, file_names_of
from nonesuch.formats.labels import FrameLabels, Occlusion, PersonLabel


def made(seed: int) -> Sequence:
    info, frames = sequence(np.random.default_rng(seed))
    return Sequence(info, frames, file_names_of(info))


def test_everything_comes_back_exactly(tmp_path: Path) -> None:
    one, other = made(0), made(1)
    other = replace(other, info=replace(other.info, name="street-01", facts={}))
    write_coco(tmp_path / "all.json", (one, other))
    back = read_coco(tmp_path / "all.json")
    assert_same(back, (one, other))
    write_coco(tmp_path / "again.json", back)
    again = (tmp_path / "again.json").read_bytes()
    assert again == (tmp_path / "all.json").read_bytes()


def test_people_of_whom_only_the_box_is_known_come_back(tmp_path: Path) -> None:
    people = (
        PersonLabel(1, np.array([0.1, 0.2, 10.3, 20.7]), ignore=True),
        PersonLabel(2, np.array([-5.0, 0, 10, 20]), category="car"),
    )
    info = replace(made(0).info, frame_count=1)
    one = Sequence(info, (FrameLabels(0, people),), file_names_of(info))
    write_coco(tmp_path / "a.json", [one])
    assert_same(read_coco(tmp_path / "a.json"), (one,))


def test_empty_sequence_comes_back(tmp_path: Path) -> None:
    info = replace(made(0).info, frame_count=1)
    one = Sequence(info, (FrameLabels(0, ()),), file_names_of(info))
    write_coco(tmp_path / "a.json", [one])
    assert_same(read_coco(tmp_path / "a.json"), (one,))


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # pycocotools
def test_official_reader_sees_the_masks_and_visible_boxes(tmp_path: Path) -> None:
    one = made(2)
    write_coco(tmp_path / "a.json", [one])
    with contextlib.redirect_stdout(io.StringIO()):
        official = COCO(str(tmp_path / "a.json"))
    people = [person for frame in one.frames for person in frame.people]
    annotations = official.loadAnns(sorted(official.getAnnIds()))
    assert len(annotations) == len(people)
    for annotation, person in zip(annotations, people, strict=True):
        if person.visible_mask is None:
            assert (annotation["iscrowd"], annotation["area"]) == (1, 0)
            assert not official.annToMask(annotation).any()
            continue
        mask = official.annToMask(annotation)
        np.testing.assert_array_equal(mask, person.visible_mask.whole())
        assert annotation["area"] == mask.sum()
        x, y, width, height = annotation["bbox"]
        assert [x, y, x + width, y + height] == person.visible_box_xyxy.tolist()


def test_flags_of_keypoints_are_coco_s(tmp_path: Path) -> None:
    one = made(3)
    write_coco(tmp_path / "a.json", [one])
    annotation = json.loads((tmp_path / "a.json").read_text())["annotations"][0]
    points = one.frames[0].people[0].coco_keypoints
    rows = np.array(annotation["keypoints"]).reshape(17, 3)
    is_out = points.occlusion == Occlusion.OUT_OF_FRAME
    assert (rows[is_out] == 0).all()
    np.testing.assert_array_equal(rows[~is_out, :2], points.pixels[~is_out])
    is_seen = points.occlusion[~is_out] == Occlusion.NONE
    np.testing.assert_array_equal(rows[~is_out, 2], np.where(is_seen, 2, 1))
    assert annotation["num_keypoints"] == np.count_nonzero(~is_out)


def of_others(**changes: Any) -> dict[str, Any]:
    annotation = {
        "id": 9,
        "image_id": 5,
        "category_id": 1,
        "bbox": [1, 2, 3, 4],
        "area": 12,
        "iscrowd": 0,
        "segmentation": [[1, 2, 4, 2, 4, 6, 1, 6]],
        "keypoints": [2, 3, 2, 2, 4, 1] + [0, 0, 0] * 15,
    }
    return {
        "images": [{"id": 5, "file_name": "a/b.jpg", "width": 10, "height": 8}],
        "categories": [{"id": 1, "name": "person"}, {"id": 3, "name": "car"}],
        "annotations": [annotation | changes],
    }


def test_file_of_another_program_is_understood(tmp_path: Path) -> None:
    (tmp_path / "val.json").write_text(json.dumps(of_others()))
    (one,) = read_coco(tmp_path / "val.json")
    assert (one.info.name, one.info.frame_count) == ("val", 1)
    assert (one.info.size_wh, one.file_names) == ((10, 8), ("a/b.jpg",))
    (person,) = one.frames[0].people
    assert (person.track_id, person.category) == (1, "pedestrian")
    assert person.amodal_box_xyxy.tolist() == [1, 2, 4, 6]
    assert person.visible_box_xyxy.tolist() == [1, 2, 4, 6]
    assert person.visible_mask.area == 12
    points = person.coco_keypoints
    assert points.occlusion.tolist() == [0, 3] + [4] * 15
    assert points.pixels[:2].tolist() == [[2, 3], [2, 4]]
    assert np.isnan(points.pixels[2:]).all()


def test_crowds_and_other_classes_of_others_are_kept_apart(tmp_path: Path) -> None:
    counts = {"size": [8, 10], "counts": [0, 8, 72]}
    content = of_others(iscrowd=1, category_id=3, segmentation=counts)
    (tmp_path / "val.json").write_text(json.dumps(content))
    (person,) = read_coco(tmp_path / "val.json")[0].frames[0].people
    assert person.ignore and person.category == "car"
    assert person.visible_box_xyxy.tolist() == [0, 0, 1, 8]


SIDES = {"size": [8, 10]}
BROKEN = [
    ({"bbox": [1, 2, 0, 4]}, "annotation 1: bbox must have a width"),
    ({"bbox": [1, 2, 3]}, "annotation 1: bbox must be 4 numbers"),
    ({"bbox": [1, 2, "3", 4]}, "annotation 1: bbox must be 4 numbers"),
    ({"bbox": [1, 2, 3, 1e300]}, "bbox has a number that cannot be"),
    ({"bbox": [1, 2, 3, True]}, "bbox must be 4 numbers"),
    ({"visibility": -1e300}, "visibility must be a number"),
    ({"bbox": None}, "bbox must be 4 numbers, found nothing"),
    ({"image_id": 6}, "annotation 1: there is no image 6"),
    ({"track_id": -1}, "track_id must be a whole number from 0 on"),
    ({"visibility": "high"}, "visibility must be a number, found 'high'"),
    ({"segmentation": {"size": [8, 9], "counts": "1"}}, "the picture of 10 x 8"),
    ({"segmentation": {**SIDES, "counts": "~"}}, "no run length"),
    ({"segmentation": {**SIDES, "counts": [1, 2]}}, "does not fill 10 x 8"),
    ({"segmentation": [["x"]]}, "segmentation must be polygons"),
    ({"pose_jta": {"occlusion": [9] * 22, "pixels": [0] * 44}}, "from 0 to 4"),
    ({"pose_jta": 3}, "pose_jta must be an object"),
    ({"person_attributes": {"a": 1}}, "person_attributes must be an object of texts"),
]


@pytest.mark.parametrize(("changes", "complaint"), BROKEN)
def test_broken_annotation_is_refused(
    changes: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "val.json").write_text(json.dumps(of_others(**changes)))
    with pytest.raises(Refusal, match=complaint):
        read_coco(tmp_path / "val.json")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: this is no JSON"),
        ('{"images": [\n', "line 2: this is no JSON"),
        ("[]", "expected an object"),
        ("{}", "no images"),
        ('{"images": NaN}', "NaN is not a number that JSON can hold"),
        ('{"a": ' * 100000, "this is no JSON"),
        ('{"images": 3}', "images must be a list"),
        ('{"images": [3]}', "image 1: expected an object"),
        ('{"images": [{"id": 1, "file_name": "a"}]}', "image 1: width must be"),
        (
            '{"images": [{"id": 1, "width": 2, "height": 2, "file_name": "a", '
            '"camera": {"distortion": [0, 0], "intrinsics": [[1, 2], 3]}}]}',
            "image 1, camera: intrinsics must be a list of 3 rows",
        ),
    ],
)
def test_broken_file_is_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "val.json").write_text(text)
    with pytest.raises(Refusal, match=complaint):
        read_coco(tmp_path / "val.json")
