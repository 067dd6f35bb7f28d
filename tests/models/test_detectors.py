"""Detectors agree with their own decoders, at any size, and with themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.models.centerface import CenterFace
from nonesuch.models.detections import Detections, best_of_overlapping, padded
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Network, read
from nonesuch.models.scrfd import Scrfd
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Floats, Image

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.jpg"))
DETECTORS = pytest.mark.parametrize(
    ("name", "make"), [("yunet", YuNet), ("centerface", CenterFace), ("scrfd", Scrfd)]
)
Needing = Callable[..., None]


compiled = lru_cache(lambda make, precision="f32": make(precision))
"""Detectors keep nothing between pictures, so the tests share them."""


def picture(path: Path) -> Image:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def by_place(found: Detections) -> Detections:
    order = np.lexsort((found.boxes_xyxy[:, 1], found.boxes_xyxy[:, 0]))
    return Detections(*(values[order] for values in found))


def opencv_yunet(image: Image, score_threshold: float) -> Detections:
    """What OpenCV's own decoder makes of the same network."""
    height, width = image.shape[:2]
    detector = cv2.FaceDetectorYN.create(
        str(path_of("yunet")), "", (width, height), score_threshold, 0.3, 5000
    )
    rows = detector.detect(np.ascontiguousarray(image[..., ::-1]))[1]
    rows = np.zeros((0, 15), np.float32) if rows is None else rows
    boxes = np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:4]], 1)
    return Detections(boxes, rows[:, 14], rows[:, 4:14].reshape(-1, 5, 2))


def overlap(one: Floats, other: Floats) -> Floats:
    """Intersection over union of each pair of boxes, ``(n, m)``."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(-1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(-1) for boxes in (one, other)]
    return common / (areas[0][:, None] + areas[1][None] - common)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_yunet_is_decoded_as_opencv_does(needing: Needing, path: Path) -> None:
    needing("yunet")
    image = picture(path)
    ours = by_place(compiled(YuNet).detect(image, 0.6))
    theirs = by_place(opencv_yunet(image, 0.6))
    assert len(ours.scores) > 0
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, atol=2e-3)


def test_yunet_is_decoded_as_opencv_does_on_real_pictures(
    needing: Needing, shared_data: Path
) -> None:
    needing("yunet")
    detector = compiled(YuNet)
    total = 0
    for path in sorted((shared_data / "photos").glob("*.jpg")):
        ours = by_place(detector.detect(picture(path), 0.6))
        theirs = by_place(opencv_yunet(picture(path), 0.6))
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine, other, atol=2e-3)
        total += len(ours.scores)
    assert total > 60


def test_scrfd_at_640_is_the_network_of_the_file(needing: Needing) -> None:
    needing("scrfd")
    image = cv2.resize(picture(EXAMPLES[0]), (640, 640))
    planes = (image.astype(np.float32).transpose(2, 0, 1)[None] - 127.5) / 128
    theirs = Network(read(path_of("scrfd")))(np.ascontiguousarray(planes))
    ours = compiled(Scrfd)._network(image[None])
    assert [part.shape for part in ours] == [part.shape for part in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-4)


@DETECTORS
def test_points_are_eyes_nose_and_mouth_in_the_pictures_order(
    needing: Needing, name: str, make: Callable[..., YuNet]
) -> None:
    needing(name)
    found = compiled(make).detect(picture(EXAMPLES[0]))
    assert len(found.scores) > 0
    left_eye, right_eye, nose, left_mouth, right_mouth = found.points5[0]
    x0, y0, x1, y1 = found.boxes_xyxy[0]
    assert x0 < left_eye[0] < right_eye[0] < x1
    assert left_mouth[0] < right_mouth[0]
    assert y0 < left_eye[1] < nose[1] < left_mouth[1] < y1


@DETECTORS
def test_what_is_found_moves_with_the_picture(
    needing: Needing, name: str, make: Callable[..., YuNet]
) -> None:
    needing(name)
    image = picture(EXAMPLES[0])
    shift = np.array([64, 32])
    moved = cv2.copyMakeBorder(image, 32, 0, 64, 0, cv2.BORDER_CONSTANT)
    detector = compiled(make)
    before = detector.detect(image).boxes_xyxy[0]
    after = detector.detect(moved).boxes_xyxy
    assert overlap(before[None] + np.tile(shift, 2), after).max() > 0.9


@DETECTORS
@pytest.mark.parametrize("size_hw", [(1, 1), (31, 33), (7, 700), (333, 251)])
def test_any_size_without_a_face_finds_nobody(
    needing: Needing,
    name: str,
    make: Callable[..., YuNet],
    size_hw: tuple[int, int],
) -> None:
    needing(name)
    found = compiled(make).detect(np.full((*size_hw, 3), 120, np.uint8))
    assert [part.shape for part in found] == [(0, 4), (0,), (0, 5, 2)]
    assert {part.dtype for part in found} == {np.dtype(np.float32)}


@DETECTORS
def test_results_do_not_depend_on_what_was_seen_before(
    needing: Needing, name: str, make: Callable[..., YuNet]
) -> None:
    needing(name)
    image = picture(EXAMPLES[-1])
    detector = compiled(make)
    first = detector.detect(image, 0.3)
    kept = [part.copy() for part in first]
    detector.detect(image[: image.shape[0] // 2], 0.3)
    again = detector.detect(image, 0.3)
    alone = make("f32", threads=1).detect(image, 0.3)
    for parts in zip(kept, first, again, alone, strict=True):
        assert all(np.array_equal(parts[0], other) for other in parts[1:])


@DETECTORS
def test_bf16_finds_the_faces_that_f32_finds(
    needing: Needing, name: str, make: Callable[..., YuNet]
) -> None:
    needing(name)
    for path in EXAMPLES[:2]:
        exact = compiled(make).detect(picture(path))
        fast = compiled(make, "bf16").detect(picture(path))
        sure = exact.boxes_xyxy[exact.scores > 0.7]
        assert (overlap(sure, fast.boxes_xyxy).max(1) > 0.85).all()


@DETECTORS
def test_a_picture_that_is_a_view_is_read_right(
    needing: Needing, name: str, make: Callable[..., YuNet]
) -> None:
    needing(name)
    image = picture(EXAMPLES[0])
    view = np.ascontiguousarray(image[..., ::-1])[..., ::-1]
    detector = compiled(make)
    for mine, other in zip(detector.detect(image), detector.detect(view), strict=True):
        assert np.array_equal(mine, other)


@pytest.mark.parametrize("size_hw", [(1, 1), (32, 64), (33, 64), (480, 641)])
def test_padding_adds_black_at_right_and_bottom(size_hw: tuple[int, int]) -> None:
    image = np.full((*size_hw, 3), 7, np.uint8)
    batch = padded(image)
    height, width = size_hw
    assert batch.shape[1] % 32 == 0 and batch.shape[2] % 32 == 0
    assert 0 <= batch.shape[1] - height < 32 and 0 <= batch.shape[2] - width < 32
    assert (batch[0, :height, :width] == 7).all()
    assert batch.sum() == image.sum()


@pytest.mark.parametrize(
    ("boxes", "scores", "kept"),
    [
        ([], [], []),
        ([(0, 0, 10, 10)], [0.5], [0]),
        ([(0, 0, 10, 10), (0, 0, 10, 9)], [0.5, 0.9], [1]),
        ([(0, 0, 10, 10), (20, 0, 30, 10)], [0.5, 0.9], [1, 0]),  # apart
        ([(0, 0, 10, 10), (8, 0, 18, 10)], [0.9, 0.5], [0, 1]),  # 2 of 18
    ],
)
def test_of_overlapping_faces_the_most_certain_stays(
    boxes: list[tuple[int, ...]], scores: list[float], kept: list[int]
) -> None:
    n = len(boxes)
    found = Detections(
        np.array(boxes, np.float32).reshape(n, 4),
        np.array(scores, np.float32),
        np.arange(n * 10, dtype=np.float32).reshape(n, 5, 2),
    )
    best = best_of_overlapping(found, 0.3)
    for chosen, given in zip(best, found, strict=True):
        assert np.array_equal(chosen, given[kept])
