"""How far two sets of pictures are apart: FID (Heusel et al. 2017) and KID.

Features are those of the Inception network of 2015 that the published numbers use.
FID of few pictures is too high by an amount that shrinks with their number: compare
only sets of equal size.  KID (Binkowski et al. 2018) has no such bias.
"""

from __future__ import annotations

import warnings

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Network
from nonesuch.nouns import Floats, Image

Wide = NDArray[np.float64]
_SIDE = 299
_FEWEST = 2


class Inception:
    """``inception(pictures) -> features (n, 2048)``; it needs torch (extra train).

    torch only reads the file; OpenVINO runs it in half the time, with features that
    differ by less than 1e-5.
    """

    def __init__(self) -> None:
        self._network = Network(_converted())

    def __call__(self, pictures: Image) -> Floats:
        """Features ``(n, 2048)`` of uint8 RGB ``(n, s, s, 3)``, resized to 299 px."""
        return np.stack([self._features(picture) for picture in pictures])

    def _features(self, picture: Image) -> Floats:
        wide = cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_LINEAR)
        scaled = wide.astype(np.float32).transpose(2, 0, 1)[None] / 128 - 1
        (found,) = self._network(np.ascontiguousarray(scaled))
        return np.asarray(found.reshape(-1), np.float32)


def _converted() -> openvino.Model:
    import torch

    shape = [1, 3, _SIDE, _SIDE]
    with warnings.catch_warnings():
        # the weights are published as TorchScript, which torch would rather not read
        warnings.simplefilter("ignore", DeprecationWarning)
        script = torch.jit.load(str(path_of("inception_2015"))).eval()
        example = torch.zeros(shape)
        return openvino.convert_model(script, input=shape, example_input=example)


def frechet_distance(one: Floats, other: Floats) -> float:
    """``|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))`` of features ``(n, d)``.

    The trace of the root is the sum of the singular values of ``X1 X2^T`` for centred
    features, so no matrix of ``d`` times ``d`` is needed.  Raises Refusal for fewer
    than two pictures on a side.
    """
    _refuse_few(one, other)
    first, second = one.astype(np.float64), other.astype(np.float64)
    mean_gap = first.mean(0) - second.mean(0)
    left = (first - first.mean(0)) / np.sqrt(len(first) - 1)
    right = (second - second.mean(0)) / np.sqrt(len(second) - 1)
    root = np.linalg.svd(left @ right.T, compute_uv=False).sum()
    spread = (left**2).sum() + (right**2).sum() - 2 * root
    return float(max(mean_gap @ mean_gap + spread, 0.0))


def kernel_distance(one: Floats, other: Floats) -> float:
    """KID: the unbiased squared MMD with the kernel ``(x.y / d + 1)^3``.

    Raises Refusal for fewer than two pictures on a side.
    """
    _refuse_few(one, other)
    first, second = one.astype(np.float64), other.astype(np.float64)

    def kernel(a: Wide, b: Wide) -> Wide:
        return np.asarray((a @ b.T / a.shape[1] + 1) ** 3)

    def among(values: Wide) -> float:
        table = kernel(values, values)
        count = len(values)
        return float((table.sum() - np.trace(table)) / (count * (count - 1)))

    across = float(kernel(first, second).mean())
    return among(first) + among(second) - 2 * across


def _refuse_few(one: Floats, other: Floats) -> None:
    fewest = min(len(one), len(other))
    if fewest < _FEWEST:
        raise Refusal(
            f"{fewest} pictures are too few to compare two sets; give at least "
            f"{_FEWEST} of each."
        )
