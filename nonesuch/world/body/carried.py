"""Hats, glasses and bags, shaped on the form and tied to the skin below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.base_mesh import Booleans, split_quads
from nonesuch.world.body.cutting import Cloth, at_points, cloth_of, trimmed
from nonesuch.world.body.form import NEVER_M, Form, form_of, spans_of
from nonesuch.world.body.pieces import (
    SKIN_VERTICES,
    UNKNOWN,
    Piece,
    bound,
    with_levels,
)
from nonesuch.world.body.tailoring import finished, sewn, with_brim, with_lips
from nonesuch.world.nouns import Floats
from nonesuch.world.solids import Solid, cushion, in_zone, moved, plate, ring
from nonesuch.world.solids import together, tube

_STRAP_M, _STRAP_OVER_COAT_M = 0.026, 0.046  # from the skin


def carried_names() -> tuple[str, ...]:
    """All names that ``carried_piece`` knows."""
    return tuple(_MAKERS)


def carried_piece(anatomy: Anatomy, name: str) -> Piece:
    """A hat, glasses or a bag, in all levels of detail."""
    form = form_of(anatomy)
    piece = _MAKERS[name](form)
    count = len(piece.levels[0])
    goals = (min(count, 2400), min(count, 700), min(count, 180))
    return with_levels(piece, goals, anatomy.reference_m("female"))


def _tied(form: Form, solid: Solid, bones: tuple[str, ...]) -> Piece:
    """A solid that follows the skin of some bones nearest to each of its points."""
    names = form.anatomy.rig.names
    share = form.anatomy.rig.weights[SKIN_VERTICES][:, [names.index(b) for b in bones]]
    allowed = np.flatnonzero(share.sum(1) > 0.5)
    skin = form.body_m[allowed]
    references = allowed[cKDTree(skin).query(solid.points, k=3)[1]]
    shares = np.full((len(solid.points), 3), 1 / 3)
    base = form.body_m[references].mean(1)
    weights = bound(references, shares, form.anatomy.rig.weights)
    return Piece(
        references=references,
        shares=shares,
        offsets_m=solid.points - base,
        spans=spans_of(form),
        point_of_wedge=np.arange(len(solid.points)),
        uvs=np.zeros((len(solid.points), 2), np.float32),
        levels=(solid.triangles,),
        zones=(solid.zones,),
        bones=weights[0],
        weights=weights[1],
        nearest=UNKNOWN,
        hides=np.zeros(SKIN_VERTICES.stop, np.bool_),
    )


def _rigid(form: Form, solid: Solid, bone: str) -> Piece:
    """A solid that hangs on one bone and keeps its shape."""
    names = form.anatomy.rig.names
    index = names.index(bone)
    piece = _tied(form, solid, (bone,))
    joint = int(form.anatomy.rig.joint_vertices[index][0])
    count = len(solid.points)
    weights = np.zeros((count, 4), np.float32)
    weights[:, 0] = 1
    return replace(
        piece,
        references=np.full((count, 3), joint),
        offsets_m=solid.points - form.body_m[joint],
        bones=np.full((count, 4), index, np.uint8),
        weights=weights,
    )


# ---------------------------------------------------------------- heads


def _head_cloth(form: Form, field: Floats) -> Cloth:
    quads = form.anatomy.base.groups["body"].vertices
    head = form.anatomy.rig.names.index("head")
    is_head = form.anatomy.rig.weights[:, head] > 0.6
    cloth = cloth_of(split_quads(quads[is_head[quads].all(1)]))
    return trimmed(cloth, at_points(cloth, field))


def _above_brow(form: Form, front_m: float, back_m: float) -> Floats:
    """Meters above a plane that rises from back to front, by base vertex."""
    eyes = _eyes(form).mean(0)
    back = form.body_m[SKIN_VERTICES][:, 1][
        form.body_m[SKIN_VERTICES][:, 2] > eyes[2]
    ].max()
    share = (form.body_m[:, 1] - eyes[1]) / (back - eyes[1])
    plane = eyes[2] + front_m + share * (back_m - front_m)
    head = form.anatomy.rig.names.index("head")
    is_head = form.anatomy.rig.weights[:, head] > 0.6
    return np.where(is_head, form.body_m[:, 2] - plane, -NEVER_M)


def _eyes(form: Form) -> Floats:
    cubes = form.anatomy.rig.cubes
    return np.array([form.body_m[cubes[f"joint-{s}-eye"]].mean(0) for s in "lr"])


def _beanie(form: Form) -> Piece:
    field = _above_brow(form, 0.036, -0.035)
    cloth = _head_cloth(form, field)
    garment = sewn(cloth, np.full(len(cloth.references), 0.018), form.body_m)
    garment = with_lips(garment)
    return finished(garment, form.anatomy, spans_of(form), 18, _hidden(field))


def _cap(form: Form) -> Piece:
    field = _above_brow(form, 0.048, 0.0)
    cloth = _head_cloth(form, field)
    garment = sewn(cloth, np.full(len(cloth.references), 0.019), form.body_m)
    garment = with_brim(garment, 0.075)
    garment = with_lips(garment)
    return finished(garment, form.anatomy, spans_of(form), 18, _hidden(field))


def _hidden(field: Floats) -> Booleans:
    hidden: Booleans = field[SKIN_VERTICES] > 0.002
    return hidden


def _glasses(form: Form) -> Piece:
    return _tied(form, _spectacles(form), ("head",))


def _sunglasses(form: Form) -> Piece:
    lenses = [
        in_zone(plate(center, (0.022, 0, 0), (0, 0, 0.017)), 1)
        for center in _lens_centers(form)
    ]
    return _tied(form, together(_spectacles(form), *lenses), ("head",))


def _lens_centers(form: Form) -> Floats:
    return _eyes(form) + [0.0, -0.027, -0.003]


def _spectacles(form: Form) -> Solid:
    left, right = _lens_centers(form)
    rims = [ring(c, (0.023, 0, 0), (0, 0, 0.018), 0.0018) for c in (left, right)]
    high = np.array([0.0, -0.003, 0.006])
    bridge = tube(
        [right + [0.022, 0, 0.004], (left + right) / 2 + high]
        + [left + [-0.022, 0, 0.004]],
        0.0016,
        5,
    )
    head = form.body_m[SKIN_VERTICES]
    ear = head[np.where(head[:, 2] > left[2] - 0.09, head[:, 0], -1).argmax()]
    temples = []
    for center, side in ((left, 1.0), (right, -1.0)):
        rim = center + [side * 0.023, 0.0, 0.006]
        end = np.array([side * (ear[0] - 0.010), ear[1] + 0.01, center[2] + 0.004])
        bend = [rim + [side * 0.007, 0.001, 0], rim + [side * 0.012, 0.007, 0]]
        temples.append(
            tube([rim, *bend, rim + [side * 0.013, 0.02, 0], end], 0.0017, 5)
        )
    return together(*rims, bridge, *temples)


# ---------------------------------------------------------------- bags

_TORSO = ("spine_01", "spine_02", "spine_03", "pelvis")


def _back_y(form: Form, low_m: float, high_m: float) -> float:
    skin = form.body_m[SKIN_VERTICES]
    near = (skin[:, 2] > low_m) & (skin[:, 2] < high_m) & (np.abs(skin[:, 0]) < 0.12)
    return float(skin[near, 1].max())


def _backpack(form: Form, strap_m: float) -> Piece:
    back = _back_y(form, 1.0, 1.3) + strap_m - _STRAP_M
    body = cushion((0, back + 0.105, 1.12), (0.145, 0.085, 0.215), 0.5, 20)
    pocket = cushion((0, back + 0.18, 1.05), (0.11, 0.045, 0.11), 0.5, 14)
    handle = tube(
        [(-0.03, back + 0.06, 1.33), (0, back + 0.06, 1.36), (0.03, back + 0.06, 1.33)],
        0.008,
    )
    straps = [_shoulder_strap(form, side, back, strap_m) for side in (-1.0, 1.0)]
    solid = together(body, pocket, in_zone(together(handle, *straps), 1))
    return _tied(form, solid, (*_TORSO, "clavicle_l", "clavicle_r"))


def _shoulder_strap(form: Form, side: float, back: float, strap_m: float) -> Solid:
    """From the top of the pack over the shoulder and under the arm to its bottom."""
    outline = _outline(
        form, np.array([0.085 * side, 0, 0]), np.array([1.0, 0, 0]), 0.98, strap_m
    )
    angle = np.arctan2(outline[:, 2] - 1.16, -outline[:, 1])
    order = np.argsort(angle)
    front = order[(angle[order] > -0.75) & (angle[order] < 2.2)]
    path = np.concatenate(
        [
            [[0.10 * side, back + 0.02, 0.97], [0.155 * side, back * 0.3, 1.02]],
            outline[front],
            [[0.07 * side, back + 0.03, 1.30]],
        ]
    )
    return _band(path, np.array([side * 0.022, 0, 0]))


def _shoulder_bag(form: Form, strap_m: float) -> Piece:
    hip = np.array([0.165 + strap_m, 0.06, 0.84])
    bag = cushion(hip, (0.05, 0.15, 0.12), 0.45, 18)
    flap = cushion(hip + [0.035, 0, 0.03], (0.025, 0.152, 0.095), 0.4, 14)
    across = np.array([-0.10, 0, 1.36]) - np.array([0.17, 0, 0.90])
    normal = np.cross(across, [0.0, 1.0, 0.0])
    normal /= np.linalg.norm(normal)
    outline = _outline(form, np.array([-0.10, 0, 1.36]), normal, 0.88, strap_m)
    order = np.argsort(np.arctan2(outline[:, 1], outline[:, 2] - 1.12))
    strap = _band(outline[order], normal * 0.016, is_closed=True)
    solid = together(bag, in_zone(together(flap, strap), 1))
    return _tied(form, solid, _TORSO)


def _outline(
    form: Form, through: Floats, normal: Floats, lowest_m: float, strap_m: float
) -> Floats:
    """The convex outline ``(n, 3)`` of the trunk in a plane, a strap's width outside."""
    skin = form.body_m[SKIN_VERTICES]
    trunk = (form.arm_share[SKIN_VERTICES] < 0.35) & (skin[:, 2] > lowest_m)
    trunk &= skin[:, 2] < 1.42
    near = skin[trunk & (np.abs((skin - through) @ normal) < 0.02)]
    near = near - np.outer((near - through) @ normal, normal)
    side = np.cross(normal, [0.0, 1.0, 0.0])
    flat = np.stack([near @ side, near[:, 1]], 1)
    hull = near[ConvexHull(flat).vertices]
    outward = hull - hull.mean(0)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    outline: Floats = _resampled(hull + strap_m * outward, 40)
    return outline


def _resampled(loop: Floats, count: int) -> Floats:
    closed = np.concatenate([loop, loop[:1]])
    along = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1)))
    at = np.linspace(0, along[-1], count, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, k]) for k in range(3)], 1)


def _band(path: Floats, half_width: Floats, is_closed: bool = False) -> Solid:
    """A flat strap along a path, seen from both sides."""
    count = len(path)
    points = np.concatenate([path - half_width, path + half_width])
    k = np.arange(count if is_closed else count - 1)
    following = (k + 1) % count
    one = np.stack([k, following, following + count], 1)
    two = np.stack([k, following + count, k + count], 1)
    triangles = np.concatenate([one, two])
    return Solid(points, triangles, np.zeros(len(triangles), np.uint8))


def _handbag(form: Form) -> Piece:
    """In the left hand; it hangs along the forearm, which hangs down when walking."""
    joints = dict(
        zip(
            form.anatomy.rig.names,
            form.anatomy.rig.at(form.body_m).joints_rest,
            strict=True,
        )
    )
    wrist, elbow, knuckle = (
        joints[name] for name in ("hand_l", "lowerarm_l", "middle_01_l")
    )
    down = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    ahead = np.array([0.0, -1.0, 0.0]) - down * -down[1]
    ahead /= np.linalg.norm(ahead)
    axes = np.stack([np.cross(ahead, down), ahead, -down], 1)
    grip = knuckle + 0.01 * down
    body = cushion((0, 0, -0.22), (0.055, 0.16, 0.115), 0.35, 18)
    arch = [
        (0, 0.1 * np.cos(t), -0.13 + 0.13 * np.sin(t))
        for t in np.linspace(0, np.pi, 13)
    ]
    handles = [
        in_zone(tube(np.array(arch) + [side * 0.02, 0, 0], 0.006), 1)
        for side in (-1, 1)
    ]
    return _rigid(form, moved(together(body, *handles), axes, grip), "hand_l")


_MAKERS: Mapping[str, Callable[[Form], Piece]] = {
    "beanie": _beanie,
    "cap": _cap,
    "glasses": _glasses,
    "sunglasses": _sunglasses,
    "backpack": partial(_backpack, strap_m=_STRAP_M),
    "backpack_over_coat": partial(_backpack, strap_m=_STRAP_OVER_COAT_M),
    "shoulder_bag": partial(_shoulder_bag, strap_m=_STRAP_M),
    "shoulder_bag_over_coat": partial(_shoulder_bag, strap_m=_STRAP_OVER_COAT_M),
    "handbag": _handbag,
}
