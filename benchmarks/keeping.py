"""How often skin, age and sex are of the same group after replacing, kept or not.

    python benchmarks/keeping.py DATA/lfw --people 60

One picture a person of the development half; the same measurement on the original and
on the result.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np

from nonesuch.apparent import Beholder
from nonesuch.casting import Casting
from nonesuch.measure import contenders
from nonesuch.measure.album import album_of, thinned
from nonesuch.measure.faces import Face, faces_of
from nonesuch.measure.store import Store
from nonesuch.replace.identity import (
    AGE_EDGES_YEARS,
    KEEPABLE,
    SKIN_EDGES,
    Appearance,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=Path, help="one folder a person, or ID_*.jpg")
    parser.add_argument("--people", type=int, default=60)
    given = parser.parse_args()
    shots = thinned(album_of(given.faces, "development"), given.people, 1)
    faces, _ = faces_of(shots, Store(), lambda *_: None)
    beholder = Beholder(KEEPABLE)
    before = [beholder.wanted(face.image(), face.landmarks) for face in faces]
    say("without --keep", before, after(faces, beholder))
    kept = partial(Casting, beholder=beholder)
    with patch.object(contenders, "Casting", kept):
        say("--keep skin,age,sex", before, after(faces, beholder))


def after(faces: Sequence[Face], beholder: Beholder) -> list[Appearance]:
    contender = contenders.by_method("person")
    return [
        beholder.wanted(contender.make(face, face.image(), 0), face.landmarks)
        for face in faces
    ]


def say(name: str, before: Sequence[Appearance], now: Sequence[Appearance]) -> None:
    groups = np.array([groups_of(one) for one in before])
    same = (groups == np.array([groups_of(one) for one in now])).mean(0)
    shares = ", ".join(
        f"{what} {100 * share:.0f} %"
        for what, share in zip(KEEPABLE, same, strict=True)
    )
    pairs = list(zip(before, now, strict=True))
    light = np.mean([abs(_of(a.lightness) - _of(b.lightness)) for a, b in pairs])
    years = np.mean([abs(_of(a.age_years) - _of(b.age_years)) for a, b in pairs])
    print(f"{name}: same group {shares}; L* apart by {light:.1f}, age by {years:.1f}")


def groups_of(one: Appearance) -> tuple[int, int, int]:
    return (
        int(np.digitize(_of(one.lightness), SKIN_EDGES)),
        int(np.digitize(_of(one.age_years), AGE_EDGES_YEARS)),
        int(_of(one.maleness) >= 0.5),
    )


def _of(value: float | None) -> float:
    return float("nan") if value is None else value


if __name__ == "__main__":
    main()
