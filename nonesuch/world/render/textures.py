"""Textures of all materials in one array of equal layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from nonesuch.world.nouns import Bytes, Floats

SIDE_PX = 512
_GROWTH = 8


class LayerStack:
    """Pictures of equal size on the device, with all their smaller sizes."""

    def __init__(self, context: Any, side_px: int, repeats: bool) -> None:
        self._context, self._side_px, self._repeats = context, side_px, repeats
        self._pictures: list[Bytes] = []
        self._uploaded = 0
        self._array: Any = None

    def add(self, picture: Bytes) -> int:
        """The layer that a picture ``(side, side, 4)``, rows upwards, will have."""
        self._pictures.append(picture)
        return len(self._pictures) - 1

    def on_device(self) -> Any:
        """The texture array with every layer added so far."""
        if self._uploaded < len(self._pictures) or self._array is None:
            self._upload()
        return self._array

    def _upload(self) -> None:
        if self._array is not None:
            self._array.release()
        capacity = -(-max(len(self._pictures), 1) // _GROWTH) * _GROWTH
        size = (self._side_px, self._side_px, capacity)
        self._array = self._context.texture_array(size, 4)
        for layer, picture in enumerate(self._pictures):
            place = (0, 0, layer, self._side_px, self._side_px, 1)
            self._array.write(np.ascontiguousarray(picture), viewport=place)
        self._array.build_mipmaps()
        linear = self._context.LINEAR
        self._array.filter = (self._context.LINEAR_MIPMAP_LINEAR, linear)
        self._array.repeat_x = self._array.repeat_y = self._repeats
        self._uploaded = len(self._pictures)


class Textures:
    """The textures met so far, known by identity."""

    def __init__(self, context: Any) -> None:
        self._stack = LayerStack(context, SIDE_PX, repeats=False)
        self._index: dict[int, tuple[Bytes, int]] = {}

    def layer(self, texture: Bytes) -> int:
        """The layer of a texture ``(h, w, 3 or 4)``, brought to the common size."""
        known = self._index.get(id(texture))
        if known is None:
            known = (texture, self._stack.add(_common_size(texture)))
            self._index[id(texture)] = known
        return known[1]

    def on_device(self) -> Any:
        """The array of all layers."""
        return self._stack.on_device()


def _common_size(texture: Bytes) -> Bytes:
    picture = Image.fromarray(texture).convert("RGBA")
    if picture.size != (SIDE_PX, SIDE_PX):
        picture = picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR)
    return np.asarray(picture)[::-1].copy()


def mean_color(texture: Bytes, alpha_cut: float = 0.0) -> Floats:
    """The mean linear color ``(3,)`` of what a texture shows."""
    small = texture[::4, ::4]
    linear = (small[..., :3].astype(np.float64) / 255) ** 2.2
    shown = np.ones(small.shape[:2], np.bool_)
    if texture.shape[2] == 4:
        shown = small[..., 3] >= max(alpha_cut, 0.5) * 255
    return linear[shown].mean(0) if shown.any() else np.ones(3)


def mean_luma(texture: Bytes, alpha_cut: float) -> float:
    """The mean linear brightness, 0 to 1, of what a texture shows."""
    return float(mean_color(texture, alpha_cut) @ np.array([0.2126, 0.7152, 0.0722]))
