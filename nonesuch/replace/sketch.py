"""The drawing of a face's landmarks that Pix2Pix, CycleGAN and CIAGAN are shown."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from nonesuch.nouns import Floats
from nonesuch.replace.pose_points import CHANNELS, PARTS, Part, pose_points

SPARSE = (PARTS[0], PARTS[1], PARTS[-1])
"""What CIAGAN draws: jaw, bridge of the nose, inner mouth; the rest would identify."""
_SUBPIXEL_BITS = 4


def sketch(landmarks_crop: Floats, size: int, parts: Sequence[Part] = PARTS) -> Floats:
    """Lines of one pixel, float32 ``(size, size, 3)``, 0 to 1.

    Of landmarks ``(92, 2)`` in crop units.  Jaw, nose and brows are in the first
    channel, eyes in the second, the mouth in the third.
    """
    points = pose_points(landmarks_crop) * size - 0.5
    pixels = np.rint(points * 2**_SUBPIXEL_BITS).astype(np.int32)
    drawn = np.zeros((CHANNELS, size, size), np.uint8)
    for part in parts:
        cv2.polylines(
            drawn[part.channel],
            [pixels[part.places]],
            part.closed,
            255,
            1,
            cv2.LINE_AA,
            _SUBPIXEL_BITS,
        )
    return np.ascontiguousarray(drawn.transpose(1, 2, 0), np.float32) / np.float32(255)
