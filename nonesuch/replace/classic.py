"""The filters that everybody uses: blur, pixelation, solid fill.

Sizes refer to a face crop of 128 px, as in the comparison of the CIAGAN article
(Maximov et al. 2020), and scale with the face: ``blur:9`` on a face whose crop is
256 px wide uses a kernel of 18 px.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Image
from nonesuch.replace.region import Region

REFERENCE_CROP_PX = 128
_LARGEST_SIGMA_PX = 6.0


def blur(image: Image, region: Region, kernel: float) -> Image:
    """The window under a Gaussian of ``kernel`` px, sigma as OpenCV derives it.

    Sigma is at least 1 px of the picture, so that the smallest face is not left as it
    was.
    """
    unit = region.frame.side_px / REFERENCE_CROP_PX
    sigma = max((0.3 * ((kernel - 1) * 0.5 - 1) + 0.8) * unit, 1.0)
    x0, y0, x1, y1 = region.window_xyxy
    reach = int(np.ceil(3 * sigma)) + 1
    left, top, right, bottom = region.grown_window(reach, image.shape)
    soft = _gaussian(image[top:bottom, left:right], sigma)
    return soft[y0 - top : y1 - top, x0 - left : x1 - left]


def pixelate(image: Image, region: Region, block: float) -> Image:
    """The window in square blocks of their mean colour, upright, at least 2 px wide."""
    unit = region.frame.side_px / REFERENCE_CROP_PX
    block_px = max(round(block * unit), 2)
    window = region.window_of(image)
    height, width = window.shape[:2]
    rows, columns = -(-height // block_px), -(-width // block_px)
    padded = cv2.copyMakeBorder(
        window,
        0,
        rows * block_px - height,
        0,
        columns * block_px - width,
        cv2.BORDER_REPLICATE,
    )
    small = cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA)
    big = np.repeat(np.repeat(small, block_px, 0), block_px, 1)
    return big[:height, :width]


def solid(image: Image, region: Region) -> Image:
    """The window in one colour: the mean of what surrounds the face, never the face."""
    window = region.window_of(image)
    around = window[region.alpha == 0]
    colour = np.full(3, 128.0) if len(around) == 0 else around.mean(0)
    return np.broadcast_to(np.round(colour).astype(np.uint8), window.shape).copy()


def _gaussian(image: Image, sigma_px: float) -> Image:
    """A blur of any width at bounded cost: wide ones are made on a smaller picture."""
    if sigma_px <= _LARGEST_SIGMA_PX:
        soft = cv2.GaussianBlur(image, (0, 0), sigma_px)
        return np.asarray(soft, np.uint8)
    factor = _LARGEST_SIGMA_PX / 2 / sigma_px
    height, width = image.shape[:2]
    size = max(round(width * factor), 1), max(round(height * factor), 1)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _LARGEST_SIGMA_PX / 2)
    whole = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.uint8)
