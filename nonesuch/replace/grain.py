"""Camera noise of the surroundings for the stand-in, which has none of its own."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image
from nonesuch.replace.region import Region

_LARGEST_SIGMA = 6.0
_LEAST_SIGMA = 0.34
"""A third of a grey level is lost in rounding."""
_TILE = 256
_LAPLACIAN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def noise_around(image: Image, region: Region) -> float:
    """Standard deviation of the luma noise around a face, in grey levels.

    The Laplacian of Immerkaer (1996), with a low quantile in place of its mean:
    hair and clothes have texture, which is not noise.
    """
    window = region.window_of(image)
    if min(window.shape[:2]) < 5:
        return 0.0
    # Not where the Laplacian would reach into what is removed.
    free = (region.alpha == 0).astype(np.uint8)
    outside = cv2.erode(free, np.ones((3, 3), np.uint8)) > 0
    if outside.sum() < 30:
        return 0.0
    luma = cv2.cvtColor(window, cv2.COLOR_RGB2GRAY).astype(np.float32)
    response = np.abs(cv2.filter2D(luma, cv2.CV_32F, _LAPLACIAN))[outside]
    quiet = np.quantile(response, 0.25)
    sigma_of_quantile = 0.3186  # the 25 % quantile of |N(0, 1)|
    return float(min(quiet / (6 * sigma_of_quantile), _LARGEST_SIGMA))


def noise_in_time(before: Image, image: Image, region: Region) -> float:
    """How much of the noise around a face is new in ``image``, in grey levels.

    From the quieter half of the changes since the frame ``before``: the other half may
    be motion.  Compressed video repeats most of its noise.
    """
    outside = region.alpha == 0
    if outside.sum() < 30:
        return 0.0
    one, other = (
        cv2.cvtColor(region.window_of(each), cv2.COLOR_RGB2GRAY)[outside]
        for each in (before, image)
    )
    changes = np.sort(np.abs(one.astype(np.float32) - other))
    quiet = float(changes[: len(changes) // 2].mean())
    mean_of_quiet_half = 0.3247  # of |N(0, 1)| below its median
    return min(quiet / (mean_of_quiet_half * 2**0.5), _LARGEST_SIGMA)


def grain(rng: np.random.Generator, shape_hw: tuple[int, int], sigma: float) -> Floats:
    """Noise of the given strength, ``(h, w)``, slightly soft as from a Bayer sensor."""
    white = rng.standard_normal(shape_hw, dtype=np.float32)
    soft = cv2.GaussianBlur(white, (3, 3), 0.6)
    scale = sigma / max(float(soft.std()), 1e-6)
    return np.asarray(soft * scale, np.float32)


def with_grain(rng: np.random.Generator, patch: Image, sigma: float) -> Image:
    """The patch with luma noise added; unchanged for less than a third of a level."""
    if sigma < _LEAST_SIGMA or patch.size == 0:
        return patch
    height, width = patch.shape[:2]
    return _added(patch, grain(rng, (height, width), sigma))


def with_pattern(
    seed: int, patch: Image, sigma: float, middle_xy: tuple[float, float]
) -> Image:
    """The patch with noise that stays where it is, seen from ``middle_xy`` of it."""
    if sigma < _LEAST_SIGMA or patch.size == 0:
        return patch
    height, width = patch.shape[:2]
    rows = np.arange(height) - round(middle_xy[1])
    columns = np.arange(width) - round(middle_xy[0])
    tile = _tile(seed)[np.ix_(rows % _TILE, columns % _TILE)]
    return _added(patch, tile * np.float32(sigma))


@lru_cache(maxsize=64)
def _tile(seed: int) -> Floats:
    return grain(np.random.default_rng(seed), (_TILE, _TILE), 1.0)


def _added(patch: Image, noise: Floats) -> Image:
    noisy = patch + noise[..., None]
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)
