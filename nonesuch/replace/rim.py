"""Where skin goes on beyond the hole, the stand-in meets it in the same color.

The light in a hole is a guess, but just outside forehead, ears and neck can often be
seen.  What differs there is taken over along the rim and fades out inwards, much
as a membrane would have it (Perez, Gangnet and Blake, Poisson Image Editing, 2003), but
hair and background have no part in it.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.complexion import is_skin
from nonesuch.replace.light import GAMMA, LUMA, light_of

SIZE = 64
_KEPT_SIZE = 32
_BAND, _NEARBY, _REACH = 0.03, 0.06, 0.2
"""How wide the strips inside and outside are, how far along the rim a place looks, and
how far inwards a difference is felt; in sides of the crop."""
_LARGEST_LOG_GAIN = 0.9
"""What differs more is another thing than skin, or skin in another light."""
_NOTHING = np.float32(1e-6)


def rim_gain(crop: Image, hole: Floats, made: Image) -> Floats:
    """What the stand-in's pixels are to be multiplied by, float32 ``(32, 32, 3)``.

    ``crop`` is the picture uint8 ``(64, 64, 3)``, ``made`` the stand-in in it; nothing
    under ``hole (64, 64)`` is looked at in the first, nothing beside it in the second.
    """
    inwards, outwards = _distance(hole > 0), _distance(hole == 0)
    band = _BAND * SIZE
    inner = (inwards > 0) & (inwards <= band)
    outer = (outwards > 0) & (outwards <= band)
    own = _mean_nearby(light_of(made), inner)
    seen = light_of(np.where(outer[..., None], crop, np.uint8(0)))
    skin = outer & is_skin(crop) & _is_similar(seen, own)
    log_gain = np.log(_mean_nearby(seen, skin) / own)
    known = _nearby(skin)
    share = known / (_nearby(outer) + np.float32(1e-3))
    share *= np.exp(-inwards / np.float32(_REACH * SIZE)) * (known > 1e-3)
    limited = np.clip(log_gain, -_LARGEST_LOG_GAIN, _LARGEST_LOG_GAIN)
    gain = np.exp(share[..., None] * limited / np.float32(GAMMA))
    small = cv2.resize(gain, (_KEPT_SIZE,) * 2, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def with_rim(made: Image, gain: Floats) -> Image:
    """The stand-in ``(s, s, 3)`` of any size, its rim as the place wants it, uint8."""
    size = len(made), len(made)
    wide = cv2.resize(gain, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(made, wide, dtype=cv2.CV_8U), np.uint8)


def _distance(inside: Bools) -> Floats:
    """In pixels to what is not inside, 0 there."""
    return np.asarray(cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5))


def _nearby(values: Floats | Bools) -> Floats:
    sigma = _NEARBY * SIZE
    return np.asarray(cv2.GaussianBlur(values.astype(np.float32), (0, 0), sigma))


def _mean_nearby(values: Floats, where: Bools) -> Floats:
    share = _nearby(where) + _NOTHING
    mean = _nearby(values * where[..., None]) / share[..., None]
    return np.maximum(mean, np.float32(1e-3))


def _is_similar(seen: Floats, own: Floats) -> Bools:
    log_gain = np.log((seen @ LUMA) / (own @ LUMA))
    return np.asarray(np.abs(log_gain) < _LARGEST_LOG_GAIN)
