"""The complexion that stays visible around a face: it decides who suits the place."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.region import Region

_BESIDE = 0.12
_BELOW = 0.25
_FEWEST_PIXELS = 12
_LOOKED_AT_PX = 64
_LEAST_SHARE = 0.08


def skin_around(image: Image, region: Region) -> Floats | None:
    """CIE L*a*b* of the lit skin around a face, ``(3,)``; None where none is seen.

    Only pixels on which nothing is pasted are looked at, beside and below the lower
    half of the face: neck, ears.  Skin is told by its chroma (Chai and Ngan 1999), at
    every lightness.
    """
    x0, y0, x1, y1 = region.window_xyxy
    if region.is_empty:
        return None
    height, width = y1 - y0, x1 - x0
    middle = y0 + height // 2
    left = max(x0 - round(width * _BESIDE), 0)
    right = min(x1 + round(width * _BESIDE), image.shape[1])
    bottom = min(y1 + round(height * _BELOW), image.shape[0])
    step = max((right - left) // _LOOKED_AT_PX, 1)
    around = image[middle:bottom:step, left:right:step]
    outside = ~_pasted(region, (left, middle, right, bottom))[::step, ::step]
    if not outside.any():
        return None
    skin = outside & is_skin(around)
    if skin.sum() < max(_FEWEST_PIXELS, _LEAST_SHARE * outside.sum()):
        return None
    colours = lab_of(around)[skin]
    # Brown hair and shade have the chroma of skin too: the brighter half counts.
    bright = colours[colours[:, 0] >= np.median(colours[:, 0])]
    return np.asarray(np.median(bright, axis=0), np.float32)


def face_lightness(crop: Image, landmarks: Floats) -> float:
    """The median CIE L* of an aligned face ``(s, s, 3)``, landmarks in crop units."""
    inside = mask_of_face(landmarks, len(crop), 0.0) > 0
    return float(np.median(lab_of(crop)[inside, 0]))


def _pasted(region: Region, view_xyxy: tuple[int, int, int, int]) -> Bools:
    """Which pixels of a view of the picture the region touches."""
    left, top, right, bottom = view_xyxy
    x0, y0, x1, y1 = region.window_xyxy
    touched = np.zeros((bottom - top, right - left), bool)
    touched[: y1 - top, x0 - left : x1 - left] = region.alpha[top - y0 :] > 0
    return touched


def is_skin(image: Image) -> Bools:
    """Which pixels have the chroma of human skin, ``(h, w)``."""
    chroma = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)
    red, blue = chroma[..., 1], chroma[..., 2]
    inside = (red >= 133) & (red <= 173) & (blue >= 77) & (blue <= 127)
    return np.asarray(inside, bool)


def lab_of(image: Image) -> Floats:
    """CIE L*a*b*, float32 ``(h, w, 3)``, L* from 0 to 100."""
    scaled = image.astype(np.float32) / np.float32(255)
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB), np.float32)
