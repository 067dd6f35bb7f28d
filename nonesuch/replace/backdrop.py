"""What lies behind a removed head: the surroundings go on into the hole.

A pyramid of means over what is known: near the rim it follows every pixel of it, in the
middle of the hole only the colors of the whole.  Detail is mirrored in from beside the
hole.  All of it is smooth in what it is given, so little trembles in a video.
"""

from __future__ import annotations

import cv2
import numpy as np

from nonesuch.nouns import Bools, Floats, Ints

_PYRAMID_PX = 128
_LEAST_SHARE = 1e-3
_COARSEST = 0.05
"""Structure up to this, in sides of the picture, counts as detail."""


def smooth_backdrop(picture: Floats, known: Floats) -> Floats:
    """What is known of a picture ``(h, w, 3)``, continued over all of it, without
    detail; ``known (h, w)`` is 1 where a pixel counts, 0 where it has no say.
    """
    height, width = known.shape
    side = 1 << (max(height, width, 2) - 1).bit_length()
    size = (min(_PYRAMID_PX, side),) * 2
    weighted = picture * known[..., None]
    values = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    filled = continued(values, share)
    wide = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(wide, 0, 255), np.float32)


def backdrop(picture: Floats, known: Floats, hole: Bools) -> Floats:
    """:func:`smooth_backdrop` with the detail of what lies beside the hole ``(h, w)``.

    The detail is mirrored at the hole's left, right and upper end; there is none where
    the mirror image lies outside of the picture or is not known.
    """
    smooth = smooth_backdrop(picture, known)
    if not hole.any():
        return smooth
    seen = (known == 1).astype(np.float32)
    detail = np.dstack([_detail(picture, seen), seen])
    mirrored = _mirrored_sideways(detail, hole)
    top = int(np.flatnonzero(hole.any(1))[0])
    above = _taken(detail, 2 * top - np.arange(len(hole)), axis=0)
    mirrored += above * (1 - mirrored[..., 3:])
    return np.asarray(smooth + mirrored[..., :3], np.float32)


def continued(weighted: Floats, share: Floats) -> Floats:
    """Means ``(s, s, c)`` of weighted sums, coarser ones where nothing is known.

    ``share (s, s)`` is how much of a place is known; ``s`` is a power of two.
    """
    mean = weighted / np.maximum(share, _LEAST_SHARE)[..., None]
    if len(share) == 1:
        return np.asarray(mean, np.float32)
    half = len(share) // 2, len(share) // 2
    coarse = continued(
        cv2.resize(weighted, half, interpolation=cv2.INTER_AREA).reshape(*half, -1),
        cv2.resize(share, half, interpolation=cv2.INTER_AREA).reshape(half),
    )
    wide = cv2.resize(coarse, share.shape[::-1], interpolation=cv2.INTER_LINEAR)
    wide = cv2.GaussianBlur(wide, (0, 0), 1.0).reshape(*share.shape, -1)
    known = np.minimum(share, 1)[..., None]
    return np.asarray(mean * known + wide * (1 - known), np.float32)


def _detail(picture: Floats, seen: Floats) -> Floats:
    """What is seen of the picture less its local mean, 0 elsewhere."""
    sigma = max(max(seen.shape) * _COARSEST, 1.0)
    share = cv2.GaussianBlur(seen, (0, 0), sigma)[..., None]
    mean = cv2.GaussianBlur(picture * seen[..., None], (0, 0), sigma)
    detail = picture - mean / np.maximum(share, _LEAST_SHARE)
    return np.asarray(detail * seen[..., None], np.float32)


def _mirrored_sideways(detail: Floats, hole: Bools) -> Floats:
    """The detail ``(h, w, 4)`` mirrored at both ends of the hole, one fading to the
    other in its middle."""
    columns = np.flatnonzero(hole.any(0))
    left, right = int(columns[0]), int(columns[-1])
    places = np.arange(hole.shape[1])
    toward_right = np.clip((places - left) / max(right - left, 1), 0, 1)
    one = _taken(detail, 2 * left - places, axis=1)
    other = _taken(detail, 2 * right - places, axis=1)
    share = toward_right.astype(np.float32)[:, None]
    return np.asarray(one + share * (other - one), np.float32)


def _taken(values: Floats, places: Ints, axis: int) -> Floats:
    """Rows or columns at the places, 0 for those outside."""
    inside = (places >= 0) & (places < values.shape[axis])
    taken = np.take(values, np.clip(places, 0, values.shape[axis] - 1), axis=axis)
    shape = (-1, 1, 1) if axis == 0 else (1, -1, 1)
    return np.asarray(taken * inside.reshape(shape), np.float32)
