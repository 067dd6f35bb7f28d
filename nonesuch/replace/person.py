"""The ``person`` method: a generated face in the place, pose and light of the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace.alignment import CropFrame, cut, mask_of_face
from nonesuch.replace.generator import FaceGenerator
from nonesuch.replace.grain import noise_around, with_grain
from nonesuch.replace.region import Region

SMALL_CROP = 64
LARGE_CROP = 128
_LARGE_FROM_PX = 80.0
"""Crops wider than this in the picture are painted at the larger size."""
_MEAN_FACE = Path(__file__).parent / "weights" / "mean_face.csv"


@dataclass(frozen=True)
class PaintedFace:
    """A generated crop and the landmarks it was painted to, in crop coordinates."""

    crop: Image
    frame: CropFrame


def paint(
    image: Image, regions: Sequence[Region], identities: Sequence[Identity]
) -> list[PaintedFace]:
    """The generated crops for some faces of one picture, batched by their size."""
    painted: dict[int, PaintedFace] = {}
    for size in (SMALL_CROP, LARGE_CROP):
        chosen = [i for i, region in enumerate(regions) if crop_size(region) == size]
        if chosen:
            crops = _paint_batch(
                image,
                [regions[i] for i in chosen],
                [identities[i] for i in chosen],
                size,
            )
            for i, crop in zip(chosen, crops, strict=True):
                painted[i] = PaintedFace(crop, regions[i].frame)
    return [painted[i] for i in range(len(regions))]


def person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with a person who does not exist.

    ``seeds`` are for the grain, one a face.
    """
    faces = paint(image, regions, identities)
    patches = []
    for face, region, seed in zip(faces, regions, seeds, strict=True):
        patch = _placed(face, region)
        sigma = noise_around(image, region)
        patches.append(with_grain(np.random.default_rng(seed), patch, sigma))
    return patches


def crop_size(region: Region) -> int:
    """The side of the crop in which a face is painted, in pixels."""
    return LARGE_CROP if region.frame.side_px > _LARGE_FROM_PX else SMALL_CROP


def landmarks_in_crop(region: Region) -> Floats:
    """The face's landmarks in its crop; those of a mean frontal face if it has none."""
    if region.landmarks is None:
        return mean_face()
    return region.frame.to_crop(region.landmarks)


@lru_cache(maxsize=1)
def mean_face() -> Floats:
    """The mean of the generated training faces, ``(92, 2)`` in crop coordinates."""
    values: Floats = np.loadtxt(_MEAN_FACE, dtype=np.float32, delimiter=",")
    return values


def _paint_batch(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    size: int,
) -> Image:
    landmarks = np.stack([landmarks_in_crop(region) for region in regions])
    crops = np.stack([cut(image, region.frame, size) for region in regions])
    masks = np.stack([mask_of_face(face, size) for face in landmarks])
    codes = np.stack([identity.code for identity in identities])
    return _generator(size)(crops, masks, landmarks, codes)


def _placed(face: PaintedFace, region: Region) -> Image:
    """The crop warped to where it came from, cut to the region's window."""
    crop = face.crop
    side_px = face.frame.side_px
    if side_px < len(crop):  # shrink by averaging first: warping would alias
        side = max(int(np.ceil(side_px)), 4)
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = region.window_xyxy
    window_from_crop = face.frame.image_from_crop(len(crop))
    window_from_crop[:, 2] -= (x0, y0)
    return cv2.warpAffine(
        crop,
        window_from_crop,
        (x1 - x0, y1 - y0),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )


@lru_cache(maxsize=2)
def _generator(size: int) -> FaceGenerator:
    return FaceGenerator(size)
