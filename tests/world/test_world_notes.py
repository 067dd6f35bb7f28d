"""Labels kept until their sequence is whole."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch.camera import Camera, look_at, pinhole
from nonesuch.formats.labels import FrameLabels, Keypoints, PersonLabel, mask_of
from nonesuch.world.notes import read_note, write_note


def equal(one: Any, other: Any) -> bool:
    """Equal bit for bit, NaN equal to NaN."""
    if isinstance(one, np.ndarray):
        same_kind = one.dtype == other.dtype and one.shape == other.shape
        return same_kind and one.tobytes() == other.tobytes()
    if is_dataclass(one):
        names = [field.name for field in fields(one)]
        pairs = ((getattr(one, name), getattr(other, name)) for name in names)
        return type(one) is type(other) and all(equal(a, b) for a, b in pairs)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)


def labels() -> FrameLabels:
    rng = np.random.default_rng(0)
    whole = rng.random((48, 64)) < 0.3
    keypoints = Keypoints(
        np.vstack([rng.random((16, 2)), [np.nan, np.nan]]),
        rng.integers(0, 5, 17).astype(np.uint8),
        rng.random((17, 3)),
    )
    person = PersonLabel(
        3,
        rng.random(4),
        visible_mask=mask_of(whole),
        coco_keypoints=keypoints,
        visibility=1 / 3,
        attributes={"sex": "female"},
    )
    camera = Camera(pinhole((64, 48), 1.0), look_at((0, 0, 3), (1, 5, 1)), (64, 48))
    return FrameLabels(7, (person,), 0.35, camera)


def test_labels_come_back_bit_for_bit(tmp_path: Path) -> None:
    written = labels()
    write_note(tmp_path / "000007.json", written)
    assert equal(read_note(tmp_path / "000007.json"), written)


def test_nobody_comes_back_too(tmp_path: Path) -> None:
    write_note(tmp_path / "0.json", FrameLabels(0, ()))
    assert equal(read_note(tmp_path / "0.json"), FrameLabels(0, ()))


def test_nothing_but_the_note_is_left(tmp_path: Path) -> None:
    write_note(tmp_path / "0.json", labels())
    assert [path.name for path in tmp_path.iterdir()] == ["0.json"]
