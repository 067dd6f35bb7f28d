"""Numbers in files that come back exactly, although files count and shift otherwise.

A format that begins at 1 or stores widths makes sums of floats, which round.  The sums
here are those of the numbers as they are written, so what was read or rounded to a few
decimals returns to the same float.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def text_of(value: float) -> str:
    """The shortest text that reads back as the same float; whole numbers without .0."""
    text = repr(float(value))
    return text.removesuffix(".0")


def corner_and_size(box_xyxy: Floats, origin: int = 0) -> tuple[str, str, str, str]:
    """Left, top, width and height as texts; pixels count from ``origin``."""
    x0, y0, x1, y1 = (Decimal(repr(float(value))) for value in box_xyxy)
    left, top, width, height = x0 + origin, y0 + origin, x1 - x0, y1 - y0
    return _plain(left), _plain(top), _plain(width), _plain(height)


def box_xyxy_of(
    left: str, top: str, width: str, height: str, origin: int = 0
) -> Floats:
    """The box ``(4,)`` of the four texts: the inverse of :func:`corner_and_size`."""
    x0, y0 = Decimal(left) - origin, Decimal(top) - origin
    corners = (x0, y0, x0 + Decimal(width), y0 + Decimal(height))
    return np.array([float(corner) for corner in corners])


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
