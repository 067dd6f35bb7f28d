from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from nonesuch.errors import Refusal
from nonesuch.learn.data import draw
from nonesuch.learn.face import restore, save
from nonesuch.learn.face_config import Config
from nonesuch.learn.training import Judges, Training

from .faces import made_up

FACES = made_up(6)


class ColorCode(nn.Module):
    """Stands in for the recognizer: a code that is the picture, very small."""

    def forward(self, picture: Tensor) -> list[Tensor]:
        small = nn.functional.adaptive_avg_pool2d(picture, 8).flatten(1)
        return [small[:, :128] / 255]


def distance(made: Tensor, target: Tensor) -> Tensor:
    return (made - target).square().mean((1, 2, 3))


def training(size: int = 64) -> Training:
    config = Config(size=size, batch=4, penalty_every=2, wrong_code_every=2)
    return Training(config, Judges(ColorCode(), distance))


def learn(run: Training, steps: int) -> None:
    for _ in range(steps):
        run.step(draw(FACES, run.config.size, run.config.batch, 0, run.steps))


def weights(run: Training) -> list[Tensor]:
    networks = (run.generator, run.average, run.critic)
    return [weight for network in networks for weight in network.state_dict().values()]


def test_run_that_stopped_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    whole = training()
    learn(whole, 2)
    save(whole.state(), tmp_path / "checkpoint.pt")
    learn(whole, 2)
    resumed = training()
    resumed.restore(restore(tmp_path / "checkpoint.pt"))
    learn(resumed, 2)
    assert resumed.seen == whole.seen == 16
    for one, other in zip(weights(resumed), weights(whole), strict=True):
        assert torch.equal(one, other)


def test_steps_change_generator_average_and_critic() -> None:
    run = training()
    before = [weight.clone() for weight in weights(run)]
    learn(run, 2)
    changed = [not torch.equal(a, b) for a, b in zip(before, weights(run), strict=True)]
    assert sum(changed) > 0.9 * len(changed)


def test_refinement_learns_and_leaves_the_core_alone() -> None:
    run = training(128)
    core = [weight.clone() for weight in run.generator.core.parameters()]
    out = run.generator.refinement.out.weight.clone()
    learn(run, 2)
    for before, after in zip(core, run.generator.core.parameters(), strict=True):
        assert torch.equal(before, after)
    assert not torch.equal(out, run.generator.refinement.out.weight)


def test_core_is_taken_from_the_average_of_its_run() -> None:
    core, fine = training(), training(128)
    learn(core, 2)
    fine.use_core(core.state())
    for taken, own in zip(
        fine.generator.core.parameters(), core.average.core.parameters(), strict=True
    ):
        assert torch.equal(taken, own)


def test_checkpoint_of_another_size_is_refused() -> None:
    with pytest.raises(Refusal, match="64 px"):
        training(128).restore(training().state())


def test_missing_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        restore(tmp_path / "checkpoint.pt")
