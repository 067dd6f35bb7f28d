"""The ``person`` method: somebody who does not exist, in the old pose and light.

The face's pixels are removed; a network that sees only the surroundings paints the
light and the skin tone that the hole would have.  On it comes the stand-in's own
picture, bent to the pose, under that light: detail at every size of face.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from nonesuch.face_points import OUTLINE, points
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace import painter
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.complexion import skin_around, toned
from nonesuch.replace.grain import noise_around, with_grain
from nonesuch.replace.light import relit
from nonesuch.replace.region import Region
from nonesuch.replace.scene import Setting, crops_and_holes, placed, setting_of
from nonesuch.replace.standin import Looks, looks_of, view_weights
from nonesuch.replace.warp import bend_map

_SIZES = (64, 128, 256)
_OWN_PROPORTIONS = 0.9
"""How far inner features move from the removed face's places to the stand-in's."""
_OUTLINE = points(OUTLINE)


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
    crops, holes = crops_and_holes(image, regions, settings, painter.SIZE)
    lights = painter.painted(crops, holes)
    patches = []
    for region, setting, identity, light, seed in zip(
        regions, settings, identities, lights, seeds, strict=True
    ):
        mask = mask_of_face(setting.landmarks, painter.SIZE)
        light = toned(light, mask, skin_around(image, region))
        crop = dressed(setting, looks_of(identity.index), light)
        patch = placed(crop, setting.frame, region)
        sigma = noise_around(image, region)
        patches.append(with_grain(np.random.default_rng(seed), patch, sigma))
    return patches


def dressed(setting: Setting, looks: Looks, light: Image) -> Image:
    """The stand-in in the painted light, ``(s, s, 3)``, s by the size of the face."""
    size = next((s for s in _SIZES if s >= setting.frame.side_px), _SIZES[-1])
    detail = _bent(setting.landmarks, looks, size)
    spread = cv2.resize(light, (size, size), interpolation=cv2.INTER_CUBIC)
    mask = mask_of_face(setting.landmarks, size)
    return relit(detail, np.asarray(spread, np.uint8), mask)


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
    # By the normal equations: the threads of a general solver cost more than they do.
    normal = np.einsum("ni,nj->ij", basis, basis) + 1e-6 * np.eye(3, dtype=np.float32)
    affine = np.linalg.inv(normal) @ np.einsum("ni,nj->ij", basis, landmarks)
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
