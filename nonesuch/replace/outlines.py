"""Where a person ends and the background begins, around each head."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from nonesuch.models.modnet import Modnet
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import cut
from nonesuch.replace.head_region import VIEW_PX, belief_in, shape_in, view_of
from nonesuch.replace.region import Region

_LEAST_SIDE_PX = 48.0
"""Smaller crops are too coarse for an outline."""
_CLOSER_PX = 512
_CONVINCED = 0.5


def outlines_of(image: Image, regions: Sequence[Region]) -> list[Floats | None]:
    """The opacity of the person in the view of each head, ``(256, 256)``.

    None for small heads.  Where the face itself is not found, one looks again at twice
    the size, which takes four times as long.
    """
    return [
        _outline(image, region) if region.frame.side_px >= _LEAST_SIDE_PX else None
        for region in regions
    ]


def _outline(image: Image, region: Region) -> Floats:
    frame, shape = view_of(region.frame), shape_in(region)
    first = np.asarray(_modnet(VIEW_PX)(cut(image, frame, VIEW_PX)[None])[0])
    if belief_in(first, shape) >= _CONVINCED:
        return first
    large = _modnet(_CLOSER_PX)(cut(image, frame, _CLOSER_PX)[None])[0]
    size = VIEW_PX, VIEW_PX
    second = np.asarray(
        cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.float32
    )
    is_better = belief_in(second, shape) > belief_in(first, shape)
    return second if is_better else first


@lru_cache(maxsize=2)
def _modnet(size: int) -> Modnet:
    return Modnet(size=size)
