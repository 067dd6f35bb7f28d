"""Faces of people who do not exist, painted into holes by the shipped networks."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np

from nonesuch.models.runtime import Network
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.pose_points import pose_points

SIZES = (64, 128)
_BATCH = 8


class FaceGenerator:
    """Paints faces at one crop size, 64 or 128 px.

    The masked pixels are set to 0 before the network sees the crop, so nothing under
    the mask can influence the result.  ``precision`` as in ``Network``.
    """

    def __init__(self, size: int, precision: str = "f32") -> None:
        if size not in SIZES:
            raise ValueError(f"size is {size}, expected one of {SIZES}")
        self.size = size
        self._network = Network(weights_path(size), precision=precision)

    def __call__(
        self, crops: Image, masks: Floats, landmarks_crop: Floats, codes: Floats
    ) -> Image:
        """Crops with a new face in the hole, uint8 ``(n, s, s, 3)``.

        ``crops`` uint8 ``(n, s, s, 3)``; ``masks`` ``(n, s, s)``, 1 where the face goes
        (anything above 0 counts); ``landmarks_crop (n, 92, 2)``, 0 to 1; ``codes
        (n, 128)``, unit length.  Pixels outside the masks come back as they were.
        """
        done = np.empty_like(crops)
        for start in range(0, len(crops), _BATCH):
            part = slice(start, start + _BATCH)
            done[part] = self._paint(
                crops[part], masks[part] > 0, landmarks_crop[part], codes[part]
            )
        return done

    def _paint(
        self, crops: Image, holes: Bools, landmarks_crop: Floats, codes: Floats
    ) -> Image:
        bare = np.where(holes[..., None], np.uint8(0), crops)
        picture = bare.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
        (painted,) = self._network(
            picture,
            holes[:, None].astype(np.float32),
            pose_points(landmarks_crop),
            np.ascontiguousarray(codes, np.float32),
        )
        face = np.clip(np.rint(painted * 255), 0, 255).astype(np.uint8)
        return np.where(holes[..., None], face.transpose(0, 2, 3, 1), crops)


def weights_path(size: int) -> Path:
    """Where the shipped network of a crop size lies."""
    return (
        Path(str(resources.files("nonesuch.replace"))) / "weights" / f"face_{size}.onnx"
    )
