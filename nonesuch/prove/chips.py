"""The aligned chips that dlib's recognizer was trained on, cut from a picture.

dlib aligns five points, the corners of both eyes and the base of the nose, to a
template by the least-squares similarity (``get_face_chip_details``, padding 0.25).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import points
from nonesuch.models.dlib_resnet import CHIP_SIZE
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import CropFrame, cut

PADDING = 0.25
CHIP_TO_FACE = 1 + 2 * PADDING
"""Side of the chip in sides of the face: the template's square without the padding."""

_FIVE_POINTS = points((263, 362, 33, 133, 2))
_TEMPLATE = (
    np.array(
        [
            complex(0.8595674595992, 0.2134981538014),
            complex(0.6460604764104, 0.2289674387677),
            complex(0.1205750620789, 0.2137274526848),
            complex(0.3340850613712, 0.2290642403242),
            complex(0.4901123135679, 0.6277975316475),
        ]
    )
    + complex(PADDING, PADDING)
) / CHIP_TO_FACE
_CENTRED = _TEMPLATE - _TEMPLATE.mean()
_SMALLEST_PX = 1.0

_CHIP_TO_BOX_HEIGHT = 0.965
_CHIP_CENTRE_IN_BOX = (0.5, 0.56)


def chip_frame(landmarks: Floats, padding: float = PADDING) -> CropFrame:
    """Where the chip of one face with landmarks ``(92, 2)`` lies in the picture.

    ``padding`` is what it shows beyond the face on every side, in sides of the face.
    """
    five = np.asarray(landmarks[_FIVE_POINTS], np.float64)
    targets = five[:, 0] + 1j * five[:, 1]
    middle = targets.mean()
    scale = complex(
        (_CENTRED.conj() * (targets - middle)).sum() / (abs(_CENTRED) ** 2).sum()
    )
    if abs(scale) < _SMALLEST_PX:
        scale = complex(_SMALLEST_PX)
    offset = complex(middle - scale * _TEMPLATE.mean())
    centre = scale * complex(0.5, 0.5) + offset
    side = scale * ((1 + 2 * padding) / CHIP_TO_FACE)
    if padding == PADDING:
        return CropFrame(scale, offset)
    return CropFrame(side, centre - side * complex(0.5, 0.5))


def chip_frame_of_box(box_xyxy: Floats) -> CropFrame:
    """The upright chip of a face that is known by its detection box only.

    Its place in the box is the median over the chips by landmarks of LFW's faces.
    """
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    along_x, along_y = _CHIP_CENTRE_IN_BOX
    side = max(_CHIP_TO_BOX_HEIGHT * (y1 - y0), _SMALLEST_PX)
    middle = complex(x0 + along_x * (x1 - x0), y0 + along_y * (y1 - y0))
    return CropFrame(complex(side), middle - side * complex(0.5, 0.5))


def chip_frames(boxes_xyxy: Floats, landmarks: Floats) -> list[CropFrame]:
    """The frame of each face: by its landmarks, or by its box where they are NaN."""
    return [
        chip_frame(face) if np.isfinite(face).all() else chip_frame_of_box(box)
        for box, face in zip(boxes_xyxy, landmarks, strict=True)
    ]


def cut_chips(image: Image, frames: list[CropFrame]) -> NDArray[np.uint8]:
    """The chips, uint8 ``(n, 150, 150, 3)``; beyond the border they are mirrored."""
    chips = np.zeros((len(frames), CHIP_SIZE, CHIP_SIZE, 3), np.uint8)
    for chip, frame in zip(chips, frames, strict=True):
        chip[:] = cut(image, frame, CHIP_SIZE)
    return chips


def chips(image: Image, landmarks: Floats) -> NDArray[np.uint8]:
    """The chips of faces with finite landmarks ``(n, 92, 2)``."""
    return cut_chips(image, [chip_frame(face) for face in landmarks])


def share_inside(frame: CropFrame, shape_hw: tuple[int, int]) -> float:
    """How much of the face's square lies in a picture of that height and width, 0 to 1.

    The square's turn is neglected.
    """
    half = face_size_px(frame) / 2
    middle = frame.rotation_scale * complex(0.5, 0.5) + frame.offset
    share = 1.0
    for place, length in ((middle.real, shape_hw[1]), (middle.imag, shape_hw[0])):
        inside = min(place + half, length) - max(place - half, 0.0)
        share *= max(inside, 0.0) / (2 * half)
    return share


def face_size_px(frame: CropFrame) -> float:
    """The side of the face in pixels of the picture: its chip without the padding."""
    return frame.side_px / CHIP_TO_FACE
