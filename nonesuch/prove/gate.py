"""The gate: may a replaced face stay, is another one tried, or is it covered?"""

from __future__ import annotations

import enum
from collections.abc import Sequence

import numpy as np

from nonesuch.nouns import Image, People, Verdict
from nonesuch.prove.recognizer import (
    Embeddings,
    Recognizer,
    close_line,
    similarity,
    threshold,
)

FURTHER_ATTEMPTS = 3
"""Identities that are tried after the first one failed, and again as many after one
that passed but is close to whom it replaces."""


class Decision(enum.Enum):
    """What happens to a face after its latest verdict."""

    KEEP = "keep"
    RETRY = "retry"
    COVER = "cover"


def decide(
    verdicts: Sequence[Verdict], can_retry: bool = True, can_choose: bool = False
) -> Decision:
    """What follows from the verdicts on a face's attempts so far, oldest first.

    A method without identities (``can_retry`` false) has one attempt only.  A face
    that cannot be embedded is covered at once: no other identity would change that.
    Where one ``can_choose``, somebody who passes but looks more like the person than
    most strangers do is passed over while attempts are left, and kept afterwards.
    """
    if not verdicts:
        raise ValueError("There is no verdict yet, so nothing can be decided.")
    latest = verdicts[-1]
    tried = sum(verdict.passed == latest.passed for verdict in verdicts)
    has_more = can_retry and tried <= FURTHER_ATTEMPTS
    if latest.passed:
        is_passed_over = can_choose and latest.is_close and has_more
        return Decision.RETRY if is_passed_over else Decision.KEEP
    if has_more and latest.similarity is not None:
        return Decision.RETRY
    return Decision.COVER


def verdict(original: Embeddings, replaced: Embeddings, index: int) -> Verdict:
    """Whether the person ``index`` of the original is recognizable in the result."""
    value = float(similarity(original.vectors[index], replaced.vectors[index]))
    face_px = float(original.face_px[index])
    return Verdict(
        recognizer=Recognizer.name,
        similarity=value if np.isfinite(value) else None,
        threshold=threshold(face_px),
        close=close_line(face_px),
    )


def verdicts(
    recognizer: Recognizer, original: Embeddings, result: Image, people: People
) -> list[Verdict]:
    """One verdict a person, of a result picture against the originals' embeddings.

    ``people`` are those that ``original`` was embedded with, in the same order; for
    another round pass ``original[chosen]`` and ``people[chosen]``.
    """
    replaced = recognizer.embed(result, people)
    return [verdict(original, replaced, index) for index in range(len(people))]
