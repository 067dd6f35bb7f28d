"""Who would suit a place, from what is left there: hair, neck, clothes, the scene.

A network looks at the crop with the face removed and says how old, and how male, a
stranger would expect the person to look, and how contrasty a face would be in this
picture.  It never sees the face.  A stand-in that fits makes the better picture, and
whoever looks at it can tell no more than the surroundings say anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_mesh
from nonesuch.replace.complexion import skin_around
from nonesuch.replace.identity import Appearance
from nonesuch.replace.region import Region
from nonesuch.replace.scene import crops_and_holes, setting_of

SIZE = 64
MEAN_AGE_YEARS, AGE_SPREAD_YEARS = 35.0, 15.0
"""Of the people whom the network learned from."""
MEAN_LOG_CONTRAST, LOG_CONTRAST_SPREAD = -2.1, 0.35
_STRESS = 1.8
"""Guesses stay near the mean age; stand-ins should be as different as people are."""
_OLDER_YEARS = 8.0
"""People in photographs are older than those who were sampled (development people)."""
_SMALLEST_CROP_PX = 32.0
_INSET = 0.04
_WEIGHTS = Path(__file__).parent / "weights" / "context_64.onnx"


def suggested(image: Image, region: Region) -> Appearance:
    """How the person at a place would be expected to look, by all but the face.

    What cannot be told, since the face is too small or no skin is seen, is None.
    """
    skin_lab = skin_around(image, region)
    lightness = None if skin_lab is None else float(skin_lab[0])
    if region.is_empty or region.frame.side_px < _SMALLEST_CROP_PX:
        return Appearance(lightness)
    crops, holes = crops_and_holes(image, [region], [setting_of(region)], SIZE)
    expected = expectations(crops, holes)
    return Appearance(
        lightness, float(expected.ages_years[0]), float(expected.maleness[0])
    )


@dataclass(frozen=True)
class Expected:
    """Of places: age in years, maleness of 0 to 1, contrast of the face; all ``(n,)``.

    Contrast is what :func:`nonesuch.replace.light.contrast_in` measures.
    """

    ages_years: Floats
    maleness: Floats
    contrasts: Floats


def expectations(crops: Image, holes: Floats) -> Expected:
    """What is to be expected at each of ``n`` places.

    ``crops`` are uint8 ``(n, 64, 64, 3)``, ``holes (n, 64, 64)`` is 1 where the face
    is removed: those pixels are set to 0 before the network sees them.  The mean of
    what the crop and its mirror image say.
    """
    bare = np.where(holes[..., None] > 0, np.uint8(0), crops)
    pictures = bare.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
    masks = np.ascontiguousarray(holes[:, None] > 0, np.float32)
    said = np.stack(
        [_said(picture, mask) for picture, mask in zip(pictures, masks, strict=True)]
    )
    ages_years = MEAN_AGE_YEARS + _STRESS * AGE_SPREAD_YEARS * said[:, 1]
    return Expected(
        ages_years + np.float32(_OLDER_YEARS),
        np.asarray(1 / (1 + np.exp(-said[:, 0])), np.float32),
        np.exp(MEAN_LOG_CONTRAST + LOG_CONTRAST_SPREAD * said[:, 2]),
    )


def inner_face(landmarks: Floats) -> Floats:
    """Where contrast is measured: well inside the mesh, ``(64, 64)``."""
    return mask_of_mesh(landmarks, SIZE, _INSET)


def _said(picture: Floats, mask: Floats) -> Floats:
    """What the network says of a crop and of its mirror image, on average ``(3,)``."""
    pictures = np.stack([picture, picture[..., ::-1]])
    (said,) = _network()(pictures, np.stack([mask, mask[..., ::-1]]))
    return np.asarray(said.mean(0), np.float32)


@lru_cache(maxsize=1)
def _network() -> Network:
    return Network(read(_WEIGHTS), [(2, 3, SIZE, SIZE), (2, 1, SIZE, SIZE)])
