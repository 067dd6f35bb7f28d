"""Tracks that may be no people, told by what their detections scored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_faces import of_boxes

from nonesuch.face_points import mean_face
from nonesuch.nouns import People, Source
from nonesuch.perceive.evidence import doubtful_tracks


def frame(*seen: tuple[int, float, Source]) -> People:
    people = of_boxes(*((10.0 * i, 0, 10.0 * i + 8, 8) for i in range(len(seen))))
    return replace(
        people,
        track_ids=np.array([track for track, _, _ in seen], np.int64),
        scores=np.array([score for _, score, _ in seen], np.float32),
        sources=np.array([int(source) for _, _, source in seen], np.int64),
    )


def track(scores: list[float], source: Source = Source.DETECTED) -> list[People]:
    return [frame((4, score, source)) for score in scores]


def test_nobody_is_doubtful_where_nobody_is() -> None:
    assert doubtful_tracks([]) == frozenset()
    assert doubtful_tracks([People.nobody()] * 3) == frozenset()


@pytest.mark.parametrize(
    ("scores", "is_doubtful"),
    [
        ([0.49], True),
        ([0.5], False),
        ([0.3, 0.3, 0.9], True),
        ([0.3, 0.9, 0.9], False),
        ([0.3, 0.6], True),
        ([0.4, 0.61], False),
    ],
)
def test_median_score_decides(scores: list[float], is_doubtful: bool) -> None:
    assert doubtful_tracks(track(scores)) == (frozenset({4}) if is_doubtful else set())


@pytest.mark.parametrize("source", [Source.DETECTED, Source.LOW_SCORE])
def test_both_kinds_of_detections_count(source: Source) -> None:
    assert doubtful_tracks(track([0.3, 0.3], source)) == {4}


@pytest.mark.parametrize(
    "source", [Source.GIVEN, Source.FILLED, Source.MARGIN, Source.LEAK]
)
def test_what_no_detector_of_ours_saw_is_not_doubted(source: Source) -> None:
    assert doubtful_tracks(track([0.1, 0.1], source)) == frozenset()


def test_filled_frames_have_no_say() -> None:
    sure = track([0.9]) + track([0.1] * 9, Source.FILLED)
    unsure = track([0.2]) + track([0.9] * 9, Source.MARGIN)
    assert doubtful_tracks(sure) == frozenset()
    assert doubtful_tracks(unsure) == {4}


def test_tracks_are_judged_one_by_one() -> None:
    frames = [
        frame((1, 0.9, Source.DETECTED), (2, 0.3, Source.LOW_SCORE)),
        frame((3, 0.2, Source.LOW_SCORE), (1, 0.2, Source.LOW_SCORE)),
        frame((1, 0.8, Source.DETECTED)),
    ]
    assert doubtful_tracks(frames) == {2, 3}


@pytest.mark.parametrize(
    ("side_px", "presence", "count", "is_doubtful"),
    [
        (30.0, 0.0, 6, True),
        (30.0, 0.9, 6, False),
        (30.0, 0.0, 5, False),  # from the front, with something before it
        (20.0, 0.0, 6, False),  # too small for the mesh
    ],
)
def test_large_heads_in_which_the_mesh_sees_no_face_are_turned_away(
    side_px: float, presence: float, count: int, is_doubtful: bool
) -> None:
    people = of_boxes((0, 0, side_px, side_px))
    seen = replace(
        people,
        track_ids=np.array([4]),
        scores=np.array([0.95], np.float32),
        landmarks=np.ones_like(people.landmarks),
        presence=np.array([presence], np.float32),
    )
    assert doubtful_tracks([seen] * count) == ({4} if is_doubtful else set())


@pytest.mark.parametrize(
    ("score", "side_px", "presence", "is_doubtful"),
    [
        (0.97, 60.0, 0.0, False),  # sunglasses, a profile
        (0.85, 60.0, 0.0, True),  # a hand, a shoe
        (0.85, 60.0, 0.9, False),
        (0.85, 20.0, 0.0, False),  # too small for the mesh
    ],
)
@pytest.mark.parametrize("has_landmarks", [False, True])
def test_find_in_a_photograph_in_which_the_mesh_sees_no_face(
    score: float,
    side_px: float,
    presence: float,
    is_doubtful: bool,
    has_landmarks: bool,
) -> None:
    people = of_boxes((0, 0, side_px, side_px))
    landmarks = people.landmarks.copy()
    if has_landmarks or presence > 0:
        landmarks[0] = mean_face() * side_px
    seen = replace(
        people,
        track_ids=np.array([4]),
        scores=np.array([score], np.float32),
        landmarks=landmarks,
        presence=np.array([presence], np.float32),
    )
    for count in (1, 5):
        found = doubtful_tracks([seen] * count)
        assert found == ({4} if is_doubtful else frozenset())
