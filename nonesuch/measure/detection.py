"""Whether detectors still find a face, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.measure.uncertainty import Reals
from nonesuch.nouns import Floats
from nonesuch.perceive.merge import union_share

BELIEVED = 0.5
SAME_FACE = 0.5
_ABOUT_THIS_FACE = 0.3
"""Detectors draw their boxes differently: so much overlap with ours is the face."""


@dataclass(frozen=True)
class Kept:
    """Of ``n`` faces: 1 where the detector finds it again, 0 where not, and how well.

    NaN for a face that it missed in the original; ``overlaps`` only of those kept.
    """

    found: Reals
    overlaps: Reals


def kept(
    before: Sequence[Floats], after: Sequence[Floats], places_xyxy: Sequence[Floats]
) -> Kept:
    """Detections ``(k, 5)`` with scores, in the original and in the finished picture.

    Found again: a believed box overlaps the original's own by half or more
    (intersection over union).
    """
    found, overlaps = [], []
    for old, new, place in zip(before, after, places_xyxy, strict=True):
        own = box_of(old, place)
        share = np.nan if own is None else best_overlap(new, own)
        found.append(np.nan if own is None else float(share >= SAME_FACE))
        overlaps.append(share if share >= SAME_FACE else np.nan)
    return Kept(np.array(found), np.array(overlaps))


def box_of(found: Floats, place_xyxy: Floats) -> Floats | None:
    """The believed box ``(4,)`` that is about this face, None without one."""
    believed = found[found[:, 4] >= BELIEVED]
    if not len(believed):
        return None
    shares = union_share(believed[:, :4], place_xyxy[None])[:, 0]
    best = int(shares.argmax())
    return np.asarray(believed[best, :4]) if shares[best] >= _ABOUT_THIS_FACE else None


def best_overlap(found: Floats, box_xyxy: Floats) -> float:
    """The highest intersection over union of a believed box with this one, or 0."""
    believed = found[found[:, 4] >= BELIEVED]
    shares = union_share(believed[:, :4], box_xyxy[None])
    return float(shares.max(initial=0.0))
