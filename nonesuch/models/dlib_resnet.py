"""dlib's face recognition ResNet (CC0), read from its own file and run by OpenVINO.

The file is dlib's serialization of the whole network, from the input upwards: names
mark the layers, and their weights follow as little-endian float32.  The layers are
those of dlib's ``dnn_face_recognition_ex.cpp`` (29 convolutions, 0.27 GMAC a face).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as op

from nonesuch.errors import Refusal
from nonesuch.models.obtain import path_of
from nonesuch.models.runtime import Crops
from nonesuch.nouns import Floats

NAME = "dlib_resnet"
CHIP_SIZE = 150
DESCRIPTOR_SIZE = 128
_BLOCKS = (
    *((32, 1),) * 3,
    *((64, 2), (64, 1), (64, 1), (64, 1)),
    *((128, 2), (128, 1), (128, 1)),
    *((256, 2), (256, 1), (256, 1)),
    (256, 2),
)
"""Filters and stride of the residual blocks, from the input upwards."""


class DlibResNet:
    """``network(chips) -> descriptors``; within one person they lie closer than 0.6."""

    def __init__(
        self, precision: str = "f32", threads: int | None = None, batch: int = 8
    ) -> None:
        model = build(read_weights(path_of(NAME)))
        self._crops = Crops(model, precision, threads, batch)

    def __call__(self, chips: NDArray[np.uint8]) -> Floats:
        """Float32 ``(n, 128)``, not normalised, of aligned uint8 RGB chips.

        ``chips`` is ``(n, 150, 150, 3)``.  In f32 a chip's descriptor is the same to
        the last bit, whichever others stand beside it.
        """
        return self._crops(chips)[0]


@dataclass(frozen=True)
class Weights:
    """What the file holds: convolutions ``(out, in, h, w)``, biases, the projection.

    Each convolution already contains the affine layer that follows it.
    """

    mean_rgb: Floats
    convolutions: list[tuple[Floats, Floats]]
    projection: Floats


def read_weights(path: Path) -> Weights:
    """The weights in dlib's file; :class:`Refusal` if it is not this network's file."""
    try:
        return _parse(path.read_bytes())
    except (ValueError, IndexError) as error:
        raise Refusal(
            f"{path.name} is not the weights file of dlib's face recognition network "
            f"({error}); delete it and run `nonesuch models get {NAME}`."
        ) from error


def build(weights: Weights) -> openvino.Model:
    """The graph from uint8 chips ``(n, 150, 150, 3)`` to descriptors ``(n, 128)``."""
    chips = op.parameter([-1, CHIP_SIZE, CHIP_SIZE, 3], np.uint8, name="chips")
    mean = weights.mean_rgb.reshape(1, 1, 1, 3)
    centred = op.subtract(op.convert(chips, "f32"), op.constant(mean))
    scaled = op.multiply(centred, op.constant(np.float32(1 / 256)))
    values = op.transpose(scaled, op.constant(np.array([0, 3, 1, 2])))

    convolutions = iter(weights.convolutions)
    values = op.relu(_convolution(values, *next(convolutions), stride=2))
    values = _largest(values)
    channels, side = 32, 35
    for filters, stride in _BLOCKS:
        inner = op.relu(_convolution(values, *next(convolutions), stride=stride))
        inner = _convolution(inner, *next(convolutions), stride=1)
        if stride == 2:
            # dlib adds tensors of different size as if the smaller had zeros behind it
            convolved, side = (side - 3) // 2 + 1, side // 2
            values = _zeros_behind(_average(values), filters - channels, 0)
            inner = _zeros_behind(inner, 0, side - convolved)
        values = op.relu(op.add(inner, values))
        channels = filters
    pooled = op.reduce_mean(values, op.constant(np.array([2, 3])), keep_dims=False)
    descriptors = op.matmul(pooled, op.constant(weights.projection), False, False)
    return openvino.Model([descriptors], [chips], NAME)


def _convolution(values: Any, kernel: Floats, bias: Floats, stride: int) -> Any:
    padding = kernel.shape[2] // 2 if stride == 1 else 0
    convolved = op.convolution(
        values, op.constant(kernel), [stride] * 2, [padding] * 2, [padding] * 2, [1, 1]
    )
    return op.add(convolved, op.constant(bias.reshape(1, -1, 1, 1)))


def _average(values: Any) -> Any:
    return op.avg_pool(values, [2, 2], [0, 0], [0, 0], [2, 2], True, "floor")


def _largest(values: Any) -> Any:
    pooled = op.max_pool(values, [2, 2], [1, 1], [0, 0], [0, 0], [3, 3], "floor")
    return pooled.output(0)


def _zeros_behind(values: Any, channels: int, pixels: int) -> Any:
    if channels == 0 and pixels == 0:
        return values
    before = op.constant(np.zeros(4, np.int64))
    behind = op.constant(np.array([0, channels, pixels, pixels], np.int64))
    return op.pad(values, before, behind, "constant", op.constant(np.float32(0)))


def _parse(data: bytes) -> Weights:
    cursor = _Cursor(data)
    cursor.go_behind("input_rgb_image_sized")
    mean_rgb = np.array([cursor.real() for _ in range(3)], np.float32)
    convolutions = []
    channels = 3
    for filters, side in _kernels():
        cursor.go_behind("con_4")
        numbers = cursor.tensor()
        size = filters * channels * side * side
        kernel = numbers[:size].reshape(filters, channels, side, side)
        bias = numbers[size:].reshape(filters)
        cursor.go_behind("affine_")
        gamma, beta = cursor.tensor().reshape(2, filters)
        folded = kernel * gamma[:, None, None, None], bias * gamma + beta
        convolutions.append((_single(folded[0]), _single(folded[1])))
        channels = filters
    cursor.go_behind("fc_2")
    sizes = cursor.whole(), cursor.whole()
    if sizes != (DESCRIPTOR_SIZE, channels):
        raise ValueError(f"the last layer has sizes {sizes}, expected (128, 256)")
    projection = cursor.tensor().reshape(channels, DESCRIPTOR_SIZE)
    return Weights(mean_rgb, convolutions, _single(projection))


def _kernels() -> list[tuple[int, int]]:
    return [(32, 7), *((filters, 3) for filters, _ in _BLOCKS for _ in range(2))]


def _single(values: NDArray[np.float64]) -> Floats:
    return np.ascontiguousarray(values, np.float32)


class _Cursor:
    """A place in a file that dlib wrote.

    A whole number is a byte (sign in bit 7, count of bytes in bits 0 to 3) and its
    bytes; a real one two whole numbers, mantissa and exponent of 2.  A tensor is its
    version (2), its four sizes and raw float32.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def go_behind(self, name: str) -> None:
        mark = bytes([1, len(name)]) + name.encode()
        self._place = self._data.index(mark, self._place) + len(mark)

    def whole(self) -> int:
        control = self._data[self._place]
        start, self._place = self._place + 1, self._place + 1 + (control & 15)
        value = int.from_bytes(self._data[start : self._place], "little")
        return -value if control & 128 else value

    def real(self) -> float:
        mantissa, exponent = self.whole(), self.whole()
        return float(mantissa) * 2.0**exponent

    def tensor(self) -> NDArray[np.float64]:
        if (version := self.whole()) != 2:
            raise ValueError(f"a tensor has version {version}, expected 2")
        count = reduce(lambda product, _: product * self.whole(), range(4), 1)
        values = np.frombuffer(self._data, "<f4", count, self._place)
        self._place += 4 * count
        return values.astype(np.float64)
