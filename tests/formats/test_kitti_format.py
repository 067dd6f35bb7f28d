"""KITTI files: boxes come back, and through the cameras the places in the world."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_labels import SIZE_WH, sequence

from nonesuch.camera import Camera, look_at, pinhole, project, transformed
from nonesuch.errors import Refusal
from nonesuch.formats.kitti import (
    heading_of,
    read_calibration,
    read_kitti,
    rotation_y_of,
    write_calibration,
    write_kitti,
)
from nonesuch.formats.labels import FrameLabels, PersonLabel

LEVEL = Camera(pinhole(SIZE_WH, 1.1), look_at((0, 0, 1), (0, 1, 1)), SIZE_WH)


def walker(heading_rad: float, x: float = 0.0) -> PersonLabel:
    return PersonLabel(
        4,
        np.array([10.0, 5, 20, 40]),
        visibility=0.5,
        truncation=0.0,
        heading_rad=heading_rad,
        base_world=np.array([x, 10.0, 0]),
        size_lwh_m=np.array([0.6, 0.5, 1.8]),
    )


@pytest.mark.parametrize(
    ("heading_rad", "rotation_y"),
    [(0, 0), (math.pi / 2, -math.pi / 2), (-math.pi / 2, math.pi / 2)],
)
def test_rotation_is_kitti_s(heading_rad: float, rotation_y: float) -> None:
    assert rotation_y_of(LEVEL, heading_rad) == pytest.approx(rotation_y)


def test_row_of_a_level_camera_is_known_by_hand(tmp_path: Path) -> None:
    write_kitti(tmp_path / "0.txt", [FrameLabels(3, (walker(0.0),), camera=LEVEL)])
    assert (tmp_path / "0.txt").read_text() == (
        "3 4 Pedestrian 0 1 0 10 5 20 40 1.8 0.5 0.6 0 1 10 0\n"
    )


def test_alpha_is_seen_from_the_camera(tmp_path: Path) -> None:
    person = walker(math.pi / 2, x=10.0)  # walks away, 45 degrees to the right
    write_kitti(tmp_path / "0.txt", [FrameLabels(0, (person,), camera=LEVEL)])
    fields = (tmp_path / "0.txt").read_text().split()
    assert float(fields[5]) == pytest.approx(-3 * math.pi / 4, abs=1e-5)


def test_heading_returns_through_a_tilted_camera() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        eye = rng.uniform((-5, -5, 1), (5, 5, 11))
        camera = replace(LEVEL, camera_from_world=look_at(eye, rng.uniform(-3, 3, 3)))
        heading = rng.uniform(-math.pi, math.pi)
        back = heading_of(camera, rotation_y_of(camera, heading))
        assert abs(math.remainder(back - heading, math.tau)) < 1e-9


def test_places_return_through_the_cameras(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(1))
    write_kitti(tmp_path / "0.txt", frames)
    cameras = {frame.index: frame.camera for frame in frames}
    back = read_kitti(tmp_path / "0.txt", 5, cameras)
    assert [frame.index for frame in back] == [0, 1, 2, 3, 4]
    for frame, other in zip(frames, back, strict=True):
        for person, found in zip(frame.people, other.people, strict=True):
            assert found.track_id == person.track_id
            clipped = np.clip(person.amodal_box_xyxy.reshape(2, 2), 0, SIZE_WH)
            np.testing.assert_array_equal(found.amodal_box_xyxy, clipped.ravel())
            np.testing.assert_array_equal(found.size_lwh_m, person.size_lwh_m)
            np.testing.assert_allclose(found.base_world, person.base_world, atol=5e-6)
            assert found.heading_rad == pytest.approx(person.heading_rad, abs=5e-6)


def test_file_is_written_again_as_it_was(tmp_path: Path) -> None:
    _, frames = sequence(np.random.default_rng(2))
    write_kitti(tmp_path / "0.txt", frames)
    cameras = {frame.index: frame.camera for frame in frames}
    back = read_kitti(tmp_path / "0.txt", 5, cameras)
    again = [replace(f, camera=cameras[f.index]) for f in back]
    write_kitti(tmp_path / "1.txt", again)
    rows = [(tmp_path / name).read_text().split() for name in ("0.txt", "1.txt")]
    for one, other in zip(*rows, strict=True):
        assert one == other or abs(float(one) - float(other)) < 3e-6


def test_place_projects_by_the_calibration(tmp_path: Path) -> None:
    eye = (1.0, -6.0, 3.0)
    camera = replace(LEVEL, camera_from_world=look_at(eye, (0.0, 4.0, 0.5)))
    write_calibration(tmp_path / "c.txt", camera)
    projection = read_calibration(tmp_path / "c.txt")
    point = np.array([0.5, 3.0, 0.0])
    x, y, depth = projection @ [*transformed(camera.camera_from_world, point), 1]
    np.testing.assert_allclose([x / depth, y / depth], project(camera, point))


def test_levels_come_back_as_levels(tmp_path: Path) -> None:
    people = tuple(
        replace(walker(0.0), track_id=number, visibility=seen, truncation=cut)
        for number, (seen, cut) in enumerate(
            [(1.0, 0.0), (0.6, 0.1), (0.1, 0.5), (None, 0.0)], start=1
        )
    )
    write_kitti(tmp_path / "0.txt", [FrameLabels(0, people, camera=LEVEL)])
    text = (tmp_path / "0.txt").read_text()
    levels = [line.split()[3:5] for line in text.splitlines()]
    assert levels == [["0", "0"], ["1", "1"], ["2", "2"], ["0", "3"]]
    (frame,) = read_kitti(tmp_path / "0.txt", 1, {0: LEVEL})
    write_kitti(tmp_path / "1.txt", [replace(frame, camera=LEVEL)])
    assert (tmp_path / "1.txt").read_text() == text


def test_sitting_and_ignored_people_have_their_types(tmp_path: Path) -> None:
    people = (
        replace(walker(0.0), action="sit"),
        replace(walker(0.0), track_id=5, ignore=True),
        replace(walker(0.0), track_id=6, ignore=True),
    )
    write_kitti(tmp_path / "0.txt", [FrameLabels(0, people, camera=LEVEL)])
    kinds = [row.split()[2] for row in (tmp_path / "0.txt").read_text().splitlines()]
    assert kinds == ["Person", "DontCare", "DontCare"]
    (frame,) = read_kitti(tmp_path / "0.txt")
    assert [person.ignore for person in frame.people] == [False, True, True]
    assert frame.people[0].action == "sit"


GOOD = "0 1 Pedestrian 0 0 -1.5 5 6 7 8 1.8 0.5 0.6 1 2 9 0.3"
BROKEN = [
    ("0 1 Pedestrian 0 0 -1.5 5 6 7 8", "line 2: expected 17 or 18 columns"),
    (GOOD, "line 2: the id 1 appears twice in frame 0"),
    (GOOD.replace("0 1", "-1 1", 1), "line 2: the frame must be"),
    (GOOD.replace("0 1", "7 1", 1), "line 2: the frame must be"),
    (GOOD.replace("Pedestrian", "Unicorn"), "line 2: the type 'Unicorn' is unknown"),
    (GOOD.replace("5 6 7 8", "5 6 5 8"), "line 2: the box must be"),
    (GOOD.replace("5 6 7 8", "5 6 nan 8"), "line 2: the box must be a number"),
    (GOOD.replace("n 0 0", "n 0 4"), "line 2: occluded must be"),
    (GOOD.replace("n 0 0", "n 3 0"), "line 2: truncated must be"),
]


@pytest.mark.parametrize(("row", "complaint"), BROKEN)
def test_broken_row_is_refused_by_line(
    row: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "0.txt").write_text(f"{GOOD}\n{row}\n")
    with pytest.raises(Refusal, match=complaint):
        read_kitti(tmp_path / "0.txt", 5)


def test_score_of_a_tracker_is_read_over(tmp_path: Path) -> None:
    (tmp_path / "0.txt").write_text(f"{GOOD} 0.9\n")
    assert len(read_kitti(tmp_path / "0.txt")[0].people) == 1


@pytest.mark.parametrize("text", ["", "P2: 1 2 3\n", "P2: " + "x " * 12])
def test_broken_calibration_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(text)
    with pytest.raises(Refusal, match="P2"):
        read_calibration(tmp_path / "c.txt")
