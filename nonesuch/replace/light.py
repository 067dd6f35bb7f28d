"""The light of the place on the face of the stand-in.

Two pictures of the same hole: the painter's (a network that saw the surroundings: right
light and skin tone, little detail) and the stand-in's own, bent into the pose (all the
detail, the light of another day).  The result has the low frequencies of the first and
the high ones of the second, as ratios in linear light (a quotient image, Shashua 2001).
The ratios may be stressed: generated faces are lit more evenly than people are.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image

CONTRAST = 1.6
"""What most stand-ins need: they were chosen among those in even light."""
_CONTRAST_RANGE = (0.6, 2.2)
_USUAL_CONTRAST = 0.122
_FINE, _COARSE, _WIDE = 0.011, 0.044, 0.14
"""Standard deviations, in sides of the crop, of what contrast is measured between."""
_BLACK = 0.03
SIGMA_CROP = 0.14
GAMMA = 2.2
_FLOOR = 0.004
_LINEAR = (np.arange(256, dtype=np.float32) / 255) ** GAMMA + np.float32(_FLOOR)
"""The light of each value of a pixel, never quite none."""
_LARGEST_GAIN = 12.0
_DARKEST, _BRIGHTEST = np.float32(0.02), np.float32(4.0)
"""Of a place in parts of the light around it."""
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
NOWHERE = np.float32(1e-6)
"""Less light than black skin has: only far from the mask, where no mean is known."""


def relit(detail: Image, painted: Image, mask: Floats, contrast: float = 1.0) -> Image:
    """``detail`` under the light of ``painted``, uint8 ``(s, s, 3)``.

    Only what lies in the mask ``(s, s)`` takes part; both crops have the same size.
    ``contrast`` is the power to which the brightness of the detail is raised, 1 leaves
    it as it is.
    """
    sigma = SIGMA_CROP * len(detail)
    weight = mask.astype(np.float32)
    bright = light_of(detail)
    was = np.maximum(_smooth(bright, weight, sigma), NOWHERE)
    light = within_reach(_smooth(light_of(painted), weight, sigma), was)
    shade = np.asarray(bright / was, np.float32)
    return encoded(stressed(shade, contrast) * light)


def stressed(shade: Floats, contrast: float) -> Floats:
    """Shade ``(s, s, 3)`` with its brightness raised to a power, its hue as it was."""
    if contrast == 1:
        return shade
    luma = np.clip(shade @ LUMA, _DARKEST, _BRIGHTEST)
    return np.asarray(shade * cv2.pow(luma, contrast - 1)[..., None], np.float32)


def contrast_in(picture: Image, inside: Floats) -> float:
    """How strong features and shade are: the deviation of brightness, band-passed.

    In parts of the brightness around, of a crop ``(s, s, 3)`` where ``inside (s, s)``
    is not 0; NaN if that is nowhere.
    """
    if not inside.any():
        return float("nan")
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    fine, coarse, wide = (
        cv2.GaussianBlur(luma, (0, 0), sigma * len(luma))
        for sigma in (_FINE, _COARSE, _WIDE)
    )
    return float(((fine - coarse) / (wide + _BLACK))[inside > 0].std())


def stress(expected: Floats) -> Floats:
    """The power for the detail of stand-ins ``(n,)``, by the contrast that is expected.

    Beards and brows are a stand-in's own, so it is not measured on the stand-in: where
    faces are as contrasty as usual, the usual power does.
    """
    power = CONTRAST * expected / np.float32(_USUAL_CONTRAST)
    return np.asarray(np.clip(power, *_CONTRAST_RANGE), np.float32)


def toned(
    light: Image, hole: Floats, lightness_range: tuple[float, float] | None
) -> Image:
    """A painted light ``(s, s, 3)``, its median CIE L* in the hole within a range.

    The smallest change that does it, of brightness alone.
    """
    inside = light[hole > 0]
    if lightness_range is None or not len(inside):
        return light
    median = float(np.median(_brightness(inside)))
    lightest, darkest = (_luminance(value) for value in lightness_range[::-1])
    wanted = float(np.clip(median, darkest, lightest))
    return _brighter(light, wanted / max(median, float(NOWHERE)))


def _brightness(pixels: Image) -> Floats:
    return np.asarray((pixels / np.float32(255)) ** GAMMA @ LUMA)


def _brighter(light: Image, gain: float) -> Image:
    """Times a gain of linear light, all colors alike."""
    brighter = light * np.float32(gain ** (1 / GAMMA))
    return np.asarray(np.clip(np.rint(brighter), 0, 255), np.uint8)


def _luminance(lightness: float) -> float:
    """Of CIE L* over 8, in parts of white."""
    return float(((lightness + 16) / 116) ** 3)


def within_reach(light: Floats, was: Floats) -> Floats:
    """Light ``(..., 3)``, its brightness near what it was: noise would grow, too.

    All three colors change together, or black skin in the sun would turn yellow.
    """
    gain = (light @ LUMA) / (was @ LUMA)
    allowed = np.clip(gain, 1 / _LARGEST_GAIN, _LARGEST_GAIN)
    return np.asarray(light * (allowed / np.maximum(gain, NOWHERE))[..., None])


def _smooth(values: Floats, weight: Floats, sigma: float) -> Floats:
    """A Gaussian mean over the weighted pixels only."""
    size = len(values)
    small = max(round(size * 2.0 / sigma), 8) if sigma > 2.0 else size

    weighted, share = on_grid(values * weight[..., None], small), on_grid(weight, small)
    return widened(mean_around(weighted, share, sigma * small / size), size)


def mean_around(weighted: Floats, share: Floats, sigma_px: float) -> Floats:
    """A Gaussian mean, of sums ``(g, g, 3)`` over the weights ``(g, g)`` of places."""
    total = np.maximum(cv2.GaussianBlur(share, (0, 0), sigma_px), NOWHERE)
    spread = cv2.GaussianBlur(weighted, (0, 0), sigma_px)
    return np.asarray(spread / total[..., None], np.float32)


def on_grid(values: Floats, side: int) -> Floats:
    """The means of ``(s, s, ...)`` over the places of a smaller grid."""
    small = cv2.resize(values, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def widened(field: Floats, size: int) -> Floats:
    """A smooth field of a grid in ``(size, size)`` pixels."""
    wide = cv2.resize(field, (size, size), interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide, np.float32)


def light_of(image: Image) -> Floats:
    """The linear light of pixels, float32 ``(..., 3)``, never quite none."""
    return np.asarray(cv2.LUT(image, _LINEAR), np.float32)


def encoded(linear: Floats) -> Image:
    """Linear light ``(..., 3)`` as pixels; what is too bright is cut off."""
    value = cv2.pow(np.clip(linear - _FLOOR, 0, 1), 1 / GAMMA)
    return np.asarray(cv2.convertScaleAbs(value, alpha=255), np.uint8)
