"""Pictures through a bent lens, taken from the larger picture of a pinhole."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.nouns import Singles
from nonesuch.world.render.view import View, undistorted

_KEPT = 4


@dataclass(frozen=True, eq=False)
class _Sources:
    """Where the bent picture's pixels come from."""

    pixels: Singles  # (h, w, 2)
    nearest: NDArray[np.intp]  # (h, w), into the flattened larger picture


class Lens:
    """Where the pixels of bent pictures lie in the pinhole's; the last few are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[float, ...], _Sources] = OrderedDict()

    def source_pixels(self, view: View) -> Singles:
        """``(h, w, 2)``: where each pixel's center lies in the larger picture."""
        return self._sources(view).pixels

    def bent(self, view: View, layer: NDArray[Any]) -> NDArray[Any]:
        """A layer ``(H, W, ...)`` of the pinhole, as the camera's nearest pixels."""
        if not view.is_bent:
            return layer
        flat = layer.reshape(layer.shape[0] * layer.shape[1], *layer.shape[2:])
        return np.asarray(flat.take(self._sources(view).nearest, 0))

    def _sources(self, view: View) -> _Sources:
        key = (*view.intrinsics.ravel(), *view.camera.distortion)
        if key not in self._known:
            self._known[key] = _sources(view)
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return self._known[key]


def _sources(view: View) -> _Sources:
    width, height = view.camera.size_wh
    u, v = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    pixels = undistorted(view.camera, np.stack([u, v], -1)) + np.array(view.margin_xy)
    columns, rows = np.moveaxis(np.floor(pixels).astype(np.intp), -1, 0)
    columns = columns.clip(0, view.size_wh[0] - 1)
    rows = rows.clip(0, view.size_wh[1] - 1)
    nearest = rows * view.size_wh[0] + columns
    return _Sources(np.asarray(pixels, np.float32), nearest)
