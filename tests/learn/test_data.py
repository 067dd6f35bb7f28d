from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.face_points import LEFT_EYE, MESH_INDICES, RIGHT_EYE, points
from nonesuch.learn.augment import Augmentation, augmented, moved_parts
from nonesuch.learn.data import average_code, draw, feature_weight, load
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.pose_points import pose_points

from .faces import landmarks, made_up

FACES = made_up(6)
PLAIN = Augmentation(
    flipped=False,
    turn_rad=0.0,
    zoom=1.0,
    shift=(0.0, 0.0),
    gain=(1.0, 1.0, 1.0),
    gamma=1.0,
    saturation=1.0,
    shrink=1.0,
    noise=0.0,
    jpeg_quality=None,
    mask_margin=0.035,
)


def test_batch_depends_on_seed_and_step_only() -> None:
    one, again, later = (draw(FACES, 64, 4, 5, step) for step in (7, 7, 8))
    for field in fields(one):
        name = field.name
        assert np.array_equal(getattr(one, name), getattr(again, name))
    assert not np.array_equal(one.pictures, later.pictures)


def test_first_face_keeps_its_code_and_the_rest_of_its_half_may_be_nobody() -> None:
    nobody = average_code(FACES)
    seen = []
    for step in range(20):
        batch = draw(FACES, 64, 8, 0, step)
        assert np.array_equal(batch.codes[:4], batch.own_codes[:4])
        seen += [np.array_equal(code, nobody) for code in batch.codes[1:4]]
        assert not np.array_equal(batch.codes[0], nobody)
        assert batch.rims[:4].max() == 0 and batch.rims[4:].max() == 1
    assert 0.1 < np.mean(seen) < 0.6


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"flipped": True},
        {"turn_rad": 0.2, "zoom": 1.1, "shift": (0.05, -0.02)},
        {"flipped": True, "turn_rad": -0.1},
    ],
)
def test_landmarks_move_with_the_picture(change: dict[str, object]) -> None:
    eye = points(LEFT_EYE)
    crop = np.zeros((128, 128, 3), np.uint8)
    x, y = np.rint(landmarks()[eye].mean(0) * 128).astype(int)
    crop[y - 3 : y + 3, x - 3 : x + 3] = 255
    setting = replace(PLAIN, **change)
    moved, places = augmented(np.random.default_rng(0), crop, landmarks(), 128, setting)
    rows, columns = np.nonzero(moved[..., 0] > 128)
    found = np.array([columns.mean() + 0.5, rows.mean() + 0.5]) / 128
    wanted = points(RIGHT_EYE) if setting.flipped else eye
    assert np.abs(found - places[wanted].mean(0)).max() < 0.006


def test_plain_setting_changes_nothing() -> None:
    crop = FACES.crops[0]
    same, places = augmented(np.random.default_rng(0), crop, landmarks(), 128, PLAIN)
    assert np.array_equal(same, crop)
    assert np.allclose(places, landmarks())


def test_pose_parts_move_little_or_go_out_of_sight() -> None:
    shown = pose_points(landmarks())
    moved = [moved_parts(np.random.default_rng(seed), shown) for seed in range(50)]
    apart = np.abs(np.stack(moved) - shown).max((1, 2))
    assert np.quantile(apart, 0.5) < 0.06 < 1 < apart.max()


def test_eyes_and_mouth_weigh_most() -> None:
    weight = feature_weight(landmarks(), 64)
    eye_x, eye_y = (landmarks()[points(LEFT_EYE)].mean(0) * 64).astype(int)
    assert weight[eye_y, eye_x] > 3.5
    assert weight[:5].max() < 1.1


def test_masks_hide_the_face_whatever_the_margin() -> None:
    batch = draw(FACES, 64, 6, 0, 1)
    for mask, face in zip(batch.masks, batch.landmarks, strict=True):
        assert (mask >= mask_of_face(face, 64, 0.0)).all()


def test_shards_of_full_meshes_are_reduced(tmp_path: Path) -> None:
    full = np.zeros((6, 478, 2), np.float16)
    full[:, list(MESH_INDICES)] = FACES.landmarks
    for start in (0, 3):
        part = slice(start, start + 3)
        np.savez(
            tmp_path / f"faces_{start:06d}.npz",
            crops=FACES.crops[part],
            landmarks=full[part],
            embeddings=FACES.codes[part].astype(np.float16),
            index=FACES.index[part],
        )
    loaded = load(tmp_path)
    assert np.array_equal(loaded.crops, FACES.crops)
    assert np.allclose(loaded.landmarks, FACES.landmarks, atol=1e-3)
    assert loaded.index.tolist() == list(range(6))


def test_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no faces_"):
        load(tmp_path)
