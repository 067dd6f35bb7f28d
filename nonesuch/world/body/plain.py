"""The plain wardrobe: clothes cut from MakeHuman's own helper shapes.

It needs no other package and adds what that one lacks: coats, dresses, sweaters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from nonesuch.world.body.anatomy import SKIN_VERTICES, Anatomy
from nonesuch.world.body.base_mesh import split_quads
from nonesuch.world.body.cutting import Cloth, at_points, cloth_of, joined, trimmed
from nonesuch.world.body.pieces import Piece, with_levels
from nonesuch.world.body.tailoring import finished, sewn, with_collar, with_lips
from nonesuch.world.nouns import Bytes, Floats

_UPPER_GOALS, _LOWER_GOALS = (4200, 1500, 480), (2600, 900, 280)
_NEVER = 9.0  # meters: a border that is nowhere


@dataclass(frozen=True, eq=False)
class Form:
    """The body on which patterns are drawn; fields are meters, by base vertex."""

    anatomy: Anatomy
    body_m: Floats  # (v, 3), on the ground
    along_arm: Floats  # (v,), 0 at the elbow, positive towards the hand
    arm_share: Floats  # (v,), how much of a vertex follows an arm


def form_of(anatomy: Anatomy) -> Form:
    """The form; statures other than the reference's follow by fitting."""
    body = anatomy.reference_m("female")
    body = body - [0.0, 0.0, body[SKIN_VERTICES, 2].min()]
    names = anatomy.rig.names
    joints = dict(zip(names, anatomy.rig.at(body).joints_rest, strict=True))
    arms = [
        k
        for k, name in enumerate(names)
        if name.startswith(("upperarm", "lowerarm", "hand", "thumb", "index"))
        or name.startswith(("middle", "ring", "pinky"))
    ]
    share = anatomy.rig.weights[:, arms].sum(1).astype(np.float64)
    mirrored = np.abs(body[:, :1]) * [1, 0, 0] + body * [0, 1, 1]
    along = _along(
        mirrored, joints["upperarm_l"], joints["lowerarm_l"], joints["hand_l"]
    )
    return Form(anatomy, body, np.where(share > 0.5, along, -_NEVER), share)


def _along(points: Floats, shoulder: Floats, elbow: Floats, wrist: Floats) -> Floats:
    upper, lower = elbow - shoulder, wrist - elbow
    before = (points - elbow) @ (upper / np.linalg.norm(upper))
    after = (points - elbow) @ (lower / np.linalg.norm(lower))
    return np.where(before < 0, before, np.maximum(after, 0) + 1e-9)


@dataclass(frozen=True)
class Top:
    """A pattern of a top; heights are of the form's body, 1.63 m tall."""

    sleeve_m: float = 0.21  # from the elbow; the wrist is at 0.21
    hem_m: float = 0.80
    neck_m: float = 0.0  # the neckline, above the usual
    v_depth_m: float = 0.0
    lift_m: float = 0.012
    rounds: int = 6
    collar_m: float = 0.0
    is_collar_folded: bool = False
    slit_m: float = 0.0  # half the width of the opening at the hem
    slit_top_m: float = 0.0  # ... and at the neck
    is_sleeveless: bool = False
    skirt_hem_m: float = 0.0  # above 0: goes on below the waist as a skirt


TOPS: Mapping[str, Top] = {
    "t_shirt": Top(sleeve_m=-0.11),
    "top": Top(is_sleeveless=True, neck_m=-0.02, v_depth_m=0.09, lift_m=0.009),
    "blouse": Top(sleeve_m=0.17, v_depth_m=0.07, collar_m=0.025, is_collar_folded=True),
    "shirt": Top(sleeve_m=0.19, slit_m=0.003, slit_top_m=0.003, collar_m=0.03),
    "sweater": Top(lift_m=0.017, rounds=10, collar_m=0.014, neck_m=0.006),
    "hoodie": Top(lift_m=0.02, rounds=10, collar_m=0.05, is_collar_folded=True),
    "jacket": Top(
        **{"sleeve_m": 0.215, "hem_m": 0.785, "lift_m": 0.026, "rounds": 14},
        **{"slit_m": 0.004, "slit_top_m": 0.004, "collar_m": 0.042},
    ),
    "open_jacket": Top(
        **{"sleeve_m": 0.215, "hem_m": 0.785, "lift_m": 0.028, "rounds": 14},
        **{"slit_m": 0.085, "slit_top_m": 0.03, "collar_m": 0.04},
        is_collar_folded=True,
    ),
    "coat": Top(
        **{"sleeve_m": 0.215, "hem_m": 0.90, "lift_m": 0.031, "rounds": 16},
        **{"slit_m": 0.004, "slit_top_m": 0.004, "collar_m": 0.05},
        is_collar_folded=True,
        skirt_hem_m=0.50,
    ),
    "dress": Top(
        **{"sleeve_m": -0.12, "hem_m": 0.93, "v_depth_m": 0.06, "lift_m": 0.01},
        skirt_hem_m=0.46,
    ),
}


@dataclass(frozen=True)
class Bottom:
    """A pattern of trousers, cut at the waist and at the hem."""

    hem_m: float
    waist_m: float = 0.955
    lift_m: float = 0.008
    hem_lift_m: float = 0.016
    rounds: int = 5


BOTTOMS: Mapping[str, Bottom] = {
    "trousers": Bottom(hem_m=0.075),
    "wide_trousers": Bottom(hem_m=0.07, lift_m=0.014, hem_lift_m=0.04, rounds=12),
    "leggings": Bottom(hem_m=0.11, lift_m=0.001, hem_lift_m=0.001, rounds=1),
    "shorts": Bottom(hem_m=0.50, lift_m=0.012, hem_lift_m=0.024, rounds=6),
}
SKIRTS_M = {"skirt": 0.50, "long_skirt": 0.22}


def plain_names() -> tuple[str, ...]:
    """All names that ``plain_piece`` knows."""
    return (*TOPS, *BOTTOMS, *SKIRTS_M)


def plain_piece(anatomy: Anatomy, name: str) -> Piece:
    """A garment of the plain wardrobe, in all levels of detail."""
    form = form_of(anatomy)
    rest = anatomy.reference_m("female")
    if name in TOPS:
        return with_levels(_top(form, TOPS[name]), _UPPER_GOALS, rest)
    if name in BOTTOMS:
        return with_levels(_bottom(form, BOTTOMS[name]), _LOWER_GOALS, rest)
    return with_levels(_skirt(form, SKIRTS_M[name]), _LOWER_GOALS, rest)


def _helper(form: Form, group: str) -> Cloth:
    quads = form.anatomy.base.groups[group]
    triangles, uvs = split_quads(quads.vertices), split_quads(quads.uvs)
    return cloth_of(triangles, form.anatomy.base.uvs[uvs])


def _top(form: Form, pattern: Top) -> Piece:
    neck, hem = _neck_field(form, pattern), form.body_m[:, 2] - pattern.hem_m
    hem = np.where(form.arm_share > 0.5, _NEVER, hem)
    sleeve = pattern.sleeve_m - form.along_arm
    if pattern.is_sleeveless:
        sleeve = 0.1 * (0.45 - form.arm_share)
    inside = np.minimum.reduce([neck, hem, sleeve])
    field = np.minimum(inside, _slit_field(form, pattern))
    cloth = _cut(form, "helper-tights", field)
    lifts = np.full(len(cloth.references), pattern.lift_m)
    if pattern.skirt_hem_m:
        skirt_field, covered = _skirt_fields(form, pattern.skirt_hem_m, pattern)
        skirt = _cut(form, "helper-skirt", skirt_field)
        cloth = joined(cloth, skirt)
        lifts = np.append(lifts, np.full(len(skirt.references), pattern.lift_m - 0.006))
        inside = np.maximum(inside, covered)
    garment = sewn(cloth, lifts)
    if pattern.collar_m:
        is_neck = np.abs(at_points(cloth, neck)) < 1e-3
        garment = with_collar(
            garment, form.body_m, is_neck, pattern.collar_m, pattern.is_collar_folded
        )
    garment = with_lips(garment, form.body_m)
    return finished(garment, form.anatomy, pattern.rounds, _hides(inside))


def _bottom(form: Form, pattern: Bottom) -> Piece:
    height = form.body_m[:, 2]
    hem = height - pattern.hem_m
    field = np.minimum(hem, pattern.waist_m - height)
    field = np.where(form.arm_share > 0.05, -_NEVER, field)
    cloth = _cut(form, "helper-tights", field)
    below_hip = (0.8 - at_points(cloth, height)) / (0.8 - pattern.hem_m)
    flare = np.clip(below_hip, 0, 1) * (pattern.hem_lift_m - pattern.lift_m)
    garment = with_lips(sewn(cloth, pattern.lift_m + flare), form.body_m)
    return finished(garment, form.anatomy, pattern.rounds, _hides(field))


def _skirt(form: Form, hem_m: float) -> Piece:
    field, covered = _skirt_fields(form, hem_m, Top())
    cloth = _cut(form, "helper-skirt", field)
    garment = sewn(cloth, np.full(len(cloth.references), 0.004))
    garment = with_lips(garment, form.body_m)
    return finished(garment, form.anatomy, 4, _hides(covered))


def _skirt_fields(form: Form, hem_m: float, pattern: Top) -> tuple[Floats, Floats]:
    """Where a skirt is, and the skin that it covers."""
    height = form.body_m[:, 2]
    covered = np.minimum(height - hem_m, 0.95 - height)
    covered = np.where(form.arm_share > 0.05, -_NEVER, covered)
    field = np.minimum(height - hem_m, _slit_field(form, replace(pattern)))
    return field, covered


def _neck_field(form: Form, pattern: Top) -> Floats:
    """Positive below the neckline, a tilted plane and perhaps a V in front."""
    joint = form.anatomy.rig.at(form.body_m).joints_rest
    neck = joint[form.anatomy.rig.names.index("neck_01")]
    x, y, z = (form.body_m - neck).T
    plane = pattern.neck_m - 0.005 + 0.45 * (y + 0.02) - z
    if not pattern.v_depth_m:
        return plane
    opening = 1.5 * np.abs(x) - 0.045 - pattern.v_depth_m - z
    return np.where(y < -0.02, np.minimum(plane, opening), plane)


def _slit_field(form: Form, pattern: Top) -> Floats:
    """Negative in the opening in front, which widens from the neck to the hem."""
    x, y, z = form.body_m.T
    if not pattern.slit_m:
        return np.full(len(x), _NEVER)
    share = np.clip((1.36 - z) / (1.36 - pattern.hem_m), 0, 1)
    half = pattern.slit_top_m + share * (pattern.slit_m - pattern.slit_top_m)
    return np.where(y < 0.0, np.abs(x) - half, _NEVER)


def _cut(form: Form, group: str, field: Floats) -> Cloth:
    cloth = _helper(form, group)
    return trimmed(cloth, at_points(cloth, field))


_MARGIN_M = 0.02


def _hides(field: Floats) -> Bytes:
    """Skin well inside of the cloth's border need not be drawn."""
    hides: Bytes = field > _MARGIN_M
    return hides


PlainMaker = Callable[[Anatomy, str], Piece]
