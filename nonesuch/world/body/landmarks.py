"""The points of a body that labels name, each fixed to a bone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nonesuch.formats.labels import COCO_KEYPOINTS, JTA_KEYPOINTS
from nonesuch.world.body.bones import RigModel
from nonesuch.world.body.pieces import SKIN_VERTICES
from nonesuch.world.nouns import Floats, Landmarks, Rig

_JOINTS = {  # landmark without its side: bone that begins there, depth below the skin
    "shoulder": ("upperarm", 0.09),
    "elbow": ("lowerarm", 0.06),
    "wrist": ("hand", 0.05),
    "hip": ("thigh", 0.16),
    "knee": ("calf", 0.09),
    "ankle": ("foot", 0.07),
    "clavicle": ("clavicle", 0.10),
}
_SPINE = {
    "neck": ("neck_01", 0.09),
    "spine4": ("pelvis", 0.16),
    "spine3": ("spine_01", 0.16),
    "spine2": ("spine_02", 0.16),
}
_ADULT_M = 1.7  # depths are those of an adult of this height


def landmarks(
    model: RigModel, rig: Rig, body_m: Floats, stature_m: float
) -> tuple[Landmarks, Landmarks]:
    """JTA's 22 and COCO's 17 landmarks of a body from its base vertices ``(v, 3)``."""
    points = _joint_points(rig) | _head_points(model, rig, body_m)
    scale = stature_m / _ADULT_M
    return (
        _in_order(JTA_KEYPOINTS, points, rig, scale),
        _in_order(COCO_KEYPOINTS, points, rig, scale),
    )


_Point = tuple[Floats, str, float]  # where at rest, bone, depth


def _in_order(
    names: tuple[str, ...], points: Mapping[str, _Point], rig: Rig, scale: float
) -> Landmarks:
    chosen = [points[name] for name in names]
    return Landmarks(
        points_rest=np.array([place for place, _, _ in chosen]),
        bones=np.array([rig.names.index(bone) for _, bone, _ in chosen], np.int32),
        depths_m=np.array([depth * scale for _, _, depth in chosen]),
    )


def _joint_points(rig: Rig) -> dict[str, _Point]:
    def joint(bone: str) -> Floats:
        point: Floats = rig.joints_rest[rig.names.index(bone)]
        return point

    points: dict[str, _Point] = {
        f"{side}_{name}": (joint(f"{bone}_{side[0]}"), f"{bone}_{side[0]}", depth)
        for name, (bone, depth) in _JOINTS.items()
        for side in ("left", "right")
    }
    points |= {name: (joint(bone), bone, d) for name, (bone, d) in _SPINE.items()}
    # the rig has three spine bones, JTA five points: two lie between chest and neck
    chest, neck = joint("spine_03"), joint("neck_01")
    points["spine1"] = chest, "spine_03", 0.15
    points["spine0"] = (chest + neck) / 2, "spine_03", 0.14
    return points


def _head_points(model: RigModel, rig: Rig, body_m: Floats) -> dict[str, _Point]:
    skin = body_m[SKIN_VERTICES]
    head = skin[model.weights[SKIN_VERTICES, model.names.index("head")] > 0.6]
    top = head[head[:, 2].argmax()]
    middle = rig.joints_rest[rig.names.index("head")]
    eyes = {
        f"{side}_eye": body_m[model.cubes[f"joint-{side[0]}-eye"]].mean(0)
        for side in ("left", "right")
    }
    center = (head.min(0) + head.max(0)) / 2
    places = {
        "head_top": (np.array([center[0], center[1], top[2]]), 0.03),
        "head_center": (np.array([center[0], center[1], eyes["left_eye"][2]]), 0.13),
        "nose": (head[head[:, 1].argmin()], 0.02),
        "left_ear": (head[head[:, 0].argmax()], 0.03),
        "right_ear": (head[head[:, 0].argmin()], 0.03),
        **{name: (place, 0.03) for name, place in eyes.items()},
    }
    assert middle[2] < top[2]
    return {name: (place, "head", depth) for name, (place, depth) in places.items()}
