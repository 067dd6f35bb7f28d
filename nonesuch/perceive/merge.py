"""One box for each face out of what several detectors saw in several views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Bools, Floats

_SAME_FACE = 0.35


def overlap_of(boxes_xyxy: Floats, others_xyxy: Floats) -> Floats:
    """Intersection areas of every box with every other, ``(n, m)`` square pixels."""
    low = np.maximum(boxes_xyxy[:, None, :2], others_xyxy[None, :, :2])
    high = np.minimum(boxes_xyxy[:, None, 2:], others_xyxy[None, :, 2:])
    areas: Floats = np.maximum(high - low, 0).prod(axis=2)
    return areas


def areas_of(boxes_xyxy: Floats) -> Floats:
    """Areas, ``(n,)`` square pixels; 0 for boxes that are turned inside out."""
    size_wh = np.maximum(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 0)
    areas: Floats = size_wh.prod(axis=1)
    return areas


def union_share(boxes_xyxy: Floats, others_xyxy: Floats) -> Floats:
    """Intersection over union of every box with every other, ``(n, m)``."""
    both = overlap_of(boxes_xyxy, others_xyxy)
    either = areas_of(boxes_xyxy)[:, None] + areas_of(others_xyxy)[None] - both
    share: Floats = (both / np.maximum(either, 1e-6)).astype(np.float32)
    return share


def covered_share(boxes_xyxy: Floats, others_xyxy: Floats) -> Floats:
    """The share of every box that each other one covers, ``(n, m)``."""
    area = np.maximum(areas_of(boxes_xyxy), np.float32(1e-6))
    share = overlap_of(boxes_xyxy, others_xyxy) / area[:, None]
    return np.asarray(share, np.float32)


def best_of(
    boxes_xyxy: Floats, scores: Floats, union: float, covered: float
) -> NDArray[np.int64]:
    """The boxes to keep, best first: none that a better one overlaps too much.

    Too much: intersection over union above ``union``, or more than ``covered`` of the
    smaller of both lies in the other.
    """
    order = np.argsort(-scores, kind="stable")
    boxes = boxes_xyxy[order]
    inside = covered_share(boxes, boxes)
    same: Bools = (union_share(boxes, boxes) > union) | (
        np.maximum(inside, inside.T) > covered
    )
    kept = np.ones(len(order), bool)
    for place in range(len(order)):
        if kept[place]:
            kept[place + 1 :] &= ~same[place, place + 1 :]
    return order[kept]


def clipped(boxes_xyxy: Floats, size_wh: Sequence[float]) -> Floats:
    """The parts of the boxes inside a picture of ``size_wh``, float32 ``(n, 4)``."""
    limit = np.array([*size_wh, *size_wh], np.float32)
    return np.clip(boxes_xyxy, 0, limit).astype(np.float32)


def agreed(
    boxes_xyxy: Floats, scores: Floats, voices: NDArray[np.int64], chosen: NDArray[Any]
) -> Floats:
    """The scores of the chosen boxes after hearing every detector, ``(k,)``.

    ``voices`` says which detector a box comes from.  The best score of each detector
    for the same face is taken, and they count as independent: two who doubt are sure
    together.
    """
    same = union_share(boxes_xyxy[chosen], boxes_xyxy) > _SAME_FACE
    doubt = np.ones(len(chosen))
    for voice in np.unique(voices):
        heard = np.where(same & (voices == voice), scores, 0).max(axis=1, initial=0)
        doubt *= 1 - heard
    return (1 - doubt).astype(np.float32)
