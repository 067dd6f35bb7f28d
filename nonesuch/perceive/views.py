"""The views of a picture in which a detector looks for faces: scales, tiles, turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Floats, Image
from nonesuch.perceive.tracks import centres_of


@dataclass(frozen=True)
class View:
    """A picture cut from another one and how its coordinates go back.

    ``frame_from_view`` is a 2x3 matrix of scale, rotation and shift between pixel
    coordinates whose (0, 0) is the corner of the first pixel.
    """

    image: Image
    frame_from_view: NDArray[np.float64]

    @property
    def is_turned(self) -> bool:
        """Whether the view does not stand upright as the frame does."""
        return bool(self.frame_from_view[0, 1] != 0 or self.frame_from_view[0, 0] < 0)

    def points_in_frame(self, points: Floats) -> Floats:
        """Points ``(..., 2)`` of the view in pixels of the frame."""
        linear, shift = self.frame_from_view[:, :2], self.frame_from_view[:, 2]
        return (points @ linear.T + shift).astype(np.float32)

    def boxes_in_frame(self, boxes_xyxy: Floats) -> Floats:
        """The upright boxes of the ellipses that fill the view's boxes, ``(n, 4)``."""
        centres = self.points_in_frame(centres_of(boxes_xyxy))
        halves = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) / 2
        reach = np.sqrt(halves**2 @ (self.frame_from_view[:, :2] ** 2).T)
        corners = np.concatenate([centres - reach, centres + reach], 1)
        return corners.astype(np.float32)


def scaled(image: Image, scale: float) -> View:
    """The whole picture, smaller or larger."""
    height, width = image.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if size == (width, height):
        return View(image, np.eye(2, 3))
    smaller = scale < 1
    view = cv2.resize(
        image, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    )
    back = np.diag([width / size[0], height / size[1]])
    return View(view, np.concatenate([back, np.zeros((2, 1))], 1))


Corners = tuple[int, int, int, int]
"""Left, top, right and bottom of a tile in pixels of the picture."""


def tile_corners(image: Image, scale: float, side: int, overlap: int) -> list[Corners]:
    """Tiles that cover the picture, at most ``side`` wide and high at this scale.

    ``overlap`` is at this scale too: a face up to this size is whole in one of them.
    """
    height, width = image.shape[:2]
    return [
        (left, top, right, bottom)
        for top, bottom in spans(height, side / scale, overlap / scale)
        for left, right in spans(width, side / scale, overlap / scale)
    ]


def tile(image: Image, scale: float, corners: Corners) -> View:
    """One tile of the picture at a scale."""
    left, top, right, bottom = corners
    part = scaled(image[top:bottom, left:right], scale)
    back = part.frame_from_view.copy()
    back[:, 2] += left, top
    return View(part.image, back)


def tiles(image: Image, scale: float, side: int, overlap: int) -> Iterator[View]:
    """All tiles of :func:`tile_corners` as views."""
    for corners in tile_corners(image, scale, side, overlap):
        yield tile(image, scale, corners)


def spans(length: int, side: float, overlap: float) -> list[tuple[int, int]]:
    """Pieces of ``0..length`` of equal size, overlapping, no longer than ``side``."""
    if length <= side:
        return [(0, length)]
    count = int(np.ceil((length - overlap) / max(side - overlap, 1)))
    size = (length + (count - 1) * overlap) / count
    starts = [round(place * (size - overlap)) for place in range(count)]
    return [(start, min(length, int(np.ceil(start + size)))) for start in starts]


def turned(image: Image, scale: float, angle_rad: float) -> View:
    """The whole picture turned about its middle, on a canvas that holds all of it."""
    height, width = image.shape[:2]
    cosine, sine = np.cos(angle_rad) * scale, np.sin(angle_rad) * scale
    linear = np.array([[cosine, -sine], [sine, cosine]])
    canvas = np.ceil(np.abs(linear) @ [width, height]).astype(int)
    shift = canvas / 2 - linear @ [width / 2, height / 2]
    # OpenCV counts from the centre of the first pixel, we from its corner.
    index_shift = shift + linear @ [0.5, 0.5] - 0.5
    if scale < 1:
        image = cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    view = cv2.warpAffine(
        image,
        np.concatenate([linear, index_shift[:, None]], 1),
        (int(canvas[0]), int(canvas[1])),
        flags=cv2.INTER_LINEAR,
    )
    back = np.linalg.inv(linear)
    return View(view, np.concatenate([back, -back @ shift[:, None]], 1))
