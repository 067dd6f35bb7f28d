"""The 92 points of a face that the program keeps, of the mesh's 478.

The face mesh (MediaPipe, 478 points) is reduced to what alignment, mask and pose map
need: its outline, the middle line (the outline of a profile), eyes, brows, nose, lips.
``MESH_INDICES[i]`` is the mesh's number of our point ``i``; ``points(...)`` goes back.
"left" and "right" are the picture's, not the person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OUTLINE = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400,
    377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67,
    109,
)  # fmt: skip
MIDDLE_LINE = (151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 19, 94, 2, 164, 18, 200, 199, 175)
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
LEFT_EYE = (33, 159, 133, 145)
RIGHT_EYE = (362, 386, 263, 374)
IRISES = (468, 473)
NOSTRILS = (98, 327)
LIPS = (61, 37, 0, 267, 291, 17, 78, 13, 308, 14)
CHEEKS = (205, 425, 117, 346, 50, 280)

MESH_INDICES: tuple[int, ...] = (
    *OUTLINE,
    *MIDDLE_LINE,
    *BROWS,
    *LEFT_EYE,
    *RIGHT_EYE,
    *IRISES,
    *NOSTRILS,
    *LIPS,
    *CHEEKS,
)
COUNT = len(MESH_INDICES)
_MEAN_FACES = Path(__file__).with_name("mean_faces.csv")
_PLACE = {mesh_index: place for place, mesh_index in enumerate(MESH_INDICES)}

MIRROR_PAIRS = (
    (338, 109), (297, 67), (332, 103), (284, 54), (251, 21), (389, 162), (356, 127),
    (454, 234), (323, 93), (361, 132), (288, 58), (397, 172), (365, 136), (379, 150),
    (378, 149), (400, 176), (377, 148), (70, 300), (63, 293), (105, 334), (66, 296),
    (107, 336), (33, 263), (159, 386), (133, 362), (145, 374), (468, 473), (98, 327),
    (61, 291), (37, 267), (78, 308), (205, 425), (117, 346), (50, 280),
)  # fmt: skip


def points(mesh_indices: Sequence[int]) -> list[int]:
    """Our places of the mesh's points; ``KeyError`` for one that is not kept."""
    return [_PLACE[index] for index in mesh_indices]


def mirrored() -> list[int]:
    """The order of points after the picture is mirrored left to right."""
    partner = {a: b for pair in MIRROR_PAIRS for a, b in (pair, pair[::-1])}
    return points([partner.get(index, index) for index in MESH_INDICES])


@lru_cache(maxsize=1)
def mean_faces() -> NDArray[np.float32]:
    """Mean faces from the left to the right half profile, ``(5, 92, 2)``.

    In coordinates of the crop of :mod:`nonesuch.replace.alignment`, 0 to 1 on both
    axes; means over the views of the stand-ins, made symmetric.
    """
    values = np.loadtxt(_MEAN_FACES, dtype=np.float32, delimiter=",")
    values.setflags(write=False)
    return values.reshape(-1, COUNT, 2)


def mean_face() -> NDArray[np.float32]:
    """The mean frontal face, ``(92, 2)``, see :func:`mean_faces`."""
    faces = mean_faces()
    return np.asarray(faces[len(faces) // 2])
