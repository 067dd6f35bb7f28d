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
    mean_around,
    on_grid,
    stressed,
    widened,
    within_reach,
)

_GRID = 32
_BROAD, _CHEEK = SIGMA_CROP * _GRID, 0.055 * _GRID
"""Standard deviations of what is as wide as a face's light, and as a cheek."""
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
    own = on_grid(bright * weight[..., None], _GRID)
    share = on_grid(weight, _GRID)
    broad = np.maximum(mean_around(own, share, _BROAD), NOWHERE)
    cheeks = np.maximum(mean_around(own, share, _CHEEK), NOWHERE) / broad
    softer = cv2.pow(cheeks @ LUMA, _SHADE_KEPT)[..., None] / (cheeks * broad)
    shade: Floats = bright * widened(softer, len(detail))
    shade = _without_glare(stressed(shade, contrast))
    inner = _inner(share)
    there = mean_around(light_of(light) * inner[..., None], inner, _BROAD)
    return encoded(shade * widened(within_reach(there, broad), len(detail)))


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
