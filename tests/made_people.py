"""A small table of people for tests: two founders and a child of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from nonesuch.face_points import mean_face
from nonesuch.replace.people_table import CODE_LENGTH, VIEWS

FOUNDERS, CHILDREN = 2, 1


def arrays() -> dict[str, Any]:
    rng = np.random.default_rng(3)
    pictures = []
    for _ in range(FOUNDERS * VIEWS):
        coarse = rng.integers(0, 255, (8, 8, 3), np.uint8)
        _, encoded = cv2.imencode(".webp", cv2.resize(coarse, (256, 256)))
        pictures.append(encoded.ravel())
    people = FOUNDERS + CHILDREN
    return {
        "encoded": np.concatenate(pictures),
        "ends": np.cumsum([len(one) for one in pictures]),
        "landmarks": np.tile(mean_face(), (FOUNDERS, VIEWS, 1, 1)).astype(np.float16),
        "codes": np.eye(people, CODE_LENGTH, dtype=np.float16),
        "lightness": np.linspace(40, 60, people).astype(np.float16),
        "parents": np.array([[0, 1, 0, 1, 1, 0]], np.int16),
    }


def written(folder: Path, **changed: Any) -> Path:
    path = folder / "people.npz"
    values = {k: v for k, v in (arrays() | changed).items() if v is not None}
    np.savez(path, **values)
    return path
