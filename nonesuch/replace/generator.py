"""Faces of people who do not exist, painted into holes by the shipped networks."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np

from nonesuch.models.runtime import Network
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.pose_points import POSE_POINTS, pose_points

SIZES = (64, 128)
CODE_LENGTH = 128
_BATCH = 4


class FaceGenerator:
    """Paints faces at one crop size, 64 or 128 px.

    The masked pixels are set to 0 before the network sees the crop, so nothing under
    the mask can influence the result.  ``precision`` and ``threads`` as in ``Network``;
    ``network`` is another file than the shipped one.  A face's result is the same to
    the last bit, whichever others stand beside it.
    """

    def __init__(
        self,
        size: int,
        precision: str = "f32",
        network: Path | None = None,
        threads: int | None = None,
    ) -> None:
        if size not in SIZES:
            raise ValueError(f"size is {size}, expected one of {SIZES}")
        self.size = size
        path = network or weights_path(size)
        # Compiled for two batch sizes: an open one is slower and rounds differently.
        self._networks = {
            count: Network(path, _shapes(size, count), precision, threads)
            for count in (1, _BATCH)
        }

    def __call__(
        self, crops: Image, masks: Floats, landmarks_crop: Floats, codes: Floats
    ) -> Image:
        """Crops with a new face in the hole, uint8 ``(n, s, s, 3)``.

        ``crops`` uint8 ``(n, s, s, 3)``; ``masks`` ``(n, s, s)``, 1 where the face goes
        (anything above 0 counts); ``landmarks_crop (n, 92, 2)``, 0 to 1; ``codes
        (n, 128)``, unit length.  Pixels outside the masks come back as they were.
        """
        holes = masks > 0
        inputs = (
            _bare(crops, holes),
            holes[:, None].astype(np.float32),
            pose_points(landmarks_crop),
            np.ascontiguousarray(codes, np.float32),
        )
        done = crops.copy()
        for part in _parts(len(crops)):
            network = self._networks[part.stop - part.start]
            painted = network(*(value[part] for value in inputs))[0]
            face = np.clip(np.rint(painted * 255), 0, 255).astype(np.uint8)
            np.copyto(
                done[part], face.transpose(0, 2, 3, 1), where=holes[part, ..., None]
            )
        return done


def weights_path(size: int) -> Path:
    """Where the shipped network of a crop size lies."""
    folder = Path(str(resources.files("nonesuch.replace"))) / "weights"
    return folder / f"face_{size}.onnx"


def _shapes(size: int, count: int) -> list[tuple[int, ...]]:
    return [
        (count, 3, size, size),
        (count, 1, size, size),
        (count, len(POSE_POINTS), 2),
        (count, CODE_LENGTH),
    ]


def _bare(crops: Image, holes: Bools) -> Floats:
    bare = np.where(holes[..., None], np.uint8(0), crops)
    return bare.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)


def _parts(count: int) -> list[slice]:
    whole = count - count % _BATCH
    parts = [slice(start, start + _BATCH) for start in range(0, whole, _BATCH)]
    return parts + [slice(start, start + 1) for start in range(whole, count)]
