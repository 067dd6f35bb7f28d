"""The heads of the people who stand in: hair, ears and neck with their transparency.

The shipped file holds five views of every founder, mouth closed, from left to right, on
a canvas wider than the face's crop.  People who descend from founders have the head of
the one who gives them the rest of the face.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Bools, Floats, Identity, Ints
from nonesuch.replace.alignment import CropFrame
from nonesuch.replace.standin import hat_weights, people_of, yaw_of

_FILE = Path(__file__).parent / "weights" / "heads.npz"
CANVAS_SIDE, CANVAS_CORNER = 1.25, (-0.125, -0.21875)
"""The canvas of a head in sides of the face's crop, and where its corner lies."""
CANVAS_PX = 320
_REMEMBERED = 64


@dataclass(frozen=True)
class Heads:
    """One person's heads, float32 ``(v, 320, 320, 4)``, 0 to 255, and landmarks.

    The colors are already multiplied by the opacity, the fourth channel; landmarks
    ``(v, 92, 2)`` and yaws ``(v,)`` are in units of the face's crop.
    """

    layers: Floats
    landmarks: Floats
    yaw: Floats


@dataclass(frozen=True)
class _File:
    encoded: NDArray[np.uint8]
    ends: Ints
    landmarks: Floats
    suits: Bools


def canvas_of(frame: CropFrame) -> CropFrame:
    """The canvas of a head around the crop of its face."""
    corner = frame.to_image(np.array(CANVAS_CORNER, np.float32))
    return CropFrame(frame.rotation_scale * CANVAS_SIDE, complex(*corner))


def founder_of(identity: Identity) -> int:
    """Whose head a person has: the own, or that of the parent with the face."""
    return people_of(identity.table).face_of(identity.index)


def has_head(identity: Identity) -> bool:
    """Whether a person may stand in with the whole head.

    Nobody of a user's own table may, nor those in hats or with hair beyond the picture,
    nor founders who came later than the file of heads.
    """
    if identity.table:
        return False
    suits, founder = _shipped().suits, founder_of(identity)
    return founder < len(suits) and bool(suits[founder])


@lru_cache(maxsize=_REMEMBERED)
def heads_of(founder: int) -> Heads:
    """The heads of one founder of the shipped table; ``IndexError`` beyond its end."""
    landmarks = _shipped().landmarks[founder]
    views = len(landmarks)
    numbers = range(founder * views, (founder + 1) * views)
    layers = np.stack([_layer(number) for number in numbers])
    return Heads(layers, landmarks, yaw_of(landmarks))


def weights_of_views(heads: Heads, landmarks_crop: Floats) -> Floats:
    """How much of each view a pose takes, ``(v,)``, summing to 1; at most two."""
    return hat_weights(heads.yaw, float(yaw_of(landmarks_crop)))


def _layer(number: int) -> Floats:
    file = _shipped()
    start = file.ends[number - 1] if number else 0
    encoded = file.encoded[start : file.ends[number]]
    picture = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)
    layer = cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA).astype(np.float32)
    layer[..., :3] *= layer[..., 3:] / np.float32(255)
    return np.asarray(layer, np.float32)


@lru_cache(maxsize=1)
def _shipped() -> _File:
    with np.load(_FILE, allow_pickle=False) as arrays:
        return _File(
            arrays["encoded"],
            arrays["ends"],
            arrays["landmarks"].astype(np.float32),
            arrays["suits"],
        )
