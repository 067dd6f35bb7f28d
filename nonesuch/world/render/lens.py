"""Pictures through a bent lens, taken from the larger picture of a pinhole."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.nouns import Singles
from nonesuch.world.render.view import View, undistorted

_KEPT = 4


class Lens:
    """Where the pixels of bent pictures lie in the pinhole's; the last few are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[float, ...], Singles] = OrderedDict()

    def source_pixels(self, view: View) -> Singles:
        """``(h, w, 2)``: where each pixel's center lies in the larger picture."""
        key = (*view.intrinsics.ravel(), *view.camera.distortion)
        if key not in self._known:
            self._known[key] = _source_pixels(view)
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return self._known[key]

    def bent(self, view: View, layer: NDArray[Any]) -> NDArray[Any]:
        """A layer ``(H, W, ...)`` of the pinhole, as the camera's nearest pixels."""
        if not view.is_bent:
            return layer
        width, height = view.size_wh
        places = self.source_pixels(view).astype(np.intp)
        columns, rows = places[..., 0], places[..., 1]
        nearest = rows.clip(0, height - 1) * width + columns.clip(0, width - 1)
        flat = layer.reshape(width * height, *layer.shape[2:])
        return np.asarray(flat.take(nearest, 0))


def _source_pixels(view: View) -> Singles:
    width, height = view.camera.size_wh
    u, v = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    places = undistorted(view.camera, np.stack([u, v], -1)) + np.array(view.margin_xy)
    return np.asarray(places, np.float32)
