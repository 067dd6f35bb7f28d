"""A stand-in's whole head in a pose, cut out: hair, ears, throat, and the face.

The head is moved as a whole, by the best affine map of its landmarks; only the face is
bent, and nearly to its own proportions, so that the two meet without a seam.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.expression import with_expression
from nonesuch.replace.head_looks import (
    CANVAS_CORNER,
    CANVAS_SIDE,
    Heads,
    weights_of_views,
)
from nonesuch.replace.light import CONTRAST, relit
from nonesuch.replace.region import depth_px, eased
from nonesuch.replace.standin import Looks, view_weights
from nonesuch.replace.warp import bend_map

_OWN_PROPORTIONS = 0.9
_LEAST_WEIGHT = 0.01
_SOFT = 0.05
"""Width of the rim in which the face goes over into the head, in sides of the crop."""


def layer_of(shape: Floats, looks: Looks, heads: Heads, size: int) -> Floats:
    """A head, float32 ``(c, c, 4)`` of 0 to 255, colors multiplied by the opacity.

    ``shape (92, 2)`` are the landmarks of the pose in units of the face's crop, which
    has ``size`` pixels, a multiple of 32, in the canvas of ``c = 1.25 size``.
    """
    canvas = round(size * CANVAS_SIDE)
    layer = np.zeros((canvas, canvas, 4), np.float32)
    weights = weights_of_views(heads, shape)
    for view in np.flatnonzero(weights > _LEAST_WEIGHT):
        affine = affine_between(heads.landmarks[view], shape)
        layer += weights[view] * _moved(heads.layers[view], affine, canvas)
    layer /= weights[weights > _LEAST_WEIGHT].sum()
    face, own_shape = _face(shape, looks, size)
    return _with_face(layer, face, own_shape)


def inner(layer: Floats) -> Floats:
    """The part of a canvas ``(c, c, k)`` that is the face's crop (a view)."""
    size = round(len(layer) / CANVAS_SIDE)
    left, top = (round(-place * size) for place in CANVAS_CORNER)
    return layer[top : top + size, left : left + size]


def affine_between(own: Floats, target: Floats) -> Floats:
    """The affine map ``(2, 3)`` that lays points ``(n, 2)`` best over others."""
    basis = np.concatenate([own, np.ones((len(own), 1), np.float32)], axis=1)
    # By the normal equations: the threads of a general solver cost more than they do.
    normal = np.einsum("ni,nj->ij", basis, basis) + 1e-6 * np.eye(3, dtype=np.float32)
    solved = np.linalg.inv(normal) @ np.einsum("ni,nj->ij", basis, target)
    return np.asarray(solved.T, np.float32)


def _moved(layer: Floats, affine: Floats, canvas: int) -> Floats:
    """A head's canvas moved by an affine map of the crop's units."""
    if canvas < len(layer):
        layer = cv2.resize(layer, (canvas, canvas), interpolation=cv2.INTER_AREA)
    to_crop = _crop_from_pixels(canvas)
    crop = np.vstack([affine, [0, 0, 1]])
    back = np.linalg.inv(to_crop) @ np.linalg.inv(crop) @ to_crop
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(layer, back[:2], (canvas, canvas), flags=flags)
    return np.asarray(moved, np.float32)


def _crop_from_pixels(canvas: int) -> NDArray[np.float64]:
    """From indices of the canvas's pixels to units of the crop, ``(3, 3)``."""
    step = CANVAS_SIDE / canvas
    x, y = (corner + step / 2 for corner in CANVAS_CORNER)
    return np.array([[step, 0, x], [0, step, y], [0, 0, 1]])


def _face(shape: Floats, looks: Looks, size: int) -> tuple[Floats, Floats]:
    """The face in its pose ``(size, size, 3)``, and where its landmarks lie."""
    weights = view_weights(looks, shape)
    face = np.zeros((size, size, 3), np.float32)
    own_shape = np.zeros_like(shape)
    for view in np.flatnonzero(weights > _LEAST_WEIGHT):
        own = looks.landmarks[view]
        affine = affine_between(own, shape)
        moved = own @ affine[:, :2].T + affine[:, 2]
        target = (shape + _OWN_PROPORTIONS * (moved - shape)).astype(np.float32)
        target = with_expression(target, shape)
        picture = looks.view(int(view))
        if len(picture) != size:
            picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        bend = bend_map(own, target, size)
        bent = cv2.remap(picture, bend, None, cv2.INTER_CUBIC)
        face += weights[view] * bent
        own_shape += weights[view] * target
    total = weights[weights > _LEAST_WEIGHT].sum()
    return _stressed(face / total, own_shape / total), own_shape / total


def _stressed(face: Floats, shape: Floats) -> Floats:
    """The face as contrasty as people are, its light as it was."""
    shown = np.asarray(np.clip(np.rint(face), 0, 255), np.uint8)
    mask = mask_of_face(shape, len(face), 0.0)
    return relit(shown, shown, mask, CONTRAST).astype(np.float32)


def _with_face(layer: Floats, face: Floats, shape: Floats) -> Floats:
    size = len(face)
    inside = mask_of_face(shape, size, 0.0) > 0
    share = eased(depth_px(inside) / (_SOFT * size))[..., None]
    whole = np.dstack([face, np.full((size, size), 255, np.float32)])
    result = layer.copy()
    part = inner(result)
    part += share * (whole - part)
    return result
