"""Running networks: small ones made here, so that no model is needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import openvino
import pytest
from openvino import opset13 as op

from nonesuch.models.runtime import ANY, Crops, Network, taking_pixels


def doubling(shape: list[int]) -> openvino.Model:
    """A network that returns its input, and twice its input."""
    values = op.parameter(openvino.PartialShape(shape), np.float32)
    return openvino.Model(
        [op.relu(values), op.multiply(values, np.float32(2))], [values]
    )


def test_outputs_come_in_order_and_stay_as_they_are() -> None:
    network = Network(doubling([2, 2]))
    ones, two = np.ones((2, 2), np.float32), np.full((2, 2), 2, np.float32)
    same, twice = network(ones)
    network(two)
    assert (same == 1).all() and (twice == 2).all()
    same += 1
    assert (network(ones)[0] == 1).all()


def test_inputs_are_left_as_they_are() -> None:
    network = Network(doubling([2, 3]))
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    network(values)
    assert (values == np.arange(6).reshape(2, 3)).all()
    turned = np.arange(6, dtype=np.float32).reshape(3, 2).T
    assert (network(turned)[1] == 2 * turned).all()


def test_shapes_may_be_replaced_and_left_open() -> None:
    network = Network(doubling([1, 2]), [(ANY, 4)])
    for count in (3, 1, 5):
        values = np.full((count, 4), count, np.float32)
        assert (network(values)[1] == 2 * values).all()


def test_threads_do_not_mix_their_results() -> None:
    network = Network(doubling([64, 64]), threads=2)

    def many(value: int) -> bool:
        values = np.full((64, 64), value, np.float32)
        return all((network(values)[1] == 2 * value).all() for _ in range(50))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(many, range(8)))


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 9])
def test_crops_come_back_in_their_order(count: int) -> None:
    crops = Crops(doubling([ANY, 2]))
    values = np.arange(count * 2, dtype=np.float32).reshape(count, 2)
    same, twice = crops(values)
    assert same.shape == (count, 2)
    assert np.array_equal(same, values) and np.array_equal(twice, 2 * values)


def test_pixels_are_normalised_and_ordered_for_the_network() -> None:
    model = taking_pixels(doubling([1, 3, 1, 2]), bgr=True, mean=10, scale=5)
    pixels = np.array([[[(10, 20, 30), (0, 0, 255)]]], np.uint8)
    planes = Network(model)(pixels)[1]
    expected = 2 * ((pixels.astype(np.float32) - 10) / 5)[..., ::-1]
    np.testing.assert_allclose(planes, expected.transpose(0, 3, 1, 2), atol=1e-5)
    rows = taking_pixels(doubling([1, 1, 2, 3]), scale=255, layout="NHWC")
    np.testing.assert_allclose(Network(rows)(pixels)[1], pixels * (2 / 255), rtol=1e-5)
