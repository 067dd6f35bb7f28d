"""People made of the parts of others."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nonesuch.face_points import LEFT_EYE, LIPS, RIGHT_EYE, mean_face, points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.mixing import PARTS, _masks, mixed
from nonesuch.replace.standin import Looks, looks_of

SIZE = 256
FAMILIES = [(24, 63, 60, 81, 69, 67), (14, 40, 17, 4, 7, 72)]
EYES, MOUTH = points(LEFT_EYE + RIGHT_EYE), points(LIPS)


def mix(*parents: Looks) -> tuple[Image, Floats]:
    *painted, last = parents
    views = [
        mixed(
            [p.view(view) for p in painted],
            [p.landmarks[view] for p in painted],
            target,
        )
        for view, target in enumerate(last.landmarks)
    ]
    return np.stack(views), last.landmarks


def plain(value: int) -> Looks:
    images = np.full((1, SIZE, SIZE, 3), value, np.uint8)
    return Looks.of(images, mean_face()[None].copy())


def checked(value: int) -> Looks:
    """Fine squares about a mean, too fine to be taken for a tint."""
    rows, columns = np.indices((SIZE, SIZE)) // 2
    squares = value + 30 * ((rows + columns) % 2 * 2 - 1)
    images = np.repeat(squares[None, ..., None], 3, -1).astype(np.uint8)
    return Looks.of(images, mean_face()[None].copy())


def contrast(picture: Image, place: Floats) -> float:
    x, y = (place * SIZE).astype(int)
    return float(picture[y - 4 : y + 4, x - 4 : x + 4].std())


def test_person_of_one_parent_is_that_parent() -> None:
    parent = looks_of(20)
    images, landmarks = mix(*[parent] * len(PARTS))
    np.testing.assert_allclose(landmarks, parent.landmarks, atol=1e-6)
    assert np.abs(images.astype(int) - parent.images).mean() < 0.5


def test_tint_comes_from_the_face_whatever_the_parts_have() -> None:
    images, _ = mix(*[plain(value) for value in (150, 60, 200, 90, 240, 0)])
    assert np.abs(images.astype(int) - 150).max() <= 1


@pytest.mark.parametrize(("part", "own"), [(2, EYES), (4, MOUTH)])
def test_detail_comes_from_the_parent_of_the_part(part: int, own: list[int]) -> None:
    parents = [plain(128)] * len(PARTS)
    parents[part] = checked(128)
    (picture,), _ = mix(*parents)
    for place in mean_face()[own]:
        assert contrast(picture, place) > 20
    for place in mean_face()[MOUTH if own is EYES else EYES]:
        assert contrast(picture, place) < 1


def test_parts_never_take_more_than_the_whole() -> None:
    total = np.sum(_masks(), axis=0)
    assert total.min() >= 0
    assert total.max() <= 1 + 1e-6
    assert total[0].max() < 1e-3  # the rim of the crop is the face's own


@pytest.mark.parametrize("parents", FAMILIES)
def test_mixed_pictures_are_nearly_as_sharp_as_their_parents(
    parents: tuple[int, ...],
) -> None:
    looks = [looks_of(index) for index in parents]
    images, landmarks = mix(*looks)
    assert landmarks is looks[-1].landmarks

    def sharpness(views: Image) -> float:
        return float(np.mean([cv2.Laplacian(v, cv2.CV_32F).std() for v in views]))

    assert sharpness(images) > 0.75 * min(sharpness(p.images) for p in looks[:-1])


def test_same_parents_give_the_same_person() -> None:
    looks = [looks_of(index) for index in FAMILIES[1]]
    for one, other in zip(mix(*looks), mix(*looks), strict=True):
        np.testing.assert_array_equal(one, other)
