"""Which frames of a track are verified where every frame would be too dear."""

from __future__ import annotations

import numpy as np

from nonesuch.nouns import Bools, Floats, Ints


def frames_to_verify(frames: Ints, quality: Floats, stride: int) -> Bools:
    """Which of a track's ``n`` rising frames are looked at, ``(n,)``.

    Of every run of ``stride`` frames of the video that of the highest ``quality``
    (such as face size times presence): there the original is recognized best, and no
    stretch of ``2 * stride`` frames goes unseen.  ``stride`` 1 means all of them.
    """
    if stride < 1:
        raise ValueError(f"stride is {stride}, expected 1 or more")
    chosen = np.zeros(len(frames), bool)
    runs = np.asarray(frames) // stride
    for run in np.unique(runs):
        places = np.flatnonzero(runs == run)
        chosen[places[np.argmax(quality[places])]] = True
    return chosen
