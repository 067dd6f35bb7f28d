"""Networks that look at one aligned crop a face: the mesh and the recognizers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nonesuch.models.facemesh import POINTS, FaceMesh
from nonesuch.models.obtain import path_of
from nonesuch.models.sface import ARCFACE_TEMPLATE, SFace, unit
from nonesuch.models.w600k import W600k
from nonesuch.models.yunet import YuNet

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.jpg"))
RECOGNIZERS = pytest.mark.parametrize(
    ("name", "make", "length"), [("sface", SFace, 128), ("w600k_mbf", W600k, 512)]
)
Needing = Callable[..., None]
Pixels = NDArray[np.uint8]

compiled = lru_cache(lambda make: make())
"""Networks keep nothing between crops, so the tests share them."""


@pytest.fixture(scope="module")
def squares(needing: Needing) -> Pixels:
    """Faces of the examples, their boxes enlarged by half, 256 px."""
    needing("yunet")
    detector = compiled(YuNet)
    crops = []
    for path in EXAMPLES:
        image = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        for box in detector.detect(image, 0.7).boxes_xyxy[:3]:
            scale = 256 / (1.5 * (box[2:] - box[:2]).max())
            move = 128 - scale * (box[:2] + box[2:]) / 2
            matrix = np.array([[scale, 0, move[0]], [0, scale, move[1]]])
            crops.append(cv2.warpAffine(image, matrix, (256, 256)))
    return np.stack(crops)


def aligned(images: list[Pixels]) -> Pixels:
    """The best face of each picture at ArcFace's template, 112 px."""
    detector = compiled(YuNet)
    crops = []
    for image in images:
        points = detector.detect(image, 0.5).points5[0]
        matrix = cv2.estimateAffinePartial2D(points, ARCFACE_TEMPLATE)[0]
        crops.append(cv2.warpAffine(image, matrix, (112, 112)))
    return np.stack(crops)


def noise(count: int, side: int) -> Pixels:
    rng = np.random.default_rng(5)
    return rng.integers(0, 256, (count, side, side, 3), np.uint8)


def test_the_mesh_lies_on_faces_and_only_there(
    needing: Needing, squares: Pixels
) -> None:
    needing("facemesh")
    blank = np.full((1, 256, 256, 3), 90, np.uint8)
    points, presence = compiled(FaceMesh)(np.concatenate([squares, blank]))
    assert points.shape == (len(squares) + 1, POINTS, 2)
    assert (presence[:-1] > 0.9).all() and presence[-1] < 0.1
    assert ((presence >= 0) & (presence <= 1)).all()
    left_eye, right_eye, chin = points[:-1, 33], points[:-1, 263], points[:-1, 152]
    assert (left_eye[:, 0] + 30 < right_eye[:, 0]).all()
    assert (left_eye[:, 1] + 40 < chin[:, 1]).all()
    assert (chin < 256).all()


def test_the_mesh_stands_where_the_detector_saw_eyes(
    needing: Needing, squares: Pixels
) -> None:
    needing("facemesh", "yunet")
    points, _ = compiled(FaceMesh)(squares)
    detector = compiled(YuNet)
    for crop, mesh in zip(squares, points, strict=True):
        eyes = detector.detect(crop, 0.3).points5[0, :2]
        assert np.linalg.norm(mesh[[468, 473]] - eyes, axis=1).max() < 12


def test_a_mesh_is_the_same_alone_and_in_company(needing: Needing) -> None:
    needing("facemesh")
    mesh, one_by_one = compiled(FaceMesh), FaceMesh(batch=1, threads=1)
    crops = noise(6, 256)
    alone = one_by_one(crops)
    for count in (0, 1, 3, 4, 6):
        points, presence = mesh(crops[:count])
        assert points.shape == (count, POINTS, 2) and presence.shape == (count,)
        assert np.array_equal(points, alone[0][:count])
        assert np.array_equal(presence, alone[1][:count])


@RECOGNIZERS
def test_codes_are_unit_and_the_same_alone_and_in_company(
    needing: Needing, name: str, make: Callable[..., SFace], length: int
) -> None:
    needing(name)
    crops = noise(5, 112)
    alone = make(batch=1, threads=1)(crops)
    for count in (0, 1, 5):
        codes = compiled(make)(crops[:count])
        assert codes.shape == (count, length) and codes.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(codes, axis=1), 1, atol=1e-6)
        assert np.array_equal(codes, alone[:count])


def test_sface_is_opencvs(needing: Needing, squares: Pixels) -> None:
    needing("sface")
    crops = np.stack([cv2.resize(crop, (112, 112)) for crop in squares])
    recognizer = cv2.FaceRecognizerSF.create(str(path_of("sface")), "")
    theirs = [recognizer.feature(np.ascontiguousarray(c[..., ::-1]))[0] for c in crops]
    np.testing.assert_allclose(
        compiled(SFace)(crops), unit(np.stack(theirs)), atol=2e-5
    )


@RECOGNIZERS
def test_a_person_is_most_like_himself(
    needing: Needing,
    shared_data: Path,
    name: str,
    make: Callable[..., SFace],
    length: int,
) -> None:
    needing(name, "yunet")
    paths = sorted((shared_data / "london_faces").glob("*.jpg"))[:12]
    codes = compiled(make)(
        aligned([cv2.imread(str(path))[..., ::-1] for path in paths])
    )
    people = [path.name.split("_")[0] for path in paths]
    likeness = codes @ codes.T
    pairs = list(combinations(range(len(paths)), 2))
    same = [likeness[i, j] for i, j in pairs if people[i] == people[j]]
    others = [likeness[i, j] for i, j in pairs if people[i] != people[j]]
    assert len(same) == 6
    assert min(same) > 0.6 > 0.5 > max(others)


def test_a_code_of_zeros_stays_finite() -> None:
    codes = unit(np.array([[0, 0], [3, 4]], np.float32))
    np.testing.assert_allclose(codes, [[0, 0], [0.6, 0.8]], rtol=1e-6)
