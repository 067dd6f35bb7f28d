"""Streams of random numbers: one for each purpose in each sequence."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What random numbers are for; new purposes go to the end."""

    WEATHER = 0
    STREET = 1
    CAST = 2
    CROWD = 3
    CAMERA = 4
    MOTION = 5
    VEHICLE = 6
    NOISE = 7


def stream(
    seed: int, sequence: int, purpose: Stream, item: int = 0
) -> np.random.Generator:
    """A stream that depends on nothing but these numbers; 0 is a seed."""
    return np.random.default_rng(
        np.random.SeedSequence([seed, sequence, int(purpose), item])
    )
