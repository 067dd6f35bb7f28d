"""The path of a foot through the air, from one place to the next.

Shares of the way over the swing, which goes from 0 (leaving) to 1 (strike).
"""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.rotations import smoothstep
from nonesuch.world.nouns import Floats, GroundHeight

CLEARANCE_M = 0.02  # above what lies between, a kerb's edge
HIGHEST_M = 0.4
KERB_M = 0.03  # what is higher is an edge
ARRIVAL = 0.95  # after this share of the swing a foot only goes down
INSIDE = np.linspace(0.04, 0.96, 24)


def gone_ahead(swing: Floats, rise_m: Floats) -> Floats:
    """How far the foot has gone ahead, 0 to 1.

    Up a kerb a foot goes up before it goes ahead, down it goes ahead first.
    """
    wait = 0.17 * smoothstep(np.abs(rise_m) / 0.1)
    gone = (swing - np.where(rise_m > 0, wait, 0)) / (1 - wait)
    return smoothstep(gone / ARRIVAL)


def climbed(swing: Floats, rise_m: Floats) -> Floats:
    """How much of the way up or down between the places is done, 0 to 1."""
    early, late = smoothstep(swing / 0.45), smoothstep(2 * swing - 1)
    done: Floats = np.where(rise_m > 0, early, late)
    return done


def lifted(swing: Floats) -> Floats:
    """How high a foot is held above its way, 0 to 1: quickly up, slowly down."""
    up: Floats = np.sin(np.pi * np.clip(swing, 0, 1) ** 0.7)
    return up


def clearing_lifts_m(
    places: Floats, yaws_rad: Floats, span_m: tuple[float, float], ground: GroundHeight
) -> Floats:
    """How high feet must be lifted between their places, ``(k - 1,)``, for edges.

    ``span_m`` is how far soles reach behind and ahead of the ankle.
    """
    start, end = places[:-1], places[1:]
    rise = end[:, 2] - start[:, 2]
    lifts = np.zeros(len(rise))
    uneven = np.abs(rise) > KERB_M
    if not uneven.any():
        return lifts
    start, end, rise = start[uneven], end[uneven], rise[uneven, None]
    share = gone_ahead(INSIDE, rise)[..., None]
    way = start[:, None, :2] + share * (end - start)[:, None, :2]
    yaws = yaws_rad[1:][uneven]
    along = np.stack([np.cos(yaws), np.sin(yaws)], 1)[:, None, None]
    reach = np.array([-span_m[0], 0.0, span_m[1]])[:, None]
    highest = ground(way[:, :, None] + reach * along).max(2)
    height = start[:, 2:] + climbed(INSIDE, rise) * rise
    needed = (highest + CLEARANCE_M - height) / lifted(INSIDE)
    lifts[uneven] = np.clip(needed.max(1), 0, HIGHEST_M)
    return lifts
