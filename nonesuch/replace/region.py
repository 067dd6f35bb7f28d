"""Which pixels of a picture a face's replacement may touch, and how strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.alignment import (
    CENTRE,
    FACE_SHARE,
    MASK_MARGIN,
    CropFrame,
    frame_of_box,
    frame_of_landmarks,
    hull_of_face,
)

_SUBPIXEL_BITS = 4
_NO_LANDMARKS_GROWTH = 1.3
_MIDDLE_SHARE = 0.4

Window = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of a picture."""


@dataclass(frozen=True)
class Region:
    """One face's place: its crop frame, and a window of the picture with its weight.

    ``alpha`` is float32 ``(y1 - y0, x1 - x0)``: 1 on the whole face, falling to 0
    outside of it, so that no pixel of the face shines through.  ``landmarks`` is
    ``(92, 2)`` in pixels of the picture or None.  ``face``, of the same shape as
    ``alpha``, is the weight of the face alone where the region is that of a head.
    """

    frame: CropFrame
    window_xyxy: Window
    alpha: Floats
    landmarks: Floats | None
    face: Floats | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the face lies outside the picture."""
        x0, y0, x1, y1 = self.window_xyxy
        return x1 <= x0 or y1 <= y0

    def grown_window(self, margin_px: int, shape: tuple[int, ...]) -> Window:
        """The window with a margin on all sides, as far as a picture ``(h, w, ...)``
        goes."""
        x0, y0, x1, y1 = self.window_xyxy
        height, width = shape[:2]
        right, bottom = min(x1 + margin_px, width), min(y1 + margin_px, height)
        return max(x0 - margin_px, 0), max(y0 - margin_px, 0), right, bottom

    def window_of(self, image: Image) -> Image:
        """The picture's pixels in the window (a view)."""
        x0, y0, x1, y1 = self.window_xyxy
        return image[y0:y1, x0:x1]


def region_of_face(
    box_xyxy: Floats, landmarks: Floats | None, shape_hw: tuple[int, int]
) -> Region:
    """The region of a face known by its landmarks, or by its box where they are None.

    Where the landmarks leave out the middle of the box the two disagree, and the box,
    which a detector or the user vouches for, counts alone.
    """
    if landmarks is not None:
        frame = frame_of_landmarks(landmarks)
        hull = frame.to_image(hull_of_face(frame.to_crop(landmarks)))
        if _covers_middle(hull, box_xyxy):
            return region_of_hull(frame, hull, landmarks, shape_hw)
    frame = frame_of_box(box_xyxy)
    return region_of_hull(frame, ellipse_of_box(box_xyxy), None, shape_hw)


def regions_of_faces(
    boxes_xyxy: Floats, landmarks: Sequence[Floats | None], shape_hw: tuple[int, int]
) -> list[Region]:
    """The regions of one picture's faces, see :func:`region_of_face`."""
    return [
        region_of_face(box, points, shape_hw)
        for box, points in zip(boxes_xyxy, landmarks, strict=True)
    ]


def region_of_hull(
    frame: CropFrame,
    hull: Floats,
    landmarks: Floats | None,
    shape_hw: tuple[int, int],
    margin: float = MASK_MARGIN,
) -> Region:
    """The region in and around a convex outline ``(k, 2)`` of what is removed.

    ``margin``, in sides of the crop, is how far it falls off around them.
    """
    feather_px = max(margin * frame.side_px, 1.5)
    window = _window_around(hull, feather_px + 1, shape_hw)
    alpha = _feathered(hull, window, feather_px)
    return Region(frame, window, alpha, landmarks)


def paste(image: Image, region: Region, patch: Image) -> None:
    """Blends a patch of the window's size into the picture, in place."""
    window = region.window_of(image)
    alpha = region.alpha[..., None]
    mixed = window + alpha * (patch.astype(np.float32) - window)
    window[:] = np.where(alpha > 0, np.round(mixed), window).astype(np.uint8)


def pasted(image: Image, regions: Sequence[Region], patches: Sequence[Image]) -> Image:
    """All patches on a copy of the picture, the smallest (farthest) faces first."""
    result = image.copy()
    for i in sorted(range(len(regions)), key=lambda i: regions[i].frame.side_px):
        if not regions[i].is_empty:
            paste(result, regions[i], patches[i])
    return result


def depth_px(inside: Bools) -> Floats:
    """How deep pixels lie inside, 0 outside; a picture's border is a rim as well."""
    padded = np.pad(inside.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(depth[1:-1, 1:-1], np.float32)


def eased(ramp: Floats) -> Floats:
    """A ramp held between 0 and 1, without a kink at either."""
    held = np.clip(ramp, 0, 1)
    return np.asarray(held * held * (3 - 2 * held), np.float32)


def shift(region: Region, offset_xy: tuple[int, int]) -> Region:
    """The region in a picture whose corner lies at ``offset_xy`` of the old one."""
    dx, dy = offset_xy
    x0, y0, x1, y1 = region.window_xyxy
    moved = CropFrame(
        region.frame.rotation_scale, region.frame.offset - complex(dx, dy)
    )
    landmarks = region.landmarks
    if landmarks is not None:
        landmarks = landmarks - np.array([dx, dy], np.float32)
    window = (x0 - dx, y0 - dy, x1 - dx, y1 - dy)
    return replace(region, frame=moved, window_xyxy=window, landmarks=landmarks)


def _covers_middle(hull: Floats, box_xyxy: Floats) -> bool:
    """Whether the points halfway from the box's middle to its sides lie in the hull."""
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    reach = (x1 - x0) / 2 * _MIDDLE_SHARE, (y1 - y0) / 2 * _MIDDLE_SHARE
    places = [
        (middle[0] + reach[0] * across, middle[1] + reach[1] * down)
        for across, down in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
    ]
    return all(cv2.pointPolygonTest(hull, place, False) >= 0 for place in places)


def _window_around(hull: Floats, margin_px: float, shape_hw: tuple[int, int]) -> Window:
    height, width = shape_hw
    low = np.floor(hull.min(0) - margin_px).astype(int)
    high = np.ceil(hull.max(0) + margin_px).astype(int)
    x0, x1 = np.clip([low[0], high[0]], 0, width)
    y0, y1 = np.clip([low[1], high[1]], 0, height)
    return int(x0), int(y0), int(x1), int(y1)


def _feathered(hull: Floats, window_xyxy: Window, feather_px: float) -> Floats:
    x0, y0, x1, y1 = window_xyxy
    if x1 <= x0 or y1 <= y0:
        return np.zeros((max(y1 - y0, 0), max(x1 - x0, 0)), np.float32)
    inside = np.zeros((y1 - y0, x1 - x0), np.uint8)
    corners = (hull - np.array([x0, y0], np.float32) - 0.5) * 2**_SUBPIXEL_BITS
    cv2.fillConvexPoly(
        inside, np.round(corners).astype(np.int32), 1, cv2.LINE_8, _SUBPIXEL_BITS
    )
    if not inside.any():  # smaller than a pixel: the pixel under it
        middle = np.clip(
            hull.mean(0).astype(int) - (x0, y0), 0, (x1 - x0 - 1, y1 - y0 - 1)
        )
        inside[middle[1], middle[0]] = 1
    distance = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_5)
    return _falling(distance, feather_px)


def _falling(distance_px: NDArray[np.float32], feather_px: float) -> Floats:
    """1 up to a quarter of the feather's width, then a smooth fall to 0."""
    start = feather_px / 4
    return eased(1 - (distance_px - start) / (feather_px - start))


def ellipse_of_box(box_xyxy: Floats) -> Floats:
    """An outline around a bare box ``(4,)``, larger on all sides, ``(48, 2)``."""
    frame = frame_of_box(box_xyxy)
    half = FACE_SHARE / 2 * _NO_LANDMARKS_GROWTH
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    width_px = float(box_xyxy[2] - box_xyxy[0])
    height_px = float(box_xyxy[3] - box_xyxy[1])
    aspect = np.clip(width_px / max(height_px, 1e-6), 0.6, 1.0)
    points_crop = np.stack(
        [
            CENTRE[0] + half * aspect * np.cos(turn) * 1.1,
            CENTRE[1] + half * np.sin(turn),
        ],
        axis=1,
    )
    return frame.to_image(points_crop.astype(np.float32))
