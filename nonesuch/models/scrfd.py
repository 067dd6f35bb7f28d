"""SCRFD-2.5G: the best small faces, by weights that may not be used commercially."""

from __future__ import annotations

import numpy as np
import openvino
from openvino import opset13 as op

from nonesuch.models.detections import Detections, best_of_overlapping, padded
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import ANY, Array, Network, read, reshape, taking_pixels
from nonesuch.nouns import Image

_STRIDES = (8, 16, 32)
_ANCHORS = 2


class Scrfd:
    """Finds faces from 8 px up; those above 70 % of the picture only when shrunk."""

    def __init__(self, precision: str = "bf16", threads: int | None = None) -> None:
        model = read(path_of("scrfd"))
        _follow_the_input(model)
        reshape(model, [(1, 3, ANY, ANY)])
        self._network = Network(
            taking_pixels(model, mean=127.5, scale=128.0),
            precision=precision,
            threads=threads,
        )

    def detect(
        self, image: Image, score_threshold: float = 0.4, overlap: float = 0.4
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


def _follow_the_input(model: openvino.Model) -> None:
    """Doubles what the file enlarges to sizes that are those of a 640 px picture."""
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Interpolate":
            doubled = op.interpolate(
                node.input_value(0),
                np.array([2, 2], np.float32),
                mode="nearest",
                shape_calculation_mode="scales",
                coordinate_transformation_mode="asymmetric",
                nearest_mode="floor",
                axes=np.array([2, 3], np.int64),
            )
            node.output(0).replace(doubled.output(0))


def _decoded(
    outputs: list[Array], stride: int, columns: int, score_threshold: float
) -> Detections:
    """One level: score, distances to the box's sides and points of each anchor."""
    scores, distances, offsets = (output[0] for output in outputs)
    anchors = np.flatnonzero(scores[:, 0] >= score_threshold)
    cells = anchors // _ANCHORS
    origins = np.stack([cells % columns, cells // columns], -1).astype(np.float32)
    sides = distances[anchors]
    corners = np.concatenate([origins - sides[:, :2], origins + sides[:, 2:]], 1)
    points = origins[:, None] + offsets[anchors].reshape(-1, 5, 2)
    return Detections(corners * stride, scores[anchors, 0], points * stride)
