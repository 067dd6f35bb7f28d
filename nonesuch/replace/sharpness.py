"""How sharp a place is, by the edges around the hole: the stand-in must not be sharper.

A step that is blurred by s has, blurred once more by s0, a gradient that is smaller by
``sqrt(1 + (s0 / s)^2)`` (Zhuo and Sim 2011); the strongest edges tell s.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image

_AGAIN_PX = 1.0
_MARGIN = 0.07
"""Of the crop's side: what is nearer to the hole may be face."""
_EDGES = 95.0
"""From this percentile of the gradients on a place counts as an edge."""
_SHARPEST = 25.0
"""Not all edges are in the plane of the face: this percentile of their blurs counts."""
_FEWEST, _LEAST_GRADIENT = 24, 0.02
_OWN_PX = 1.05
"""What sharp pictures and stand-ins come to, since not every edge is a step."""
_LARGEST_PX = 6.0
_VISIBLE_PX = 0.3
_SMALLEST_SIZE, _LARGEST_SIZE = 48, 256


def size_for(side_px: float) -> int:
    """The side of the crop to look at; 0 for faces too small to tell anything."""
    return min(round(side_px), _LARGEST_SIZE) if side_px >= _SMALLEST_SIZE else 0


def blur_around(crop: Image, hole: Floats) -> float:
    """By how much a stand-in is to be blurred, in sides of the crop; 0 if it is not.

    ``crop`` is uint8 ``(s, s, 3)``, not larger than the picture shows it; nothing in
    the hole or near it is looked at.
    """
    size = len(crop)
    gray = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    there, again = _slope(gray), _slope(cv2.GaussianBlur(gray, (0, 0), _AGAIN_PX))
    reach = np.ones((2 * round(_MARGIN * size) + 1,) * 2, np.uint8)
    known = cv2.dilate((hole > 0).astype(np.uint8), reach) == 0
    if known.sum() < _FEWEST:
        return 0.0
    line = max(float(np.percentile(there[known], _EDGES)), _LEAST_GRADIENT)
    edges = known & (there >= line)
    if edges.sum() < _FEWEST:
        return 0.0
    ratio = np.maximum(there[edges] / np.maximum(again[edges], 1e-6), 1.001)
    blurs_px = _AGAIN_PX / np.sqrt(ratio**2 - 1)
    seen_px = min(float(np.percentile(blurs_px, _SHARPEST)), _LARGEST_PX)
    return float(np.sqrt(max(seen_px**2 - _OWN_PX**2, 0.0))) / size


def blurred(detail: Image, blur: float) -> Image:
    """A detail ``(s, s, 3)`` blurred by a part of its side."""
    sigma_px = blur * len(detail)
    if sigma_px < _VISIBLE_PX:
        return detail
    return np.asarray(cv2.GaussianBlur(detail, (0, 0), sigma_px), np.uint8)


def _slope(gray: Floats) -> Floats:
    across = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=3)
    return np.asarray(cv2.magnitude(across, down) / 8, np.float32)
