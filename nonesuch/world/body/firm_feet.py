"""Feet and shoes that keep their shape: below an ankle only foot and toes count.

MakeHuman's weights let toes move heels by a fifth, and shoes, tied to far-off vertices,
follow the calf by half: soles would give way with every turn of the ankle.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.body.bones import RigModel, strongest_four
from nonesuch.world.body.pieces import Piece, fitted
from nonesuch.world.nouns import Floats, Singles

SIDES = ("l", "r")
ANKLE_BLEND = 0.35  # of the ankle's height, in which skin passes from calf to foot
BALL_BLEND_M = 0.04  # along the sole, in which it passes from foot to toes


def with_firm_feet(rig: RigModel, body_m: Floats) -> RigModel:
    """The rig with mended weights, from the base vertices ``(v, 3)`` of a body."""
    return replace(rig, weights=_mended(rig.weights, rig, body_m, body_m))


def firm_shoes(shoes: Piece, rig: RigModel, body_m: Floats) -> Piece:
    """Shoes with mended weights, from the base vertices of a body that wears them."""
    weights = np.zeros((len(shoes.weights), len(rig.names)), np.float32)
    rows = np.arange(len(weights))[:, None]
    np.add.at(weights, (rows, shoes.bones), shoes.weights)
    mended = _mended(weights, rig, body_m, fitted(shoes, body_m))
    bones, strongest = strongest_four(mended)
    return replace(shoes, bones=bones, weights=strongest)


def _mended(
    weights: Singles, rig: RigModel, body_m: Floats, points_m: Floats
) -> Singles:
    mended, joints = weights.copy(), rig.at(body_m).joints_rest
    for side in SIDES:
        calf, foot, ball = (
            rig.names.index(f"{bone}_{side}") for bone in ("calf", "foot", "ball")
        )
        sole_m = points_m[weights[:, ball] > 0.3, 2].min()
        blend_m = ANKLE_BLEND * (joints[foot, 2] - sole_m)
        below = _smooth((joints[foot, 2] - points_m[:, 2]) / blend_m + 0.5)
        ahead = _smooth((joints[ball, 1] - points_m[:, 1]) / BALL_BLEND_M + 0.5)
        three = mended[:, [calf, foot, ball]].sum(1)
        kept = mended[:, calf] * (1 - below)
        low = below > 0
        mended[low, calf] = kept[low]
        mended[low, ball] = ((three - kept) * ahead)[low]
        mended[low, foot] = ((three - kept) * (1 - ahead))[low]
    return mended


def _smooth(fraction: Floats) -> Floats:
    t = np.clip(fraction, 0.0, 1.0)
    smooth: Floats = t * t * (3 - 2 * t)
    return smooth
