"""Pictures side by side with captions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from nonesuch.world.preview.board import font_of
from nonesuch.world.preview.palette import INK, PAPER

Bytes = NDArray[np.uint8]

_GAP = 10
_LETTERS = 17
_BAR = 26


@dataclass(frozen=True, eq=False)
class Panel:
    """A picture and what it shows."""

    caption: str
    image: Bytes


def contact_sheet(panels: Sequence[Panel], width: int, title: str) -> Bytes:
    """All panels in a grid ``width`` wide, below a line of title, on paper white."""
    columns = 1 if len(panels) == 1 else 2 if len(panels) <= 4 else 3
    side = (width - (columns + 1) * _GAP) // columns
    shown = [_scaled(panel.image, side) for panel in panels]
    rows = math.ceil(len(panels) / columns)
    step = max(image.height for image in shown) + _BAR
    top = _BAR + 2 * _GAP
    sheet = Pillow.new("RGB", (width, top + rows * (step + _GAP)), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_GAP, _GAP), title, INK, font_of(_LETTERS + 3))
    for place, (panel, image) in enumerate(zip(panels, shown, strict=True)):
        x = _GAP + place % columns * (side + _GAP)
        y = top + place // columns * (step + _GAP)
        draw.text((x, y + 1), panel.caption, INK, font_of(_LETTERS))
        sheet.paste(image, (x, y + _BAR))
    return np.array(sheet)


def _scaled(image: Bytes, width: int) -> Pillow.Image:
    height = round(image.shape[0] * width / image.shape[1])
    picture = Pillow.fromarray(image)
    if width >= image.shape[1]:
        return picture.resize((width, height), Pillow.Resampling.NEAREST)
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)
