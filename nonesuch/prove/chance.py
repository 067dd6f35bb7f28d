"""The chance floor: how alike results are to originals that they have nothing from."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from nonesuch.nouns import Floats
from nonesuch.prove.recognizer import similarity

KEPT_FACES = 200
KEPT_PAIRS = 2000


class ChanceFloor:
    """Keeps a random few faces of a run, whatever its length, to permute them later."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._seen = 0
        self._kept: list[tuple[Hashable, Floats, Floats]] = []

    def add(self, who: Hashable, original: Floats, result: Floats) -> None:
        """Offers one face: who it is, and its two vectors ``(d,)``; NaN is refused."""
        if not (np.isfinite(original).all() and np.isfinite(result).all()):
            return
        self._seen += 1
        if len(self._kept) < KEPT_FACES:
            self._kept.append((who, original, result))
        elif (place := int(self._rng.integers(self._seen))) < KEPT_FACES:
            self._kept[place] = (who, original, result)

    def similarities(
        self, names: dict[Hashable, Hashable] | None = None
    ) -> list[float]:
        """Similarity of results to originals of others, at most 2,000 random pairs.

        ``names`` says who people turned out to be, where that was not known at first.
        """
        known = names or {}
        people = [known.get(who, who) for who, _, _ in self._kept]
        pairs = [
            (one, other)
            for one, person in enumerate(people)
            for other, stranger in enumerate(people)
            if person != stranger
        ]
        if len(pairs) > KEPT_PAIRS:
            chosen = self._rng.choice(len(pairs), KEPT_PAIRS, replace=False)
            pairs = [pairs[place] for place in chosen]
        if not pairs:
            return []
        results = np.stack([self._kept[one][2] for one, _ in pairs])
        originals = np.stack([self._kept[other][1] for _, other in pairs])
        return [float(value) for value in similarity(results, originals)]
