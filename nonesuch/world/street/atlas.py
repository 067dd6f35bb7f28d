"""Several small pictures in one texture, and which part of it each of them is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from nonesuch.world.nouns import Bytes, Floats

TEXTURE_PX = 512


@dataclass(frozen=True, eq=False)
class Atlas:
    """A texture of equal cells, counted along the rows from the top left."""

    texture: Bytes  # (512, 512, 3 or 4), sRGB
    columns: int
    rows: int

    @property
    def count(self) -> int:
        """The number of cells."""
        return self.columns * self.rows

    def uvs(self, cell: int, margin: float = 0.01) -> Floats:
        """The uv ``(4, 2)`` of a quad that shows one cell, lower left corner first."""
        row, column = divmod(cell % self.count, self.columns)
        left, right = (
            (column + margin) / self.columns,
            (column + 1 - margin) / self.columns,
        )
        top, bottom = 1 - (row + margin) / self.rows, 1 - (row + 1 - margin) / self.rows
        return np.array([(left, bottom), (right, bottom), (right, top), (left, top)])


def atlas_of(pictures: list[Image.Image], columns: int, rows: int) -> Atlas:
    """The atlas of pictures, each fitted into its cell."""
    mode = pictures[0].mode
    sheet = Image.new(mode, (TEXTURE_PX, TEXTURE_PX))
    size = TEXTURE_PX // columns, TEXTURE_PX // rows
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        sheet.paste(picture.resize(size), (column * size[0], row * size[1]))
    return Atlas(np.array(sheet), columns, rows)
