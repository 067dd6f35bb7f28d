"""What every face detector returns, and what they share on the way there."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats, Image

STRIDE = 32
"""Detectors shrink a picture in steps of 2 up to this factor."""


class Detections(NamedTuple):
    """The ``n`` faces of a picture, the most certain first.

    ``points5`` are, as one looks at the picture of an upright face, the left eye, the
    right eye, the tip of the nose, the left and the right corner of the mouth.  All in
    pixels; boxes and points may reach beyond the picture.
    """

    boxes_xyxy: Floats  # (n, 4)
    scores: Floats  # (n,), 0 to 1
    points5: Floats  # (n, 5, 2)


class Detector(Protocol):
    """A network that finds faces in a picture of any size."""

    def detect(self, image: Image, score_threshold: float = ...) -> Detections: ...


def padded(image: Image) -> NDArray[np.uint8]:
    """The picture as a batch of one ``(1, h, w, 3)``, black added at right and bottom.

    ``h`` and ``w`` become multiples of :data:`STRIDE`; coordinates stay as they are.
    """
    height, width = image.shape[:2]
    bottom, right = -height % STRIDE, -width % STRIDE
    if bottom or right:
        image = cv2.copyMakeBorder(image, 0, bottom, 0, right, cv2.BORDER_CONSTANT)
    return np.ascontiguousarray(image)[None]


def best_of_overlapping(found: Detections, overlap: float) -> Detections:
    """The detections that no better one overlaps by more (intersection over union)."""
    boxes_xywh = found.boxes_xyxy.astype(np.float64)
    boxes_xywh[:, 2:] -= boxes_xywh[:, :2]
    kept = cv2.dnn.NMSBoxes(boxes_xywh.tolist(), found.scores.tolist(), 0.0, overlap)
    order = np.asarray(kept, np.int64).reshape(-1)
    return Detections(*(values[order] for values in found))
