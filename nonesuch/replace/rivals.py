"""Rivals' networks at work: ``ciagan:FILE``, ``pix2pix:FILE``, ``cyclegan:FILE``.

The files are what ``nonesuch train`` exports; none is shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.models.runtime import Network, read
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace.grain import noise_around, with_grain
from nonesuch.replace.pose_points import PARTS
from nonesuch.replace.region import Region
from nonesuch.replace.scene import crops_and_holes, placed, setting_of
from nonesuch.replace.sketch import SPARSE, sketch

INPUTS = ("crop", "hole", "sketch")
IDENTITY = "identity"
OUTPUTS = {name: f"{name}_picture" for name in ("ciagan", "pix2pix", "cyclegan")}
"""The name of a design's output, by which its file is known."""
WITH_IDENTITY = "ciagan"


@dataclass(frozen=True)
class RivalPainter:
    """A rival's file: crops of ``size`` px, and how many ``people`` it can paint."""

    network: Network
    design: str
    size: int
    people: int

    def __call__(
        self, crops: Image, holes: Floats, landmarks_crop: Floats, whose: Sequence[int]
    ) -> Image:
        """Crops uint8 ``(n, s, s, 3)`` with new faces in the holes ``(n, s, s)``.

        The pixels of the hole are 0 before the network sees them.  ``whose`` are any
        numbers; those of CIAGAN's people are counted round.
        """
        parts = SPARSE if self.people else PARTS
        made = crops.copy()
        for row, landmarks in enumerate(landmarks_crop):
            hole = holes[row] > 0
            bare = np.where(hole[..., None], np.uint8(0), crops[row])
            inputs = [
                _planes(bare.astype(np.float32) / np.float32(255)),
                hole[None, None].astype(np.float32),
                _planes(sketch(landmarks, self.size, parts)),
            ]
            if self.people:
                person = whose[row] % self.people
                inputs.append(np.eye(1, self.people, person, dtype=np.float32))
            (painted,) = self.network(*inputs)
            face = np.clip(np.rint(painted[0] * 255), 0, 255).astype(np.uint8)
            np.copyto(made[row], face.transpose(1, 2, 0), where=hole[..., None])
        return made

    def render(
        self,
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
    ) -> list[Image]:
        """For every region a patch of its window's size, as grainy as the picture."""
        if not regions:
            return []
        settings = [setting_of(region) for region in regions]
        crops, holes = crops_and_holes(image, regions, settings, self.size)
        landmarks = np.stack([setting.landmarks for setting in settings])
        whose = [identity.index for identity in identities]
        patches = []
        for crop, region, seed in zip(
            self(crops, holes, landmarks, whose), regions, seeds, strict=True
        ):
            patch = placed(crop, region.frame, region)
            rng = np.random.default_rng(seed)
            patches.append(with_grain(rng, patch, noise_around(image, region)))
        return patches


@lru_cache(maxsize=4)
def rival(design: str, path: Path) -> RivalPainter:
    """The painter in a file; Refusal if there is none, or that of another design."""
    if not path.is_file():
        raise Refusal(
            f"The method {design} needs a trained network; {path} is no file. Make one "
            f"with: nonesuch train {design} -o DIR."
        )
    try:
        model = read(path)
    except RuntimeError as error:
        raise Refusal(
            f"{path} is no network that can be read; give the ONNX file that "
            f"'nonesuch train {design}' wrote."
        ) from error
    shapes = {port.any_name: port.partial_shape for port in model.inputs}
    names = [port.any_name for port in model.outputs]
    wanted = [*INPUTS, *([IDENTITY] if design == WITH_IDENTITY else [])]
    if names != [OUTPUTS[design]] or list(shapes) != wanted:
        raise Refusal(
            f"{path} is no {design}: it makes {', '.join(names)} of "
            f"{', '.join(shapes)}. Give the ONNX file that 'nonesuch train {design}' "
            "wrote."
        )
    size = int(shapes["crop"][2].get_length())
    people = int(shapes[IDENTITY][1].get_length()) if IDENTITY in shapes else 0
    fixed = [(1, 3, size, size), (1, 1, size, size), (1, 3, size, size)]
    identity = [(1, people)] if people else []
    return RivalPainter(Network(model, [*fixed, *identity]), design, size, people)


def _planes(picture: Floats) -> Floats:
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None])
