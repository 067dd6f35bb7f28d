"""The method ``person`` for whole heads: hair and ears are somebody else's as well.

The head's pixels are removed.  The surroundings go on behind it; before them stands the
head of the stand-in in the light of the place.  Only the outline of who was there is
looked at, to know what must go and what may stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace.alignment import CropFrame, mask_of_face
from nonesuch.replace.ambience import Ambience, Grain, HeadPlace
from nonesuch.replace.grain import noise_around
from nonesuch.replace.harmonize import has_color, without_color
from nonesuch.replace.head_layer import layer_of
from nonesuch.replace.head_looks import canvas_of, founder_of, heads_of
from nonesuch.replace.head_region import VIEW_PX, shape_in
from nonesuch.replace.outlines import outlines_of
from nonesuch.replace.person import grained
from nonesuch.replace.region import Region
from nonesuch.replace.standin import front_of, looks_of
from nonesuch.replace.surroundings import (
    CHIN,
    LUMA,
    THROAT_SHADE,
    Surroundings,
    encoded,
    linear,
    skin_of_throat,
    surroundings_of,
    without_head,
)

_SMALL, _LARGE = 128, 256
_BRIGHTNESS, _TINT = (0.4, 1.4), 1.07
_TRUST_IN_THROAT, _TRUST_IN_SCENE, _TINT_OF_SCENE = 0.6, 0.35, 0.3
_USUAL_SCENE = 0.2


def head(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with the head of another person.

    ``seeds`` are for the grain, one a head.
    """
    seen = head_looked(image, regions, identities)
    return head_in(image, regions, identities, seeds, seen)


def head_looked(
    image: Image, regions: Sequence[Region], identities: Sequence[Identity]
) -> list[Ambience]:
    """What the surroundings of each head say of its place and of who is put there."""
    outlines = outlines_of(image, regions)
    found = []
    for region, identity, person in zip(regions, identities, outlines, strict=True):
        around = surroundings_of(image, region, person)
        gain = _gain(around, shape_in(region), identity)
        colored = has_color(around.picture, (~around.known).astype(np.float32))
        grain = Grain(noise_around(image, region))
        place = HeadPlace(gain, person)
        found.append(Ambience(_NO_LIGHT, grain, colored, None, head=place))
    return found


def head_in(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
    ambiences: Sequence[Ambience],
) -> list[Image]:
    """What :func:`head` returns, each head in an ambience that is known."""
    heads = zip(regions, identities, seeds, ambiences, strict=True)
    return [_patch(image, *one) for one in heads]


def _patch(
    image: Image, region: Region, identity: Identity, seed: int, ambience: Ambience
) -> Image:
    place = ambience.head
    if place is None:
        raise ValueError("the ambience is that of a face, not of a head")
    size = _LARGE if region.frame.side_px > _SMALL else _SMALL
    looks = looks_of(identity.index, identity.table)
    layer = layer_of(shape_in(region), looks, heads_of(founder_of(identity)), size)
    before = _placed(_lit(layer, place.gain), canvas_of(region.frame), region)
    around = surroundings_of(image, region, place.outline(VIEW_PX))
    opacity = before[..., 3:] / 255
    mixed = before[..., :3] + without_head(around) * (1 - opacity)
    patch = np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)
    if not ambience.has_color:
        patch = without_color(patch)
    made = np.maximum(opacity, around.gone[around.window][..., None])
    grain = grained(patch, ambience.grain, region, seed).astype(np.float32) - patch
    return np.asarray(np.rint(patch + made * grain), np.uint8)


def _gain(around: Surroundings, shape: Floats, identity: Identity) -> Floats:
    """By how much the stand-in's colors grow in linear light, ``(3,)``.

    What is seen of the throat counts; without it the light of the scene, a little.
    """
    throat = skin_of_throat(around, shape[CHIN])
    if throat is not None:
        gain = throat / (_skin_of(identity.index, identity.table) * THROAT_SHADE)
        bright = float(np.clip(gain @ LUMA, *_BRIGHTNESS)) ** _TRUST_IN_THROAT
        tint = gain / (gain @ LUMA)
    else:
        gain = _light_of(around) / _USUAL_SCENE
        bright = float(np.clip(gain @ LUMA, *_BRIGHTNESS)) ** _TRUST_IN_SCENE
        tint = (gain / (gain @ LUMA)) ** _TINT_OF_SCENE
    return np.asarray(bright * np.clip(tint, 1 / _TINT, _TINT), np.float32)


def _light_of(around: Surroundings) -> Floats:
    """The mean linear color of what is known, ``(3,)``."""
    known = around.picture[around.known]
    if not len(known):
        return np.full(3, _USUAL_SCENE, np.float32)
    return np.asarray(np.maximum(linear(known).mean(0), 1e-3), np.float32)


@lru_cache(maxsize=256)
def _skin_of(index: int, table: str) -> Floats:
    """The linear color of a stand-in's face, ``(3,)``."""
    picture, landmarks = front_of(index, table)
    face = picture[mask_of_face(landmarks, len(picture), 0.0) > 0]
    return np.asarray(np.maximum(np.median(linear(face), axis=0), 1e-3), np.float32)


def _lit(layer: Floats, gain: Floats) -> Floats:
    opacity = layer[..., 3:] / 255
    colors = layer[..., :3] / np.maximum(opacity, 1e-3)
    lit = encoded(linear(np.asarray(np.clip(colors, 0, 255), np.float32)) * gain)
    return np.dstack([lit * opacity, layer[..., 3:]])


def _placed(layer: Floats, canvas: CropFrame, region: Region) -> Floats:
    """The canvas warped to where it belongs, cut to the region's window."""
    if canvas.side_px < len(layer):  # shrink by averaging first: warping would alias
        side = max(int(np.ceil(canvas.side_px)), 4)
        layer = cv2.resize(layer, (side, side), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = region.window_xyxy
    matrix = canvas.image_from_crop(len(layer))
    matrix[:, 2] -= (x0, y0)
    placed = cv2.warpAffine(layer, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    return np.asarray(placed, np.float32)


_NO_LIGHT = np.zeros((1, 1, 3), np.float32)
