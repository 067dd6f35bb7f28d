"""Linking and filling on clips whose truth is known exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nonesuch.nouns import LANDMARK_COUNT, Floats, People, Source
from nonesuch.perceive.fill import fill
from nonesuch.perceive.link import LinkSettings, link

SIZE_WH = (1280, 720)
RATE = 25.0


def times_of(count: int, rate: float = RATE) -> NDArray[np.float64]:
    return np.arange(count) / rate


def walker(
    count: int,
    start_xy: tuple[float, float] = (100, 100),
    speed_xy: tuple[float, float] = (4, 1),
    size: float = 24,
) -> Floats:
    """The boxes of somebody who walks straight on, ``(count, 4)``."""
    corner = np.array(start_xy) + np.arange(count)[:, None] * np.array(speed_xy)
    return np.concatenate([corner, corner + size], 1).astype(np.float32)


def clip_of(
    walkers: list[Floats],
    missed: set[tuple[int, int]] = frozenset(),  # type: ignore[assignment]
    doubtful: set[tuple[int, int]] = frozenset(),  # type: ignore[assignment]
) -> list[People]:
    """Frames with the walkers in their order, without those of (walker, frame)."""
    frames = []
    for index in range(len(walkers[0]) if walkers else 0):
        present = [i for i in range(len(walkers)) if (i, index) not in missed]
        low = np.array([(i, index) in doubtful for i in present], bool)
        people = People.of_boxes(
            np.array([walkers[i][index] for i in present]).reshape(-1, 4),
            np.where(low, 0.4, 0.9).astype(np.float32),
        )
        sources = np.where(low, int(Source.LOW_SCORE), int(Source.DETECTED))
        frames.append(replace(people, sources=sources))
    return frames


def whole(
    frames: list[People], cuts: tuple[int, ...] = (), margin_s: float = 0.0
) -> list[People]:
    times = times_of(len(frames))
    linked = link(frames, times, cuts)
    return fill(linked, times, SIZE_WH, cuts, margin_s)


def boxes_of(frames: list[People], track_id: int) -> dict[int, Floats]:
    return {
        index: people.boxes_xyxy[people.track_ids == track_id][0]
        for index, people in enumerate(frames)
        if (people.track_ids == track_id).any()
    }


@pytest.mark.parametrize("count", [0, 1, 5])
def test_nobody_stays_nobody(count: int) -> None:
    frames = whole([People.nobody()] * count)
    assert [len(people) for people in frames] == [0] * count


@pytest.mark.parametrize("gap", [1, 2, 5, 20, 36])
def test_gap_is_filled_with_the_exact_straight_line(gap: int) -> None:
    truth = walker(80, speed_xy=(2, 0.5))
    frames = whole(clip_of([truth], {(0, 30 + i) for i in range(gap)}))
    found = boxes_of(frames, 0)
    assert sorted(found) == list(range(80))
    np.testing.assert_allclose(np.array([found[i] for i in range(80)]), truth, 1e-5)
    filled = [i for i in range(80) if frames[i].sources[0] == Source.FILLED]
    assert filled == list(range(30, 30 + gap))


def test_gap_longer_than_allowed_makes_two_tracks() -> None:
    truth = walker(120, speed_xy=(1, 0))
    frames = whole(clip_of([truth], {(0, 30 + i) for i in range(40)}))
    assert {int(i) for people in frames for i in people.track_ids} == {0, 1}
    assert [len(frames[i]) for i in range(30, 70)] == [0] * 40


@pytest.mark.parametrize("lone", range(1, 29))
def test_lone_miss_never_shows(lone: int) -> None:
    truth = walker(30, speed_xy=(9, -3), start_xy=(50, 300))
    frames = whole(clip_of([truth], {(0, lone)}))
    np.testing.assert_allclose(frames[lone].boxes_xyxy, truth[lone : lone + 1], 1e-5)


def test_every_second_frame_missed_is_filled() -> None:
    truth = walker(41, speed_xy=(6, 0))
    frames = whole(clip_of([truth], {(0, i) for i in range(1, 40, 2)}))
    assert all(len(people) == 1 for people in frames)
    assert {int(people.track_ids[0]) for people in frames} == {0}


def test_doubtful_boxes_keep_a_track_alive() -> None:
    truth = walker(60, speed_xy=(3, 2))
    doubtful = {(0, i) for i in range(10, 50)}
    frames = whole(clip_of([truth], doubtful=doubtful))
    assert {int(people.track_ids[0]) for people in frames} == {0}
    assert [p.sources[0] == Source.LOW_SCORE for p in frames[10:50]] == [True] * 40


def test_doubtful_boxes_before_the_first_sure_one_belong_to_it() -> None:
    truth = walker(20)
    frames = whole(clip_of([truth], doubtful={(0, i) for i in range(8)}))
    assert [len(people) for people in frames] == [1] * 20
    assert {int(people.track_ids[0]) for people in frames} == {0}


@pytest.mark.parametrize(
    ("doubtful_frames", "kept"), [(1, False), (3, False), (4, True), (30, True)]
)
def test_doubtful_boxes_alone_need_support(doubtful_frames: int, kept: bool) -> None:
    truth = walker(40)
    missed = {(0, i) for i in range(doubtful_frames, 40)}
    doubtful = {(0, i) for i in range(doubtful_frames)}
    frames = whole(clip_of([truth], missed, doubtful))
    assert sum(len(p) for p in frames) == (doubtful_frames if kept else 0)


def test_lone_sure_detection_is_its_own_track() -> None:
    truth = walker(10)
    frames = whole(clip_of([truth], {(0, i) for i in range(10) if i != 4}))
    assert [len(people) for people in frames] == [0] * 4 + [1] + [0] * 5
    assert frames[4].track_ids.tolist() == [0]


@pytest.mark.parametrize("hidden", [0, 4, 10])
def test_crossing_people_keep_their_ids(hidden: int) -> None:
    right = walker(61, (100, 200), (5, 0), 30)
    left = walker(61, (400, 205), (-5, 0), 30)
    behind = {(1, 30 - hidden // 2 + i) for i in range(hidden)}
    frames = whole(clip_of([right, left], behind))
    np.testing.assert_allclose(boxes_of(frames, 0)[60], right[60])
    np.testing.assert_allclose(boxes_of(frames, 1)[60], left[60])
    assert sorted(boxes_of(frames, 1)) == list(range(61))


def test_look_decides_where_motion_cannot() -> None:
    apart = clip_of([walker(10, (100, 100), (0, 0)), walker(10, (130, 100), (0, 0))])
    close = clip_of([walker(10, (112, 100), (0, 0)), walker(10, (118, 100), (0, 0))])
    looks = [np.array([[0.1], [0.9]], np.float32)] * 10
    looks += [np.array([[0.9], [0.1]], np.float32)] * 10
    linked = link(apart + close, times_of(20), looks=looks)
    assert link(apart + close, times_of(20))[10].track_ids.tolist() == [0, 1]
    assert linked[10].track_ids.tolist() == [1, 0]


def test_slow_cameras_link_people_who_move_by_their_own_size() -> None:
    truth = walker(21, speed_xy=(12, 0), size=10)
    linked = link(clip_of([truth]), times_of(21, rate=7))
    assert {int(people.track_ids[0]) for people in linked} == {0}


def test_cut_ends_tracks() -> None:
    frames = whole(clip_of([walker(20, speed_xy=(0, 0))]), cuts=(10,))
    assert [int(people.track_ids[0]) for people in frames] == [0] * 10 + [1] * 10


def test_gap_over_a_cut_is_not_filled() -> None:
    clip = clip_of([walker(20, speed_xy=(0, 0))], {(0, 9), (0, 10)})
    frames = whole(clip, cuts=(10,))
    assert [len(people) for people in frames] == [1] * 9 + [0, 0] + [1] * 9


def test_margins_surround_a_track_and_follow_its_motion() -> None:
    truth = walker(40)
    missed = {(0, i) for i in range(40) if not 15 <= i < 25}
    frames = whole(clip_of([truth], missed), margin_s=0.2)
    assert sorted(boxes_of(frames, 0)) == list(range(10, 30))
    for index in (10, 14, 25, 29):
        assert frames[index].sources.tolist() == [Source.MARGIN]
        np.testing.assert_allclose(frames[index].boxes_xyxy[0], truth[index], 1e-5)


def test_margins_stop_at_cuts_and_at_the_ends() -> None:
    missed = {(0, i) for i in range(40) if not 15 <= i < 25}
    clip = clip_of([walker(40)], missed)
    frames = whole(clip, cuts=(13, 27), margin_s=10)
    assert sorted(boxes_of(frames, 0)) == list(range(13, 27))
    assert sorted(boxes_of(whole(clip, margin_s=10), 0)) == list(range(40))


def test_margins_end_where_the_person_leaves_the_frame() -> None:
    truth = walker(10, (1176, 300), (8, 0), 24)
    clip = [*clip_of([truth]), *[People.nobody()] * 20]
    frames = whole(clip, margin_s=1.0)
    found = boxes_of(frames, 0)
    assert found[11].tolist() == [1264, 300, 1280, 324]
    assert max(found) == 12  # the left side would reach 1280 in frame 13


def test_tracks_of_different_people_are_not_joined_over_a_gap() -> None:
    first, second = walker(40, speed_xy=(0, 0)), walker(40, (300, 100), (0, 0))
    missed = {(0, i) for i in range(15, 40)} | {(1, i) for i in range(20)}
    frames = whole(clip_of([first, second], missed))
    assert [len(people) for people in frames] == [1] * 15 + [0] * 5 + [1] * 20
    assert frames[39].track_ids.tolist() == [1]


def test_sixty_people_keep_sixty_ids() -> None:
    rng = np.random.default_rng(3)
    starts = [(60 + 110 * (i % 10), 60 + 100 * (i // 10)) for i in range(60)]
    walkers = [walker(25, s, tuple(rng.uniform(-1.5, 1.5, 2)), 14) for s in starts]
    missed = {(int(i), int(t)) for i, t in rng.integers((0, 1), (60, 24), (200, 2))}
    frames = whole(clip_of(walkers, missed))
    assert [len(people) for people in frames] == [60] * 25
    for people in frames:
        np.testing.assert_allclose(
            people.boxes_xyxy[0], walkers[int(people.track_ids[0])][0], atol=40
        )
    last = frames[-1].boxes_xyxy
    np.testing.assert_allclose(last, np.array(walkers)[:, -1], rtol=1e-4)


def test_order_of_people_in_a_frame_does_not_matter() -> None:
    walkers = [walker(30, (100, 100 + 60 * i), (3, 0)) for i in range(4)]
    clip = clip_of(walkers)
    rng = np.random.default_rng(0)
    shuffled = [people[rng.permutation(4)] for people in clip]
    for people in link(shuffled, times_of(30)):
        rank = np.argsort(people.track_ids)
        first = link(shuffled, times_of(30))[0]
        np.testing.assert_allclose(
            people.boxes_xyxy[rank, 1],
            first.boxes_xyxy[np.argsort(first.track_ids), 1],
        )


def test_people_with_a_track_keep_it() -> None:
    clip = clip_of([walker(10), walker(10, (600, 300))])
    known = [replace(people, track_ids=np.array([7, -1], np.int64)) for people in clip]
    for people in link(known, times_of(10)):
        assert people.track_ids.tolist() == [7, 8]


def test_inputs_stay_as_they_are() -> None:
    clip = clip_of([walker(10)], {(0, 5)})
    before = [people.boxes_xyxy.copy() for people in clip]
    whole(clip, margin_s=1)
    for people, boxes in zip(clip, before, strict=True):
        assert (people.track_ids == -1).all()
        np.testing.assert_array_equal(people.boxes_xyxy, boxes)


def test_uneven_times_are_respected() -> None:
    times = np.array([0.0, 0.04, 0.08, 0.2, 0.24, 0.28])
    truth = (100 + times * 100)[:, None] + np.array([0, 0, 20, 20])
    clip = [
        People.of_boxes(truth[i : i + 1].astype(np.float32), np.ones(1, np.float32))
        if i != 3
        else People.nobody()
        for i in range(6)
    ]
    frames = fill(link(clip, times), times, SIZE_WH, margin_s=0)
    np.testing.assert_allclose(frames[3].boxes_xyxy[0], truth[3], 1e-5)


def with_landmarks(people: People, offset: float) -> People:
    shape = np.linspace(0, 1, LANDMARK_COUNT)[:, None] * [1, 0.5] + [0, offset]
    corner = people.boxes_xyxy[:, None, :2]
    size = people.boxes_xyxy[:, None, 2:] - corner
    return replace(
        people,
        landmarks=(corner + shape * size).astype(np.float32),
        presence=np.full(len(people), 0.9, np.float32),
    )


def test_filled_landmarks_keep_their_place_in_the_box_and_change_evenly() -> None:
    clip = clip_of([walker(11)], {(0, i) for i in range(1, 10)})
    clip[0], clip[10] = with_landmarks(clip[0], 0.1), with_landmarks(clip[10], 0.5)
    frames = whole(clip)
    middle = with_landmarks(clip_of([walker(11)])[5], 0.3)
    np.testing.assert_allclose(frames[5].landmarks, middle.landmarks, rtol=1e-4)
    assert frames[5].presence.tolist() == [np.float32(0.9)]


def test_margins_hold_the_landmarks_in_the_moving_box() -> None:
    clip = clip_of([walker(20)], {(0, i) for i in range(10, 20)})
    clip = [with_landmarks(people, 0.2) if len(people) else people for people in clip]
    frames = whole(clip, margin_s=0.2)
    expected = with_landmarks(clip_of([walker(20)])[13], 0.2)
    np.testing.assert_allclose(frames[13].landmarks, expected.landmarks, rtol=1e-4)


def test_failed_landmarks_inside_a_track_come_from_the_neighbours() -> None:
    clip = [with_landmarks(people, 0.2) for people in clip_of([walker(9)])]
    expected = clip[4].landmarks
    clip[4] = clip_of([walker(9)])[4]
    frames = whole(clip)
    np.testing.assert_allclose(frames[4].landmarks, expected, rtol=1e-4)
    assert frames[4].sources.tolist() == [Source.DETECTED]


def test_landmarks_are_not_carried_far() -> None:
    clip = clip_of([walker(60, speed_xy=(1, 0))])
    clip[0] = with_landmarks(clip[0], 0.2)
    has = [bool(people.has_landmarks[0]) for people in whole(clip)]
    assert has == [i / RATE <= 0.5 for i in range(60)]


def test_margin_over_a_detected_face_is_left_out() -> None:
    long, short = walker(30, speed_xy=(0, 0), size=60), walker(30, (115, 115), (0, 0))
    clip = clip_of([long, short], {(1, i) for i in range(5, 30)})
    frames = whole(clip, margin_s=1.0)
    assert [len(people) for people in frames] == [2] * 5 + [1] * 25


def test_settings_change_the_longest_gap() -> None:
    truth = walker(60, speed_xy=(0, 0))
    clip = clip_of([truth], {(0, 20 + i) for i in range(25)})
    settings = LinkSettings(longest_gap_s=0.5)
    ids = {
        int(i) for p in link(clip, times_of(60), settings=settings) for i in p.track_ids
    }
    assert ids == {0, 1}
