"""The network that says who suits a place: what it sees, that it learns, exports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from nonesuch.learn.context import (
    CHECKPOINT,
    HELD_OUT,
    Config,
    ContextNetwork,
    Examples,
    augmented,
    contrasts,
    export,
    held_out,
    train,
)
from nonesuch.models.runtime import Network
from nonesuch.replace.context import SIZE


def examples(count: int = HELD_OUT + 40) -> Examples:
    """Pictures whose upper rim says the sex, redness the age; ever rougher faces."""
    rng = np.random.default_rng(0)
    male = rng.integers(0, 2, count)
    waves = rng.normal(0, 1, (SIZE, SIZE))
    ages = rng.normal(0, 1, count)
    pictures = np.full((count, 3, SIZE, SIZE), 0.3)
    pictures[male == 1, :, :12] = 0.8
    pictures[:, 0] *= np.exp(0.2 * ages)[:, None, None]
    pictures *= 1 + np.linspace(0.001, 0.01, count)[:, None, None, None] * waves
    masks = np.zeros((count, 2, SIZE, SIZE))
    masks[:, 0, 16:48, 16:48] = 1
    masks[:, 1, 20:44, 20:44] = 1
    return Examples(
        *(torch.from_numpy(part).float() for part in (pictures, masks, male, ages))
    )


def test_nothing_in_the_hole_is_seen() -> None:
    some = examples(4)
    network = ContextNetwork(Config().widths).eval()
    holes = some.masks[:, :1]
    other = some.pictures + holes * torch.rand_like(some.pictures)
    with torch.no_grad():
        assert torch.equal(network(some.pictures, holes), network(other, holes))


def test_changes_are_repeatable_and_keep_the_range() -> None:
    some = examples(6)
    one, same = (
        augmented(np.random.default_rng(3), some.pictures, some.masks) for _ in "ab"
    )
    assert torch.equal(one[0], same[0]) and torch.equal(one[1], same[1])
    assert one[0].min() >= 0 and one[0].max() <= 1
    assert set(one[1].unique().tolist()) == {0.0, 1.0}


def learned(out: Path, seed: int = 0, steps: int = 3) -> list[torch.Tensor]:
    out.mkdir(exist_ok=True)
    config = Config(steps=steps, batch=4, seed=seed)
    return [value for value in train(examples(), config, out).state_dict().values()]


def test_training_is_repeatable_and_goes_on_from_what_lies_there(
    tmp_path: Path,
) -> None:
    one, same, other = (
        learned(tmp_path / name, seed) for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert all(torch.equal(a, b) for a, b in zip(one, same, strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    network = ContextNetwork(Config().widths)
    network.load_state_dict(dict(zip(network.state_dict(), other, strict=True)))
    torch.save(network.state_dict(), tmp_path / "a" / CHECKPOINT)
    went_on = learned(tmp_path / "a", steps=1)
    gaps = [float((a - b).abs().max()) for a, b in zip(went_on, other, strict=True)]
    assert 0 < max(gaps) < 0.01


def test_held_out_faces_are_judged(tmp_path: Path) -> None:
    network = ContextNetwork(Config().widths)
    judged = held_out(network, examples())
    assert set(judged) == {"right", "ages", "contrast"}
    assert 0 <= judged["right"] <= 1
    assert network.training


def test_contrast_is_read_in_the_inner_face_only() -> None:
    some = examples(4)
    noise = torch.rand(4, 1, SIZE, SIZE, generator=torch.Generator().manual_seed(1))
    outside = some.pictures + 0.2 * (1 - some.masks[:, :1]) * noise
    inside = some.pictures + 0.2 * some.masks[:, 1:] * noise
    flat, far, near = (
        contrasts(pictures, some.masks) for pictures in (some.pictures, outside, inside)
    )
    assert (near > flat).all() and (near > far).all()
    assert (near - far).mean() > 2 * (far - flat).abs().mean()


def test_export_agrees_with_torch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ContextNetwork(Config().widths).eval()
    some = examples(3)
    export(network, tmp_path / "context.onnx")
    (said,) = Network(tmp_path / "context.onnx")(
        some.pictures.numpy(), some.masks[:, :1].numpy()
    )
    with torch.no_grad():
        wanted = network(some.pictures, some.masks[:, :1]).numpy()
    assert said == pytest.approx(wanted, abs=5e-3)
