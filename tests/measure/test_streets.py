"""Tracker and scores on small made-up streets; the official tools do the scoring."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.measure.street_clip import street_clip_of
from nonesuch.measure.street_scores import average_precision, track_scores
from nonesuch.measure.tracker import Tracked, Tracker


def walkers(frames: int = 20) -> list[Tracked]:
    """Two people who walk towards and past each other in two lanes."""
    found = []
    for step in range(frames):
        boxes = [
            (10 + 5 * step, 10, 30 + 5 * step, 60),
            (110 - 5 * step, 80, 130 - 5 * step, 130),
        ]
        found.append(Tracked(np.array(boxes, np.float32), np.array([3, 8])))
    return found


def detected(people: Tracked, score: float = 0.9) -> np.ndarray:
    scores = np.full((len(people.boxes_xyxy), 1), score, np.float32)
    return np.concatenate([people.boxes_xyxy, scores], 1)


def test_truth_against_itself_is_perfect() -> None:
    scores = track_scores(walkers(), walkers())
    assert (scores.hota, scores.mota, scores.idf1) == pytest.approx((1, 1, 1))
    assert scores.switches == 0
    ap, ap50 = average_precision(walkers(), [detected(p) for p in walkers()])
    assert (ap, ap50) == pytest.approx((1, 1))


def test_tracker_follows_both_walkers() -> None:
    tracker = Tracker(25)
    tracked = [tracker.follow(detected(people)) for people in walkers()]
    scores = track_scores(walkers(), tracked)
    assert scores.idf1 == pytest.approx(1) and scores.switches == 0


def test_one_missing_person_of_two_by_hand() -> None:
    half = [Tracked(p.boxes_xyxy[:1], p.track_ids[:1]) for p in walkers()]
    scores = track_scores(walkers(), half)
    # MOTA: 20 of 40 boxes missed; IDF1: 2 * 20 / (40 + 20); DetA 20 / 40, AssA 1
    assert scores.mota == pytest.approx(0.5)
    assert scores.idf1 == pytest.approx(2 / 3)
    assert scores.detection == pytest.approx(0.5)
    assert scores.hota == pytest.approx(np.sqrt(0.5))


def test_swapped_identities_are_one_switch_each() -> None:
    swapped = [
        Tracked(p.boxes_xyxy, p.track_ids[::-1] if step >= 10 else p.track_ids)
        for step, p in enumerate(walkers())
    ]
    scores = track_scores(walkers(), swapped)
    assert scores.switches == 2
    assert scores.mota == pytest.approx(1 - 2 / 40)
    assert scores.idf1 == pytest.approx(0.5)


def test_nothing_found_scores_nothing() -> None:
    nobody = [Tracked(p.boxes_xyxy[:0], p.track_ids[:0]) for p in walkers()]
    scores = track_scores(walkers(), nobody)
    assert (scores.hota, scores.idf1) == (0, 0)
    none = [np.zeros((0, 5), np.float32) for _ in walkers()]
    assert average_precision(walkers(), none) == (0, 0)


def test_a_false_box_before_the_true_one_halves_precision() -> None:
    truth = [Tracked(np.array([[0, 0, 10, 10]], np.float32), np.array([1]))]
    boxes = [np.array([[50, 50, 60, 60, 0.9], [0, 0, 10, 10, 0.5]], np.float32)]
    assert average_precision(truth, boxes)[1] == pytest.approx(0.5, abs=0.01)


def test_tracker_bridges_a_gap_and_takes_doubtful_boxes() -> None:
    tracker, ids = Tracker(25), []
    for step, people in enumerate(walkers()):
        boxes = detected(people, 0.2 if 5 <= step < 8 else 0.9)
        if 10 <= step < 14:
            boxes = boxes[:0]
        ids.append(tracker.follow(boxes).track_ids.tolist())
    assert ids[0] == ids[6] == [1, 2] and sorted(ids[15]) == [1, 2]
    assert ids[11] == []


def test_late_person_is_told_from_the_second_frame_on() -> None:
    tracker = Tracker(25)
    one = np.array([[0, 0, 10, 20, 0.9]], np.float32)
    assert len(tracker.follow(one[:0]).track_ids) == 0
    assert len(tracker.follow(one).track_ids) == 0
    assert len(tracker.follow(one).track_ids) == 1


def test_doubtful_boxes_begin_no_track() -> None:
    tracker = Tracker(25)
    one = np.array([[0, 0, 10, 20, 0.3]], np.float32)
    assert all(len(tracker.follow(one).track_ids) == 0 for _ in range(3))


def street(folder: Path, labels: str, info: str) -> Path:
    (folder / "gt").mkdir()
    (folder / "gt" / "gt.txt").write_text(labels)
    (folder / "seqinfo.ini").write_text(info)
    (folder / "clip.mp4").write_bytes(b"\0\0\0\x18ftypmp42")
    return folder


GOOD = "[Sequence]\nname=x\nseqLength=3\nframeRate=7\nimWidth=640\nimHeight=480\n"


def test_labels_count_pixels_from_one_and_leave_out_what_does_not_count(
    tmp_path: Path,
) -> None:
    labels = "1,4,11,21,30,40,1,-1,-1,-1\n3,4,1,1,2,2,0,-1,-1,-1\n"
    clip = street_clip_of(street(tmp_path, labels, GOOD))
    assert clip.frame_rate == 7 and len(clip.truth) == 3
    assert clip.truth[0].boxes_xyxy.tolist() == [[10, 20, 40, 60]]
    assert clip.truth[0].track_ids.tolist() == [4]
    assert len(clip.truth[2].track_ids) == 0
    assert len(street_clip_of(tmp_path, 2).truth) == 2


def test_what_is_no_street_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no gt/gt\.txt"):
        street_clip_of(tmp_path)
    street(tmp_path, "1,2,3\n", GOOD)
    with pytest.raises(Refusal, match="line 1: expected 9 or 12 columns"):
        street_clip_of(tmp_path)
    (tmp_path / "seqinfo.ini").write_text("nothing here")
    with pytest.raises(Refusal, match="is no sequence information"):
        street_clip_of(tmp_path)
    (tmp_path / "clip.mp4").unlink()
    with pytest.raises(Refusal, match="holds no video"):
        street_clip_of(tmp_path)
