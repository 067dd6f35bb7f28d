"""A stand-in for a place: its own views, bent to the pose, in the light there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from nonesuch.face_points import OUTLINE, points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.expression import with_expression
from nonesuch.replace.scene import Setting
from nonesuch.replace.shade import relit_by
from nonesuch.replace.standin import Looks, view_weights
from nonesuch.replace.warp import bend_grid, map_of

SMALL = 64
"""Side of the crops that the networks see."""
_SIZES = (SMALL, 128, 192, 256)
_ALONE_PX, _HARMONIZED_PX = 56.0, 80.0
"""Crop sides up to which the guessed light is enough, and from which on all is done."""
_LEAST_WEIGHT = 0.01
_OWN_PROPORTIONS = 0.9
"""How far inner features move from the removed face's places to the stand-in's."""
_OUTLINE = points(OUTLINE)


@dataclass(frozen=True)
class Dressed:
    """A stand-in for a place: its views, the pose, and the light painted there.

    ``contrast`` is the power to which the brightness of its detail is raised.
    """

    setting: Setting
    looks: Looks
    light: Image
    contrast: float = 1.0

    @property
    def size(self) -> int:
        """Side of the crop in pixels that shows all that the face can show."""
        enough = (size for size in _SIZES if size >= self.setting.frame.side_px)
        return next(enough, _SIZES[-1])

    @property
    def harmony(self) -> float:
        """How much of the harmonizer's work is taken: nothing for small faces.

        It rises smoothly, so that nothing jumps while somebody comes nearer.
        """
        steps = (self.setting.frame.side_px - _ALONE_PX) / (_HARMONIZED_PX - _ALONE_PX)
        return float(np.clip(steps, 0, 1))

    @cached_property
    def small(self) -> Image:
        """The stand-in in pose and light as networks see it, ``(64, 64, 3)``."""
        return self._at(SMALL)

    @property
    def whole(self) -> Image:
        """The stand-in in pose and light, ``(s, s, 3)`` with the side :attr:`size`."""
        return self.small if self.size == SMALL else self._at(self.size)

    def _at(self, size: int) -> Image:
        detail = _mixed(self._bends, self.looks, size)
        mask = mask_of_face(self.setting.landmarks, size)
        return relit_by(self.light, detail, mask, self.contrast)

    @cached_property
    def _bends(self) -> list[Bend]:
        return _bends_to(self.setting.landmarks, self.looks)


@dataclass(frozen=True)
class Bend:
    """A view that takes part, how much of it, and where it comes from."""

    view: int
    weight: float
    grid: Floats


def bent(landmarks: Floats, looks: Looks, size: int) -> Image:
    """The stand-in in a pose: the views that fit, bent and mixed, ``(s, s, 3)``."""
    return _mixed(_bends_to(landmarks, looks), looks, size)


def _bends_to(landmarks: Floats, looks: Looks) -> list[Bend]:
    weights = view_weights(looks, landmarks)
    bends = []
    for view in np.flatnonzero(weights > _LEAST_WEIGHT):
        own = looks.landmarks[view]
        grid = bend_grid(own, _with_own_proportions(landmarks, own))
        bends.append(Bend(int(view), float(weights[view]), grid))
    return bends


def _mixed(bends: Sequence[Bend], looks: Looks, size: int) -> Image:
    mean = np.zeros((size, size, 3), np.float32)
    total = 0.0
    for bend in bends:
        bent = cv2.remap(
            _shrunk(looks.view(bend.view), size),
            map_of(bend.grid, size),
            None,
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        total += bend.weight
        cv2.accumulateWeighted(bent, mean, bend.weight / total)
    return np.asarray(cv2.convertScaleAbs(mean), np.uint8)


def _with_own_proportions(landmarks: Floats, own: Floats) -> Floats:
    """The pose and expression of ``landmarks`` with the stand-in's own proportions.

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
    return with_expression(moved, landmarks)


def _shrunk(view: Image, size: int) -> Image:
    if len(view) == size:
        return view
    shrunk = cv2.resize(view, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)
