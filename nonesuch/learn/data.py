"""Training faces: shards on disk, and batches that depend on seed and step only.

A shard is an ``.npz`` with ``crops`` uint8 ``(n, 128, 128, 3)``, ``landmarks``
``(n, 92 or 478, 2)`` in crop units, ``embeddings (n, 128)`` and ``index (n,)``.
The embedding is the recognizer's code averaged over views of the person that share
neither light nor fringe, so that these are not painted as part of the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.errors import Refusal
from nonesuch.face_points import COUNT, LEFT_EYE, MESH_INDICES, RIGHT_EYE, points
from nonesuch.learn.augment import Augmentation, augmented, moved_parts
from nonesuch.nouns import Floats, Image, Ints
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.pose_points import pose_points

HELD_OUT = 128
"""The first faces of the shards are never trained on."""
_FEATURES = (points(LEFT_EYE), points(RIGHT_EYE), points((13, 14)))
_FEATURE_WEIGHTS = (3.0, 3.0, 1.5)
_FEATURE_WIDTH = 0.05
_RIM = 0.03
_NOBODY_SHARE = 0.33


@dataclass(frozen=True)
class Faces:
    """Aligned faces of people who do not exist."""

    crops: Image
    landmarks: Floats
    codes: Floats
    index: Ints

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, places: slice | Ints) -> Faces:
        return Faces(
            self.crops[places],
            self.landmarks[places],
            self.codes[places],
            self.index[places],
        )


@dataclass(frozen=True)
class Batch:
    """One training step's arrays; the first half keeps its own code or nobody's.

    ``pictures (n, s, s, 3)`` and ``masks``, ``weights``, ``rims (n, s, s)`` float32,
    pictures -1 to 1; ``own_codes`` are the pictures', ``codes`` those to be painted.
    """

    pictures: Floats
    masks: Floats
    weights: Floats
    rims: Floats
    landmarks: Floats
    points: Floats
    own_codes: Floats
    codes: Floats


def load(folder: Path) -> Faces:
    """All faces of a folder's shards, in the order of their names."""
    parts = [_read(path) for path in sorted(folder.glob("faces_*.npz"))]
    if not parts:
        raise Refusal(
            f"{folder} holds no faces_*.npz. Make them with "
            "'python -m nonesuch.learn.sample', then train."
        )
    return Faces(
        np.concatenate([part.crops for part in parts]),
        np.concatenate([part.landmarks for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.index for part in parts]),
    )


def draw(faces: Faces, size: int, count: int, seed: int, step: int) -> Batch:
    """The batch of a step, augmented; the same for the same seed and step."""
    rng = np.random.default_rng([seed, step])
    chosen = rng.integers(0, len(faces), count)
    examples = [_example(rng, faces, int(i), size) for i in chosen]
    pictures, masks, weights, rims, landmarks, poses = (
        np.stack(values) for values in zip(*examples, strict=True)
    )
    own = faces.codes[chosen]
    codes = own.copy()
    half = count // 2
    codes[half:] = faces.codes[rng.integers(0, len(faces), count - half)]
    rims[:half] = 0
    nobody = np.flatnonzero(rng.random(half) < _NOBODY_SHARE)
    nobody = nobody[nobody > 0]  # the first face always keeps its own code
    own[nobody] = codes[nobody] = average_code(faces)
    return Batch(pictures, masks, weights, rims, landmarks, poses, own, codes)


def _example(
    rng: np.random.Generator, faces: Faces, place: int, size: int
) -> tuple[Floats, ...]:
    setting = Augmentation.drawn(rng)
    picture, landmarks = augmented(
        rng, faces.crops[place], faces.landmarks[place], size, setting
    )
    mask = mask_of_face(landmarks, size, setting.mask_margin)
    inner = mask_of_face(landmarks, size, setting.mask_margin - _RIM)
    weight = mask * feature_weight(landmarks, size)
    points_shown = moved_parts(rng, pose_points(landmarks))
    scaled = picture.astype(np.float32) / np.float32(127.5) - np.float32(1)
    return scaled, mask, weight, mask - inner, landmarks, points_shown


def average_code(faces: Faces) -> Floats:
    """The unit code of nobody in particular: skin and light as the context suggests."""
    mean = faces.codes.mean(0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def feature_weight(landmarks: Floats, size: int) -> Floats:
    """1 plus more around eyes and mouth, ``(size, size)``."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    total = np.ones((size, size), np.float32)
    for places, weight in zip(_FEATURES, _FEATURE_WEIGHTS, strict=True):
        x, y = landmarks[places].mean(0)
        apart = (axis[None] - x) ** 2 + (axis[:, None] - y) ** 2
        total += weight * np.exp(-apart / np.float32(2 * _FEATURE_WIDTH**2))
    return total


def _read(path: Path) -> Faces:
    with np.load(path) as shard:
        landmarks = shard["landmarks"].astype(np.float32)
        if landmarks.shape[1] != COUNT:
            landmarks = landmarks[:, list(MESH_INDICES)]
        return Faces(
            shard["crops"],
            landmarks,
            shard["embeddings"].astype(np.float32),
            shard["index"].astype(np.int64),
        )


def resized(crops: Image, size: int) -> Image:
    """Crops at another size, averaged when shrinking."""
    if crops.shape[1] == size:
        return crops
    small = [cv2.resize(c, (size, size), interpolation=cv2.INTER_AREA) for c in crops]
    return np.stack(small)
