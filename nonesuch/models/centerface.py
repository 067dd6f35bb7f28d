"""CenterFace (MIT): faces as peaks of a map at a quarter of the picture's size."""

from __future__ import annotations

import numpy as np

from nonesuch.models.detections import Detections, best_of_overlapping, padded
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import ANY, Array, Network, read, reshape, taking_pixels
from nonesuch.nouns import Image

_STRIDE = 4


class CenterFace:
    """Finds faces; slower than YuNet, with errors of its own: a good second look."""

    def __init__(self, precision: str = "bf16", threads: int | None = None) -> None:
        model = read(path_of("centerface"))
        reshape(model, [(1, 3, ANY, ANY)])
        self._network = Network(
            taking_pixels(model),
            precision=precision,
            threads=threads,
            one_at_a_time=True,
        )

    def detect(
        self, image: Image, score_threshold: float = 0.35, overlap: float = 0.3
    ) -> Detections:
        """The faces that score at least ``score_threshold``."""
        heat, scales, offsets, points = (
            output[0] for output in self._network(padded(image))
        )
        found = _decoded(heat[0], scales, offsets, points, score_threshold)
        return best_of_overlapping(found, overlap)


def _decoded(
    heat: Array,
    scales: Array,
    offsets: Array,
    points: Array,
    score_threshold: float,
) -> Detections:
    """Maps ``(c, h, w)`` of y before x, but in ``points``, in units of the box."""
    rows, columns = np.nonzero(heat >= score_threshold)
    cells = np.stack([columns, rows], -1).astype(np.float32)
    sizes = np.exp(scales[::-1, rows, columns].T) * _STRIDE
    centres = (cells + offsets[::-1, rows, columns].T + 0.5) * _STRIDE
    corners = np.concatenate([centres - sizes / 2, centres + sizes / 2], 1)
    places_yx = points[:, rows, columns].T.reshape(-1, 5, 2)
    points5 = places_yx[..., ::-1] * sizes[:, None] + corners[:, None, :2]
    return Detections(corners, heat[rows, columns], points5)
