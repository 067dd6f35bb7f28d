"""Landmarks: where people put them by hand, turned faces too, and none on walls."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder

EYES = [points(LEFT_EYE), points(RIGHT_EYE)]
EYES_OF_68 = [list(range(36, 42)), list(range(42, 48))]


@pytest.fixture(scope="module")
def finder() -> LandmarkFinder:
    return LandmarkFinder()


def eyes_of(landmarks: Floats, groups: list[list[int]]) -> Floats:
    return np.stack([landmarks[..., group, :].mean(axis=-2) for group in groups], -2)


def labelled(shared_data: Path) -> list[tuple[Image, Floats, Floats]]:
    """Pictures of dlib's examples with boxes ``(n, 4)`` and points ``(n, 68, 2)``."""
    folder = shared_data / "photos"
    root = ElementTree.parse(folder / "training_with_face_landmarks.xml").getroot()
    found = []
    for entry in root.iter("image"):
        path = folder / Path(entry.attrib["file"]).name
        if not path.exists():
            continue
        boxes, marks = [], []
        for box in entry.iter("box"):
            left, top, width, height = (
                float(box.attrib[key]) for key in ("left", "top", "width", "height")
            )
            boxes.append([left, top, left + width, top + height])
            marks.append(
                [[float(p.attrib["x"]), float(p.attrib["y"])] for p in box.iter("part")]
            )
        pixels = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        found.append(
            (
                np.asarray(pixels, np.uint8),
                np.array(boxes, np.float32),
                np.array(marks, np.float32),
            )
        )
    return found


def errors_of(people: People, marks: Floats) -> Floats:
    """Distances of the eyes' middles in distances between the eyes, ``(n,)``."""
    truth = eyes_of(marks, EYES_OF_68)
    apart = np.hypot(*(truth[:, 1] - truth[:, 0]).T)
    away = np.hypot(*np.moveaxis(eyes_of(people.landmarks, EYES) - truth, -1, 0))
    return (away.max(axis=1) / apart).astype(np.float32)


def test_nobody_has_no_landmarks(finder: LandmarkFinder) -> None:
    image = np.zeros((10, 10, 3), np.uint8)
    assert len(finder.place(image, People.nobody())) == 0


def test_eyes_lie_where_people_marked_them(
    finder: LandmarkFinder, shared_data: Path
) -> None:
    pictures = labelled(shared_data)
    assert pictures
    for image, boxes, marks in pictures:
        scores = np.ones(len(boxes), np.float32)
        people = finder.place(image, People.of_boxes(boxes, scores))
        assert people.has_landmarks.mean() > 0.8
        seen = people.has_landmarks
        assert np.median(errors_of(people[seen], marks[seen])) < 0.12


@pytest.mark.parametrize("angle_deg", [-120, -60, 45, 90, 180])
def test_turned_faces_get_the_same_landmarks(
    finder: LandmarkFinder, shared_data: Path, angle_deg: float
) -> None:
    image = labelled(shared_data)[0][0]
    found = FaceFinder("yunet").find(image)
    upright = finder.place(image, found.people, found.points5)
    keep = upright.has_landmarks
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    matrix[:, 2] += 200
    canvas = cv2.warpAffine(image, matrix, (width + 400, height + 400))

    def moved(values: Floats) -> Floats:
        # The matrix maps indices; our points count from the corner of a pixel.
        return ((values - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5).astype(
            np.float32
        )

    centres = moved(
        (found.people.boxes_xyxy[:, :2] + found.people.boxes_xyxy[:, 2:]) / 2
    )
    half = (found.people.boxes_xyxy[:, 2:] - found.people.boxes_xyxy[:, :2]).max(1) / 2
    squares = np.concatenate([centres - half[:, None], centres + half[:, None]], 1)
    people = finder.place(
        canvas,
        People.of_boxes(squares, found.people.scores),
        moved(found.points5),
    )
    assert people.has_landmarks[keep].all()
    away = np.hypot(*np.moveaxis(people.landmarks - moved(upright.landmarks), -1, 0))
    assert np.median(away[keep].mean(axis=1) / (2 * half[keep])) < 0.03


def test_wall_has_no_landmarks(finder: LandmarkFinder) -> None:
    rng = np.random.default_rng(0)
    wall = cv2.GaussianBlur(rng.integers(0, 256, (300, 300, 3), np.uint8), (0, 0), 3)
    boxes = np.array([[50, 50, 120, 130], [0, 0, 300, 300], [290, 290, 300, 300]])
    people = finder.place(
        wall, People.of_boxes(boxes.astype(np.float32), np.ones(3, np.float32))
    )
    assert not people.has_landmarks.any()
    assert np.isnan(people.landmarks).all()


def test_empty_and_huge_boxes_do_no_harm(finder: LandmarkFinder) -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    boxes = np.array([[5, 5, 5, 5], [-5000, -5000, 5000, 5000]], np.float32)
    people = finder.place(image, People.of_boxes(boxes, np.ones(2, np.float32)))
    assert not people.has_landmarks.any()
