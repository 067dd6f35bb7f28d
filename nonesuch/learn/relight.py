"""Random light, color, sharpness: the scene's on a target, another day's on a detail.

A dark face must be able to become light and the other way round, so the two are drawn
far apart; sharpness and noise belong to the whole picture of the scene.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image


@dataclass(frozen=True)
class Light:
    """Exposure by channel, gamma, saturation, a lamp's direction and strength."""

    gain: tuple[float, float, float]
    gamma: float
    saturation: float
    lamp_rad: float
    lamp: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, strength: float) -> Light:
        """Milder for a small ``strength``; 1 covers what cameras meet."""
        exposure = rng.normal(-0.08, 0.3) * strength
        gain = np.exp(exposure + rng.normal(0, 0.08, 3) * strength)
        return cls(
            gain=(float(gain[0]), float(gain[1]), float(gain[2])),
            gamma=float(np.exp(rng.normal(0, 0.22) * strength)),
            saturation=float(np.exp(rng.normal(-0.08, 0.2) * strength)),
            lamp_rad=float(rng.uniform(0, 2 * np.pi)),
            lamp=float(abs(rng.normal(0, 0.35)) * strength),
        )

    def on(self, picture: Image) -> Image:
        """The picture ``(s, s, 3)`` in this light."""
        value = (picture.astype(np.float32) / 255) ** np.float32(self.gamma)
        gray = value.mean(2, keepdims=True)
        value = gray + (value - gray) * np.float32(self.saturation)
        value *= np.array(self.gain, np.float32)
        value *= self._field(len(picture))[..., None]
        return np.asarray(np.clip(np.rint(value * 255), 0, 255), np.uint8)

    def _field(self, size: int) -> Floats:
        """A smooth step of light across the crop, about 1 in the middle."""
        axis = (np.arange(size, dtype=np.float32) + 0.5) / size - 0.5
        along = (
            np.cos(self.lamp_rad) * axis[None] + np.sin(self.lamp_rad) * axis[:, None]
        )
        field: Floats = np.exp(self.lamp * np.tanh(along * 5)).astype(np.float32)
        return field


@dataclass(frozen=True)
class Camera:
    """How sharp and clean the scene's picture is."""

    shrink: float
    blur_px: float
    motion_px: float
    motion_rad: float
    noise: float
    jpeg_quality: int | None

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Camera:
        """Half of the pictures are clean, the rest as streets and old cameras give."""
        if rng.random() < 0.5:
            return cls(1.0, 0.0, 0.0, 0.0, 0.0, None)
        kind = rng.random()
        return cls(
            shrink=float(np.exp(rng.uniform(0, 1.8))) if kind < 0.5 else 1.0,
            blur_px=float(rng.uniform(0.3, 2.5)) if 0.5 <= kind < 0.75 else 0.0,
            motion_px=float(rng.uniform(2, 9)) if kind >= 0.75 else 0.0,
            motion_rad=float(rng.uniform(0, np.pi)),
            noise=float(rng.uniform(0, 7)) if rng.random() < 0.5 else 0.0,
            jpeg_quality=int(rng.integers(30, 95)) if rng.random() < 0.6 else None,
        )

    def shot(self, rng: np.random.Generator, picture: Image) -> Image:
        """The picture ``(s, s, 3)`` as this camera takes it."""
        size = len(picture)
        if self.shrink > 1:
            small = max(round(size / self.shrink), 8)
            picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        if self.blur_px > 0:
            picture = cv2.GaussianBlur(picture, (0, 0), self.blur_px)
        if self.motion_px > 0:
            picture = cv2.filter2D(
                picture, -1, _streak(self.motion_px, self.motion_rad)
            )
        if self.noise > 0:
            noise = rng.normal(0, self.noise, picture.shape)
            picture = np.asarray(np.clip(np.rint(picture + noise), 0, 255), np.uint8)
        if self.jpeg_quality is not None:
            picture = _compressed(picture, self.jpeg_quality)
        if len(picture) != size:
            picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_CUBIC)
        return np.asarray(picture, np.uint8)


def _streak(length_px: float, turn_rad: float) -> Floats:
    """The kernel of a motion blur; its sum is 1."""
    reach = int(np.ceil(length_px / 2))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    half = length_px / 2 * np.array([np.cos(turn_rad), np.sin(turn_rad)])
    scale = 16
    ends = [
        tuple(np.rint((reach + sign * half) * scale).astype(int)) for sign in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / max(float(kernel.sum()), 1e-6), np.float32)


def _compressed(picture: Image, quality: int) -> Image:
    setting = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, packed = cv2.imencode(".jpg", picture[..., ::-1], setting)
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))[..., ::-1].copy()
