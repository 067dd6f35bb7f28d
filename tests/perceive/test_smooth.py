"""Smoothing: exact on straight motion, calmer than the detector, never lagging."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nonesuch.nouns import LANDMARK_COUNT, Floats, People
from nonesuch.perceive.smooth import SmoothSettings, smooth

SIZE = 50.0


def track_of(centres: NDArray[np.float64], size: float = SIZE) -> list[People]:
    """One person at the centres ``(k, 2)``, NaN where missed, landmarks in the box."""
    shape = np.random.default_rng(5).uniform(-0.5, 0.5, (LANDMARK_COUNT, 2)) * size
    frames = []
    for centre in centres:
        if np.isnan(centre).any():
            frames.append(People.nobody())
            continue
        box = np.concatenate([centre - size / 2, centre + size / 2]).astype(np.float32)
        people = People.of_boxes(box[None], np.ones(1, np.float32))
        frames.append(
            replace(
                people,
                track_ids=np.zeros(1, np.int64),
                landmarks=(centre + shape)[None].astype(np.float32),
                presence=np.ones(1, np.float32),
            )
        )
    return frames


def times_of(count: int, rate: float = 25.0) -> NDArray[np.float64]:
    return np.arange(count) / rate


def centres_in(frames: list[People]) -> Floats:
    boxes = np.concatenate([people.boxes_xyxy for people in frames])
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def straight(
    count: int, speed_xy: tuple[float, float] = (3, -1)
) -> NDArray[np.float64]:
    return np.array([200.0, 300.0]) + np.arange(count)[:, None] * np.array(speed_xy)


def test_nobody_stays_nobody() -> None:
    assert smooth([], []) == []
    assert [len(people) for people in smooth([People.nobody()] * 3, times_of(3))] == [
        0,
        0,
        0,
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 40])
@pytest.mark.parametrize("speed_xy", [(0, 0), (3, -1), (60, 0)])
def test_straight_motion_stays_exactly_as_it_is(
    count: int, speed_xy: tuple[float, float]
) -> None:
    clip = track_of(straight(count, speed_xy))
    calm = smooth(clip, times_of(count))
    for before, after in zip(clip, calm, strict=True):
        np.testing.assert_allclose(after.boxes_xyxy, before.boxes_xyxy, atol=2e-3)
        np.testing.assert_allclose(after.landmarks, before.landmarks, atol=2e-3)


def test_missing_and_uneven_frames_do_not_bend_straight_motion() -> None:
    times = np.cumsum(np.random.default_rng(0).uniform(0.02, 0.08, 30))
    truth = np.array([100.0, 100.0]) + times[:, None] * np.array([80, 20])
    truth[[4, 11, 12]] = np.nan
    clip = track_of(truth)
    np.testing.assert_allclose(
        centres_in(smooth(clip, times)), truth[~np.isnan(truth[:, 0])], atol=2e-3
    )


def test_tremble_is_calmed() -> None:
    truth = straight(60)
    noise = np.random.default_rng(1).normal(0, 0.02 * SIZE, truth.shape)
    calm = smooth(track_of(truth + noise), times_of(60))
    left = np.abs(centres_in(calm) - truth).std()
    assert left < 0.6 * noise.std()


def test_turn_around_is_followed_without_lag() -> None:
    steps = np.concatenate([np.arange(30), np.arange(30)[::-1]]) * 12.0
    truth = np.stack([steps, np.zeros(60)], 1) + 300
    calm = centres_in(smooth(track_of(truth), times_of(60)))
    away = np.abs(calm - truth).max(axis=1)
    assert away.max() < 0.12 * SIZE + 1e-3
    assert np.delete(away, range(20, 40)).max() < 1e-2
    # Two-sided: what happens before the turn mirrors what happens after.
    np.testing.assert_allclose(calm, calm[::-1], atol=1e-3)


def test_smoothed_box_stays_near_the_detected_one() -> None:
    rng = np.random.default_rng(2)
    clip = track_of(rng.uniform(100, 400, (40, 2)))
    calm = smooth(clip, times_of(40))
    limit = SmoothSettings().farthest * SIZE + 1e-3
    assert np.abs(centres_in(calm) - centres_in(clip)).max() <= limit


def test_long_gap_is_not_looked_across() -> None:
    truth = np.full((40, 2), 100.0)
    truth[10:20] = np.nan
    truth[20:, 0] = 160
    calm = smooth(track_of(truth), times_of(40))
    np.testing.assert_allclose(
        centres_in(calm), truth[~np.isnan(truth[:, 0])], atol=1e-3
    )


def test_landmarks_of_one_failed_frame_are_rejected() -> None:
    clip = track_of(straight(20))
    clip[8] = replace(clip[8], landmarks=clip[8].landmarks[:, ::-1] + 20)
    calm = smooth(clip, times_of(20))
    assert [bool(people.has_landmarks[0]) for people in calm] == [
        index != 8 for index in range(20)
    ]
    assert calm[8].presence[0] == 0
    np.testing.assert_allclose(calm[7].landmarks, clip[7].landmarks, atol=2e-3)


def test_frames_without_landmarks_stay_without() -> None:
    clip = track_of(straight(10))
    clip[4] = replace(clip[4], landmarks=np.full_like(clip[4].landmarks, np.nan))
    calm = smooth(clip, times_of(10))
    assert not calm[4].has_landmarks.any()
    assert all(calm[i].has_landmarks.all() for i in range(10) if i != 4)


def test_tracks_do_not_disturb_each_other() -> None:
    first, second = track_of(straight(15)), track_of(straight(15, (-3, 2)))
    both = [
        People.concatenate([a, replace(b, track_ids=np.ones(1, np.int64))])
        for a, b in zip(first, second, strict=True)
    ]
    alone = smooth(first, times_of(15))
    for together, single in zip(smooth(both, times_of(15)), alone, strict=True):
        np.testing.assert_array_equal(together.boxes_xyxy[0], single.boxes_xyxy[0])
