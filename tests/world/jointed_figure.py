"""A figure of sticks and soles on the 53 bones, for tests that need no assets."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import (
    Figure,
    Floats,
    Landmarks,
    Material,
    Mesh,
    Part,
    Person,
    PosedPerson,
    Rig,
    Semantic,
    SkinnedMesh,
)

STATURE_M = 1.71
MIDDLE = {  # bone: (parent, y, z)
    "Root": ("", 0.027, 0.021), "pelvis": ("Root", -0.02, 0.927),
    "spine_01": ("pelvis", 0.026, 1.0), "spine_02": ("spine_01", 0.005, 1.064),
    "spine_03": ("spine_02", -0.007, 1.151), "neck_01": ("spine_03", 0.0, 1.469),
    "head": ("neck_01", -0.041, 1.577),
}  # fmt: skip
LEFT = {  # bone: (parent, x, y, z)
    "thigh": ("pelvis", 0.102, -0.015, 0.913), "calf": ("thigh", 0.142, -0.048, 0.518),
    "foot": ("calf", 0.173, -0.025, 0.091), "ball": ("foot", 0.18, -0.14, 0.031),
    "clavicle": ("spine_03", 0.025, -0.025, 1.395),
    "upperarm": ("clavicle", 0.168, -0.022, 1.377),
    "lowerarm": ("upperarm", 0.338, -0.026, 1.191),
    "hand": ("lowerarm", 0.458, -0.178, 1.061),
    "index_01": ("hand", 0.484, -0.266, 1.02),
    "index_02": ("index_01", 0.488, -0.285, 1.005),
    "index_03": ("index_02", 0.487, -0.3, 0.989),
    "middle_01": ("hand", 0.5, -0.249, 1.01),
    "middle_02": ("middle_01", 0.506, -0.267, 0.985),
    "middle_03": ("middle_02", 0.509, -0.283, 0.964),
    "ring_01": ("hand", 0.507, -0.232, 1.003),
    "ring_02": ("ring_01", 0.515, -0.245, 0.98),
    "ring_03": ("ring_02", 0.519, -0.256, 0.959),
    "pinky_01": ("hand", 0.509, -0.214, 0.996),
    "pinky_02": ("pinky_01", 0.514, -0.22, 0.977),
    "pinky_03": ("pinky_02", 0.515, -0.225, 0.964),
    "thumb_01": ("hand", 0.459, -0.219, 1.053),
    "thumb_02": ("thumb_01", 0.439, -0.239, 1.044),
    "thumb_03": ("thumb_02", 0.427, -0.268, 1.03),
}  # fmt: skip
RADII_M = {"pelvis": 0.16, "spine_01": 0.14, "thigh": 0.075, "calf": 0.05}
JTA_BONES = (
    *("head", "head", "neck_01", "clavicle_r", "upperarm_r", "lowerarm_r", "hand_r"),
    *("clavicle_l", "upperarm_l", "lowerarm_l", "hand_l", "spine_03", "spine_03"),
    *("spine_02", "spine_01", "pelvis", "thigh_r", "calf_r", "foot_r", "thigh_l"),
    *("calf_l", "foot_l"),
)


def jointed_figure(
    stature_m: float = STATURE_M, age_years: float = 30.0, sex: str = "female"
) -> Figure:
    """A person of sticks around the bones, on flat soles."""
    rig = _rig(stature_m / STATURE_M)
    points, owners = _points(rig, stature_m / STATURE_M)
    bones = np.zeros((len(points), 4), np.uint8)
    bones[:, 0] = owners
    weights = np.tile(np.array([1, 0, 0, 0], np.float32), (len(points), 1))
    mesh = Mesh(
        positions=points.astype(np.float32),
        normals=np.tile(np.array([0, 0, 1], np.float32), (len(points), 1)),
        uvs=np.zeros((len(points), 2), np.float32),
        triangles=np.arange(len(points) // 3 * 3, dtype=np.int32).reshape(-1, 3),
        parts=(Part(0, len(points) // 3, Material(Semantic.SHOES)),),
    )
    jta = np.array([rig.names.index(bone) for bone in JTA_BONES], np.int32)
    coco = jta[:17]
    return Figure(
        person=Person(7, sex, age_years, stature_m),
        rig=rig,
        levels=(SkinnedMesh(mesh, bones, weights),),
        jta_landmarks=Landmarks(rig.joints_rest[jta], jta, np.full(22, 0.1)),
        coco_landmarks=Landmarks(rig.joints_rest[coco], coco, np.full(17, 0.1)),
    )


def joints_world(posed: PosedPerson) -> Floats:
    """Where the bones of a posed person begin, ``(b, 3)``."""
    matrices, rest = posed.world_from_rest, posed.figure.rig.joints_rest
    joints: Floats = (matrices[..., :3] @ rest[..., None])[..., 0] + matrices[..., 3]
    return joints


def _rig(scale: float) -> Rig:
    rows = [(name, parent, 0.0, y, z) for name, (parent, y, z) in MIDDLE.items()]
    for side, sign in (("l", 1), ("r", -1)):
        for name, (parent, x, y, z) in LEFT.items():
            upper = parent if parent in MIDDLE else f"{parent}_{side}"
            rows.append((f"{name}_{side}", upper, sign * x, y, z))
    names = tuple(row[0] for row in rows)
    parents = tuple(names.index(row[1]) if row[1] else -1 for row in rows)
    return Rig(names, parents, scale * np.array([row[2:] for row in rows]))


def _points(rig: Rig, scale: float) -> tuple[Floats, list[int]]:
    angles = np.arange(8) * np.pi / 4
    ring = np.stack([np.cos(angles), np.sin(angles), 0 * angles], 1)
    points, owners = [], []
    for bone, name in enumerate(rig.names):
        if name.startswith(("foot", "ball")):
            sole = _sole(rig.joints_rest[bone], name.startswith("ball"), scale)
            points.append(sole)
            owners += [bone] * len(sole)
            continue
        radius = RADII_M.get(name[:-2] if name[-2] == "_" else name, 0.03) * scale
        for share in (0.1, 0.35, 0.6, 0.85):
            points.append(_along(rig, bone, share) + radius * ring)
            owners += [bone] * 8
    crown = rig.joints_rest[rig.names.index("head")] * (1, 1, 0) + (0, 0, 1.71 * scale)
    return np.concatenate([*points, [crown]]), [*owners, rig.names.index("head")]


def _along(rig: Rig, bone: int, share: float) -> Floats:
    children = [c for c, parent in enumerate(rig.parents) if parent == bone]
    start = rig.joints_rest[bone]
    end = rig.joints_rest[children[0]] if children else start
    between: Floats = start + share * (end - start)
    return between


def _sole(joint: Floats, toes: bool, scale: float) -> Floats:
    lengths = np.linspace(0.0, 0.075, 6) if toes else np.linspace(-0.085, 0.11, 10)
    across, along, up = np.meshgrid([-0.035, 0, 0.035], lengths, [0.0, 0.03])
    grid = np.stack([across.ravel(), -along.ravel(), up.ravel()], 1) * scale
    return grid + joint * (1, 1, 0)
