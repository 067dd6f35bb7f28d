"""Recorded bodies of any known skeleton, seen as points and directions of a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.errors import Refusal
from nonesuch.world.motion.bvh import Motion
from nonesuch.world.motion.rotations import cross, unit
from nonesuch.world.nouns import Floats

# What skeletons call the joints that are needed; tried in this order
NAMES = {
    "thigh": ("thigh", "upleg", "upperleg", "femur", "hip"),
    "calf": ("calf", "leg", "lowerleg", "tibia", "knee", "shin"),
    "foot": ("foot", "ankle"),
    "toes": ("toebase", "ball", "toes", "toe"),
    "upperarm": ("upperarm", "arm", "humerus", "shoulder"),
    "forearm": ("forearm", "lowerarm", "radius", "elbow"),
    "hand": ("hand", "wrist"),
}
KNUCKLES = {
    "middle": ("mid1", "middle1", "handmiddle1", "middle01", "fingerbase"),
    "index": ("index1", "handindex1", "index01"),
    "pinky": ("pinky1", "handpinky1", "pinky01"),
}
SIDE_WORDS = (("left", "l"), ("right", "r"))
PREFIXES = re.compile(r"^(mixamorig\d*|cc_?base|def|bip\d*)[:_ -]*")
STANDARD_LEG_M = 0.85  # thigh and calf, to which recorded bodies are scaled


@dataclass(frozen=True, eq=False)
class Captured:
    """A recorded body in the axes of a figure that looks along -y, scaled to size."""

    rate_hz: float
    speed_mps: float
    hips: Floats  # (f, 3), the middle between the hip joints, against the first frame
    points: dict[str, Floats]  # (f, 2, 3) by joint, left first, against the hips


def captured(motion: Motion, label: str) -> Captured:
    """The body of a recording; ``Refusal`` names the joints that were not found."""
    joints = _joints(motion, label)
    places = _without_added_pose(_z_up(motion.places(), joints))
    legs = np.linalg.norm(
        places[:, joints["thigh"]] - places[:, joints["calf"]], axis=2
    )
    legs = legs + np.linalg.norm(
        places[:, joints["calf"]] - places[:, joints["foot"]], axis=2
    )
    places = places * (STANDARD_LEG_M / np.median(legs))
    rate = 1 / motion.frame_time_s
    hips = places[:, joints["thigh"]].mean(1)
    towards = _travel(hips, places, joints, rate)
    turns = np.stack(
        [
            cross(np.array([0, 0, 1.0]), towards),
            -towards,
            np.tile([0, 0, 1.0], (len(hips), 1)),
        ],
        1,
    )
    points = {
        name: np.einsum("fij,fsj->fsi", turns, places[:, index] - hips[:, None])
        for name, index in joints.items()
    }
    travelled = np.linalg.norm((hips[-1] - hips[0])[:2])
    speed = float(travelled * rate / max(len(hips) - 1, 1))
    return Captured(rate, speed, hips - hips[0], points)


def _joints(motion: Motion, label: str) -> dict[str, list[int]]:
    plain = {
        _plain(name): index for index, name in reversed([*enumerate(motion.names)])
    }
    found: dict[str, list[int]] = {}
    for joint, aliases in (NAMES | KNUCKLES).items():
        pair = [_find(plain, aliases, words) for words in SIDE_WORDS]
        if None not in pair:
            found[joint] = [index for index in pair if index is not None]
    missing = [joint for joint in NAMES if joint not in found]
    if missing:
        raise Refusal(
            f"{label} has a skeleton without a left and right {', '.join(missing)} "
            "under a known name. Skeletons of CMU, Mixamo and Character Creator are "
            "known; rename the joints, or take the file out of the folder."
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", PREFIXES.sub("", name.lower()))


def _find(
    plain: dict[str, int], aliases: tuple[str, ...], words: tuple[str, str]
) -> int | None:
    for alias in aliases:
        for word in words:
            for name in (word + alias, alias + word):
                if name in plain:
                    return plain[name]
    return None


def _z_up(places: Floats, joints: dict[str, list[int]]) -> Floats:
    """The places in axes whose z is the one along which people stand upright."""
    trunk = places[:, joints["upperarm"]].mean(1) - places[:, joints["foot"]].mean(1)
    mean = trunk.mean(0)
    axis = int(np.abs(mean).argmax())
    rolled = np.roll(places, 2 - axis, axis=2)
    if mean[axis] < 0:
        rolled = rolled * (1, -1, -1)
    upright: Floats = rolled
    return upright


def _without_added_pose(places: Floats) -> Floats:
    """Without the reference pose that some files carry as their first frame."""
    if len(places) < 4:
        return places
    steps = np.linalg.norm(np.diff(places, axis=0), axis=2).max(1)
    return places[1:] if steps[0] > 3 * steps[1:].max() else places


def _travel(
    hips: Floats, places: Floats, joints: dict[str, list[int]], rate_hz: float
) -> Floats:
    """Unit directions of travel on the plan, ``(f, 3)``."""
    level = hips * (1, 1, 0)
    smooth = gaussian_filter1d(level, 0.3 * rate_hz, axis=0, mode="nearest")
    total = level[-1] - level[0]
    if np.linalg.norm(total) < 0.3:
        left = places[:, joints["thigh"][0]] - places[:, joints["thigh"][1]]
        return unit(cross(left * (1, 1, 0), np.array([0, 0, 1.0])))
    velocity = np.gradient(smooth, axis=0) * rate_hz
    return unit(velocity + 0.02 * unit(total))
