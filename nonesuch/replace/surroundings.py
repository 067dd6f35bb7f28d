"""What is around a removed head, and what the picture looks like without it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import points
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.backdrop import backdrop, smooth_backdrop
from nonesuch.replace.complexion import is_skin, lab_of
from nonesuch.replace.head_region import VIEW_PX, removed, shape_in, view_of
from nonesuch.replace.region import Region

CHIN = points((152,))[0]
THROAT_SHADE = 0.85
"""How bright a throat is, in parts of the face above it."""
_MARGIN = 0.4
_WORK_PX = 384
_GAMMA = 2.2
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_PERSON, _NO_PERSON = 0.9, 0.1
_THROAT_SIDE, _THROAT_DOWN = 0.13, 0.22
_LEAST_SKIN, _FEWEST_PIXELS = 0.1, 12
_NECK_BEGINS, _NECK_FULL = 0.70, 0.80
_LEAST_AIR = 0.1


@dataclass(frozen=True)
class Surroundings:
    """A piece of the picture around a region, uint8 ``(h, w, 3)``.

    ``gone (h, w)`` is how much of a pixel is removed, ``person (h, w)`` the opacity of
    whoever is there, 0 everywhere if nobody knows, ``window`` the region's part of it.
    ``places (h, w, 2)`` are the pixels' centres in units of the face's crop.
    """

    picture: Image
    gone: Floats
    person: Floats | None
    window: tuple[slice, slice]
    places: Floats

    @property
    def known(self) -> Bools:
        """Pixels of which nothing is removed."""
        return np.asarray(self.gone == 0)


def surroundings_of(
    image: Image, region: Region, person: Floats | None
) -> Surroundings:
    """What lies around a region; ``person (256, 256)`` as for :func:`removed`."""
    x0, y0, x1, y1 = region.window_xyxy
    margin = round(_MARGIN * max(x1 - x0, y1 - y0)) + 2
    left, top, right, bottom = region.grown_window(margin, image.shape)
    window = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    shape_hw = bottom - top, right - left
    in_view, belief = removed(person, shape_in(region))
    matrix = view_of(region.frame).image_from_crop(VIEW_PX)
    matrix[:, 2] -= (left, top)
    gone = np.zeros(shape_hw, np.float32)
    gone[window] = np.minimum(_warped(in_view, matrix, shape_hw)[window], region.alpha)
    if region.face is not None:  # in any case, whatever an outline says
        gone[window] = np.maximum(gone[window], region.face)
    known = person is not None and belief > 0.5
    rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32) + np.float32(
        0.5
    )
    return Surroundings(
        image[top:bottom, left:right],
        gone,
        _warped(person, matrix, shape_hw) if known and person is not None else None,
        window,
        region.frame.to_crop(np.stack([columns, rows], axis=-1)),
    )


def without_head(around: Surroundings) -> Floats:
    """The region's window with the head removed, float32 ``(h, w, 3)``."""
    behind = _behind(around)[around.window]
    gone = around.gone[around.window][..., None]
    seen = around.picture[around.window].astype(np.float32)
    return np.where(gone == 1, behind, seen + gone * (behind - seen))


def skin_of_throat(around: Surroundings, chin: Floats) -> Floats | None:
    """The linear color ``(3,)`` of the skin under a chin ``(2,)``, None if unseen."""
    away = around.places - chin
    inside = (np.abs(away[..., 0]) < _THROAT_SIDE) & (away[..., 1] > 0)
    inside &= away[..., 1] < _THROAT_DOWN
    allowed = around.known & inside
    if around.person is not None:
        allowed &= around.person > _PERSON
    skin = allowed & is_skin(around.picture)
    if skin.sum() < max(_LEAST_SKIN * inside.sum(), _FEWEST_PIXELS):
        return None
    pixels = linear(around.picture[skin])
    luma = pixels @ LUMA
    return np.asarray(np.median(pixels[luma >= np.median(luma)], axis=0), np.float32)


def throat_lab(image: Image, region: Region) -> Floats | None:
    """CIE L*a*b* ``(3,)`` that a face would have over the throat that is seen of a
    removed head; None where none is.
    """
    if region.is_empty:
        return None
    around = surroundings_of(image, region, None)
    throat = skin_of_throat(around, shape_in(region)[CHIN])
    if throat is None:
        return None
    face = np.rint(encoded(throat / np.float32(THROAT_SHADE)))
    return np.asarray(lab_of(np.asarray(face, np.uint8)[None, None])[0, 0])


def linear(colors: Image | Floats) -> Floats:
    """Colors of 0 to 255 in linear light, 0 to 1."""
    return np.asarray((colors.astype(np.float32) / 255) ** _GAMMA, np.float32)


def encoded(light: Floats) -> Floats:
    """Linear light as colors of 0 to 255; what is too bright is cut off."""
    return np.asarray(np.clip(light, 0, 1) ** (1 / _GAMMA) * 255, np.float32)


def _behind(around: Surroundings) -> Floats:
    """The surroundings continued: air above, the throat below where one is seen."""
    small = _shrunk(around)
    known = small.known.astype(np.float32)
    hole = small.gone > 0
    picture = small.picture.astype(np.float32)
    made = _continued(small, picture, known, hole)
    height, width = around.gone.shape
    wide = cv2.resize(made, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(wide, 0, 255), np.float32)


def _continued(
    small: Surroundings, picture: Floats, known: Floats, hole: Bools
) -> Floats:
    person = small.person
    if person is None:
        return backdrop(picture, known, hole)
    air = known * (person < _NO_PERSON)
    body = known * (person > _PERSON) * is_skin(small.picture)
    if air.sum() < _LEAST_AIR * max(known.sum(), 1):
        return backdrop(picture, known, hole)
    made = backdrop(picture, air, hole)
    if body.sum() < _FEWEST_PIXELS:
        return made
    low = (small.places[..., 1] - _NECK_BEGINS) / (_NECK_FULL - _NECK_BEGINS)
    share = (np.clip(low, 0, 1) * person)[..., None]
    return np.asarray(made + share * (smooth_backdrop(picture, body) - made))


def _shrunk(around: Surroundings) -> Surroundings:
    """At most 384 pixels a side; a pixel that is removed has no part in any color."""
    height, width = around.gone.shape
    scale = _WORK_PX / max(height, width)
    if scale >= 1:
        return around
    size = max(round(width * scale), 1), max(round(height * scale), 1)

    def resized(values: Floats) -> Floats:
        small = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.float32)

    known = around.known.astype(np.float32)
    share = resized(known)
    weighted = resized(around.picture * known[..., None])
    colors = weighted / np.maximum(share, 1e-3)[..., None]
    return Surroundings(
        np.asarray(np.clip(np.rint(colors), 0, 255), np.uint8),
        np.asarray(1 - share, np.float32) * (share < 0.5),
        None if around.person is None else resized(around.person),
        around.window,
        resized(around.places),
    )


def _warped(
    in_view: Floats, matrix: NDArray[np.float64], shape_hw: tuple[int, int]
) -> Floats:
    height, width = shape_hw
    warped = cv2.warpAffine(in_view, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.float32)
