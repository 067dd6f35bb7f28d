"""From a few sliders to the shape of a body: MakeHuman's macro targets, and stature."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nonesuch.world.body.targets import TargetBank
from nonesuch.world.nouns import Floats

SEXES = ("female", "male")
ORIGINS = ("african", "asian", "caucasian")
_AGES = ("baby", "child", "young", "old")
_DEGREES = ("min", "average", "max")
_BISECTIONS = 40


@dataclass(frozen=True)
class BodyShape:
    """Sliders from 0 to 1; ``age`` 0 means 1 year, 0.1875 10, 0.5 25 and 1 90 years.

    ``details`` are weights of single targets by name, mostly of the face.
    """

    sex: str = "female"
    age: float = 0.5
    muscle: float = 0.5
    weight: float = 0.5
    proportions: float = 0.5
    cup: float = 0.5
    origin: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)  # as ORIGINS
    details: Mapping[str, float] = field(default_factory=dict)


def macro_names() -> Iterator[str]:
    """All macro targets there could be; some combinations have no file."""
    for sex, age in itertools.product(SEXES, _AGES):
        yield from (f"macrodetails/{origin}-{sex}-{age}" for origin in ORIGINS)
        for muscle, weight in itertools.product(_DEGREES, _DEGREES):
            stem = f"{sex}-{age}-{muscle}muscle-{weight}weight"
            yield f"macrodetails/universal-{stem}"
            for shape in ("ideal", "uncommon"):
                yield f"macrodetails/proportions/{stem}-{shape}proportions"
            for end in ("min", "max"):
                yield f"macrodetails/height/{stem}-{end}height"
            for cup in _DEGREES:
                yield f"breast/{stem}-{cup}cup-averagefirmness"


def shaped_dm(
    bank: TargetBank,
    neutral_dm: Floats,
    skin: slice,
    shape: BodyShape,
    stature_m: float,
) -> Floats:
    """Vertices ``(v, 3)`` of a body of exactly this barefoot height.

    The height slider is solved for the stature, as the mesh is linear in it; beyond its
    ends the whole body is scaled.  ``skin`` are the vertices that the stature counts.
    """
    stems = _stems(shape)
    names = [*_terms(shape, stems), *shape.details.items()]
    middle = neutral_dm + bank.sum_dm(names, len(neutral_dm))
    taller = bool(_height_m(middle[skin]) < stature_m)
    end = "max" if taller else "min"
    heights = [(f"macrodetails/height/{stem}-{end}height", w) for stem, w in stems]
    step = bank.sum_dm(heights, len(neutral_dm))
    share = _solved_share(middle[skin, 1], step[skin, 1], stature_m, taller)
    body = middle + share * step
    result: Floats = body * (stature_m / _height_m(body[skin]))
    return result


def _height_m(points_dm: Floats) -> float:
    return float(np.ptp(points_dm[:, 1])) * 0.1


def _solved_share(
    middle: Floats, step: Floats, stature_m: float, taller: bool
) -> float:
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        share = (low + high) / 2
        above = np.ptp(middle + share * step) * 0.1 > stature_m
        low, high = (low, share) if above == taller else (share, high)
    return (low + high) / 2


def _stems(shape: BodyShape) -> list[tuple[str, float]]:
    ages = _blend(shape.age, dict(zip(_AGES, (0.0, 0.1875, 0.5, 1.0), strict=True)))
    muscles, weights = _degrees(shape.muscle), _degrees(shape.weight)
    return [
        (f"{shape.sex}-{age}-{muscle}muscle-{weight}weight", a * m * w)
        for (age, a), (muscle, m), (weight, w) in itertools.product(
            ages, muscles, weights
        )
    ]


def _terms(
    shape: BodyShape, stems: list[tuple[str, float]]
) -> Iterator[tuple[str, float]]:
    ages = _blend(shape.age, dict(zip(_AGES, (0.0, 0.1875, 0.5, 1.0), strict=True)))
    total = sum(shape.origin)
    for age, share in ages:
        for origin, part in zip(ORIGINS, shape.origin, strict=True):
            yield f"macrodetails/{origin}-{shape.sex}-{age}", share * part / total
    ideal = 2 * shape.proportions - 1
    name = "idealproportions" if ideal > 0 else "uncommonproportions"
    for stem, share in stems:
        yield f"macrodetails/universal-{stem}", share
        yield f"macrodetails/proportions/{stem}-{name}", share * abs(ideal)
        for cup, part in _degrees(shape.cup):
            yield f"breast/{stem}-{cup}cup-averagefirmness", share * part


def _degrees(value: float) -> list[tuple[str, float]]:
    return _blend(value, dict(zip(_DEGREES, (0.0, 0.5, 1.0), strict=True)))


def _blend(value: float, stops: Mapping[str, float]) -> list[tuple[str, float]]:
    """Weights of the two stops around a value."""
    names, places = list(stops), list(stops.values())
    k = int(np.clip(np.searchsorted(places, value) - 1, 0, len(places) - 2))
    part = float(np.clip((value - places[k]) / (places[k + 1] - places[k]), 0, 1))
    return [(names[k], 1 - part), (names[k + 1], part)]
