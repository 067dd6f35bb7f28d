"""The people who stand in: who they are, what they look like from several sides.

The shipped table holds, for every person, a few generated views (yaw, mouth closed or
open) of 256 px with landmarks, and the code by which the painter knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.identity import IdentityTable

_TABLE = Path(__file__).parent / "weights" / "people.npz"
_NOSE, _LEFT_SIDE, _RIGHT_SIDE = points((1, 234, 454))
_CHIN, _TOP, _UPPER_LIP, _LOWER_LIP = points((152, 10, 13, 14))
FIRST_OPEN_VIEW = 5
"""Views 0 to 4 have the mouth closed, from left to right; 5 to 7 have it open."""
OPEN_MOUTH = 0.03
"""Mouth opening, in face heights, at which teeth are fully seen."""


@dataclass(frozen=True)
class Looks:
    """One person's views: uint8 ``(v, 256, 256, 3)``, landmarks ``(v, 92, 2)``."""

    images: Image
    landmarks: Floats
    yaw: Floats
    mouth: Floats


@dataclass(frozen=True)
class StandIns:
    """The shipped people; ``table`` orders them for the keyed choice."""

    table: IdentityTable
    encoded: NDArray[np.uint8]
    ends: NDArray[np.int64]
    landmarks: Floats


@lru_cache(maxsize=1)
def shipped() -> StandIns:
    """The table of people who do not exist that comes with the program."""
    with np.load(_TABLE) as arrays:
        table = IdentityTable(
            codes=arrays["codes"].astype(np.float32),
            lightness=arrays["lightness"].astype(np.float32),
        )
        return StandIns(
            table,
            arrays["encoded"],
            arrays["ends"],
            arrays["landmarks"].astype(np.float32),
        )


def yaw_of(landmarks: Floats) -> Floats:
    """How far the nose lies from the middle of the face, in face widths, ``(...)``.

    0 is frontal, 0.3 about 35 degrees, 0.5 a profile; works on ``(..., 92, 2)``.
    """
    sides = landmarks[..., _LEFT_SIDE, 0], landmarks[..., _RIGHT_SIDE, 0]
    width = np.maximum(np.abs(sides[1] - sides[0]), 1e-6)
    nose = landmarks[..., _NOSE, 0] - (sides[0] + sides[1]) / 2
    return np.asarray(np.clip(nose / width, -1, 1), np.float32)


def mouth_of(landmarks: Floats) -> Floats:
    """How far the lips are apart, in face heights, for ``(..., 92, 2)``."""
    height = np.linalg.norm(landmarks[..., _CHIN, :] - landmarks[..., _TOP, :], axis=-1)
    gap = landmarks[..., _LOWER_LIP, :] - landmarks[..., _UPPER_LIP, :]
    return np.asarray(
        np.linalg.norm(gap, axis=-1) / np.maximum(height, 1e-6), np.float32
    )


def view_weights(looks: Looks, landmarks_crop: Floats) -> Floats:
    """How much of each view a pose takes, ``(v,)``, summing to 1.

    Continuous in the landmarks, so that nothing jumps while a head turns; at most two
    yaws and two states of the mouth take part.
    """
    yaw = float(yaw_of(landmarks_crop))
    opened = float(np.clip(mouth_of(landmarks_crop) / OPEN_MOUTH, 0, 1))
    is_open = np.arange(len(looks.yaw)) >= FIRST_OPEN_VIEW
    weights = np.zeros(len(looks.yaw), np.float32)
    for state, share in ((is_open, _eased(opened)), (~is_open, 1 - _eased(opened))):
        chosen = np.flatnonzero(state)
        if share > 0 and len(chosen):
            weights[chosen] += share * _hat_weights(looks.yaw[chosen], yaw)
    total = weights.sum()
    if total == 0:
        weights[np.argmin(np.abs(looks.yaw - yaw))] = 1
        return weights
    return np.asarray(weights / total, np.float32)


def _hat_weights(places: Floats, value: float) -> Floats:
    """Linear interpolation between the two places around the value, eased."""
    weights = np.zeros(len(places), np.float32)
    order = np.argsort(places)
    position = int(np.searchsorted(places[order], value))
    if position in (0, len(places)):
        weights[order[min(position, len(places) - 1)]] = 1
        return weights
    low, high = order[position - 1], order[position]
    share = (value - places[low]) / max(float(places[high] - places[low]), 1e-6)
    weights[high] = _eased(float(share))
    weights[low] = 1 - weights[high]
    return weights


def _eased(share: float) -> float:
    """A smooth step that keeps to one side most of the way: less double exposure."""
    sharp = float(np.clip((share - 0.25) / 0.5, 0, 1))
    return sharp * sharp * (3 - 2 * sharp)


@lru_cache(maxsize=256)
def looks_of(index: int) -> Looks:
    """The views of one person of the shipped table; ``IndexError`` beyond its end."""
    people = shipped()
    views = people.landmarks.shape[1]
    images = []
    for number in range(index * views, (index + 1) * views):
        start = people.ends[number - 1] if number else 0
        encoded = people.encoded[start : people.ends[number]]
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        images.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    landmarks = people.landmarks[index]
    return Looks(np.stack(images), landmarks, yaw_of(landmarks), mouth_of(landmarks))
