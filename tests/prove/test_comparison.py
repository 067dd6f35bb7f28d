"""One picture against its copy, on constructed cases."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from sees_boxes import SeesBoxes

from nonesuch.nouns import Floats, Image, People
from nonesuch.prove.comparison import (
    LEAKING,
    UNCHANGED,
    change,
    compare,
    is_flat,
    of_same_size,
)
from nonesuch.prove.leak_scan import LeakScan
from nonesuch.prove.recognizer import Recognizer

BOX = np.array([20, 20, 60, 70], np.float32)


def texture(sigma: float = 3.0) -> Image:
    noise = np.random.default_rng(1).normal(0, 1, (100, 120))
    soft = cv2.GaussianBlur(noise, (0, 0), sigma)
    grey = np.clip(128 + 40 * soft / soft.std(), 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, 2)


def recompressed(image: Image, quality: int) -> Image:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def test_copy_is_no_change_and_a_compressed_copy_hardly_one() -> None:
    image = texture()
    assert change(image, image, BOX) == 0
    assert 0 < change(image, recompressed(image, 90), BOX) < UNCHANGED


def test_change_grows_with_the_blur() -> None:
    image = texture()
    changes = [
        change(image, cv2.GaussianBlur(image, (0, 0), sigma), BOX)
        for sigma in (1.0, 3.0, 9.0)
    ]
    assert changes == sorted(changes) and changes[-1] > LEAKING > UNCHANGED


@pytest.mark.parametrize(
    "box",
    [(-50, -50, 10, 10), (110, 90, 200, 200), (3, 3, 3.2, 3.2), (300, 9, 310, 20)],
)
def test_boxes_at_the_border_or_beyond_are_compared_too(
    box: tuple[float, ...],
) -> None:
    image = texture()
    place: Floats = np.array(box, np.float32)
    assert change(image, 255 - image, place) > UNCHANGED


def test_solid_fill_is_flat_and_survives_compression() -> None:
    image = texture()
    image[15:75, 15:65] = 90, 120, 80
    assert is_flat(image, BOX) and is_flat(recompressed(image, 80), BOX)
    assert not is_flat(texture(), BOX)


def test_results_of_another_size_are_compared_at_the_original_size() -> None:
    image = texture()
    small = cv2.resize(image, (60, 50), interpolation=cv2.INTER_AREA)
    assert of_same_size(small, image).shape == image.shape
    assert of_same_size(image, image) is image


def test_identical_face_is_unchanged_and_a_solid_one_covered() -> None:
    original = texture()
    result = original.copy()
    result[10:90, 70:118] = 128
    people = People.of_boxes(
        np.array([BOX, [75, 20, 112, 70]], np.float32), np.ones(2, np.float32)
    )
    compared = compare(
        Recognizer(), LeakScan(SeesBoxes()), original, result, people, frame=4
    )
    same, solid = compared.sightings
    assert same.unchanged and same.is_identifiable and not same.covered
    assert solid.covered and not solid.unchanged
    assert same.verdict is not None and same.verdict.similarity == 1
    assert [sighting.track for sighting in compared.sightings] == [0, 1]
    assert solid.frame == 4


def test_leak_counts_only_where_pixels_are_the_original_ones() -> None:
    original = texture()
    result = original.copy()
    result[:, 60:] = 255 - result[:, 60:]
    scan = LeakScan(SeesBoxes((5, 5, 45, 55), (70, 5, 110, 55)))
    compared = compare(Recognizer(), scan, original, result, People.nobody())
    np.testing.assert_array_equal(compared.leaks_xyxy, [[5, 5, 45, 55]])
