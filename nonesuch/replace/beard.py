"""Whether a stand-in has a beard: it would show that hair or clothes were misread."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from nonesuch.face_points import LIPS, NOSTRILS, mean_face, points
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.light import LUMA, light_of
from nonesuch.replace.warp import bend_map

_SIZE = 128
_SHAVEN, _FULL = 0.7, 0.4
"""Light of the chin or the upper lip in parts of that of the cheeks."""
_CHIN, _MOUTH = points((152,))[0], points(LIPS)
_LIP_GROWTH = 5


def beard_of(picture: Image, landmarks: Floats) -> float:
    """From 0, shaven, to 1, a full or a dark beard or moustache.

    ``picture`` is an aligned frontal face ``(s, s, 3)``, ``landmarks (92, 2)`` are in
    crop units.  Dark is what counts, so it is for faces that are known to be men's.
    """
    where = bend_map(landmarks, mean_face(), _SIZE)
    small = cv2.resize(picture, (_SIZE, _SIZE), interpolation=cv2.INTER_AREA)
    light = light_of(np.asarray(cv2.remap(small, where, None, cv2.INTER_LINEAR)))
    luma = light @ LUMA
    chin, lip, cheeks = (float(np.median(luma[place])) for place in _places())
    share = min(chin, lip) / max(cheeks, 1e-6)
    return float(np.clip((_SHAVEN - share) / (_SHAVEN - _FULL), 0, 1))


@lru_cache(maxsize=1)
def _places() -> tuple[Bools, Bools, Bools]:
    """Chin, upper lip and cheeks of the mean face, ``(128, 128)`` each."""
    face = mean_face()
    axis = (np.arange(_SIZE) + 0.5) / _SIZE
    x, y = axis[None], axis[:, None]
    mouth, chin = face[_MOUTH], face[_CHIN]
    nose_y, middle = float(face[points(NOSTRILS), 1].mean()), float(mouth[:, 0].mean())
    beside = np.abs(x - middle)
    below = (y > mouth[:, 1].max() + 0.015) & (y < chin[1] - 0.02) & (beside < 0.07)
    above = (y > nose_y + 0.015) & (y < mouth[:, 1].min() - 0.005) & (beside < 0.06)
    cheeks = (np.abs(beside - 0.13) < 0.035) & (np.abs(y - nose_y + 0.02) < 0.035)
    return below & ~_lips(mouth), above & ~_lips(mouth), cheeks


def _lips(mouth: Floats) -> Bools:
    inside = np.zeros((_SIZE, _SIZE), np.uint8)
    hull = cv2.convexHull(np.rint(mouth * _SIZE).astype(np.int32))
    cv2.fillConvexPoly(inside, hull, 1)
    grown = cv2.dilate(inside, np.ones((_LIP_GROWTH, _LIP_GROWTH), np.uint8))
    return np.asarray(grown > 0)
