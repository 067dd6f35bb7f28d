"""What lies over a face that cannot be replaced: its surroundings go on into the hole.

Nothing of the face has a part in it, nor of any other face that is removed, so it tells
no more than a flat fill.  But the head stays a head: a fill of one color beside a face
is a hole in it, and detectors of people see that, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import CENTRE
from nonesuch.replace.backdrop import smooth_backdrop
from nonesuch.replace.classic import solid
from nonesuch.replace.region import Region, Window, depth_px, eased

_MARGIN = 0.25
_NOTHING_KNOWN = 128
_ELSEWHERE = 0.08
_RIM = 0.45
"""How far inwards each bit of the rim is felt, in parts of the way to the middle."""


def cover(image: Image, regions: Sequence[Region], which: int) -> Image:
    """The window of a region as its surroundings let expect, without their detail.

    ``regions`` are those of all faces of the picture: no pixel of them counts.  Where
    nothing else is near, the window is gray.
    """
    region = regions[which]
    height, width = region.alpha.shape
    margin = round(_MARGIN * max(width, height)) + 2
    x0, y0, x1, y1 = around = region.grown_window(margin, image.shape)
    known = np.ones((y1 - y0, x1 - x0), np.float32)
    for one in regions:
        _leave_out(known, around, one)
    if region.is_empty or not known.any():
        return np.full((height, width, 3), _NOTHING_KNOWN, np.uint8)
    left, top = region.window_xyxy[0] - x0, region.window_xyxy[1] - y0
    window = slice(top, top + height), slice(left, left + width)
    picture = image[y0:y1, x0:x1].astype(np.float32)
    rim = smooth_backdrop(picture, known)[window]
    body = smooth_backdrop(picture, known * _of_the_body(region, around))[window]
    patch = rim + _inner(region.alpha)[..., None] * (body - rim)
    return np.asarray(np.rint(patch), np.uint8)


def flat(image: Image, regions: Sequence[Region], which: int) -> Image:
    """The window of a region in the one color of what is around it."""
    return solid(image, regions[which])


COVERS = {"cover": cover, "solid": flat}
"""By the names that the command line and the report know."""


def _inner(alpha: Floats) -> Floats:
    """1 in the middle of what is covered, falling to 0 at its rim."""
    depth = depth_px(alpha > 0)
    return eased(depth / max(_RIM * float(depth.max()), 1.0))


def _of_the_body(region: Region, around: Window) -> Floats:
    """How much a pixel counts: most under the chin, least above and beside the head."""
    x0, y0, x1, y1 = around
    rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32) + np.float32(0.5)
    away = region.frame.to_crop(np.stack([columns, rows], axis=-1)) - CENTRE
    down = away[..., 1] / np.maximum(np.linalg.norm(away, axis=-1), 1e-6)
    return np.asarray(np.clip(2 * down - 0.7, _ELSEWHERE, 1), np.float32)


def _leave_out(known: Floats, around: Window, region: Region) -> None:
    """Sets ``known`` to 0 where a region lies."""
    x0, y0, x1, y1 = around
    left, top, right, bottom = region.window_xyxy
    rows = slice(max(top, y0), min(bottom, y1))
    columns = slice(max(left, x0), min(right, x1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    alpha = region.alpha[rows.start - top : rows.stop - top]
    alpha = alpha[:, columns.start - left : columns.stop - left]
    part = known[
        rows.start - y0 : rows.stop - y0, columns.start - x0 : columns.stop - x0
    ]
    part[alpha > 0] = 0
