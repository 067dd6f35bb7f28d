"""The expression of the removed face on the proportions of somebody else.

How far mouth and eyes are open, how the mouth smiles and where the eyes look are of the
moment and belong to the removed face; where mouth and eyes lie, how thick the lips are
and how the lids are curved belong to the stand-in.

A mouth or an eye is described in coordinates in which its corners lie at -0.5 and 0.5
(complex numbers, the imaginary axis down the face), so that shapes of any size compare.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import points
from nonesuch.nouns import Floats

Complexes = NDArray[np.complex128]

_MOUTH_CORNERS = points((61, 291))
_UPPER_INNER, _LOWER_INNER = points((13, 14))
_UPPER_LIP = points((13, 0, 37, 267))
_LOWER_LIP = points((14, 17, 18))
_INNER_CORNERS = points((78, 308))
_SHARE_OF_MIDDLE = np.array([1, 1, 0.75, 0.75])
_EYES = (
    (points((33, 133)), points((159, 145)), points((468,))[0]),
    (points((362, 263)), points((386, 374)), points((473,))[0]),
)
"""Corners, upper and lower lid, iris."""
_UPPER_LID_SHARE = 0.75
"""Of what an eye closes the upper lid comes down so much; the lower does the rest."""
_NARROWEST = 1e-3


def with_expression(shape: Floats, face: Floats) -> Floats:
    """``shape (92, 2)`` with the expression of ``face (92, 2)``, in crop units.

    Both are poses of the same head.  A mouth or an eye that is seen from the side, its
    corners on top of each other, stays as it is.
    """
    own, other = _complex(shape), _complex(face)
    made = own.copy()
    _move_mouth(made, own, other)
    for eye in _EYES:
        _move_eye(made, own, other, *eye)
    return np.stack([made.real, made.imag], axis=-1).astype(np.float32)


def _move_mouth(made: Complexes, own: Complexes, other: Complexes) -> None:
    """Width, tilt and opening of the other mouth, its lips lifted as far."""
    left, right = _MOUTH_CORNERS
    middle, axis = _between(own, left, right)
    other_middle, other_axis = _between(other, left, right)
    if min(abs(axis), abs(other_axis)) < _NARROWEST:
        return
    lips = (own - middle) / axis
    wanted = (other - other_middle) / other_axis
    line, gap = _opening(lips)
    wanted_line, wanted_gap = _opening(wanted)
    lift, spread = wanted_line - line, (wanted_gap - gap) / 2
    lips[_UPPER_LIP] += _SHARE_OF_MIDDLE * (lift - spread)
    lips[_LOWER_LIP] += lift + spread
    lips[_INNER_CORNERS] = wanted[_INNER_CORNERS]
    moved = [*_MOUTH_CORNERS, *_UPPER_LIP, *_LOWER_LIP, *_INNER_CORNERS]
    made[moved] = middle + lips[moved] * other_axis


def _move_eye(
    made: Complexes,
    own: Complexes,
    other: Complexes,
    corners: list[int],
    lids: list[int],
    iris: int,
) -> None:
    """As far open as the other eye, and looking where it looks."""
    middle, axis = _between(own, *corners)
    other_middle, other_axis = _between(other, *corners)
    if min(abs(axis), abs(other_axis)) < _NARROWEST:
        return
    upper, lower = (own[lids] - middle) / axis
    other_upper, other_lower = (other[lids] - other_middle) / other_axis
    closes = (lower - upper) - (other_lower - other_upper)
    upper += _UPPER_LID_SHARE * closes
    lower -= (1 - _UPPER_LID_SHARE) * closes
    look = (other[iris] - other_middle) / other_axis
    look -= (other_upper + other_lower) / 2
    made[lids] = middle + np.array([upper, lower]) * axis
    made[iris] = middle + ((upper + lower) / 2 + look) * axis


def _between(shape: Complexes, left: int, right: int) -> tuple[complex, complex]:
    return complex(shape[left] + shape[right]) / 2, complex(shape[right] - shape[left])


def _opening(lips: Complexes) -> tuple[complex, complex]:
    """The middle of the line between the lips, and their gap."""
    upper, lower = complex(lips[_UPPER_INNER]), complex(lips[_LOWER_INNER])
    return (upper + lower) / 2, lower - upper


def _complex(shape: Floats) -> Complexes:
    wide = np.asarray(shape, np.float64)
    return np.asarray(wide[..., 0] + 1j * wide[..., 1])
