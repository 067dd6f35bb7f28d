"""Which people can be drawn alone in one picture together: those who do not overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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


def certainly_foremost(boxes_xyxy: Floats, depths_m: Floats) -> NDArray[np.bool_]:
    """For each of the people ``(n,)``: no other person can hide a part of them.

    ``depths_m`` ``(n, 2)`` is the nearest and farthest of each.
    """
    low, high = _whole_pixels(boxes_xyxy)
    touch = (low[:, None] < high[None]).all(-1) & (high[:, None] > low[None]).all(-1)
    may_hide = touch & (depths_m[None, :, 0] <= depths_m[:, None, 1])
    np.fill_diagonal(may_hide, False)
    return np.asarray(~may_hide.any(1), np.bool_)


def _whole_pixels(boxes_xyxy: Floats) -> tuple[Floats, Floats]:
    return np.floor(boxes_xyxy[:, :2]), np.ceil(boxes_xyxy[:, 2:])


def _is_free(low: Floats, high: Floats, layer: list[int], person: int) -> bool:
    apart = (low[layer] >= high[person]) | (high[layer] <= low[person])
    return bool(apart.any(1).all())
