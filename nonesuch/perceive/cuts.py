"""Where a new shot begins, from a small signature of every frame.

Both sides of a suspected cut are compared at every pair of nearby frames, at every
small shift, and without brightness and contrast: a flash, a pan and a change of
exposure leave one pair that agrees, a cut leaves none.  A false cut would end tracks,
so doubtful ones are not cuts.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Image

SIGNATURE_SHAPE = (18, 32)
_SUSPECT_GREY = 8.0
_NEAR = 3
_SHIFT_ROWS, _SHIFT_COLUMNS = 3, 6
_SAME_CORRELATION = 0.6
_CONTRAST_GREY = 2.0

Signature = NDArray[np.uint8]


def signature_of(image: Image) -> Signature:
    """A frame's brightness in small, uint8 ``(18, 32)``: all that pass 1 keeps."""
    height, width = SIGNATURE_SHAPE
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def cuts_of(signatures: Sequence[Signature]) -> list[int]:
    """The frames that begin a new shot, rising, without frame 0."""
    if len(signatures) < 2:
        return []
    grey = np.stack(signatures).astype(np.float32)
    change = np.abs(np.diff(grey, axis=0)).mean(axis=(1, 2))
    suspects = np.flatnonzero(change >= _SUSPECT_GREY) + 1
    cuts: list[int] = []
    for frame in suspects.tolist():
        since = max(0, frame - _NEAR, *cuts[-1:])
        if not _is_continued(grey[since:frame], grey[frame : frame + _NEAR]):
            cuts.append(frame)
    return cuts


def _is_continued(before: NDArray[np.float32], after: NDArray[np.float32]) -> bool:
    """Whether some frame before shows what some frame after shows, slightly moved."""
    return any(
        _best_correlation(one, other) >= _SAME_CORRELATION
        for one in before
        for other in after
    )


def _best_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    rows, columns = SIGNATURE_SHAPE
    inner = other[
        _SHIFT_ROWS : rows - _SHIFT_ROWS, _SHIFT_COLUMNS : columns - _SHIFT_COLUMNS
    ]
    if one.std() < _CONTRAST_GREY or inner.std() < _CONTRAST_GREY:
        # Nothing to recognize in a black or blinding frame; brightness decides alone.
        return float(abs(one.mean() - other.mean()) < _SUSPECT_GREY)
    return float(cv2.matchTemplate(one, inner, cv2.TM_CCOEFF_NORMED).max())
