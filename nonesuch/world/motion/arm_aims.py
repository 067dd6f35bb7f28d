"""Arms that reach for something: a handle, the own thighs, a phone at the ear."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import DOWN, FORWARD, SIGNS, Anatomy
from nonesuch.world.motion.arms import turns_by_aims
from nonesuch.world.motion.rotations import unit
from nonesuch.world.motion.trunk import Trunk, on_head, shoulders
from nonesuch.world.nouns import Floats

ASIDE = SIGNS[:, None] * np.array([1.0, 0, 0])  # away from the body, by side
UP = -DOWN


def at_handle(anatomy: Anatomy, trunk: Trunk, wrists: Floats) -> Floats:
    """Arm turns ``(3, 2, 3, 3)`` with wrists ``(2, 3)`` behind a handle, palms down."""
    along = np.tile(unit(FORWARD + 0.35 * DOWN), (2, 1)) - 0.1 * ASIDE
    towards = 0.28 * ASIDE - 0.6 * FORWARD + 0.6 * DOWN
    roots = shoulders(anatomy, trunk)
    return turns_by_aims(anatomy.arms, roots, wrists, towards, along, -ASIDE)


def on_thighs(
    anatomy: Anatomy, trunk: Trunk, hips: Floats, knees: Floats, share: float
) -> Floats:
    """Arm turns with hands on the thighs, wrists a ``share`` of the way to the knee."""
    thighs = knees - hips
    above = (anatomy.legs.thigh_radius_m + 0.03) * UP
    wrists = hips + share * thighs + above
    along = unit(thighs) - 0.35 * ASIDE + 0.1 * DOWN
    towards = 0.6 * ASIDE - 0.5 * FORWARD + 0.6 * DOWN
    roots = shoulders(anatomy, trunk)
    return turns_by_aims(anatomy.arms, roots, wrists, towards, along, -ASIDE)


def clasped(anatomy: Anatomy, trunk: Trunk, in_front: bool) -> Floats:
    """Arm turns with the hands together before the belly, or behind the back."""
    size = anatomy.stature_m / 1.7
    root = _hips_middle(anatomy, trunk)
    depth = anatomy.belly_m + 0.035 if in_front else -anatomy.back_m - 0.035
    middle = root + depth * FORWARD + (0.0 if in_front else 0.05) * size * UP
    # one hand lies over the other
    wrists = middle + 0.075 * size * ASIDE + [[0, 0, 0], 0.025 * UP]
    along = np.tile(0.75 * DOWN, (2, 1)) - ASIDE
    thumbs = np.tile(UP, (2, 1)) - 0.5 * ASIDE
    towards = 0.8 * ASIDE - (0.45 if in_front else 0.6) * FORWARD + 0.3 * DOWN
    roots = shoulders(anatomy, trunk)
    return turns_by_aims(anatomy.arms, roots, wrists, towards, along, thumbs)


def in_pockets(anatomy: Anatomy, trunk: Trunk) -> Floats:
    """Arm turns with both hands in the pockets, sunk into the trousers."""
    root = _hips_middle(anatomy, trunk)
    side = 0.85 * anatomy.breadth_m * ASIDE + 0.3 * anatomy.belly_m * FORWARD
    wrists = root + side + 0.01 * anatomy.stature_m / 1.7 * UP
    along = np.tile(DOWN + 0.2 * FORWARD, (2, 1)) - 0.1 * ASIDE
    thumbs = np.tile(FORWARD, (2, 1)) - 0.5 * ASIDE
    towards = 0.55 * ASIDE - 0.8 * FORWARD + 0.2 * DOWN
    roots = shoulders(anatomy, trunk)
    return turns_by_aims(anatomy.arms, roots, wrists, towards, along, thumbs)


def _hips_middle(anatomy: Anatomy, trunk: Trunk) -> Floats:
    arm = anatomy.legs.hips.mean(0) - anatomy.joint("pelvis")
    middle: Floats = trunk.pelvis_place + trunk.pelvis @ arm
    return middle


def to_ear(anatomy: Anatomy, trunk: Trunk, own: Floats, share: float) -> Floats:
    """Arm turns on the way from the own ones to hands at the ears, for one of them.

    The wrists go there in a curve: a mean of turns that differ by half a turn would
    flip over somewhere.
    """
    arms, roots = anatomy.arms, shoulders(anatomy, trunk)
    upper, fore = (
        own[k] @ f for k, f in ((0, arms.upper_frames), (1, arms.fore_frames))
    )
    hands = own[2] @ arms.hand_frames
    reach = arms.upper_m[:, None] * upper[..., 0] + arms.fore_m[:, None] * fore[..., 0]
    size = anatomy.stature_m / 1.7
    cheeks = size * (0.105 * ASIDE + 0.055 * FORWARD - 0.1 * UP)
    ears = np.stack([on_head(anatomy, trunk, cheek) for cheek in cheeks])
    midway = 4 * share * (1 - share)

    def between(start: Floats, end: Floats, over: Floats) -> Floats:
        way: Floats = start + share * (end - start) + midway * over
        return way

    return turns_by_aims(
        arms,
        roots,
        between(roots + reach, ears, 0.1 * (FORWARD + ASIDE)),
        between(
            upper[..., 0] - fore[..., 0],
            0.6 * ASIDE + 0.1 * FORWARD + DOWN,
            0.3 * ASIDE,
        ),
        between(hands[..., 0], UP - 0.2 * FORWARD - 0.15 * ASIDE, FORWARD),
        between(hands[..., 1], np.tile(-FORWARD, (2, 1)), UP),
    )
