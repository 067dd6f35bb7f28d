"""The network that says who suits a place: what it sees, that it learns, exports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from nonesuch.learn.context import (
    HELD_OUT,
    Config,
    ContextNetwork,
    Examples,
    augmented,
    export,
    held_out,
    train,
)
from nonesuch.models.runtime import Network
from nonesuch.replace.context import SIZE


def examples(count: int = HELD_OUT + 40) -> Examples:
    """Pictures whose brightness says the sex, and their redness the age."""
    rng = np.random.default_rng(0)
    male = rng.integers(0, 2, count)
    ages = rng.normal(0, 1, count)
    pictures = np.full((count, 3, SIZE, SIZE), 0.3) + 0.4 * male[:, None, None, None]
    pictures[:, 0] *= np.exp(0.2 * ages)[:, None, None]
    masks = np.zeros((count, 1, SIZE, SIZE))
    masks[:, :, 16:48, 16:48] = 1
    return Examples(
        *(torch.from_numpy(part).float() for part in (pictures, masks, male, ages))
    )


def test_nothing_in_the_hole_is_seen() -> None:
    some = examples(4)
    network = ContextNetwork(Config().widths).eval()
    other = some.pictures + some.masks * torch.rand_like(some.pictures)
    with torch.no_grad():
        assert torch.equal(
            network(some.pictures, some.masks), network(other, some.masks)
        )


def test_changes_are_repeatable_and_keep_the_range() -> None:
    some = examples(6)
    one, same = (
        augmented(np.random.default_rng(3), some.pictures, some.masks) for _ in "ab"
    )
    assert torch.equal(one[0], same[0]) and torch.equal(one[1], same[1])
    assert one[0].min() >= 0 and one[0].max() <= 1
    assert set(one[1].unique().tolist()) == {0.0, 1.0}


def test_it_learns_what_can_be_seen(tmp_path: Path) -> None:
    some = examples()
    network = train(some, Config(minutes=0.05, batch=8, average_over=5), tmp_path)
    assert held_out(network, some)["right"] > 0.8


def test_export_agrees_with_torch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ContextNetwork(Config().widths).eval()
    some = examples(3)
    export(network, tmp_path / "context.onnx")
    (said,) = Network(tmp_path / "context.onnx")(
        some.pictures.numpy(), some.masks.numpy()
    )
    with torch.no_grad():
        wanted = network(some.pictures, some.masks).numpy()
    assert said == pytest.approx(wanted, abs=5e-3)
