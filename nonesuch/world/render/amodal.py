"""Which people can be drawn alone in one picture together: those who do not overlap."""

from __future__ import annotations

import numpy as np

from nonesuch.camera import Floats


def layers_of(boxes_xyxy: Floats) -> list[list[int]]:
    """People by layer, so that the boxes ``(n, 4)`` within a layer are disjoint.

    Boxes are widened to whole pixels, so that no two people share one.
    """
    low, high = _whole_pixels(boxes_xyxy)
    layers: list[list[int]] = []
    for person in range(len(boxes_xyxy)):
        layer = next((x for x in layers if _is_free(low, high, x, person)), None)
        if layer is None:
            layers.append([person])
        else:
            layer.append(person)
    return layers


def _whole_pixels(boxes_xyxy: Floats) -> tuple[Floats, Floats]:
    return np.floor(boxes_xyxy[:, :2]), np.ceil(boxes_xyxy[:, 2:])


def _is_free(low: Floats, high: Floats, layer: list[int], person: int) -> bool:
    apart = (low[layer] >= high[person]) | (high[layer] <= low[person])
    return bool(apart.any(1).all())
