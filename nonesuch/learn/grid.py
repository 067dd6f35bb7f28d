"""Pictures to look at while training: the same faces, the same donors, every time."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from nonesuch.learn.data import Faces, average_code, resized
from nonesuch.learn.networks import Generator
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.pose_points import pose_points

_SHOWN = 10
_DONORS = (20, 21, 22, 23)


def painted(
    generator: Generator, crops: Image, landmarks: Floats, codes: Floats
) -> Image:
    """Crops with the faces of ``codes (n, 128)`` in them, at the generator's size."""
    size = generator.size
    crops = resized(crops, size)
    masks = np.stack([mask_of_face(face, size) for face in landmarks])
    picture = torch.from_numpy(crops.astype(np.float32) / 127.5 - 1)
    with torch.no_grad():
        made = generator(
            picture.permute(0, 3, 1, 2),
            torch.from_numpy(masks)[:, None],
            torch.from_numpy(pose_points(landmarks)),
            torch.from_numpy(codes),
        )
    scaled = (made.clamp(-1, 1) + 1) * 127.5
    return np.asarray(scaled.round().permute(0, 2, 3, 1).numpy(), np.uint8)


def write_grid(generator: Generator, faces: Faces, path: Path) -> None:
    """Rows: original, own code, nobody's, one a donor, who is in the first column."""
    size = generator.size
    shown = faces[:_SHOWN]
    blank = np.zeros((1, size, size, 3), np.uint8)
    rows = [
        np.concatenate([blank, resized(shown.crops, size)]),
        np.concatenate(
            [blank, painted(generator, shown.crops, shown.landmarks, shown.codes)]
        ),
    ]
    nobody = np.repeat(average_code(faces)[None], len(shown), 0)
    rows.append(
        np.concatenate(
            [blank, painted(generator, shown.crops, shown.landmarks, nobody)]
        )
    )
    for donor in _DONORS:
        donor = donor % len(faces)
        codes = np.repeat(faces.codes[donor : donor + 1], len(shown), 0)
        made = painted(generator, shown.crops, shown.landmarks, codes)
        rows.append(
            np.concatenate([resized(faces.crops[donor : donor + 1], size), made])
        )
    sheet = np.concatenate([np.concatenate(list(row), 1) for row in rows])
    cv2.imwrite(str(path), sheet[..., ::-1])
