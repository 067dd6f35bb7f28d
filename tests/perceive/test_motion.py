"""The motion of faces: exact on pictures that are moved, unknown where nothing is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from nonesuch.nouns import LANDMARK_COUNT, Floats, Image, People
from nonesuch.perceive.motion import Motions, motions_of, steadied
from nonesuch.perceive.smooth import smooth
from nonesuch.perceive.tracks import Track

BOX = np.array([[80, 60, 140, 130]], np.float32)


def textured(seed: int = 0) -> Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (25, 30, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (240, 200), interpolation=cv2.INTER_CUBIC))


def moved(image: Image, turn: complex, shift: complex) -> Image:
    """What lay at ``turn * z + shift`` lies at ``z`` now, pixel corners counted."""
    middle = turn * (0.5 + 0.5j) + shift - (0.5 + 0.5j)
    matrix = np.array(
        [[turn.real, -turn.imag, middle.real], [turn.imag, turn.real, middle.imag]]
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, matrix, (240, 200), flags=flags))


def people(box: Floats = BOX) -> People:
    return People.of_boxes(box, np.ones(len(box), np.float32))


@pytest.mark.parametrize(
    ("turn", "shift"),
    [
        (1, 0),
        (1, 3.4 - 1.7j),
        (1.04, -4 - 3j),
        (complex(np.cos(0.06), np.sin(0.06)), 5 - 6j),
    ],
)
def test_motion_of_the_picture_is_found(turn: complex, shift: complex) -> None:
    before = textured()
    found = motions_of(before, moved(before, complex(turn), complex(shift)), people())
    corners = np.array([80 + 60j, 140 + 60j, 80 + 130j, 140 + 130j])
    was = found.turn[0] * corners + found.shift[0]
    assert np.abs(was - (turn * corners + shift)).max() < 0.25


@pytest.mark.parametrize(
    ("before", "box"),
    [
        (None, BOX[0]),
        (textured()[:100], BOX[0]),
        (textured(7), BOX[0]),
        (np.full((200, 240, 3), 90, np.uint8), BOX[0]),
        (textured(), (10, 10, 11, 11)),
        (textured(), (-90, -90, -40, -30)),
        (textured(), (300, 300, 340, 360)),
    ],
)
def test_motion_that_cannot_be_told_is_said_to_be_unknown(
    before: Image | None, box: Floats
) -> None:
    found = motions_of(before, textured(), people(np.array([box], np.float32)))
    assert np.isnan(found.turn).all()


def track(count: int) -> Track:
    boxes = np.repeat(BOX, count, axis=0) + np.arange(count)[:, None]
    return Track(np.arange(count), people(boxes.astype(np.float32)))


def motions(tracked: Track, turn: complex, shift: complex) -> list[Motions]:
    boxes = tracked.people.boxes_xyxy
    one = np.ones(1, np.complex128)
    return [Motions(box[None], turn * one, shift * one) for box in boxes]


def test_course_carries_to_the_first_moment_and_back() -> None:
    tracked = track(9)
    course = steadied(tracked, motions(tracked, 1.01 + 0.02j, 3 - 2j))
    assert course.known_share == 1
    points = np.random.default_rng(2).uniform(0, 200, (9, 5, 2))
    assert np.allclose(course.carried_back(course.carried(points)), points)
    second = points[1, :, 0] + 1j * points[1, :, 1]
    carried = course.carried(points)[1]
    assert np.allclose(
        carried[:, 0] + 1j * carried[:, 1], (1.01 + 0.02j) * second + 3 - 2j
    )


def test_boxes_tell_the_motion_where_the_picture_does_not() -> None:
    tracked = track(5)
    course = steadied(tracked, motions(tracked, complex(np.nan), complex(np.nan)))
    assert course.known_share == 0
    assert np.allclose(course.turn, 1)
    assert np.allclose(course.shift, -np.arange(5) * (1 + 1j))


def test_trembling_detections_of_a_shaking_face_come_out_calm_and_in_place() -> None:
    """A wide fit alone would cut the corners of the shake."""
    rng = np.random.default_rng(3)
    count = 60
    shake = np.cumsum(rng.choice([-6, 6], count))
    truth = np.repeat(BOX, count, axis=0) + shake[:, None].astype(np.float32)
    found = (truth + rng.normal(0, 1.5, truth.shape)).astype(np.float32)
    frames, known = [], []
    for index, box in enumerate(found):
        one = people(box[None])
        one.track_ids[:] = 0
        frames.append(one)
        back = complex(-1, -1) * (shake[index] - shake[max(index - 1, 0)])
        known.append(Motions(box[None], np.ones(1, complex), np.array([back])))
    times = [index / 25 for index in range(count)]

    def error(smoothed: list[People]) -> float:
        boxes = np.concatenate([each.boxes_xyxy for each in smoothed])
        return float(np.abs(boxes - truth).mean())

    assert error(smooth(frames, times, known)) < 0.5 * error(frames)
    assert error(smooth(frames, times, known)) < 0.5 * error(smooth(frames, times))


def test_what_the_mesh_saw_goes_along_where_it_fails() -> None:
    count = 11
    shape = np.random.default_rng(1).uniform(-25, 25, (LANDMARK_COUNT, 2))
    frames, known, truth = [], [], []
    for index in range(count):
        box = BOX + np.float32(2 * index)
        place = (shape + box.reshape(2, 2).mean(0)).astype(np.float32)
        fails = 4 <= index <= 6
        one = replace(
            people(box),
            track_ids=np.zeros(1, np.int64),
            landmarks=(place + 9 * fails)[None],  # what five points would say
            presence=np.array([0.1 if fails else 0.9], np.float32),
        )
        frames.append(one)
        truth.append(place)
        back = complex(-2, -2) if index else complex(0)
        known.append(Motions(box, np.ones(1, complex), np.array([back])))
    calm = smooth(frames, [index / 25 for index in range(count)], known)
    found = np.concatenate([each.landmarks for each in calm])
    assert np.abs(found - np.stack(truth)).max() < 0.05
    assert calm[5].presence[0] == np.float32(0.1)
