"""The ``person`` method: somebody who does not exist, in the old pose and light.

The face's pixels are removed; a network that sees only the surroundings, the pose and
the stand-in's code paints the hole.  On it comes the stand-in's own picture, bent to
the pose, under the light of what was painted: detail at every size of face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from nonesuch.face_points import OUTLINE, mean_face, points
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace.alignment import CropFrame, cut, mask_of_face
from nonesuch.replace.complexion import skin_around, toned
from nonesuch.replace.generator import FaceGenerator
from nonesuch.replace.grain import noise_around, with_grain
from nonesuch.replace.light import relit
from nonesuch.replace.region import Region
from nonesuch.replace.standin import Looks, looks_of, shipped, view_weights
from nonesuch.replace.warp import bend_map

PAINTED_SIZE = 64
_SIZES = (64, 128, 256)
_OWN_PROPORTIONS = 0.5
"""How far inner features move from the removed face's places to the stand-in's."""
_OUTLINE = points(OUTLINE)


@dataclass(frozen=True)
class Setting:
    """The hole to fill: landmarks and mask in crop coordinates of ``frame``."""

    frame: CropFrame
    landmarks: Floats


def person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with a person who does not exist.

    ``seeds`` are for the grain, one a face.
    """
    if not regions:
        return []
    settings = [setting_of(region) for region in regions]
    painted = paint(image, regions, settings)
    patches = []
    for region, setting, identity, light, seed in zip(
        regions, settings, identities, painted, seeds, strict=True
    ):
        mask = mask_of_face(setting.landmarks, PAINTED_SIZE)
        light = toned(light, mask, skin_around(image, region))
        crop = dressed(setting, looks_of(identity.index), light)
        patch = placed(crop, setting.frame, region)
        sigma = noise_around(image, region)
        patches.append(with_grain(np.random.default_rng(seed), patch, sigma))
    return patches


def setting_of(region: Region) -> Setting:
    """Where a face is painted; a mean frontal one if the region has no landmarks."""
    if region.landmarks is None:
        return Setting(region.frame, mean_face())
    return Setting(region.frame, region.frame.to_crop(region.landmarks))


def paint(
    image: Image, regions: Sequence[Region], settings: Sequence[Setting]
) -> Image:
    """The network's crops ``(n, 64, 64, 3)``: the light, and what joins the rim.

    They show the average person: who stands there is the stand-in's picture to say,
    and a code of its own would bring the light of its own photograph.
    """
    size = PAINTED_SIZE
    code = shipped().average_code
    holes = [
        np.maximum(mask_of_face(setting.landmarks, size), hidden(image, region, size))
        for region, setting in zip(regions, settings, strict=True)
    ]
    return _generator()(
        np.stack([cut(image, setting.frame, size) for setting in settings]),
        np.stack(holes),
        np.stack([setting.landmarks for setting in settings]),
        np.tile(code, (len(settings), 1)),
    )


def hidden(image: Image, region: Region, size: int) -> Floats:
    """1 where a crop shows anything of the face, float32 ``(size, size)``.

    More than the face's mask where pixels of the picture are large in the crop, and
    where the crop mirrors the face at the picture's border.
    """
    face = np.zeros(image.shape[:2], np.uint8)
    region.window_of(face)[region.alpha == 1] = 255
    shown = cut(face, region.frame, size)
    return cv2.dilate(shown, np.ones((3, 3), np.uint8)).clip(0, 1).astype(np.float32)


def dressed(setting: Setting, looks: Looks, painted: Image) -> Image:
    """The stand-in in the painted light, ``(s, s, 3)``, s by the size of the face."""
    size = next((s for s in _SIZES if s >= setting.frame.side_px), _SIZES[-1])
    detail = _bent(setting.landmarks, looks, size)
    light = painted
    if size != PAINTED_SIZE:
        light = cv2.resize(painted, (size, size), interpolation=cv2.INTER_CUBIC)
    return relit(detail, light, mask_of_face(setting.landmarks, size))


def placed(crop: Image, frame: CropFrame, region: Region) -> Image:
    """The crop warped to where it came from, cut to the region's window."""
    if frame.side_px < len(crop):  # shrink by averaging first: warping would alias
        side = max(int(np.ceil(frame.side_px)), 4)
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = region.window_xyxy
    window_from_crop = frame.image_from_crop(len(crop))
    window_from_crop[:, 2] -= (x0, y0)
    patch = cv2.warpAffine(
        crop,
        window_from_crop,
        (x1 - x0, y1 - y0),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(patch, np.uint8)


def _bent(landmarks: Floats, looks: Looks, size: int) -> Image:
    """The stand-in's views that fit the pose, bent to it and mixed."""
    weights = view_weights(looks, landmarks)
    mixed = np.zeros((size, size, 3), np.float32)
    for view in np.flatnonzero(weights > 0.01):
        shape = _with_own_proportions(landmarks, looks.landmarks[view])
        bent = cv2.remap(
            _shrunk(looks.images[view], size),
            bend_map(looks.landmarks[view], shape, size),
            None,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        mixed += weights[view] * bent
    mean = mixed / weights[weights > 0.01].sum()
    return np.asarray(np.clip(np.round(mean), 0, 255), np.uint8)


def _with_own_proportions(landmarks: Floats, own: Floats) -> Floats:
    """The pose of ``landmarks`` with half of the stand-in's proportions.

    The stand-in's points are laid over the removed face's by the best affine map; the
    outline stays, since it must meet the surroundings.
    """
    ones = np.ones((len(own), 1), np.float32)
    basis = np.concatenate([own, ones], axis=1)
    affine, *_ = np.linalg.lstsq(basis, landmarks, rcond=None)
    share = np.full((len(own), 1), _OWN_PROPORTIONS, np.float32)
    share[_OUTLINE] = 0
    moved: Floats = (landmarks + share * (basis @ affine - landmarks)).astype(
        np.float32
    )
    return moved


def _shrunk(view: Image, size: int) -> Image:
    if len(view) == size:
        return view
    shrunk = cv2.resize(view, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)


@lru_cache(maxsize=1)
def _generator() -> FaceGenerator:
    return FaceGenerator(PAINTED_SIZE)
