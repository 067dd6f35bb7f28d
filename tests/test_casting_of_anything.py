"""The real methods on everything that can go wrong, and the same from the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from made_castings import ALIKE, SECRET, FakeRecognizer, everybody, region_at
from made_faces import any_face, face, of_boxes, people_of, picture

from nonesuch.billing import person_reports
from nonesuch.casting import Casting
from nonesuch.nouns import People
from nonesuch.parts import Secret
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import shipped


def crowd(rng: np.random.Generator) -> People:
    faces = [
        any_face(
            rng,
            (float(rng.uniform(-15, 335)), float(rng.uniform(-15, 255))),
            float(np.exp(rng.uniform(np.log(0.5), np.log(150)))),
        )
        for _ in range(60)
    ]
    people = people_of(*faces)
    landmarks = people.landmarks.copy()
    landmarks[::5] = np.nan
    landmarks[3::20, 7] = np.nan
    return replace(people, landmarks=landmarks)


def overlapping(rng: np.random.Generator) -> People:
    return people_of(any_face(rng, (100, 90), 80), any_face(rng, (125, 100), 60))


def at_borders(rng: np.random.Generator) -> People:
    places = [(0, 0), (319, 0), (0, 239), (319, 239), (160, -20), (-25, 120)]
    return people_of(*(any_face(rng, (float(x), float(y)), 70) for x, y in places))


def one_pixel_boxes(rng: np.random.Generator) -> People:
    return of_boxes((50, 50, 51, 51), (0, 0, 1, 1), (319, 239, 320, 240), (7, 7, 7, 7))


def outside_boxes(rng: np.random.Generator) -> People:
    return of_boxes((-90, 0, -50, 40), (400, 10, 440, 50), (10, 900, 30, 930))


def in_one_point(rng: np.random.Generator) -> People:
    return people_of(face((100, 100), 0.0), face((319.9, 0.1), 0.3))


def larger_than_the_picture(rng: np.random.Generator) -> People:
    return people_of(face((160, 120), 3000), face((900, 120), 2000))


GROUPS: list[Callable[[np.random.Generator], People]] = [
    crowd,
    overlapping,
    at_borders,
    one_pixel_boxes,
    outside_boxes,
    in_one_point,
    larger_than_the_picture,
]


@pytest.mark.parametrize("method", ["person", "blur:17", "pixelate:16", "solid"])
@pytest.mark.parametrize("group", GROUPS)
def test_everybody_is_replaced_whatever_comes(
    group: Callable[[np.random.Generator], People], method: str
) -> None:
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (240, 320, 3), np.uint8)
    people = group(rng)
    recognizer = FakeRecognizer([image], {})
    casting = Casting(method_named(method), shipped().table, SECRET, recognizer)  # type: ignore[arg-type]
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    casting.count(people, staged, 0)
    assert staged.image.shape == image.shape
    assert staged.image.dtype == np.uint8
    hidden, touched = np.zeros((2, 240, 320), bool)
    for row in range(len(people)):
        region = region_at(image, people, row)
        region.window_of(hidden)[region.alpha == 1] = True
        region.window_of(touched)[region.alpha > 0] = True
    assert np.array_equal(staged.image[~touched], image[~touched])
    if hidden.any():  # of white noise 1 pixel in 256 ** 3 may stay by chance
        same = (staged.image[hidden] == image[hidden]).all(-1)
        assert same.mean() <= 0.01
    for report in person_reports(casting, "street.png"):
        assert np.isfinite(report.face_px or 0)


def test_same_key_gives_the_same_picture() -> None:
    rng = np.random.default_rng(1)
    image = picture(rng, 160, 240)
    people = people_of(any_face(rng, (70, 80), 70), any_face(rng, (170, 80), 40))
    results = []
    for key in (b"one key of the tests", b"one key of the tests", b"another key"):
        recognizer = FakeRecognizer([image], {1: [ALIKE]})
        secret = Secret(key, "a.png")
        casting = Casting(method_named("person"), shipped().table, secret, recognizer)  # type: ignore[arg-type]
        staged = casting.stage(image, people, 0, everybody(people), recast=True)
        results.append(staged.image)
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])
