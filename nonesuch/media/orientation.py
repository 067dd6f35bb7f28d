"""How stored pixels are turned to stand upright: EXIF tags and display matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Orientation:
    """One of the eight ways to lay a picture: first transpose, then flip each axis."""

    is_transposed: bool = False
    is_flipped_x: bool = False
    is_flipped_y: bool = False

    def upright(self, stored: NDArray[Any]) -> NDArray[Any]:
        """The stored array ``(h, w, ...)`` as it is to be seen, contiguous."""
        turned = stored.swapaxes(0, 1) if self.is_transposed else stored
        turned = turned[:, ::-1] if self.is_flipped_x else turned
        turned = turned[::-1] if self.is_flipped_y else turned
        return np.ascontiguousarray(turned)

    def stored(self, upright: NDArray[Any]) -> NDArray[Any]:
        """The inverse of :meth:`upright`."""
        turned = upright[::-1] if self.is_flipped_y else upright
        turned = turned[:, ::-1] if self.is_flipped_x else turned
        turned = turned.swapaxes(0, 1) if self.is_transposed else turned
        return np.ascontiguousarray(turned)

    @property
    def is_plain(self) -> bool:
        """Whether the stored picture stands upright already."""
        return not (self.is_transposed or self.is_flipped_x or self.is_flipped_y)

    @property
    def clockwise_degrees(self) -> int:
        """The turn from stored to upright, 0, 90, 180 or 270, mirroring aside."""
        if self.is_transposed:
            return 90 if self.is_flipped_x else 270
        return 180 if self.is_flipped_y else 0


_OF_EXIF = {
    1: Orientation(),
    2: Orientation(is_flipped_x=True),
    3: Orientation(is_flipped_x=True, is_flipped_y=True),
    4: Orientation(is_flipped_y=True),
    5: Orientation(is_transposed=True),
    6: Orientation(is_transposed=True, is_flipped_x=True),
    7: Orientation(is_transposed=True, is_flipped_x=True, is_flipped_y=True),
    8: Orientation(is_transposed=True, is_flipped_y=True),
}


def of_exif(tag: object) -> Orientation:
    """The orientation that EXIF tag 0x0112 names; upright for a missing or bad tag."""
    return _OF_EXIF.get(tag, Orientation()) if isinstance(tag, int) else Orientation()


def of_display_matrix(matrix: NDArray[np.int32]) -> Orientation:
    """The orientation nearest to a video's display matrix, int32 ``(9,)``.

    Rows are ``(a, b, u)``, ``(c, d, v)``, ``(x, y, w)`` as in the movie header;
    ``x' = a x + c y`` and ``y' = b x + d y`` with y down.
    """
    a, b, c, d = (int(matrix[i]) for i in (0, 1, 3, 4))
    is_transposed = abs(b) + abs(c) > abs(a) + abs(d)
    x_sign, y_sign = (c, b) if is_transposed else (a, d)
    return Orientation(is_transposed, x_sign < 0, y_sign < 0)
