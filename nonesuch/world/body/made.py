"""All pieces that are made here, without the clothes of another package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.bags import BAGS
from nonesuch.world.body.form import form_of
from nonesuch.world.body.headwear import HEADWEAR
from nonesuch.world.body.pieces import Piece, with_levels
from nonesuch.world.body.plain import BOTTOMS, SHOES, TOPS, bottom, shoes, top

MADE = (*TOPS, *BOTTOMS, *SHOES, *HEADWEAR, *BAGS)

_TOP_GOALS = (4200, 1500, 480)
_BOTTOM_GOALS = (2600, 900, 280)
_SMALL_GOALS = (2400, 700, 180)


def made_piece(anatomy: Anatomy, name: str) -> Piece:
    """A piece of ``MADE``, in all levels of detail."""
    form = form_of(anatomy)
    rest = anatomy.reference_m("female")
    if name in TOPS:
        piece, goals = top(form, TOPS[name]), _TOP_GOALS
    elif name in BOTTOMS:
        piece, goals = bottom(form, BOTTOMS[name]), _BOTTOM_GOALS
    elif name in SHOES:
        piece, goals = shoes(form, SHOES[name]), _SMALL_GOALS
    else:
        piece, goals = {**HEADWEAR, **BAGS}[name](form), _SMALL_GOALS
    return with_levels(_with_own_folds(piece, MADE.index(name)), goals, rest)


def _with_own_folds(piece: Piece, number: int) -> Piece:
    """Another part of the texture, so that not all garments crease alike."""
    mirrored = piece.uvs * [(-1.0) ** number, 1.0] + [number % 2, 0.0]
    shift = [0.09 * (number % 5 - 2), 0.03 * (number % 4)]
    return replace(piece, uvs=(mirrored + shift).astype(np.float32))
