"""Which frames are verified: the best, and none far from one."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.prove.sampling import frames_to_verify


def test_empty_track_has_nothing_to_verify() -> None:
    nothing = np.zeros(0, np.int64)
    assert frames_to_verify(nothing, nothing.astype(np.float32), 5).shape == (0,)


def test_best_frame_of_each_run_is_chosen() -> None:
    frames = np.array([3, 4, 5, 6, 10, 11])
    quality = np.array([1, 9, 2, 3, 5, 4], np.float32)
    chosen = frames_to_verify(frames, quality, 5)
    assert frames[chosen].tolist() == [4, 6, 10]


@pytest.mark.parametrize("stride", [1, 2, 7, 100])
def test_no_stretch_of_two_strides_goes_unseen(stride: int) -> None:
    quality = np.random.default_rng(stride).random(200).astype(np.float32)
    seen = np.flatnonzero(frames_to_verify(np.arange(200), quality, stride))
    assert np.diff(np.concatenate([[0], seen, [199]])).max() < 2 * stride
    assert quality.argmax() in seen
    if stride == 1:
        assert len(seen) == 200


def test_stride_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="stride is 0"):
        frames_to_verify(np.arange(3), np.ones(3, np.float32), 0)
