"""A picture to draw smooth lines and letters on."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from nonesuch.world.preview.palette import INK, Color

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_FINER = 2
"""All is drawn so many times larger and then averaged, which smooths it."""
_LEAST_LETTERS = 8.5


class Board:
    """Coordinates are pixels of the picture; weights are in lines of usual width."""

    def __init__(self, image: Bytes) -> None:
        self.height, self.width = image.shape[:2]
        large = (self.width * _FINER, self.height * _FINER)
        self._line_px = max(1.0, self.height / 450)
        self._letters_px = max(_LEAST_LETTERS, self.height / 52)
        self._image = Pillow.fromarray(image).resize(large, Pillow.Resampling.NEAREST)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def flat(self) -> Bytes:
        """The picture in its own size; where nothing was drawn it is unchanged."""
        size = (self.width, self.height)
        return np.array(self._image.resize(size, Pillow.Resampling.BOX))

    def line(self, points: Floats, color: Color, weight: float, alpha: int) -> None:
        """A line through points ``(k, 2)``."""
        flat = [(float(x), float(y)) for x, y in points * _FINER]
        width = max(1, round(self._line_px * weight * _FINER))
        self._draw.line(flat, (*color, alpha), width, joint="curve")

    def rectangle(
        self, box_xyxy: Floats, color: Color, weight: float, alpha: int = 255
    ) -> None:
        """The outline of a box."""
        x0, y0, x1, y1 = box_xyxy
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]])
        self.line(corners, color, weight, alpha)

    def dot(self, point: Floats, color: Color, weight: float) -> None:
        """A disk with a dark edge."""
        x, y = point * _FINER
        size = max(weight * self._line_px * _FINER, 1.5)
        edge = max(1, round(size / 4))
        box = (x - size, y - size, x + size, y + size)
        self._draw.ellipse(box, (*color, 255), (*INK, 200), edge)

    def tag(self, box_xyxy: Floats, texts: tuple[str, str], color: Color) -> None:
        """A text above a box: the longer of two if it is not wider than the box."""
        box_height = float(box_xyxy[3] - box_xyxy[1])
        letters = np.clip(box_height * 0.13, _LEAST_LETTERS, self._letters_px)
        font = font_of(round(letters * _FINER))
        pad = letters * _FINER * 0.22
        available = float(box_xyxy[2] - box_xyxy[0]) * _FINER * 1.1
        fits = font.getlength(texts[1]) + 2 * pad <= available
        text = texts[1] if fits else texts[0]
        left, top, right, bottom = font.getbbox(text)
        width, height = right - left + 2 * pad, bottom - top + 2 * pad
        x = min(max(box_xyxy[0] * _FINER, 0), self._image.width - width)
        y = min(max(box_xyxy[1] * _FINER - height, 0), self._image.height - height)
        self._draw.rectangle((x, y, x + width, y + height), (*color, 235))
        self._draw.text((x + pad - left, y + pad - top), text, INK, font)


@lru_cache
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """The letters of Pillow itself, so that every machine draws the same."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font
