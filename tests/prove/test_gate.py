"""Keep, retry or cover: the gate's decisions and verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.nouns import Floats, People, Verdict
from nonesuch.prove.gate import Decision, decide, verdict, verdicts
from nonesuch.prove.recognizer import (
    Embeddings,
    Recognizer,
    close_line,
    threshold,
)

PASS = Verdict("toy", 0.2, 0.5)
FAIL = Verdict("toy", 0.5, 0.5)
BLIND = Verdict("toy", None, 0.5)
CLOSE = Verdict("toy", 0.3, 0.5, 0.3)
FAR = Verdict("toy", 0.2, 0.5, 0.3)


@pytest.mark.parametrize(
    ("verdicts", "can_retry", "decision"),
    [
        ([PASS], True, Decision.KEEP),
        ([PASS], False, Decision.KEEP),
        ([FAIL], True, Decision.RETRY),
        ([FAIL], False, Decision.COVER),
        ([FAIL, PASS], True, Decision.KEEP),
        ([FAIL] * 3, True, Decision.RETRY),
        ([FAIL] * 3 + [PASS], True, Decision.KEEP),
        ([FAIL] * 4, True, Decision.COVER),
        ([BLIND], True, Decision.COVER),
        ([FAIL, BLIND], True, Decision.COVER),
    ],
)
def test_three_further_identities_then_cover(
    verdicts: list[Verdict], can_retry: bool, decision: Decision
) -> None:
    assert decide(verdicts, can_retry) is decision


@pytest.mark.parametrize(
    ("verdicts", "decision"),
    [
        ([FAR], Decision.KEEP),
        ([CLOSE], Decision.RETRY),
        ([CLOSE] * 3, Decision.RETRY),
        ([CLOSE] * 4, Decision.KEEP),
        ([FAIL] * 3 + [CLOSE], Decision.RETRY),
        ([CLOSE] * 3 + [FAIL], Decision.RETRY),
        ([CLOSE] * 3 + [FAIL] * 4, Decision.COVER),
        ([CLOSE, BLIND], Decision.COVER),
    ],
)
def test_close_one_is_passed_over_where_one_can_choose(
    verdicts: list[Verdict], decision: Decision
) -> None:
    assert decide(verdicts, can_choose=True) is decision


def test_close_one_is_kept_where_one_cannot_choose() -> None:
    assert decide([CLOSE]) is Decision.KEEP
    assert decide([CLOSE], can_retry=False, can_choose=True) is Decision.KEEP


def test_close_line_lies_below_the_threshold_and_falls_with_size() -> None:
    sizes = np.linspace(4, 200, 99)
    lines = np.array([close_line(size) for size in sizes])
    assert (lines < np.array([threshold(size) for size in sizes]) - 0.15).all()
    assert (np.diff(lines) <= 0).all()


def test_nothing_is_decided_without_a_verdict() -> None:
    with pytest.raises(ValueError, match="no verdict yet"):
        decide([])


def embeddings(vectors: Floats, face_px: float) -> Embeddings:
    n = len(vectors)
    return Embeddings(vectors, np.full(n, face_px, np.float32), np.ones(n, bool))


def test_verdict_fails_at_the_threshold_and_passes_below_it() -> None:
    original = embeddings(np.zeros((3, 128), np.float32), 64.0)
    moved = np.zeros((3, 128), np.float32)
    moved[:, 0] = 0.0, 0.506, 0.508
    replaced = embeddings(moved, 64.0)
    verdicts = [verdict(original, replaced, index) for index in range(3)]
    assert [v.passed for v in verdicts] == [False, False, True]
    assert verdicts[0].similarity == 1 and verdicts[0].threshold == 0.493


def test_face_that_cannot_be_embedded_never_passes() -> None:
    original = embeddings(np.zeros((1, 128), np.float32), 64.0)
    replaced = embeddings(np.full((1, 128), np.nan, np.float32), 64.0)
    blind = verdict(original, replaced, 0)
    assert blind.similarity is None and not blind.passed


def test_threshold_is_that_of_the_original_face_size() -> None:
    original = embeddings(np.zeros((1, 128), np.float32), 12.0)
    replaced = embeddings(np.ones((1, 128), np.float32), 64.0)
    assert verdict(original, replaced, 0).threshold == 0.559


def test_second_round_looks_at_the_chosen_people_only() -> None:
    recognizer = Recognizer()
    image = np.random.default_rng(0).integers(0, 256, (80, 200, 3), np.uint8)
    people = People.of_boxes(
        np.array([[10, 10, 50, 60], [60, 10, 100, 60], [120, 10, 160, 60]], np.float32),
        np.ones(3, np.float32),
    )
    original = recognizer.embed(image, people)
    changed = image.copy()
    changed[:, 55:110] = 128
    first = verdicts(recognizer, original, changed, people)
    assert [v.similarity == 1 for v in first] == [True, False, True]
    chosen = np.array([False, True, True])
    second = verdicts(recognizer, original[chosen], changed, people[chosen])
    assert second == first[1:]
