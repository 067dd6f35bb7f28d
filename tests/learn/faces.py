"""Small made-up faces for the tests of training: nobody is on them."""

from __future__ import annotations

import numpy as np

from nonesuch.face_points import COUNT, MESH_INDICES, OUTLINE, points
from nonesuch.learn.data import Faces
from nonesuch.nouns import Floats

_FEATURES = {
    33: (0.34, 0.45), 133: (0.44, 0.45), 159: (0.39, 0.43), 145: (0.39, 0.47),
    362: (0.56, 0.45), 263: (0.66, 0.45), 386: (0.61, 0.43), 374: (0.61, 0.47),
    468: (0.39, 0.45), 473: (0.61, 0.45), 1: (0.5, 0.58), 61: (0.42, 0.7),
    291: (0.58, 0.7), 13: (0.5, 0.69), 14: (0.5, 0.71), 70: (0.32, 0.4),
    105: (0.38, 0.38), 107: (0.45, 0.4), 336: (0.55, 0.4), 334: (0.62, 0.38),
    300: (0.68, 0.4),
}  # fmt: skip


def landmarks() -> Floats:
    """A frontal face ``(92, 2)`` in crop units."""
    placed = np.full((COUNT, 2), (0.5, 0.6), np.float32)
    angle = np.linspace(0, 2 * np.pi, len(OUTLINE), endpoint=False)
    oval = np.stack([0.5 + 0.27 * np.sin(angle), 0.54 - 0.33 * np.cos(angle)], -1)
    placed[points(OUTLINE)] = oval
    for mesh_index, place in _FEATURES.items():
        placed[MESH_INDICES.index(mesh_index)] = place
    return placed


def made_up(count: int, seed: int = 0) -> Faces:
    """Noise with a face's landmarks and random codes."""
    rng = np.random.default_rng(seed)
    codes = rng.standard_normal((count, 128)).astype(np.float32)
    return Faces(
        rng.integers(0, 256, (count, 128, 128, 3), dtype=np.uint8),
        np.repeat(landmarks()[None], count, 0),
        codes / np.linalg.norm(codes, axis=1, keepdims=True),
        np.arange(count),
    )
