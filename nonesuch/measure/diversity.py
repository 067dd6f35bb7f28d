"""How different the people are that a method makes of one and the same face."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nonesuch.measure.bench import CROP, crop_of
from nonesuch.measure.contenders import Contender
from nonesuch.measure.faces import Face, Progress, identities_of
from nonesuch.measure.uncertainty import Estimate, mean_of
from nonesuch.models.obtain import path_of
from nonesuch.nouns import Image

MOST_FACES = 60


def diversity(
    contender: Contender, faces: Sequence[Face], progress: Progress
) -> Estimate:
    """Mean LPIPS (AlexNet) between two takes of the first 60 faces' 128 px crops.

    It needs torch (extra train).
    """
    apart = _perceptual()
    chosen = faces[:MOST_FACES]
    values = []
    for done, face in enumerate(chosen, start=1):
        image = face.image()
        takes = [contender.make(face, image, take) for take in (1, 2)]
        one, other = (crop_of(take, face, CROP) for take in takes)
        values.append(apart(one, other))
        progress(f"diversity of {contender.name}", done, len(chosen))
    rng = np.random.default_rng(0)
    return mean_of(rng, np.array(values, np.float64), identities_of(chosen))


def _perceptual() -> Callable[[Image, Image], float]:
    import torch

    from nonesuch.learn.losses import PerceptualDistance

    network = PerceptualDistance(path_of("lpips_alexnet")).eval()

    def apart(one: Image, other: Image) -> float:
        pair = torch.from_numpy(np.stack([one, other])).permute(0, 3, 1, 2)
        scaled = pair.float() / 127.5 - 1
        with torch.no_grad():
            return float(network(scaled[:1], scaled[1:]))

    return apart
