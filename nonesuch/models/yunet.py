"""YuNet, the small face detector of OpenCV's model zoo (MIT), decoded in numpy."""

from __future__ import annotations

import numpy as np

from nonesuch.models.detections import (
    Detections,
    best_of_overlapping,
    padded,
)
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import ANY, Array, Network, read, reshape, taking_pixels
from nonesuch.nouns import Image

_STRIDES = (8, 16, 32)


class YuNet:
    """Finds faces of about 10 to 300 px; larger ones in a shrunken picture."""

    def __init__(self, precision: str = "bf16", threads: int | None = None) -> None:
        model = read(path_of("yunet"))
        reshape(model, [(1, 3, ANY, ANY)])
        self._network = Network(
            taking_pixels(model, bgr=True), precision=precision, threads=threads
        )

    def detect(
        self, image: Image, score_threshold: float = 0.6, overlap: float = 0.3
    ) -> Detections:
        """The faces that score at least ``score_threshold``."""
        batch = padded(image)
        outputs = self._network(batch)
        width = batch.shape[2]
        levels = [
            _decoded(outputs[level::3], stride, width // stride, score_threshold)
            for level, stride in enumerate(_STRIDES)
        ]
        found = Detections(*map(np.concatenate, zip(*levels, strict=True)))
        return best_of_overlapping(found, overlap)


def _decoded(
    outputs: list[Array], stride: int, columns: int, score_threshold: float
) -> Detections:
    """One level: class, object, box and points of each cell, row by row."""
    class_scores, object_scores, boxes, points = (output[0] for output in outputs)
    scores = np.sqrt(class_scores.clip(0, 1) * object_scores.clip(0, 1))[:, 0]
    cells = np.flatnonzero(scores >= score_threshold)
    origins = np.stack([cells % columns, cells // columns], -1).astype(np.float32)
    centres = (origins + boxes[cells, :2]) * stride
    halves = np.exp(boxes[cells, 2:]) * (stride / 2)
    corners = np.concatenate([centres - halves, centres + halves], 1)
    offsets = points[cells].reshape(-1, 5, 2)
    return Detections(corners, scores[cells], (offsets + origins[:, None]) * stride)
