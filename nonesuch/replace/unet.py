"""The ``unet`` method: a face painted by the identity-conditioned U-Net alone.

The rival of ``person`` from the same training pictures: what a small network gives
without the stand-in's own picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nonesuch.nouns import Identity, Image
from nonesuch.replace.generator import SIZES, FaceGenerator
from nonesuch.replace.grain import noise_around, with_grain
from nonesuch.replace.region import Region
from nonesuch.replace.scene import crops_and_holes, placed, setting_of

_LARGE_FROM_PX = 80.0


def unet(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with a painted person."""
    patches: dict[int, Image] = {}
    for size in SIZES:
        chosen = [i for i, region in enumerate(regions) if _size_of(region) == size]
        if not chosen:
            continue
        some = [regions[i] for i in chosen]
        settings = [setting_of(region) for region in some]
        crops, holes = crops_and_holes(image, some, settings, size)
        landmarks = np.stack([setting.landmarks for setting in settings])
        codes = np.stack([identities[i].code for i in chosen])
        for i, crop in zip(
            chosen, _generator(size)(crops, holes, landmarks, codes), strict=True
        ):
            patch = placed(crop, regions[i].frame, regions[i])
            sigma = noise_around(image, regions[i])
            patches[i] = with_grain(np.random.default_rng(seeds[i]), patch, sigma)
    return [patches[i] for i in range(len(regions))]


def _size_of(region: Region) -> int:
    return SIZES[1] if region.frame.side_px > _LARGE_FROM_PX else SIZES[0]


@lru_cache(maxsize=len(SIZES))
def _generator(size: int) -> FaceGenerator:
    return FaceGenerator(size)
