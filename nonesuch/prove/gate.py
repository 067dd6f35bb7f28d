"""The gate: may a replaced face stay, is another one tried, or is it covered?"""

from __future__ import annotations

import enum
from collections.abc import Sequence

import numpy as np

from nonesuch.nouns import Image, People, Verdict
from nonesuch.prove.recognizer import Embeddings, Recognizer, similarity, threshold

FURTHER_ATTEMPTS = 3
"""Identities that are tried after the first one failed."""


class Decision(enum.Enum):
    """What happens to a face after its latest verdict."""

    KEEP = "keep"
    RETRY = "retry"
    COVER = "cover"


def decide(verdicts: Sequence[Verdict], can_retry: bool = True) -> Decision:
    """What follows from the verdicts on a face's attempts so far, oldest first.

    A method without identities (``can_retry`` false) has one attempt only.  A face
    that cannot be embedded is covered at once: no other identity would change that.
    """
    if not verdicts:
        raise ValueError("There is no verdict yet, so nothing can be decided.")
    latest = verdicts[-1]
    if latest.passed:
        return Decision.KEEP
    attempts_left = FURTHER_ATTEMPTS + 1 - len(verdicts)
    if can_retry and attempts_left > 0 and latest.similarity is not None:
        return Decision.RETRY
    return Decision.COVER


def verdict(original: Embeddings, replaced: Embeddings, index: int) -> Verdict:
    """Whether the person ``index`` of the original is recognizable in the result."""
    value = float(similarity(original.vectors[index], replaced.vectors[index]))
    return Verdict(
        recognizer=Recognizer.name,
        similarity=value if np.isfinite(value) else None,
        threshold=threshold(float(original.face_px[index])),
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
