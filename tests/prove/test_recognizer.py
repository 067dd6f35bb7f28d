"""The recognizer of the gate, its similarity and its line."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.media.pictures import read_picture
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.prove.recognizer import (
    THRESHOLDS,
    Recognizer,
    similarity,
    threshold,
)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


def boxes_of(*boxes: tuple[float, ...]) -> People:
    return People.of_boxes(
        np.array(boxes, np.float32).reshape(-1, 4), np.ones(len(boxes), np.float32)
    )


def noise(height: int, width: int) -> Image:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def test_similarity_is_one_minus_distance() -> None:
    one = np.array([[0, 0], [3, 4]], np.float32)
    np.testing.assert_allclose(similarity(one, one), [1, 1])
    np.testing.assert_allclose(similarity(one, np.zeros(2, np.float32)), [1, -4])


@pytest.mark.parametrize(
    ("face_px", "expected"),
    [(0.0, 0.621), (8.0, 0.621), (10.0, 0.59), (64.0, 0.493), (2000.0, 0.493)],
)
def test_threshold_is_linear_between_the_measured_sizes(
    face_px: float, expected: float
) -> None:
    assert threshold(face_px) == pytest.approx(expected)


def test_smaller_faces_need_more_similarity_to_count_as_the_same() -> None:
    values = [value for _, value in THRESHOLDS]
    assert values == sorted(values, reverse=True)


def test_nobody_is_embedded_in_an_empty_frame(recognizer: Recognizer) -> None:
    embedded = recognizer.embed(noise(40, 50), People.nobody())
    assert len(embedded) == 0 and embedded.vectors.shape == (0, 128)


def test_face_outside_the_picture_cannot_be_embedded(recognizer: Recognizer) -> None:
    people = boxes_of((10, 10, 50, 60), (500, 10, 540, 60), (95, 10, 135, 60))
    embedded = recognizer.embed(noise(100, 100), people)
    finite = np.isfinite(embedded.vectors).all(1)
    assert finite.tolist() == [True, False, False]
    assert np.isnan(similarity(embedded.vectors, embedded.vectors)[1])


def test_faces_without_landmarks_say_so(recognizer: Recognizer) -> None:
    embedded = recognizer.embed(noise(100, 100), boxes_of((10, 10, 50, 60)))
    assert not embedded.by_landmarks.any()
    assert embedded.face_px[0] == pytest.approx(32, abs=1)


def test_same_person_is_more_alike_than_a_stranger(
    shared_data: Path, recognizer: Recognizer
) -> None:
    neutral = embedded_londoners(shared_data, recognizer, "03")
    smiling = embedded_londoners(shared_data, recognizer, "08")
    pairs = similarity(neutral[:, None], smiling[None])
    same = np.eye(len(pairs), dtype=bool)
    assert pairs[same].min() > threshold(200.0) > pairs[~same].max()


def embedded_londoners(data: Path, recognizer: Recognizer, expression: str) -> Floats:
    paths = sorted((data / "london_faces").glob(f"*_{expression}.jpg"))[:5]
    detector, marks = YuNet("f32"), LandmarkFinder("f32")
    vectors = []
    for path in paths:
        image = cv2.resize(read_picture(path).image, None, fx=0.5, fy=0.5)
        found = detector.detect(image)
        people = People.of_boxes(found.boxes_xyxy[:1], found.scores[:1])
        people = marks.place(image, people, found.points5[:1])
        assert people.has_landmarks.all()
        vectors.append(recognizer.embed(image, people).vectors[0])
    return np.stack(vectors)
