"""Heads cut out of portraits: what is kept, what goes. No models run."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.face_points import mean_face
from nonesuch.learn.candidates import Shot
from nonesuch.learn.heads import UNSUITED, cut_out, write_heads
from nonesuch.learn.standins import CHOSEN
from nonesuch.nouns import Floats, Image
from nonesuch.replace import head_looks
from nonesuch.replace.head_layer import inner

SKIN, HAIR, SHIRT, WALL = (205, 150, 125), (40, 25, 15), (20, 60, 200), (90, 180, 90)


def portrait(hair_down_px: int = 0) -> tuple[Shot, Floats]:
    """A face with hair, throat and shirt before a wall, and the opacity of it all."""
    landmarks = mean_face() * 450 + np.array([31, 20], np.float32)
    matte = np.zeros((512, 512), np.uint8)
    picture = np.full((512, 512, 3), WALL, np.uint8)
    parts = [
        (cv2.ellipse, ((256, 230), (150, 190 + hair_down_px), 0, 0, 360), HAIR),
        (cv2.rectangle, ((215, 380), (297, 470)), SKIN),
        (cv2.rectangle, ((60, 455), (452, 512)), SHIRT),
    ]
    for draw, where, color in parts:
        draw(picture, *where, color, -1)
        draw(matte, *where, 1, -1)
    outline = cv2.convexHull(landmarks)[:, 0].astype(np.int32)
    cv2.fillPoly(picture, [outline], SKIN)
    cv2.fillPoly(matte, [outline], 1)
    return Shot(picture, landmarks), matte.astype(np.float32)


def test_face_and_hair_are_kept_and_wall_and_shirt_are_not() -> None:
    layer, landmarks = cut_out(*portrait())
    assert layer.shape == (320, 320, 4)
    face = inner(layer.astype(np.float32))
    nose = face[140, 128]
    assert nose[3] == 255
    assert np.abs(nose[:3] - SKIN).max() < 3
    visible = layer[layer[..., 3] > 128][:, :3].astype(int)
    for color in (WALL, SHIRT):
        assert np.abs(visible - color).sum(1).min() > 60
    assert (np.abs(visible - HAIR).sum(1) < 20).sum() > 2000
    assert landmarks.shape == (92, 2)


def test_nothing_shows_far_from_the_head() -> None:
    layer, _ = cut_out(*portrait())
    assert layer[0, :, 3].max() == layer[:, 0, 3].max() == layer[-1, :, 3].max() == 0


def test_colors_of_the_wall_do_not_hang_in_translucent_hair() -> None:
    shot, matte = portrait()
    soft = cv2.GaussianBlur(matte, (0, 0), 6)
    layer, _ = cut_out(shot, soft)
    fringe = layer[60:150][(layer[60:150, :, 3] > 40) & (layer[60:150, :, 3] < 200)]
    assert len(fringe) > 100
    red, green = (fringe[:, place].astype(int) for place in (0, 1))
    assert (green < red).all()


def test_what_is_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head: tuple[Image, Floats] = cut_out(*portrait())
    write_heads([[head] * 5, [head] * 5], tmp_path / "heads.npz")
    monkeypatch.setattr(head_looks, "_FILE", tmp_path / "heads.npz")
    head_looks.heads_of.cache_clear()
    head_looks._shipped.cache_clear()
    heads = head_looks.heads_of(1)
    head_looks.heads_of.cache_clear()
    head_looks._shipped.cache_clear()
    assert heads.layers.shape == (5, 320, 320, 4)
    assert np.allclose(heads.landmarks[0], head[1], atol=1e-3)
    opaque = head[0][..., 3] == 255
    assert np.abs(heads.layers[0][opaque] - head[0][opaque]).mean() < 4
    assert list(tmp_path.iterdir()) == [tmp_path / "heads.npz"]


def test_the_unsuited_are_some_of_the_chosen() -> None:
    assert set(UNSUITED) < set(range(len(CHOSEN)))
    assert len(UNSUITED) < len(CHOSEN) / 4
