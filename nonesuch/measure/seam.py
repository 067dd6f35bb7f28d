"""Whether one sees where a replaced face was put in."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import MASK_MARGIN, mask_of_face

_SMOOTHED_PX = 1.0


def seam_energy(crop: Image, landmarks_crop: Floats) -> float:
    """Mean squared change of brightness across the border of the face.

    Over the band in which methods fade out, of the crop ``(s, s, 3)``; only the part
    of the gradient that points away from the face counts, as a seam's does.
    """
    outward, band = _border(landmarks_crop, len(crop))
    if not band.any():
        return float("nan")
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slopes = _slopes(cv2.GaussianBlur(grey, (0, 0), _SMOOTHED_PX))
    across = (slopes * outward).sum(-1)
    return float((across[band] ** 2).mean())


def _border(landmarks_crop: Floats, size: int) -> tuple[Floats, Floats]:
    inside = mask_of_face(landmarks_crop, size, 0.0).astype(np.uint8)
    away = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_5)
    toward = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_5)
    signed = cv2.GaussianBlur(away - toward, (0, 0), 2 * _SMOOTHED_PX)
    outward = _slopes(signed)
    lengths = np.linalg.norm(outward, axis=-1, keepdims=True)
    reach_px = MASK_MARGIN * size
    band = (signed > -reach_px / 2) & (signed < 1.5 * reach_px)
    return outward / np.maximum(lengths, 1e-6), band


def _slopes(values: Floats) -> Floats:
    down, right = np.gradient(values)
    return np.stack([right, down], -1).astype(np.float32)
