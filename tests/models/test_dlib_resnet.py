"""dlib's network without dlib: equal to what dlib 20.0.1 computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.models.dlib_resnet import DlibResNet, _Cursor, read_weights
from nonesuch.models.obtain import path_of
from nonesuch.nouns import Image


@pytest.fixture(scope="module")
def network() -> DlibResNet:
    return DlibResNet()


def patterns() -> Image:
    """Rings, gradients, pseudo-noise: pictures of nobody, ``(2, 150, 150, 3)``."""
    y, x = np.mgrid[:150, :150]
    rings = ((x - 75) ** 2 + (y - 60) ** 2) // 40
    noise = (x * 7919 + y * 104729 + x * y * 31) % 251
    gradient = (x + y) * 255 // 298
    one = np.stack([rings % 256, gradient, noise], -1)
    other = np.stack([gradient, 255 - gradient, (rings * 3) % 256], -1)
    return np.stack([one, other]).astype(np.uint8)


def test_descriptors_equal_those_of_dlib(network: DlibResNet) -> None:
    np.testing.assert_allclose(network(patterns()), GOLDEN, atol=2e-5)


def test_no_chips_give_no_descriptors(network: DlibResNet) -> None:
    assert network(patterns()[:0]).shape == (0, 128)


def test_descriptor_does_not_depend_on_its_neighbours(network: DlibResNet) -> None:
    many = np.concatenate([patterns()] * 9)[1:]
    assert np.array_equal(network(many)[:2], network(patterns()[::-1]))


def test_bf16_stays_close(network: DlibResNet) -> None:
    away = DlibResNet("bf16")(patterns()) - network(patterns())
    assert np.linalg.norm(away, axis=1).max() < 0.05


def test_mean_of_the_input_is_read_from_the_file() -> None:
    weights = read_weights(path_of("dlib_resnet"))
    np.testing.assert_allclose(weights.mean_rgb, [122.782, 117.001, 104.298], rtol=1e-6)
    assert [k.shape[0] for k, _ in weights.convolutions] == (
        [32] * 7 + [64] * 8 + [128] * 6 + [256] * 8
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x01\x00", 0),
        (b"\x01\x7f", 127),
        (b"\x02\x80\x12", 4736),
        (b"\x81\x11", -17),
    ],
)
def test_whole_numbers_are_read_as_dlib_writes_them(data: bytes, expected: int) -> None:
    assert _Cursor(data).whole() == expected


@pytest.mark.parametrize("length", [0, 10, 400, 5_000_000])
def test_file_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    broken = tmp_path / "broken.dat"
    broken.write_bytes(path_of("dlib_resnet").read_bytes()[:length])
    with pytest.raises(Refusal, match="is not the weights file"):
        read_weights(broken)


GOLDEN = (
    (
        -0.06877, 0.11974, 0.09231, -0.01819, -0.12247, -0.07772, -0.05085, -0.04094,
        0.08155, -0.02447, 0.22547, -0.04126, -0.25477, -0.02599, -0.02761, 0.10927,
        -0.16039, -0.06958, -0.09460, -0.11693, 0.03660, -0.00474, -0.01031, 0.00284,
        -0.09680, -0.27679, -0.06768, -0.11274, 0.05214, -0.14021, 0.04189, 0.02958,
        -0.17727, -0.00635, -0.02310, 0.02881, 0.00813, -0.10110, 0.15391, -0.03754,
        -0.14122, 0.00823, 0.03846, 0.20114, 0.21366, 0.01680, 0.01291, -0.06940,
        0.06120, -0.26430, -0.01194, 0.17280, 0.02003, 0.09444, 0.07335, -0.13726,
        0.03153, 0.08948, -0.13628, 0.03275, 0.03709, -0.11343, -0.04081, -0.11229,
        0.20313, 0.06303, -0.06223, -0.10887, 0.17364, -0.17339, -0.06300, 0.10780,
        -0.09306, -0.14473, -0.23300, 0.09590, 0.38024, 0.21903, -0.15250, 0.04099,
        -0.12289, -0.03183, 0.01394, 0.02167, -0.04160, -0.05169, -0.11285, 0.07237,
        0.20766, -0.07469, 0.05832, 0.22251, -0.01400, 0.01751, -0.02836, -0.01820,
        -0.09229, -0.00483, -0.05338, -0.03983, 0.11949, -0.13274, 0.02271, 0.11556,
        -0.18526, 0.05514, -0.03634, -0.05613, 0.01766, 0.01727, 0.00015, -0.01663,
        0.19611, -0.22682, 0.25955, 0.21090, 0.00659, 0.09872, 0.01777, 0.13111,
        -0.05491, -0.08985, -0.10892, -0.07233, -0.01082, -0.00228, -0.02645, 0.01547,
    ),
    (
        -0.07529, 0.12224, 0.07058, -0.01054, -0.07810, -0.06243, -0.07213, -0.02788,
        0.09996, -0.00433, 0.24646, -0.02442, -0.24500, -0.05679, 0.01346, 0.10328,
        -0.13209, -0.06077, -0.16791, -0.09628, 0.05478, -0.00336, 0.01040, 0.01516,
        -0.12945, -0.28374, -0.08161, -0.09173, 0.08734, -0.15997, 0.01001, 0.05208,
        -0.16785, -0.07263, -0.01599, 0.00850, 0.01989, -0.09628, 0.13765, -0.05176,
        -0.13937, -0.02044, 0.02310, 0.24318, 0.16247, 0.06018, 0.04652, -0.07103,
        0.04590, -0.25430, 0.03653, 0.15680, 0.04337, 0.11939, 0.06579, -0.17561,
        0.03609, 0.08425, -0.15794, 0.03223, 0.02618, -0.07263, -0.07768, -0.15854,
        0.22389, 0.09553, -0.08767, -0.14637, 0.14299, -0.12525, -0.04481, 0.08299,
        -0.11990, -0.15209, -0.27993, 0.08694, 0.32975, 0.17792, -0.20314, 0.04961,
        -0.12594, -0.02938, -0.01593, 0.02034, -0.06658, 0.00936, -0.07497, 0.06501,
        0.18267, -0.08732, 0.04289, 0.21890, 0.01793, -0.01649, -0.00402, 0.00966,
        -0.09611, 0.00660, -0.06733, 0.01555, 0.14518, -0.10163, 0.01923, 0.08859,
        -0.16274, 0.12376, 0.01244, -0.02406, 0.04365, 0.01524, -0.07190, -0.08804,
        0.19950, -0.25098, 0.23131, 0.22300, 0.05585, 0.11735, 0.03985, 0.17131,
        -0.03085, -0.00009, -0.11936, -0.05844, 0.06066, -0.02583, -0.06685, 0.03690,
    ),
)  # fmt: skip
