"""The canonical crop of a face: where it is cut, its mask; in training and in use.

Template: the x axis runs along ``eye to eye + (eye to mouth rotated by -90 degrees)``;
the box of the points in that frame, max(height, 1.2 width), is 0.66 of the crop's side;
its middle lies at (0.5, 0.54).  A frame is a similarity in complex numbers:
``image = rotation_scale * crop + offset`` with crop coordinates 0 to 1 on both axes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import LEFT_EYE, OUTLINE, RIGHT_EYE, points
from nonesuch.nouns import Floats, Image

FACE_SHARE = 0.66
CENTRE = (0.5, 0.54)
FOREHEAD_RISE = 0.28
MASK_MARGIN = 0.035
_FOREHEAD = points((10, 338, 297, 332, 284, 251, 21, 54, 103, 67, 109))
_EYES = points(LEFT_EYE + RIGHT_EYE)
_MOUTH_CORNERS = points((61, 291))


@dataclass(frozen=True)
class CropFrame:
    """``image_points = rotation_scale * crop_points + offset``, as complex numbers."""

    rotation_scale: complex
    offset: complex

    @property
    def side_px(self) -> float:
        """Side of the crop in pixels of the image."""
        return abs(self.rotation_scale)

    def to_crop(self, points_image: Floats) -> Floats:
        """Image points ``(..., 2)`` in crop coordinates 0 to 1."""
        return _pair((_complex(points_image) - self.offset) / self.rotation_scale)

    def to_image(self, points_crop: Floats) -> Floats:
        """Crop points ``(..., 2)`` in pixels of the image."""
        return _pair(_complex(points_crop) * self.rotation_scale + self.offset)

    def image_from_crop(self, size: int) -> NDArray[np.float64]:
        """The 2x3 matrix from pixel indices of a ``size`` crop to those of the image.

        Indices, as OpenCV counts: 0 is the centre of the first pixel, not its corner.
        """
        step = self.rotation_scale / size
        place = self.offset + step * complex(0.5, 0.5) - complex(0.5, 0.5)
        return np.array(
            [[step.real, -step.imag, place.real], [step.imag, step.real, place.imag]]
        )


def frame_of_landmarks(landmarks: Floats) -> CropFrame:
    """The template's crop around one face's landmarks ``(92, 2)`` in pixels."""
    eyes = landmarks[points(LEFT_EYE)].mean(0), landmarks[points(RIGHT_EYE)].mean(0)
    middle = (eyes[0] + eyes[1]) / 2
    eye_to_eye = complex(*(eyes[1] - eyes[0]))
    eye_to_mouth = complex(*(landmarks[_MOUTH_CORNERS].mean(0) - middle))
    axis = eye_to_eye - 1j * eye_to_mouth
    rotation = axis / abs(axis) if abs(axis) > 1e-9 else complex(1)
    return _frame_around(landmarks, rotation)


def frame_of_box(box_xyxy: Floats) -> CropFrame:
    """An upright crop around a face known by its box only (forehead to chin)."""
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    side = max(y1 - y0, 1.2 * (x1 - x0), 1.0) / FACE_SHARE
    middle = complex((x0 + x1) / 2, (y0 + y1) / 2)
    return CropFrame(complex(side), middle - side * complex(*CENTRE))


def cut(image: Image, frame: CropFrame, size: int) -> Image:
    """The crop, uint8 ``(size, size, 3)``; beyond the border the image is mirrored.

    Shrinking averages over the pixels that fall together, so nothing aliases.
    """
    over = max(1, min(8, int(np.ceil(frame.side_px / size))))
    big = cv2.warpAffine(
        image,
        frame.image_from_crop(size * over),
        (size * over, size * over),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    if over == 1:
        return np.asarray(big, np.uint8)
    small = cv2.resize(big, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def hull_of_face(landmarks_crop: Floats) -> Floats:
    """The convex outline of the face with the forehead raised, ``(k, 2)``.

    The mesh ends below the hairline; the rise is measured from the eyes.
    """
    forehead = landmarks_crop[_FOREHEAD].copy()
    eye_y = landmarks_crop[_EYES, 1].mean()
    forehead[:, 1] += FOREHEAD_RISE * (forehead[:, 1] - eye_y)
    everything = np.concatenate([landmarks_crop, forehead]).astype(np.float32)
    hull: Floats = cv2.convexHull(everything)[:, 0]
    return hull


def mask_of_face(
    landmarks_crop: Floats, size: int, margin: float = MASK_MARGIN
) -> Floats:
    """1 where the face is removed, float32 ``(size, size)``: the hull, dilated.

    ``margin`` is in sides of the crop.  Never smaller than the true hull: a pixel
    counts if its centre lies in the hull of the face or nearer than ``margin`` to it.
    """
    shift = 4
    pixels = np.round((hull_of_face(landmarks_crop) * size - 0.5) * 2**shift)
    mask = np.zeros((size, size), np.uint8)
    cv2.fillConvexPoly(mask, pixels.astype(np.int32), 1, cv2.LINE_8, shift)
    if margin > 0:
        distance = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_5)
        mask = (distance <= margin * size).astype(np.uint8)
    return mask.astype(np.float32)


def mask_of_mesh(landmarks_crop: Floats, size: int, inset: float = 0.0) -> Floats:
    """1 on the mesh itself, without the raised forehead, float32 ``(size, size)``.

    ``inset`` is by how many sides of the crop it is smaller.
    """
    hull = cv2.convexHull(landmarks_crop.astype(np.float32))[:, 0]
    mask = np.zeros((size, size), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(hull * size - 0.5).astype(np.int32), 1)
    reach = round(inset * size)
    if reach:
        mask = cv2.erode(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return mask.astype(np.float32)


def outline_landmarks(landmarks: Floats) -> Floats:
    """The face's outline among its landmarks, ``(36, 2)``."""
    return landmarks[points(OUTLINE)]


def _frame_around(landmarks: Floats, rotation: complex) -> CropFrame:
    upright = _pair(_complex(landmarks) / rotation)
    low, high = upright.min(0), upright.max(0)
    width, height = (float(value) for value in high - low)
    side = max(height, 1.2 * width, 1.0) / FACE_SHARE
    scale = rotation * side
    middle = complex(*((low + high) / 2)) * rotation
    return CropFrame(scale, middle - scale * complex(*CENTRE))


def _complex(values: Floats) -> NDArray[np.complex128]:
    wide = np.asarray(values, np.float64)
    return np.asarray(wide[..., 0] + 1j * wide[..., 1])


def _pair(values: NDArray[np.complex128]) -> Floats:
    return np.stack([values.real, values.imag], -1).astype(np.float32)
