"""Who would suit a place, from what is left there: hair, neck, clothes, the scene.

A network looks at the crop with the face removed and says how old, and how male, a
stranger would expect the person to look.  It never sees the face.  A stand-in that fits
makes the better picture; whoever looks at the picture can tell no more of the removed
person by it than the surroundings say anyway.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Image
from nonesuch.replace.complexion import skin_around
from nonesuch.replace.identity import Appearance
from nonesuch.replace.region import Region
from nonesuch.replace.scene import crops_and_holes, setting_of

SIZE = 64
MEAN_AGE_YEARS, AGE_SPREAD_YEARS = 35.0, 15.0
"""Of the people whom the network learned from."""
_STRESS = 1.8
"""Guesses stay near the mean age; stand-ins should be as different as people are."""
_SMALLEST_CROP_PX = 32.0
_WEIGHTS = Path(__file__).parent / "weights" / "context_64.onnx"


def suggested(image: Image, region: Region) -> Appearance:
    """How the person at a place would be expected to look, by all but the face.

    What cannot be told, since the face is too small or no skin is seen, is None.
    """
    skin_lab = skin_around(image, region)
    lightness = None if skin_lab is None else float(skin_lab[0])
    if region.is_empty or region.frame.side_px < _SMALLEST_CROP_PX:
        return Appearance(lightness)
    age_years, maleness = ages_and_maleness(
        *crops_and_holes(image, [region], [setting_of(region)], SIZE)
    )
    return Appearance(lightness, float(age_years[0]), float(maleness[0]))


def ages_and_maleness(crops: Image, holes: Floats) -> tuple[Floats, Floats]:
    """Expected age in years and maleness, 0 to 1, both ``(n,)``.

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
    maleness = 1 / (1 + np.exp(-said[:, 0]))
    return ages_years.astype(np.float32), maleness.astype(np.float32)


def _said(picture: Floats, mask: Floats) -> Floats:
    """What the network says of a crop and of its mirror image, on average ``(2,)``."""
    pictures = np.stack([picture, picture[..., ::-1]])
    (said,) = _network()(pictures, np.stack([mask, mask[..., ::-1]]))
    return np.asarray(said.mean(0), np.float32)


@lru_cache(maxsize=1)
def _network() -> Network:
    return Network(read(_WEIGHTS), [(2, 3, SIZE, SIZE), (2, 1, SIZE, SIZE)])
