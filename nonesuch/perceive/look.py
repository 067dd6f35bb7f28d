"""How people look from afar, in few numbers that are kept for linking only."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image
from nonesuch.perceive.merge import clipped

_CELLS = 3
_AROUND = 0.5
LENGTH = _CELLS * _CELLS * 3


def looks_of(image: Image, boxes_xyxy: Floats) -> Floats:
    """Colours of 3x3 cells of each box and half its size around, ``(n, 27)``, 0 to 1.

    Hair, collar and shoulders tell people apart at sizes where the face does not.
    """
    height, width = image.shape[:2]
    grown = boxes_xyxy + _AROUND * (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2])[
        :, [0, 1, 0, 1]
    ] * np.array([-1, -1, 1, 1], np.float32)
    corners = np.round(clipped(grown, (width, height))).astype(int)
    looks = np.zeros((len(boxes_xyxy), LENGTH), np.float32)
    for look, (x0, y0, x1, y1) in zip(looks, corners, strict=True):
        if x1 > x0 and y1 > y0:
            cells = cv2.resize(
                image[y0:y1, x0:x1], (_CELLS, _CELLS), interpolation=cv2.INTER_AREA
            )
            look[:] = cells.reshape(-1) / np.float32(255)
    return looks
