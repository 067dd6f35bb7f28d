"""What motion must know of a body: bones, lengths of limbs, soles, breadth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.rotations import Flags, frame
from nonesuch.world.motion.soles import Sole, measured_sole
from nonesuch.world.nouns import Bytes, Figure, Floats, Rig, Semantic

SIDES = ("l", "r")
SIGNS = np.array([1.0, -1.0])  # of x, by side
FORWARD = np.array([0.0, -1.0, 0.0])
DOWN = np.array([0.0, 0.0, -1.0])
HANGING = frame(DOWN, FORWARD)  # of an arm: along it, where the elbow bends to
HAND_HALF_WIDTH_M = 0.03
FEET = frozenset({Semantic.SKIN, Semantic.SHOES})
BODY = FEET | {Semantic.UPPER_CLOTHES, Semantic.LOWER_CLOTHES, Semantic.HAIR}


@dataclass(frozen=True, eq=False)
class Legs:
    """Both legs at rest; arrays run along the sides, left first."""

    hips: Floats  # (2, 3)
    ankles: Floats  # (2, 3), of feet whose soles lie flat on the ground
    balls: Floats  # (2, 3)
    back_m: Floats  # (2,), how far soles reach behind the ankles
    toe_m: Floats  # (2,), how far toes reach ahead of the balls
    sole_pitch_rad: Floats  # (2,), turns a foot at rest flat
    rolling_m: Floats  # (2, p, 3), ways of ankles over soles.ROLL_PITCHES_RAD
    thigh_m: Floats  # (2,)
    calf_m: Floats  # (2,)
    thigh_frames: Floats  # (2, 3, 3), along the bone, to the front
    calf_frames: Floats  # (2, 3, 3)
    thigh_radius_m: float

    @property
    def length_m(self) -> float:
        """From the ground to the hip joints."""
        return float(self.hips[:, 2].mean())

    @property
    def reach_m(self) -> Floats:
        """From hip to ankle along the bones, ``(2,)``."""
        reach: Floats = self.thigh_m + self.calf_m
        return reach


@dataclass(frozen=True, eq=False)
class Arms:
    """Both arms at rest; arrays run along the sides, left first."""

    shoulders: Floats  # (2, 3)
    upper_m: Floats  # (2,)
    fore_m: Floats  # (2,)
    palm_m: float  # from the wrist to the middle finger
    upper_frames: Floats  # (2, 3, 3), along the bone, where the elbow bends to
    fore_frames: Floats  # (2, 3, 3)
    hand_frames: Floats  # (2, 3, 3), along the hand, to the thumb's side
    pronation_rad: Floats  # (2,), the forearm's twist in the rest pose
    hang_out_rad: float  # so far the arms hang from the body lest they touch it


@dataclass(frozen=True, eq=False)
class Anatomy:
    """Measures of one figure."""

    rig: Rig
    bones: dict[str, int]
    legs: Legs
    arms: Arms
    breadth_m: float  # from the middle to the side of the hips
    belly_m: float  # how far the front is before the hip joints, at their height
    back_m: float  # and the back behind them
    stature_m: float

    def joint(self, bone: str) -> Floats:
        """Where a bone begins at rest, ``(3,)``."""
        joint: Floats = self.rig.joints_rest[self.bones[bone]]
        return joint


def measured(figure: Figure) -> Anatomy:
    """The anatomy of a figure, from its rig and its finest mesh."""
    rig = figure.rig
    bones = {name: index for index, name in enumerate(rig.names)}
    points, owners = _points_by_bone(figure, BODY)
    feet, feet_owners = _points_by_bone(figure, FEET)
    joints = {
        name: np.stack([rig.joints_rest[bones[f"{name}_{s}"]] for s in SIDES])
        for name in _PAIRED
    }
    soles = _soles(joints, feet, feet_owners, bones)
    radius_m = _thigh_radius_m(joints, points, owners, bones)
    legs = _legs(joints, soles, radius_m)
    trunk = points[_around_hips(points, owners, bones, legs)]
    breadth_m = float(np.percentile(trunk[:, 0], 98))
    arms = _arms(joints, breadth_m)
    fore_and_aft = np.percentile(trunk[:, 1] - legs.hips[0, 1], [2, 98])
    belly_m, back_m = np.abs(fore_and_aft).tolist()
    stature_m = float(np.ptp(points[:, 2]))
    return Anatomy(rig, bones, legs, arms, breadth_m, belly_m, back_m, stature_m)


_PAIRED = (
    *("thigh", "calf", "foot", "ball", "upperarm", "lowerarm", "hand"),
    *("index_01", "middle_01", "pinky_01"),
)


def _points_by_bone(
    figure: Figure, semantics: frozenset[Semantic]
) -> tuple[Floats, Bytes]:
    """The vertices of some of a figure's parts, and the bone each mainly follows."""
    skinned = figure.levels[0]
    mesh = skinned.mesh
    wanted = np.zeros(len(mesh.positions), np.bool_)
    for part in mesh.parts:
        if part.material.semantic in semantics:
            used = mesh.triangles[part.first : part.first + part.count]
            wanted[used.ravel()] = True
    strongest = skinned.weights.argmax(1)[:, None]
    owners = np.take_along_axis(skinned.bones, strongest, 1)[:, 0]
    return np.asarray(mesh.positions[wanted], np.float64), owners[wanted]


def _soles(
    joints: dict[str, Floats], points: Floats, owners: Bytes, bones: dict[str, int]
) -> list[Sole]:
    soles = []
    for side, name in enumerate(SIDES):
        foot = np.isin(owners, [bones[f"foot_{name}"], bones[f"ball_{name}"]])
        ankle, ball = joints["foot"][side], joints["ball"][side]
        soles.append(measured_sole(points[foot], ankle, ball))
    return soles


def _legs(joints: dict[str, Floats], soles: list[Sole], thigh_radius_m: float) -> Legs:
    hips, knees, ankles, balls = (joints[b] for b in ("thigh", "calf", "foot", "ball"))
    return Legs(
        hips=hips,
        ankles=np.stack([sole.ankle for sole in soles]),
        balls=balls,
        back_m=np.array([sole.back_m for sole in soles]),
        toe_m=np.array([sole.toe_m for sole in soles]),
        sole_pitch_rad=np.array([sole.pitch_rad for sole in soles]),
        rolling_m=np.stack([sole.rolling_m for sole in soles]),
        thigh_m=np.linalg.norm(knees - hips, axis=1),
        calf_m=np.linalg.norm(ankles - knees, axis=1),
        thigh_frames=frame(knees - hips, FORWARD),
        calf_frames=frame(ankles - knees, FORWARD),
        thigh_radius_m=thigh_radius_m,
    )


def _thigh_radius_m(
    joints: dict[str, Floats], points: Floats, owners: Bytes, bones: dict[str, int]
) -> float:
    middle = (joints["thigh"][0] + joints["calf"][0]) / 2
    near = (owners == bones["thigh_l"]) & (np.abs(points[:, 2] - middle[2]) < 0.06)
    behind_m = points[near, 1].max(initial=middle[1]) - middle[1]  # none in a skirt
    return float(np.clip(behind_m, 0.05, 0.095))


def _around_hips(
    points: Floats, owners: Bytes, bones: dict[str, int], legs: Legs
) -> Flags:
    """Which points are of the trunk or the thighs, where hands hang or rest."""
    names = ("pelvis", "spine_01", "thigh_l", "thigh_r")
    trunk = np.isin(owners, [bones[name] for name in names])
    low, high = 0.72 * legs.length_m, 1.12 * legs.length_m
    return trunk & (points[:, 2] > low) & (points[:, 2] < high)


def _arms(joints: dict[str, Floats], breadth_m: float) -> Arms:
    shoulders, elbows, wrists = (joints[b] for b in ("upperarm", "lowerarm", "hand"))
    upper, fore = elbows - shoulders, wrists - elbows
    hand = joints["middle_01"] - wrists
    to_thumb = joints["index_01"] - joints["pinky_01"]
    upper_m, fore_m = np.linalg.norm(upper, axis=1), np.linalg.norm(fore, axis=1)
    fore_frames = frame(fore, fore / fore_m[:, None] - upper / upper_m[:, None])
    aside = breadth_m + HAND_HALF_WIDTH_M - shoulders[0, 0]
    hang_out = np.arcsin(np.clip(aside / (upper_m[0] + fore_m[0]), 0.05, 0.5))
    return Arms(
        shoulders=shoulders,
        upper_m=upper_m,
        fore_m=fore_m,
        palm_m=float(np.linalg.norm(hand[0])),
        upper_frames=frame(upper, fore),
        fore_frames=fore_frames,
        hand_frames=frame(hand, to_thumb),
        pronation_rad=twist_rad(fore_frames, to_thumb),
        hang_out_rad=float(hang_out),
    )


def twist_rad(fore_frames: Floats, to_thumb: Floats) -> Floats:
    """By how much forearms are turned palm down, ``(2,)``; 0: the thumb is on top."""
    flexed = (to_thumb * fore_frames[..., 1]).sum(-1)
    aside = (to_thumb * fore_frames[..., 2]).sum(-1)
    angle: Floats = np.arctan2(aside, flexed) * SIGNS
    return angle
