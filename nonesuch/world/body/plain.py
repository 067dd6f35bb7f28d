"""The plain wardrobe: clothes cut from MakeHuman's own helper shapes.

It needs no other package and adds what that one lacks: coats, dresses, sweaters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nonesuch.world.body.base_mesh import Booleans, split_quads
from nonesuch.world.body.cutting import Cloth, at_points, cloth_of, trimmed
from nonesuch.world.body.form import NEVER_M, Form, spans_of
from nonesuch.world.body.pieces import SKIN_VERTICES, Piece
from nonesuch.world.body.tailoring import (
    finished,
    sewn,
    with_collar,
    with_lips,
    with_ribbon,
    with_skirt,
)
from nonesuch.world.nouns import Floats


@dataclass(frozen=True)
class Top:
    """A pattern of a top; heights are of the form's body, 1.63 m tall."""

    sleeve_m: float = 0.235  # from the elbow; the wrist is at 0.21
    hem_m: float = 0.80
    neck_m: float = 0.0  # the neckline, above the usual
    v_depth_m: float = 0.0
    lift_m: float = 0.015
    rounds: int = 24
    collar_m: float = 0.0
    is_collar_folded: bool = False
    ribbon_m: float = 0.0  # half the width of a zip or a row of buttons
    opening_m: float = 0.0  # half the width of an open front at the hem
    is_sleeveless: bool = False
    skirt_m: float = 0.0  # length of what hangs down from the hem
    flare: float = 0.1


TOPS: Mapping[str, Top] = {
    "t_shirt": Top(sleeve_m=-0.11),
    "top": Top(is_sleeveless=True, neck_m=0.012, v_depth_m=0.05, rounds=12),
    "blouse": Top(v_depth_m=0.07, collar_m=0.025, is_collar_folded=True),
    "shirt": Top(ribbon_m=0.012, collar_m=0.032, is_collar_folded=True),
    "sweater": Top(lift_m=0.02, collar_m=0.014, neck_m=0.006),
    "hoodie": Top(lift_m=0.024, collar_m=0.05, is_collar_folded=True),
    "jacket": Top(hem_m=0.79, lift_m=0.028, ribbon_m=0.008, collar_m=0.042),
    "open_jacket": Top(
        hem_m=0.79,
        lift_m=0.028,
        opening_m=0.09,
        collar_m=0.04,
        is_collar_folded=True,
    ),
    "coat": Top(
        lift_m=0.031,
        ribbon_m=0.012,
        collar_m=0.05,
        is_collar_folded=True,
        skirt_m=0.3,
    ),
    "dress": Top(sleeve_m=-0.12, v_depth_m=0.06, skirt_m=0.32, flare=0.16),
}


@dataclass(frozen=True)
class Bottom:
    """A pattern of trousers or a skirt; without a skirt it has legs."""

    hem_m: float
    waist_m: float = 0.955
    lift_m: float = 0.007
    hem_lift_m: float = 0.016
    rounds: int = 6
    skirt_m: float = 0.0
    flare: float = 0.1
    is_filler: bool = False  # fills gaps between others and hides nothing


BOTTOMS: Mapping[str, Bottom] = {
    "trousers": Bottom(hem_m=0.075),
    "wide_trousers": Bottom(hem_m=0.07, lift_m=0.01, hem_lift_m=0.035, rounds=14),
    "leggings": Bottom(hem_m=0.11, lift_m=0.001, hem_lift_m=0.001, rounds=1),
    "shorts": Bottom(hem_m=0.50, hem_lift_m=0.024),
    "skirt": Bottom(hem_m=0.80, hem_lift_m=0.012, rounds=24, skirt_m=0.30),
    # below trousers of another make, where a short top would show skin
    "waistband": Bottom(
        hem_m=0.855, waist_m=0.935, lift_m=0.002, hem_lift_m=0.002, is_filler=True
    ),
    "long_skirt": Bottom(
        hem_m=0.80, hem_lift_m=0.012, rounds=24, skirt_m=0.58, flare=0.11
    ),
}


def top(form: Form, pattern: Top) -> Piece:
    """The piece of a pattern, with one level of detail."""
    height = form.body_m[:, 2]
    neck = _neck_field(form, pattern)
    hem = np.where(form.arm_share > 0.5, NEVER_M, height - pattern.hem_m)
    sleeve = pattern.sleeve_m - form.along_arm
    if pattern.is_sleeveless:
        sleeve = 0.1 * (0.62 - form.arm_share)
    field = np.minimum.reduce([neck, hem, sleeve, _opening_field(form, pattern)])
    cloth = _cut(form, field)
    garment = sewn(cloth, np.full(len(cloth.references), pattern.lift_m), form.body_m)
    if pattern.skirt_m:
        is_hem = np.abs(at_points(cloth, hem)) < 1e-3
        garment = with_skirt(garment, is_hem, pattern.skirt_m, pattern.flare)
        hidden = hem + _hidden_below_m(pattern.skirt_m)
        longer = np.where(form.arm_share > 0.5, NEVER_M, hidden)
        field = np.minimum.reduce([neck, longer, sleeve])
    if pattern.collar_m:
        is_neck = np.abs(at_points(cloth, neck)) < 1e-3
        garment = with_collar(
            garment, is_neck, pattern.collar_m, pattern.is_collar_folded
        )
    garment = with_lips(garment, skirt_m=pattern.skirt_m)
    if pattern.ribbon_m:
        garment = with_ribbon(garment, pattern.ribbon_m)
    return finished(
        garment, form.anatomy, spans_of(form), pattern.rounds, _hides(field)
    )


def bottom(form: Form, pattern: Bottom) -> Piece:
    """The piece of a pattern, with one level of detail."""
    height = form.body_m[:, 2]
    hem = height - pattern.hem_m
    waist = np.where(form.arm_share > 0.05, -NEVER_M, pattern.waist_m - height)
    cloth = _cut(form, np.minimum(hem, waist))
    share = (0.85 - at_points(cloth, height)) / (0.85 - pattern.hem_m)
    flare = np.clip(share, 0, 1) * (pattern.hem_lift_m - pattern.lift_m)
    garment = sewn(cloth, pattern.lift_m + flare, form.body_m)
    if pattern.skirt_m:
        is_hem = np.abs(at_points(cloth, hem)) < 1e-3
        garment = with_skirt(garment, is_hem, pattern.skirt_m, pattern.flare)
    if pattern.skirt_m:
        hem = hem + _hidden_below_m(pattern.skirt_m)
    hides = _hides(np.minimum(hem, waist))
    if pattern.is_filler:
        hides = np.zeros_like(hides)
    garment = with_lips(garment, skirt_m=pattern.skirt_m)
    return finished(garment, form.anatomy, spans_of(form), pattern.rounds, hides)


@dataclass(frozen=True)
class Shoe:
    """A pattern of shoes."""

    top_m: float
    lift_m: float = 0.008


SHOES: Mapping[str, Shoe] = {"shoes": Shoe(top_m=0.085), "boots": Shoe(top_m=0.25)}
_SOLE_M = 0.022


def shoes(form: Form, pattern: Shoe) -> Piece:
    """The piece of a pattern, with one level of detail; zone 1 is the sole."""
    height = form.body_m[:, 2]
    field = np.where(form.arm_share > 0.05, -NEVER_M, pattern.top_m - height)
    cloth = _cut(form, field)
    garment = with_lips(
        sewn(cloth, np.full(len(cloth.references), pattern.lift_m), form.body_m)
    )
    is_sole = garment.points_m[garment.triangles, 2].max(1) < _SOLE_M
    garment = replace(garment, zones=is_sole.astype(np.uint8))
    return finished(garment, form.anatomy, spans_of(form), 3, _hides(field))


def _neck_field(form: Form, pattern: Top) -> Floats:
    """Positive below the neckline, a tilted plane and perhaps a V in front."""
    joint = form.anatomy.rig.at(form.body_m).joints_rest
    neck = joint[form.anatomy.rig.names.index("neck_01")]
    x, y, z = (form.body_m - neck).T
    plane: Floats = pattern.neck_m - 0.005 + 0.45 * (y + 0.02) - z
    if not pattern.v_depth_m:
        return plane
    opening = 1.5 * np.abs(x) - 0.045 - pattern.v_depth_m - z
    result: Floats = np.where(y < -0.02, np.minimum(plane, opening), plane)
    return result


def _opening_field(form: Form, pattern: Top) -> Floats:
    """Negative in the open front, which widens from the neck to the hem."""
    x, y, z = form.body_m.T
    if not pattern.opening_m:
        return np.full(len(x), NEVER_M)
    share = np.clip((1.36 - z) / (1.36 - pattern.hem_m), 0, 1)
    half = pattern.opening_m * (0.35 + 0.65 * share)
    return np.where(y < 0.0, np.abs(x) - half, NEVER_M)


def _cut(form: Form, field: Floats) -> Cloth:
    quads = form.anatomy.base.groups["helper-tights"]
    cloth = cloth_of(split_quads(quads.vertices))
    return trimmed(cloth, at_points(cloth, field))


_MARGIN_M = 0.035


def _hidden_below_m(skirt_m: float) -> float:
    """Down to where a skirt hides legs; farther down one may look under it."""
    return max(0.1, skirt_m - 0.2)


def _hides(field: Floats) -> Booleans:
    """Skin well inside of the cloth's border need not be drawn."""
    hides: Booleans = field[SKIN_VERTICES] > _MARGIN_M
    return hides
