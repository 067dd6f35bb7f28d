"""The recognizer of the gate: dlib's ResNet, which had no part in any replacement.

Similarity is ``1 - distance`` of the descriptors: 1 for the same picture, 0.4 where
dlib itself draws the line between two people, below 0 for the most different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.models.dlib_resnet import DESCRIPTOR_SIZE, NAME, DlibResNet
from nonesuch.nouns import Bools, Floats, Image, People
from nonesuch.prove.chips import chip_frames, cut_chips, face_size_px, share_inside

THRESHOLDS = (
    (8.0, 0.621),
    (12.0, 0.559),
    (16.0, 0.534),
    (24.0, 0.513),
    (32.0, 0.503),
    (48.0, 0.498),
    (64.0, 0.493),
)
"""Face size in pixels and the similarity that 1 in 10,000 pairs of strangers reaches.

Measured by ``python benchmarks/calibrate_threshold.py DATA`` on all pairs between the
185 development identities of LFW, shrunk to each size; linear in between.  The smaller
the faces, the more all look alike, so the higher the line.  Of pairs of one person in
two photographs 81 % reach it at 64 px, 70 % at 24 px, 39 % at 16 px, 3 % at 8 px.
"""

CLOSE_LINES = (
    (8.0, 0.411),
    (12.0, 0.344),
    (16.0, 0.306),
    (24.0, 0.274),
    (32.0, 0.263),
    (48.0, 0.255),
    (64.0, 0.253),
)
"""The similarity that 1 in 5 pairs of strangers reaches, from the same pairs."""

LEAST_SHARE_INSIDE = 0.25
"""A face of which less lies in the picture cannot be embedded."""


@dataclass(frozen=True)
class Embeddings:
    """What a recognizer makes of ``n`` faces; never stored, never in a report.

    ``vectors`` is ``(n, 128)``, NaN for a face that could not be embedded;
    ``face_px`` the side of each face in pixels; ``by_landmarks`` says which were
    aligned by landmarks, the others by their box.
    """

    vectors: Floats
    face_px: Floats
    by_landmarks: Bools

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, index: Any) -> Embeddings:
        """Those that a mask, slice or index array selects."""
        return Embeddings(
            self.vectors[index], self.face_px[index], self.by_landmarks[index]
        )


class Recognizer:
    """Embeds faces; keep one, since it holds the compiled network.

    In "f32" the evidence is reproducible; "bf16" takes half the time, and moves
    similarities by up to 0.006 (all pairs of 150 faces of LFW).
    """

    name = NAME

    def __init__(self, precision: str = "f32", threads: int | None = None) -> None:
        self._network = DlibResNet(precision, threads)

    def embed(self, image: Image, people: People) -> Embeddings:
        """The faces at these places of a picture, aligned by their landmarks or box.

        To compare an anonymized face with its original, embed both pictures with the
        same ``people``: the alignment is then the same to the bit.
        """
        frames = chip_frames(people.boxes_xyxy, people.landmarks)
        inside = [
            index
            for index, frame in enumerate(frames)
            if share_inside(frame, image.shape[:2]) >= LEAST_SHARE_INSIDE
        ]
        vectors = np.full((len(frames), DESCRIPTOR_SIZE), np.nan, np.float32)
        vectors[inside] = self._network(cut_chips(image, [frames[i] for i in inside]))
        face_px = np.array([face_size_px(frame) for frame in frames], np.float32)
        return Embeddings(vectors, face_px, people.has_landmarks)


def similarity(one: Floats, other: Floats) -> Floats:
    """``1 - distance`` of vectors ``(..., 128)``; NaN where one of them is NaN."""
    distance: Floats = np.linalg.norm(one - other, axis=-1)
    return np.asarray(1 - distance, np.float32)


def threshold(face_px: float) -> float:
    """From this similarity on, two faces of this size count as the same person.

    >>> threshold(12.0), threshold(14.0), threshold(500.0)
    (0.559, 0.5465, 0.493)
    """
    return _at_size(THRESHOLDS, face_px)


def close_line(face_px: float) -> float:
    """From this similarity on, faces of this size are as alike as few strangers are.

    >>> close_line(64.0)
    0.253
    """
    return _at_size(CLOSE_LINES, face_px)


def _at_size(lines: Sequence[tuple[float, float]], face_px: float) -> float:
    sizes, values = zip(*lines, strict=True)
    return round(float(np.interp(face_px, sizes, values)), 4)
