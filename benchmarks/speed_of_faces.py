"""Milliseconds a face of the three networks and of a whole stand-in.

    python benchmarks/speed_of_faces.py

Eight noise crops at once and one; eight faces of 100 px in one picture.  The best of
eight runs is printed: other work on the machine only ever makes it slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from nonesuch.face_points import mean_face
from nonesuch.replace.context import expectations
from nonesuch.replace.harmonize import SIZE, recipes
from nonesuch.replace.painter import painted
from nonesuch.replace.person import person
from nonesuch.replace.region import region_of_face
from nonesuch.replace.standin import shipped

_FACES = 8
_RUNS = 8
_FACE_PX = 100


def main() -> None:
    rng = np.random.default_rng(0)
    for count in (_FACES, 1):
        crops = rng.integers(0, 256, (count, SIZE, SIZE, 3), dtype=np.uint8)
        holes = np.zeros((count, SIZE, SIZE), np.float32)
        holes[:, 15:55, 15:50] = 1
        took_ms = best_ms(partial(recipes, crops, holes, crops, holes))
        print(f"harmonizer, {count} at once: {took_ms / count:.1f} ms a face")
        took_ms = best_ms(partial(expectations, crops, holes))
        print(f"context, {count} at once: {took_ms / count:.1f} ms a face")
        small, hidden = crops[:, ::2, ::2], holes[:, ::2, ::2]
        took_ms = best_ms(partial(painted, small, hidden))
        print(f"light, {count} at once: {took_ms / count:.1f} ms a face")
    image = rng.integers(0, 256, (480, 960, 3), dtype=np.uint8)
    regions = []
    for place in range(_FACES):
        corner = np.array([240 * (place % 4) + 50, 240 * (place // 4) + 50])
        landmarks = (mean_face() * 1.5 * _FACE_PX + corner).astype(np.float32)
        box = np.concatenate([landmarks.min(0), landmarks.max(0)])
        regions.append(region_of_face(box, landmarks, (480, 960)))
    people = [shipped().table[place] for place in range(_FACES)]
    took_ms = best_ms(lambda: person(image, regions, people, range(_FACES)))
    print(f"stand-in of {_FACE_PX} px: {took_ms / _FACES:.1f} ms a face")


def best_ms(work: Callable[[], object]) -> float:
    """The shortest of several runs, after one to warm up."""
    work()
    took = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return 1000 * min(took)


if __name__ == "__main__":
    main()
