"""YOLOX-tiny of HumanArt (Apache-2.0): whole people in a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Network, read, taking_pixels
from nonesuch.nouns import Floats, Image

SIDE = 416
_PADDING = 114


class YoloxPeople:
    """``people(image) -> boxes and scores``; overlapping boxes are dropped inside."""

    def __init__(self, precision: str = "f32", threads: int | None = None) -> None:
        model = taking_pixels(read(path_of("yolox_tiny")), bgr=True)
        self._network = Network(model, precision=precision, threads=threads)

    def __call__(self, image: Image, score_threshold: float = 0.05) -> Floats:
        """Boxes xyxy in pixels with their score, ``(n, 5)``, the most certain first."""
        square, scale = fitted(image)
        found = self._network(square[None])[0][0]
        found = found[found[:, 4] >= score_threshold]
        found = found[np.argsort(-found[:, 4], kind="stable")]
        boxes = np.concatenate([found[:, :4] / scale, found[:, 4:]], 1)
        return np.asarray(boxes, np.float32)


def fitted(image: Image) -> tuple[NDArray[np.uint8], float]:
    """The picture shrunk or grown into the square's top left corner, and by how much.

    >>> fitted(np.zeros((480, 640, 3), np.uint8))[1]
    0.65
    """
    height, width = image.shape[:2]
    scale = min(SIDE / height, SIDE / width)
    size_wh = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(image, size_wh, interpolation=cv2.INTER_LINEAR)
    square = np.full((SIDE, SIDE, 3), _PADDING, np.uint8)
    square[: size_wh[1], : size_wh[0]] = small
    return square, scale
