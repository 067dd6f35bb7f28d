"""What the surroundings of a face say of its place, and how that goes through a video.

Guessed frame by frame, light and shade tremble several times as much as they do in
life.  A video is therefore looked at a few times a second, and every frame takes a mean
of what was seen around its time, before and after, so that nothing lags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from nonesuch.nouns import Floats
from nonesuch.replace.harmonize import Recipe

LOOK_EVERY_S = 0.25
_WIDTH_S = 0.5
"""Standard deviation of the weights in time."""
_FARTHEST = 3.0
_OUTLINE_SIZE = 64
"""Side of what is kept of an outline: memory."""


@dataclass(frozen=True)
class Grain:
    """Noise of a face in grey levels: ``fixed`` goes with the face, ``fresh`` is new.

    ``pattern`` is the seed of the fixed part.
    """

    fresh: float
    fixed: float = 0.0
    pattern: int = 0


@dataclass(frozen=True)
class HeadPlace:
    """A whole head's place: ``gain (3,)`` of its colors in linear light.

    ``person (s, s)`` is the opacity of who was there, None where nobody looked.
    """

    gain: Floats
    person: Floats | None

    def outline(self, size: int) -> Floats | None:
        """The opacity in ``(size, size)`` pixels."""
        if self.person is None:
            return None
        wide = self.person.astype(np.float32)
        if len(wide) != size:
            wide = cv2.resize(wide, (size, size), interpolation=cv2.INTER_LINEAR)
        return np.asarray(wide, np.float32)


@dataclass(frozen=True)
class Ambience:
    """One face's place: ``light (32, 32, 3)`` of 0 to 255 in the hole, and the grain.

    ``recipe`` is the harmonizer's, None for faces that go without; ``contrast`` is what
    the stand-in's detail is raised to, ``blur`` its blur in sides of the crop, ``rim
    (32, 32, 3)`` what its pixels are multiplied by, None for nothing; ``head`` is known
    where the whole head is replaced.
    """

    light: Floats
    grain: Grain
    has_color: bool
    recipe: Recipe | None
    contrast: float = 1.0
    blur: float = 0.0
    rim: Floats | None = None
    head: HeadPlace | None = None


@dataclass
class Course:
    """What was seen around one track, at some frames in their order."""

    indices: list[int] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    seen: list[Ambience] = field(default_factory=list)

    def is_due(self, time_s: float) -> bool:
        """Whether the last look is long enough ago."""
        return not self.times_s or time_s - self.times_s[-1] >= LOOK_EVERY_S - 1e-6

    def note(self, index: int, time_s: float, ambience: Ambience) -> None:
        """Keeps what was seen in a frame."""
        recipe = ambience.recipe
        if recipe is not None:
            ambience = replace(ambience, recipe=_compact(recipe))
        if ambience.rim is not None:
            ambience = replace(ambience, rim=_half(ambience.rim))
        if ambience.head is not None:
            ambience = replace(ambience, head=_compact_head(ambience.head))
        self.indices.append(index)
        self.times_s.append(time_s)
        self.seen.append(ambience)

    def at(self, index: int) -> Ambience:
        """The mean around a frame, which need not be one that was looked at."""
        times = np.array(self.times_s)
        away = times - np.interp(index, self.indices, times)
        nearest = np.abs(away).min()
        # Relative to the nearest: far from all of them the weights would all be 0.
        shares = np.exp(-0.5 * (away**2 - nearest**2) / _WIDTH_S**2)
        near = np.flatnonzero(np.abs(away) <= nearest + _FARTHEST * _WIDTH_S)
        return mixed([self.seen[i] for i in near], shares[near].astype(np.float32))


def in_video(ambience: Ambience, fresh: float, pattern: int) -> Ambience:
    """With the grain split: what is new in every frame, and what stays."""
    whole = ambience.grain.fresh
    new = min(fresh, whole)
    fixed = float(np.sqrt(whole**2 - new**2))
    return replace(ambience, grain=Grain(new, fixed, pattern))


def mixed(ambiences: Sequence[Ambience], shares: Floats) -> Ambience:
    """The weighted mean of at least one ambience; ``shares`` need not sum to 1."""
    weights = shares / shares.sum()
    one = ambiences[0].grain
    grain = Grain(
        _mean([each.grain.fresh for each in ambiences], weights),
        _mean([each.grain.fixed for each in ambiences], weights),
        one.pattern,
    )
    return Ambience(
        _weighted([each.light for each in ambiences], weights),
        grain,
        any(each.has_color for each in ambiences),
        _mixed_recipes([each.recipe for each in ambiences], weights),
        _mean([each.contrast for each in ambiences], weights),
        _mean([each.blur for each in ambiences], weights),
        _mixed_rims([each.rim for each in ambiences], weights),
        _mixed_heads([each.head for each in ambiences], weights),
    )


def _mixed_recipes(recipes: Sequence[Recipe | None], weights: Floats) -> Recipe | None:
    """The mean of those that are there; in a track that grows the first are missing."""
    there = [recipe for recipe in recipes if recipe is not None]
    if not there:
        return None
    kept = weights[[recipe is not None for recipe in recipes]]
    kept = kept / kept.sum()
    return Recipe(
        _weighted([recipe.paint for recipe in there], kept),
        _weighted([recipe.share for recipe in there], kept),
    )


def _mixed_rims(rims: Sequence[Floats | None], weights: Floats) -> Floats | None:
    there = [rim for rim in rims if rim is not None]
    kept = weights[[rim is not None for rim in rims]]
    return _weighted(there, kept / kept.sum()) if there else None


def _mixed_heads(
    heads: Sequence[HeadPlace | None], weights: Floats
) -> HeadPlace | None:
    there = [head for head in heads if head is not None]
    if not there:
        return None
    gain = _weighted([head.gain for head in there], weights)
    seen = [head.person for head in there if head.person is not None]
    kept = weights[[head.person is not None for head in there]]
    person = _weighted(seen, kept / kept.sum()) if seen else None
    return HeadPlace(gain, person)


def _compact_head(head: HeadPlace) -> HeadPlace:
    if head.person is None:
        return head
    side = (_OUTLINE_SIZE, _OUTLINE_SIZE)
    small = cv2.resize(head.person, side, interpolation=cv2.INTER_AREA)
    return replace(head, person=np.asarray(small, np.float16))


def _compact(recipe: Recipe) -> Recipe:
    return Recipe(_half(recipe.paint), _half(recipe.share))


def _half(values: Floats) -> Floats:
    """In half precision: half of the memory."""
    return np.asarray(values, np.float16)


def _weighted(arrays: Sequence[Floats], weights: Floats) -> Floats:
    total = np.zeros(arrays[0].shape, np.float32)
    for array, weight in zip(arrays, weights, strict=True):
        total += weight * array
    return total


def _mean(values: Sequence[float], weights: Floats) -> float:
    return float(np.dot(np.array(values, np.float32), weights))
