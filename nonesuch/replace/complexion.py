"""The complexion that stays visible around a face, and giving it to the stand-in."""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.region import Region

_BESIDE = 0.12
_BELOW = 0.25
_FEWEST_PIXELS = 12
_LOOKED_AT_PX = 64
_LEAST_SHARE = 0.08
_LARGEST_SHIFT = np.array([12.0, 18.0, 18.0], np.float32)
_TAKEN = np.array([0.4, 0.9, 0.9], np.float32)
"""How much of the difference is made good: a neck lies in the shade of its chin."""


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


def _pasted(region: Region, view_xyxy: tuple[int, int, int, int]) -> Bools:
    """Which pixels of a view of the picture the region touches."""
    left, top, right, bottom = view_xyxy
    x0, y0, x1, y1 = region.window_xyxy
    touched = np.zeros((bottom - top, right - left), bool)
    touched[: y1 - top, x0 - left : x1 - left] = region.alpha[top - y0 :] > 0
    return touched


def toned(crop: Image, mask: Floats, skin_lab: Floats | None) -> Image:
    """The crop with the skin in the mask ``(s, s)`` shifted towards a complexion.

    All of the hue, less of the lightness, and never far; itself without a complexion.
    """
    inside = (mask > 0) & is_skin(crop)
    if skin_lab is None or inside.sum() < _FEWEST_PIXELS:
        return crop
    lab = lab_of(crop)
    shift = (skin_lab - np.median(lab[inside], axis=0)) * _TAKEN
    return _rgb_of(lab + np.clip(shift, -_LARGEST_SHIFT, _LARGEST_SHIFT))


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


def _rgb_of(lab: Floats) -> Image:
    rgb = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(np.round(rgb * 255), 0, 255), np.uint8)
