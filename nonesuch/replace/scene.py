"""Where a face is painted: its crop with the face removed, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.face_points import mean_face
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import CropFrame, cut, mask_of_face
from nonesuch.replace.region import Region


@dataclass(frozen=True)
class Setting:
    """The hole to fill: landmarks and mask in crop coordinates of ``frame``."""

    frame: CropFrame
    landmarks: Floats


def setting_of(region: Region) -> Setting:
    """Where a face is painted; a mean frontal one if the region has no landmarks."""
    if region.landmarks is None:
        return Setting(region.frame, mean_face())
    return Setting(region.frame, region.frame.to_crop(region.landmarks))


def crops_and_holes(
    image: Image, regions: Sequence[Region], settings: Sequence[Setting], size: int
) -> tuple[Image, Floats]:
    """The crops uint8 ``(n, s, s, 3)``, and 1 where the face is ``(n, s, s)``.

    The crops still hold the face: set the holes to 0 before anything looks at them.
    """
    crops = [cut(image, setting.frame, size) for setting in settings]
    holes = [
        np.maximum(mask_of_face(setting.landmarks, size), hidden(image, region, size))
        for region, setting in zip(regions, settings, strict=True)
    ]
    return np.stack(crops), np.stack(holes)


def hidden(image: Image, region: Region, size: int) -> Floats:
    """1 where a crop shows anything of the face, float32 ``(size, size)``.

    More than the face's mask where pixels of the picture are large in the crop, and
    where the crop mirrors the face at the picture's border.
    """
    x0, y0, x1, y1 = _seen_by(region.frame, (image.shape[0], image.shape[1]))
    left, top, right, bottom = region.window_xyxy
    shape = max(y1, bottom) - min(y0, top), max(x1, right) - min(x0, left)
    face = np.zeros(shape, np.uint8)
    x0, y0 = min(x0, left), min(y0, top)
    window = face[top - y0 : bottom - y0, left - x0 : right - x0]
    window[region.alpha == 1] = 255
    offset = region.frame.offset - complex(x0, y0)
    near = CropFrame(region.frame.rotation_scale, offset)
    shown = cut(face, near, size)
    return np.asarray(cv2.dilate(shown, np.ones((3, 3), np.uint8)) > 0, np.float32)


def _seen_by(frame: CropFrame, shape_hw: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of the picture a crop shows: what it lacks lies beyond the border."""
    square = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)
    corners = frame.to_image(square)
    low = np.floor(corners.min(0)).astype(int) - 2
    high = np.ceil(corners.max(0)).astype(int) + 2
    x0, x1 = np.clip([low[0], high[0]], 0, shape_hw[1])
    y0, y1 = np.clip([low[1], high[1]], 0, shape_hw[0])
    return int(x0), int(y0), int(x1), int(y1)


def placed(crop: Image, frame: CropFrame, region: Region) -> Image:
    """The crop warped to where it came from, cut to the region's window."""
    if frame.side_px < len(crop):  # shrink by averaging first: warping would alias
        side = max(int(np.ceil(frame.side_px)), 4)
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = region.window_xyxy
    window_from_crop = frame.image_from_crop(len(crop))
    window_from_crop[:, 2] -= (x0, y0)
    patch = cv2.warpAffine(
        crop,
        window_from_crop,
        (x1 - x0, y1 - y0),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(patch, np.uint8)
