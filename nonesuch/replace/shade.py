"""A stand-in in the light of a place: how much of its own shade and color comes along.

The stand-in's picture was taken on another day.  Its broad light gives way to the one
that is painted for the place (:mod:`nonesuch.replace.light`).  Of what is as wide as a
cheek, the color goes, too, since flushed cheeks and pale temples look like lamps that
are not there, and the shade is softened; what is finer is the person and stays.  All
of this is known on a grid of 32 places, so it costs the same for crops of any size.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image
from nonesuch.replace.light import (
    LUMA,
    NOWHERE,
    SIGMA_CROP,
    encoded,
    light_of,
    stressed,
    within_reach,
)

_GRID = 32
_CHEEK_SIGMA_CROP = 0.055
_SHADE_KEPT = 0.6
"""The power of what is left of shades as wide as a cheek."""
_BRIGHTEST_SPOT = np.float32(2.0)
"""Of a highlight, in parts of the light around it; it is approached, never reached."""
_AT_RIM = np.float32(0.02)


def relit_by(light: Image, detail: Image, mask: Floats, contrast: float = 1.0) -> Image:
    """A stand-in ``detail (s, s, 3)`` under a painted light, where ``mask`` is, uint8.

    ``light`` is uint8 ``(32, 32, 3)``, of which the rim of the mask ``(s, s)`` counts
    least: the painter runs into the surroundings there.  ``contrast`` is the power to
    which the brightness of the detail is raised.
    """
    bright = light_of(detail)
    weight = mask.astype(np.float32)
    own = _grid(bright * weight[..., None])
    share = _grid(weight)
    broad = np.maximum(_mean(own, share, SIGMA_CROP), NOWHERE)
    cheeks = np.maximum(_mean(own, share, _CHEEK_SIGMA_CROP), NOWHERE) / broad
    softer = cv2.pow(cheeks @ LUMA, _SHADE_KEPT)[..., None] / (cheeks * broad)
    shade: Floats = bright * _wide(softer, len(detail))
    shade = _without_glare(stressed(shade, contrast))
    inner = _inner(share)
    there = _mean(light_of(light) * inner[..., None], inner, SIGMA_CROP)
    return encoded(shade * _wide(within_reach(there, broad), len(detail)))


def _without_glare(shade: Floats) -> Floats:
    """Skin shines less than stressed generated skin: highlights fade out upwards."""
    luma = np.maximum(shade @ LUMA, NOWHERE)
    above = np.maximum(luma - 1, 0) / (_BRIGHTEST_SPOT - 1)
    softer = np.minimum(luma, 1) + (_BRIGHTEST_SPOT - 1) * np.tanh(above)
    return np.asarray(shade * (softer / luma)[..., None], np.float32)


def _inner(share: Floats) -> Floats:
    """The weights of the painted light: little for a pixel beside the surroundings."""
    whole = (share > 1 - NOWHERE).astype(np.float32)
    inner = cv2.erode(whole, np.ones((3, 3), np.uint8), borderValue=0)
    return np.asarray(np.maximum(inner, _AT_RIM * share))


def _mean(weighted: Floats, share: Floats, sigma_crop: float) -> Floats:
    """A Gaussian mean over the weighted places of the grid, ``(32, 32, 3)``."""
    sigma = sigma_crop * _GRID
    total = np.maximum(cv2.GaussianBlur(share, (0, 0), sigma), NOWHERE)
    spread = cv2.GaussianBlur(weighted, (0, 0), sigma)
    return np.asarray(spread / total[..., None], np.float32)


def _grid(values: Floats) -> Floats:
    small = cv2.resize(values, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _wide(field: Floats, size: int) -> Floats:
    wide = cv2.resize(field, (size, size), interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide, np.float32)
