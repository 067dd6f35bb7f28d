"""The audit from end to end, on real pictures where they are here."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.media.pictures import read_picture
from nonesuch.nouns import Image
from nonesuch.prove.audit import check
from nonesuch.prove.report import as_json


@pytest.fixture(scope="module")
def londoners(shared_data: Path) -> list[Image]:
    """Two faces, each 200 px wide and 200 px high."""
    paths = sorted((shared_data / "london_faces").glob("*_03.jpg"))[:2]
    return [
        cv2.resize(read_picture(path).image, (200, 200), interpolation=cv2.INTER_AREA)
        for path in paths
    ]


def write(path: Path, image: Image) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image[..., ::-1])
    return path


def write_video(path: Path, frames: list[Image]) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for image in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(stream.encode())
    return path


def blurred(image: Image, sigma_px: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.uint8)


def test_identical_copy_fails(tmp_path: Path, londoners: list[Image]) -> None:
    path = write(tmp_path / "face.png", londoners[0])
    report = check(path, path)
    (person,) = report.people
    assert not report.passed
    assert person.outcome == "identifiable" and person.unchanged_frames == 1
    assert person.similarity == {"dlib_resnet": 1.0}


@pytest.mark.parametrize(
    ("sigma_px", "outcome"), [(1.5, "identifiable"), (20.0, "replaced")]
)
def test_weak_blur_fails_and_strong_blur_passes(
    tmp_path: Path, londoners: list[Image], sigma_px: float, outcome: str
) -> None:
    report = check(
        write(tmp_path / "before.png", londoners[0]),
        write(tmp_path / "after.png", blurred(londoners[0], sigma_px)),
    )
    assert [person.outcome for person in report.people] == [outcome]
    assert report.people[0].unchanged_frames == 0
    assert report.passed is (outcome == "replaced")


def test_another_person_in_the_place_passes_and_folders_give_a_chance_floor(
    tmp_path: Path, londoners: list[Image]
) -> None:
    for name, before, after in (("x/a.png", 0, 1), ("b.png", 1, 0)):
        write(tmp_path / "before" / name, londoners[before])
        write(tmp_path / "after" / name, londoners[after])
    write(tmp_path / "before" / "unread.png", londoners[0])
    (tmp_path / "after" / "unread.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    report = check(tmp_path / "before", tmp_path / "after")
    assert report.passed and report.frames == 2
    assert [person.source for person in report.people] == ["b.png", "x/a.png"]
    assert all(p.similarity["dlib_resnet"] < 0.4 for p in report.people)
    swapped = report.chance["dlib_resnet"]  # each result is the other's original
    assert len(swapped) == 2 and min(swapped) > 0.6
    assert any("unread.png was not audited whole" in text for text in report.warnings)
    assert str(tmp_path) not in str(as_json(report)["source"])


def test_video_is_judged_by_person_and_its_lost_frames_are_told(
    tmp_path: Path, londoners: list[Image]
) -> None:
    still = np.concatenate(londoners, axis=1)
    frames = [np.roll(still, 2 * step, axis=0) for step in range(6)]
    half = [frame.copy() for frame in frames[:5]]
    for frame in half:
        frame[:, :200] = blurred(frame[:, :200], 20.0)
    report = check(
        write_video(tmp_path / "before.mp4", frames),
        write_video(tmp_path / "after.mp4", half),
    )
    assert sorted(person.outcome for person in report.people) == [
        "identifiable",
        "replaced",
    ]
    assert {person.frames for person in report.people} == {5} and report.frames == 5
    assert any("has 6 frames, the copy 5" in text for text in report.warnings)


def test_smaller_copy_is_compared_and_told(
    tmp_path: Path, londoners: list[Image]
) -> None:
    report = check(
        write(tmp_path / "before.png", londoners[0]),
        write(tmp_path / "after.png", cv2.resize(londoners[0], (150, 150))),
    )
    assert not report.passed
    assert "the original is 200x200, the copy 150x150 pixels" in report.warnings[0]


def test_picture_of_nobody_passes_with_nobody(tmp_path: Path) -> None:
    path = write(tmp_path / "sky.png", np.full((64, 64, 3), 200, np.uint8))
    report = check(path, path)
    assert report.people == [] and report.passed


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        check(tmp_path / "absent.png", tmp_path / "absent.png")


def test_folders_without_a_common_file_are_refused(tmp_path: Path) -> None:
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    with pytest.raises(Refusal, match="nothing can be audited"):
        check(tmp_path / "before", tmp_path / "after")
