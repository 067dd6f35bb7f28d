"""Masks of polygons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def filled(points: Floats, size_wh: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels ``(h, w)`` whose centers lie inside a polygon ``(k, 2)``.

    Where it crosses itself, what it goes around twice is outside.
    """
    width, height = size_wh
    centers = np.arange(height)[:, None] + 0.5
    x0, y0 = points.T
    x1, y1 = np.roll(points, -1, 0).T
    row, edge = np.nonzero((y0 <= centers) != (y1 <= centers))
    share = (centers[row, 0] - y0[edge]) / (y1 - y0)[edge]
    crossing = x0[edge] + share * (x1 - x0)[edge]
    column = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.int64)
    crossings = np.zeros((height, width + 1), np.int64)
    np.add.at(crossings, (row, column), 1)
    result: NDArray[np.bool_] = np.cumsum(crossings, 1)[:, :width] % 2 == 1
    return result
