"""Backpacks, handbags and shoulder bags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from scipy.spatial import ConvexHull

from nonesuch.world.body.form import Form
from nonesuch.world.body.pieces import SKIN_VERTICES, Piece
from nonesuch.world.body.tying import rigid, tied
from nonesuch.world.nouns import Floats
from nonesuch.world.solids import Solid, band, cushion, in_zone, moved, together, tube

_STRAP_M, _STRAP_OVER_COAT_M = 0.030, 0.052  # from the skin
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
    return tied(form, solid, (*_TORSO, "clavicle_l", "clavicle_r"))


def _shoulder_strap(form: Form, side: float, back: float, strap_m: float) -> Solid:
    """From the top of the pack over the shoulder and under the arm to its bottom."""
    outline = _outline(
        form, np.array([0.085 * side, 0, 0]), np.array([1.0, 0, 0]), 0.98, strap_m
    )
    angle = np.arctan2(outline[:, 2] - 1.16, -outline[:, 1])
    order = np.argsort(angle)
    front = order[(angle[order] > -0.75) & (angle[order] < 2.2)]
    skin = form.body_m[SKIN_VERTICES]
    waist = (np.abs(skin[:, 2] - 1.03) < 0.03) & (form.arm_share[SKIN_VERTICES] < 0.2)
    flank = skin[waist, 0].max() + strap_m
    path = np.concatenate(
        [
            [[0.10 * side, back + 0.01, 0.96], [0.85 * flank * side, 0.04, 0.97]],
            [[flank * side, 0.0, 1.0], [0.9 * flank * side, -0.06, 1.0]],
            outline[front],
            [[0.07 * side, back + 0.03, 1.30]],
        ]
    )
    return band(path, np.array([side * 0.022, 0, 0]))


def _shoulder_bag(form: Form, strap_m: float) -> Piece:
    hip = np.array([0.165 + strap_m, 0.06, 0.84])
    bag = cushion(hip, (0.05, 0.15, 0.12), 0.45, 18)
    flap = cushion(hip + np.array([0.035, 0, 0.03]), (0.025, 0.152, 0.095), 0.4, 14)
    across = np.array([-0.10, 0, 1.36]) - np.array([0.17, 0, 0.90])
    normal = np.cross(across, [0.0, 1.0, 0.0])
    normal /= np.linalg.norm(normal)
    outline = _outline(form, np.array([-0.10, 0, 1.36]), normal, 0.88, strap_m)
    order = np.argsort(np.arctan2(outline[:, 1], outline[:, 2] - 1.12))
    strap = band(outline[order], normal * 0.016, is_closed=True)
    solid = together(bag, in_zone(together(flap, strap), 1))
    return tied(form, solid, _TORSO)


def _outline(
    form: Form, through: Floats, normal: Floats, lowest_m: float, strap_m: float
) -> Floats:
    """The convex outline ``(n, 3)`` of the trunk in a plane, a strap outside."""
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
        in_zone(tube(np.array(arch) + np.array([side * 0.02, 0, 0]), 0.006), 1)
        for side in (-1, 1)
    ]
    return rigid(form, moved(together(body, *handles), axes, grip), "hand_l")


BAGS: Mapping[str, Callable[[Form], Piece]] = {
    "backpack": partial(_backpack, strap_m=_STRAP_M),
    "backpack_over_coat": partial(_backpack, strap_m=_STRAP_OVER_COAT_M),
    "shoulder_bag": partial(_shoulder_bag, strap_m=_STRAP_M),
    "shoulder_bag_over_coat": partial(_shoulder_bag, strap_m=_STRAP_OVER_COAT_M),
    "handbag": _handbag,
}
