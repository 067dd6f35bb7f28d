"""The complexion that stays visible around a face: neck, ears, the rim of the cheeks."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Bools, Image
from nonesuch.replace.region import Region

_GROWTH = 0.35
_FEWEST_PIXELS = 12
_LEAST_SHARE = 0.03


def lightness_around(image: Image, region: Region) -> float | None:
    """Median CIE L* (0 to 100) of the skin around a face, None where none is seen.

    Only pixels on which nothing is pasted are looked at, below the eyes of the face;
    skin is told by its chroma (Chai and Ngan 1999), at every lightness.
    """
    x0, y0, x1, y1 = region.window_xyxy
    if region.is_empty:
        return None
    grow = round((y1 - y0) * _GROWTH)
    middle = (y0 + y1) // 2
    left, right = max(x0 - grow // 2, 0), min(x1 + grow // 2, image.shape[1])
    bottom = min(y1 + grow, image.shape[0])
    around = image[middle:bottom, left:right]
    if around.size == 0:
        return None
    outside = np.ones(around.shape[:2], bool)
    covered = region.alpha[middle - y0 :] > 0
    outside[: y1 - middle, x0 - left : x0 - left + covered.shape[1]] &= ~covered
    skin = outside & _is_skin(around)
    if skin.sum() < max(_FEWEST_PIXELS, _LEAST_SHARE * outside.sum()):
        return None
    lab = cv2.cvtColor(around, cv2.COLOR_RGB2LAB)
    return float(np.median(lab[..., 0][skin])) * 100 / 255


def _is_skin(image: Image) -> Bools:
    chroma = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)
    red, blue = chroma[..., 1], chroma[..., 2]
    inside = (red >= 133) & (red <= 173) & (blue >= 77) & (blue <= 127)
    return np.asarray(inside, bool)
