"""Random changes to a training face: place, color, sharpness, what is told of the pose.

Color and exposure change the picture but not its code, so that skin tone and light are
learned from what surrounds the hole.  Sharpness and noise change the whole picture, so
that the made face is as sharp and as grainy as its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.face_points import mirrored
from nonesuch.nouns import Floats, Image
from nonesuch.replace.pose_points import PARTS

_MIRRORED = mirrored()
_OUT_OF_SIGHT = -1.0
_PART_JITTER = 0.006
_PART_SCALE = 0.03
_PART_DROPPED = 0.02


@dataclass(frozen=True)
class Augmentation:
    """What is done to one face."""

    flipped: bool
    turn_rad: float
    zoom: float
    shift: tuple[float, float]
    gain: tuple[float, float, float]
    gamma: float
    saturation: float
    shrink: float
    noise: float
    jpeg_quality: int | None
    mask_margin: float

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Augmentation:
        """Mild for most faces; about a third are made worse in sharpness."""
        exposure = rng.uniform(-0.35, 0.2)
        tint = rng.normal(0, 0.06, 3)
        gain = np.exp(exposure + tint)
        rough = rng.random() < 0.35
        return cls(
            flipped=bool(rng.random() < 0.5),
            turn_rad=float(rng.normal(0, 0.03)),
            zoom=float(np.exp(rng.normal(0, 0.025))),
            shift=(float(rng.normal(0, 0.008)), float(rng.normal(0, 0.008))),
            gain=(float(gain[0]), float(gain[1]), float(gain[2])),
            gamma=float(np.exp(rng.uniform(-0.25, 0.25))),
            saturation=0.0 if rng.random() < 0.03 else float(rng.uniform(0.7, 1.15)),
            shrink=float(rng.uniform(1, 1.8)) if rough else 1.0,
            noise=float(rng.uniform(0, 5)) if rough else 0.0,
            jpeg_quality=int(rng.integers(40, 95)) if rough else None,
            mask_margin=float(rng.uniform(0.03, 0.055)),
        )


def augmented(
    rng: np.random.Generator,
    crop: Image,
    landmarks: Floats,
    size: int,
    setting: Augmentation,
) -> tuple[Image, Floats]:
    """The changed face at ``size`` and its landmarks."""
    picture, places = _placed(crop, landmarks, setting)
    if size != len(picture):
        picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
    picture = _colored(picture, setting)
    return _roughened(rng, picture, setting), places


def moved_parts(rng: np.random.Generator, points: Floats) -> Floats:
    """Pose points with every part shifted and scaled a little, some parts left out."""
    moved = points.copy()
    for part in PARTS:
        places = part.places
        if rng.random() < _PART_DROPPED:
            moved[places] = _OUT_OF_SIGHT
            continue
        middle = points[places].mean(0)
        scale = 1 + _PART_SCALE * rng.standard_normal(2)
        shift = _PART_JITTER * rng.standard_normal(2)
        moved[places] = middle + (points[places] - middle) * scale + shift
    return moved


def _placed(
    crop: Image, landmarks: Floats, setting: Augmentation
) -> tuple[Image, Floats]:
    if setting.flipped:
        crop = np.ascontiguousarray(crop[:, ::-1])
        landmarks = landmarks[_MIRRORED] * (-1, 1) + (1, 0)
    size = len(crop)
    cos = setting.zoom * np.cos(setting.turn_rad)
    sin = setting.zoom * np.sin(setting.turn_rad)
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = np.array([0.5, 0.5]) + setting.shift - turn @ [0.5, 0.5]
    # Pixel indices count from the first pixel's centre, crop units from its corner.
    offset = shift * size + turn @ [0.5, 0.5] - 0.5
    matrix = np.concatenate([turn, offset[:, None]], 1)
    warped = cv2.warpAffine(
        crop, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101
    )
    return warped, (landmarks @ turn.T + shift).astype(np.float32)


def _colored(picture: Image, setting: Augmentation) -> Image:
    value = (picture.astype(np.float32) / 255) ** np.float32(setting.gamma)
    value = value * np.array(setting.gain, np.float32)
    gray = value.mean(2, keepdims=True)
    value = gray + (value - gray) * setting.saturation
    return np.asarray(np.clip(np.rint(value * 255), 0, 255), np.uint8)


def _roughened(
    rng: np.random.Generator, picture: Image, setting: Augmentation
) -> Image:
    size = len(picture)
    if setting.shrink > 1:
        small = round(size / setting.shrink)
        picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR)
    if setting.noise > 0:
        noise = rng.normal(0, setting.noise, picture.shape)
        picture = np.asarray(np.clip(np.rint(picture + noise), 0, 255), np.uint8)
    if setting.jpeg_quality is not None:
        quality = [cv2.IMWRITE_JPEG_QUALITY, setting.jpeg_quality]
        _, packed = cv2.imencode(".jpg", picture[..., ::-1], quality)
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))[..., ::-1]
    return np.asarray(picture, np.uint8)
