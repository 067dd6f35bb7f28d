"""Slow, aimless motion: signals that hold and change, or drift."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.nouns import Floats


def held(
    rng: np.random.Generator, count: int, rate_hz: float, holds_s: tuple[float, float]
) -> Floats:
    """Normal numbers ``(count,)``, each held for some seconds between the limits."""
    longest = int(np.ceil(count / rate_hz / holds_s[0])) + 1
    lengths = rng.uniform(*holds_s, size=longest) * rate_hz
    ends = np.cumsum(lengths)
    values = rng.normal(size=longest)
    which = np.searchsorted(ends, np.arange(count), "right")
    signal: Floats = values[np.minimum(which, longest - 1)]
    return signal


def shifting(
    rng: np.random.Generator, count: int, rate_hz: float, holds_s: tuple[float, float]
) -> Floats:
    """A signal ``(count,)`` from -1 to 1 that stays and changes, as weight on legs."""
    signal = np.tanh(1.5 * held(rng, count, rate_hz, holds_s))
    smooth: Floats = gaussian_filter1d(signal, 0.4 * rate_hz, mode="nearest")
    return smooth


def drifting(
    rng: np.random.Generator, count: int, rate_hz: float, period_s: float
) -> Floats:
    """Smooth noise ``(count,)`` of unit size with about the given period."""
    waves = 5
    frequencies = rng.uniform(0.6, 1.6, waves) / period_s
    phases = rng.uniform(0, 2 * np.pi, waves)
    times = np.arange(count)[:, None] / rate_hz
    total = np.sin(2 * np.pi * frequencies * times + phases).sum(1)
    drift: Floats = total / np.sqrt(waves / 2)
    return drift
