"""The last look: a second detector searches finished pictures for forgotten faces."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.models.centerface import CenterFace
from nonesuch.models.detections import Detector
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.perceive.views import tiles

SCORE_THRESHOLD = 0.5
DILATION = 1.25
LEAST_COVERED = 0.5
LEAST_OVERLAP = 0.3

# At once the network would need 100 bytes and more for every pixel.
_TILE_SIDE_PX = 2560
_TILE_OVERLAP_PX = 320


class LeakScan:
    """Looks over finished pictures; keep one, since it holds the compiled network.

    ``scale`` shrinks the picture before the search; ``every`` is the distance in
    frames between two searches of a video.  What both cost in recall is measured by
    ``benchmarks/leak_scan.py``.  Larger pictures are searched in tiles, since the
    network's memory grows with them.
    """

    def __init__(
        self,
        detector: Detector | None = None,
        scale: float = 1.0,
        every: int = 1,
        tile_side_px: int = _TILE_SIDE_PX,
    ) -> None:
        self._detector = detector or CenterFace()
        self._tile_side_px = tile_side_px
        self._scale = scale
        self._every = every

    def leaks(self, result: Image, accounted_xyxy: Floats, index: int = 0) -> Floats:
        """Boxes ``(k, 4)`` of faces in a finished picture that nobody accounts for.

        ``accounted_xyxy`` ``(n, 4)`` are the regions that were replaced or covered.
        ``index`` is that of the frame; frames between two searches have no leaks.
        """
        if index % self._every:
            return np.zeros((0, 4), np.float32)
        found = self._boxes_of(self._shrunk(result))
        height, width = result.shape[:2]
        boxes = np.clip(found / self._scale, 0, [width, height] * 2)
        boxes = boxes.astype(np.float32)
        inside = (boxes[:, 2:] > boxes[:, :2]).all(1)
        leaking: Floats = boxes[inside & ~is_accounted(boxes, accounted_xyxy)]
        return leaking

    def _boxes_of(self, image: Image) -> Floats:
        # A face on an overlap is found twice, which covering does not mind.
        return np.concatenate(
            [
                view.boxes_in_frame(
                    self._detector.detect(view.image, SCORE_THRESHOLD).boxes_xyxy
                )
                for view in tiles(image, 1.0, self._tile_side_px, _TILE_OVERLAP_PX)
            ]
        )

    def _shrunk(self, image: Image) -> Image:
        if self._scale == 1:
            return image
        factor = self._scale
        small: Image = cv2.resize(
            image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA
        )
        return small


def is_accounted(boxes_xyxy: Floats, accounted_xyxy: Floats) -> Bools:
    """Which of the boxes ``(k, 4)`` belong to a known region, ``(k,)``.

    A face is accounted for if half of its box lies in one region grown by a quarter,
    or if it overlaps that grown region by 0.3 (intersection over union).
    """
    if not len(boxes_xyxy) or not len(accounted_xyxy):
        return np.zeros(len(boxes_xyxy), bool)
    regions = dilated(accounted_xyxy, DILATION)
    low = np.maximum(boxes_xyxy[:, None, :2], regions[None, :, :2])
    high = np.minimum(boxes_xyxy[:, None, 2:], regions[None, :, 2:])
    common = np.maximum(high - low, 0).prod(2)
    area, area_of_region = _areas(boxes_xyxy)[:, None], _areas(regions)[None]
    covered = common / area >= LEAST_COVERED
    overlapping = common / (area + area_of_region - common) >= LEAST_OVERLAP
    accounted: Bools = (covered | overlapping).any(1)
    return accounted


def dilated(boxes_xyxy: Floats, factor: float) -> Floats:
    """The boxes grown about their centres, each side ``factor`` times as long."""
    centres = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    halves = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) / 2 * factor
    return np.concatenate([centres - halves, centres + halves], 1).astype(np.float32)


def _areas(boxes_xyxy: Floats) -> Floats:
    sides = np.maximum(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 1e-6)
    area: Floats = sides.prod(1)
    return area
