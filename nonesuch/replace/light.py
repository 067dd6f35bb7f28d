"""The light of the place on the face of the stand-in.

Two pictures of the same hole: the painter's (a network that saw the surroundings: right
light and skin tone, little detail) and the stand-in's own, bent into the pose (all the
detail, the light of another day).  The result has the low frequencies of the first and
the high ones of the second, as ratios in linear light (a quotient image, Shashua 2001).
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image

_SIGMA_CROP = 0.14
_GAMMA = 2.2
_FLOOR = 0.004
_LARGEST_GAIN = 6.0
_NOWHERE = np.float32(1e-6)
"""Less light than black skin has: only far from the mask, where no mean is known."""


def relit(detail: Image, painted: Image, mask: Floats) -> Image:
    """``detail`` under the light of ``painted``, uint8 ``(s, s, 3)``.

    Only what lies in the mask ``(s, s)`` takes part; both crops have the same size.
    """
    sigma = _SIGMA_CROP * len(detail)
    weight = mask.astype(np.float32)
    bright = _linear(detail)
    was = np.maximum(_smooth(bright, weight, sigma), _NOWHERE)
    gain = _smooth(_linear(painted), weight, sigma) / was
    lit = bright * np.clip(gain, 1 / _LARGEST_GAIN, _LARGEST_GAIN)
    return _encoded(lit)


def relit_by(light: Image, detail: Image, mask: Floats) -> Image:
    """``detail (s, s, 3)`` under a painted light of any size, where ``mask`` is."""
    size = len(detail)
    spread = cv2.resize(light, (size, size), interpolation=cv2.INTER_CUBIC)
    return relit(detail, np.asarray(spread, np.uint8), mask)


def _smooth(values: Floats, weight: Floats, sigma: float) -> Floats:
    """A Gaussian mean over the weighted pixels only."""
    size = len(values)
    small = max(round(size * 2.0 / sigma), 8) if sigma > 2.0 else size
    shrunk = cv2.resize(
        np.dstack([values * weight[..., None], weight]),
        (small, small),
        interpolation=cv2.INTER_AREA,
    )
    spread = cv2.GaussianBlur(shrunk, (0, 0), sigma * small / size)
    mean = spread[..., :3] / np.maximum(spread[..., 3:], 1e-3)
    return np.asarray(
        cv2.resize(mean, (size, size), interpolation=cv2.INTER_LINEAR), np.float32
    )


def _linear(image: Image) -> Floats:
    table = (np.arange(256, dtype=np.float32) / 255) ** _GAMMA + _FLOOR
    return np.asarray(table.astype(np.float32)[image])


def _encoded(linear: Floats) -> Image:
    value = np.clip(linear - _FLOOR, 0, 1) ** (1 / _GAMMA)
    return np.asarray(np.round(value * 255), np.uint8)
