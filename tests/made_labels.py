"""Sequences of random labels for tests, and what it means that two are the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np

from nonesuch.camera import Camera, look_at, pinhole
from nonesuch.formats.labels import (
    PEDESTRIAN,
    RIDER,
    FrameLabels,
    Keypoints,
    Occlusion,
    PersonLabel,
    SequenceInfo,
    mask_of,
)

SIZE_WH = (96, 64)


def sequence(
    rng: np.random.Generator, frame_count: int = 5
) -> tuple[SequenceInfo, tuple[FrameLabels, ...]]:
    """A sequence whose frame 2 is empty, with hidden and cut people, disjoint masks."""
    info = SequenceInfo(
        *("street-00", 12.5, frame_count, SIZE_WH),
        weather="RAIN",
        time_of_day_h=18.5,
        is_night=True,
        is_moving=True,
        facts={"seed": "0", "recipe": "crossing"},
    )
    frames = tuple(_frame(rng, index) for index in range(frame_count))
    return info, frames


def _frame(rng: np.random.Generator, index: int) -> FrameLabels:
    eye = (index * 0.1, -6.0, 3.0)
    camera = Camera(
        pinhole(SIZE_WH, 1.1), look_at(eye, (0.0, 4.0, 0.5)), SIZE_WH, (-0.05, 0.01)
    )
    ids = [] if index == 2 else [1, 2, 3, 7]
    people = tuple(_person(rng, place, track) for place, track in enumerate(ids))
    return FrameLabels(index, people, round(index / 12.5, 6), camera)


def _person(rng: np.random.Generator, place: int, track_id: int) -> PersonLabel:
    """Each in an own column of the picture; the second wholly hidden."""
    left, top = 24 * place, int(rng.integers(0, 20))
    amodal = np.zeros(SIZE_WH[::-1], np.bool_)
    amodal[top : top + 40, left : left + 20] = rng.random((40, 20)) < 0.8
    visible = amodal.copy()
    visible[top + int(rng.integers(10, 30)) :] = False
    is_hidden = place == 1
    visible_mask = None if is_hidden else mask_of(visible)
    box = np.array([left - 1.27, top - 0.5, left + 21.03, top + 40.2])
    return PersonLabel(
        track_id=track_id,
        amodal_box_xyxy=box.round(2),
        visible_box_xyxy=None if visible_mask is None else visible_mask.box_xyxy,
        visible_mask=visible_mask,
        amodal_mask=mask_of(amodal),
        visibility=0.0 if is_hidden else round(float(visible.sum() / amodal.sum()), 6),
        truncation=round(float(rng.random()), 6),
        jta_keypoints=_keypoints(rng, 22),
        coco_keypoints=_keypoints(rng, 17),
        position_world=rng.uniform(-9, 9, 3).round(4),
        heading_rad=round(float(rng.uniform(-3, 3)), 5),
        size_lwh_m=rng.uniform(0.4, 1.9, 3).round(4),
        base_world=rng.uniform(-9, 9, 3).round(4),
        person_id=100 + track_id,
        action="ride" if track_id == 7 else str(rng.choice(["walk", "talk"])),
        category=RIDER if track_id == 7 else PEDESTRIAN,
        attributes={"age_group": "adult", "upper_color": "red"},
    )


def _keypoints(rng: np.random.Generator, count: int) -> Keypoints:
    pixels = rng.uniform(-20, 110, (count, 2)).round(2)
    is_inside = ((pixels >= 0) & (pixels < SIZE_WH)).all(1)
    reasons = rng.integers(0, 4, count)
    occlusion = np.where(is_inside, reasons, Occlusion.OUT_OF_FRAME)
    pixels[-1], occlusion[-1] = np.nan, Occlusion.OUT_OF_FRAME
    camera_m = rng.uniform(-2, 9, (count, 3)).round(4)
    return Keypoints(pixels, occlusion.astype(np.uint8), camera_m)


def only(person: PersonLabel, *names: str) -> PersonLabel:
    """The label with these fields and the box alone, as a poorer format holds it."""
    kept = {name: getattr(person, name) for name in names}
    return PersonLabel(person.track_id, person.amodal_box_xyxy, **kept)


def only_in_frames(
    frames: tuple[FrameLabels, ...], *names: str
) -> tuple[FrameLabels, ...]:
    """The frames without time and camera, of people what :func:`only` leaves."""
    return tuple(
        FrameLabels(f.index, tuple(only(person, *names) for person in f.people))
        for f in frames
    )


def assert_same(one: object, other: object, where: str = "labels") -> None:
    """Both are equal to the last bit, all the way down."""
    assert type(one) is type(other), where
    if is_dataclass(one) and not isinstance(one, type):
        for item in fields(one):
            name = f"{where}.{item.name}"
            assert_same(getattr(one, item.name), getattr(other, item.name), name)
    elif isinstance(one, tuple) and isinstance(other, tuple):
        assert len(one) == len(other), where
        for place, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{place}]")
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other, where, strict=True)
    else:
        assert one == other, where
