"""Videos made of pictures alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.media import probe, read_frames
from nonesuch.media.new_video import write_new_video

FPS = 20


def gray_images(count: int) -> list[np.ndarray]:
    return [np.full((48, 64, 3), 40 + 10 * k, np.uint8) for k in range(count)]


def test_frames_come_back_in_order_at_their_times(tmp_path: Path) -> None:
    path = tmp_path / "new.mp4"
    assert write_new_video(path, gray_images(12), FPS) == 12
    frames = list(read_frames(path))
    assert [round(frame.time_s * FPS) for frame in frames] == list(range(12))
    for k, frame in enumerate(frames):
        assert abs(float(frame.image.mean()) - (40 + 10 * k)) < 3


def test_colors_come_back(tmp_path: Path) -> None:
    path = tmp_path / "red.mp4"
    image = np.zeros((48, 64, 3), np.uint8)
    image[..., 0], image[..., 1] = 200, 60
    write_new_video(path, [image], FPS)
    (frame,) = read_frames(path)
    assert np.abs(frame.image.astype(int) - image).mean() < 4


def test_rate_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "new.mp4"
    write_new_video(path, gray_images(3), 29.97)
    assert float(probe(path).average_rate) == pytest.approx(29.97, abs=0.01)


def test_no_image_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no image"):
        write_new_video(tmp_path / "none.mp4", [], FPS)
    assert not list(tmp_path.iterdir())
