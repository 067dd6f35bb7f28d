"""The leak scan on constructed cases, its detector replaced by a list of boxes."""

from __future__ import annotations

import numpy as np
import pytest
from sees_boxes import Box, SeesBoxes

from nonesuch.nouns import Floats
from nonesuch.prove.leak_scan import LeakScan, dilated, is_accounted

NOBODY = np.zeros((0, 4), np.float32)
PICTURE = np.zeros((100, 200, 3), np.uint8)


def boxes(*values: Box) -> Floats:
    return np.array(values, np.float32).reshape(-1, 4)


def test_picture_without_faces_has_no_leaks() -> None:
    assert LeakScan(SeesBoxes()).leaks(PICTURE, NOBODY).shape == (0, 4)


def test_face_that_nobody_accounts_for_is_a_leak() -> None:
    scan = LeakScan(SeesBoxes((10, 10, 30, 40), (100, 10, 130, 50)))
    found = scan.leaks(PICTURE, boxes((98, 8, 132, 55)))
    np.testing.assert_array_equal(found, boxes((10, 10, 30, 40)))


def test_leaks_are_clipped_to_the_picture_and_those_outside_dropped() -> None:
    scan = LeakScan(
        SeesBoxes((-10, -10, 20, 20), (190, 90, 240, 140), (300, 0, 320, 9))
    )
    found = scan.leaks(PICTURE, NOBODY)
    np.testing.assert_array_equal(found, boxes((0, 0, 20, 20), (190, 90, 200, 100)))


@pytest.mark.parametrize(
    ("face", "region", "accounted"),
    [
        ((10, 10, 30, 30), (10, 10, 30, 30), True),
        ((10, 10, 30, 30), (12, 8, 33, 31), True),
        ((15, 15, 25, 25), (0, 0, 100, 100), True),  # a face printed on a replaced one
        ((10, 10, 30, 30), (16, 16, 26, 26), True),
        ((0, 0, 60, 60), (20, 20, 30, 30), False),  # a large face behind a small region
        ((10, 10, 30, 30), (24, 10, 44, 30), False),  # half hidden behind a neighbour
        ((10, 10, 30, 30), (60, 60, 80, 80), False),
    ],
)
def test_accounted_means_mostly_covered_or_the_same_box(
    face: Box, region: Box, accounted: bool
) -> None:
    assert is_accounted(boxes(face), boxes(region)).tolist() == [accounted]


def test_accounting_without_faces_or_without_regions() -> None:
    face = boxes((1, 1, 9, 9))
    assert is_accounted(NOBODY, face).shape == (0,)
    assert is_accounted(face, NOBODY).tolist() == [False]


def test_dilation_keeps_the_centre() -> None:
    np.testing.assert_allclose(
        dilated(boxes((10, 20, 30, 60)), 1.5), boxes((5, 10, 35, 70))
    )


def test_search_in_a_smaller_picture_returns_places_of_the_large_one() -> None:
    detector = SeesBoxes((10, 10, 20, 20))
    found = LeakScan(detector, scale=0.5).leaks(PICTURE, NOBODY)
    assert detector.shapes == [(50, 100, 3)]
    np.testing.assert_array_equal(found, boxes((20, 20, 40, 40)))


def test_only_every_nth_frame_is_searched() -> None:
    detector = SeesBoxes((10, 10, 20, 20))
    scan = LeakScan(detector, every=3)
    counts = [len(scan.leaks(PICTURE, NOBODY, index)) for index in range(7)]
    assert counts == [1, 0, 0, 1, 0, 0, 1]
    assert len(detector.shapes) == 3
