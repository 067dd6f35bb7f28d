"""The harmonizer: what it starts from, that it goes on exactly, that it exports."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import Tensor

from nonesuch.errors import Refusal
from nonesuch.learn import harmonizer_export, harmonizer_training
from nonesuch.learn.face import restore, save
from nonesuch.learn.harmonizer_data import Batch, Portraits, draw, load
from nonesuch.learn.harmonizer_network import Harmonizer, blurred, composed
from nonesuch.learn.harmonizer_training import Config, Shown, Training
from nonesuch.learn.journal import device_named

from .faces import landmarks

CPU = torch.device("cpu")


def portraits(count: int = 20) -> Portraits:
    rng = np.random.default_rng(0)
    crops = rng.integers(0, 256, (count, 160, 160, 3), dtype=np.uint8)
    return Portraits(crops, np.repeat(landmarks()[None], count, 0), np.arange(count))


FACES = portraits()


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> Training:
    return made_training(monkeypatch)


def made_training(monkeypatch: pytest.MonkeyPatch) -> Training:
    def distance(made: Tensor, target: Tensor) -> Tensor:
        return (made - target).square().mean((1, 2, 3))

    stand_in = SimpleNamespace(to=lambda device: distance)
    monkeypatch.setattr(
        harmonizer_training, "PerceptualDistance", lambda path: stand_in
    )
    monkeypatch.setattr(harmonizer_training, "path_of", lambda name: Path(name))
    return Training(Config(batch=2, penalty_every=2), CPU)


def learn(run: Training, steps: int) -> None:
    for _ in range(steps):
        run.step(draw(FACES, run.config.batch, 0, run.steps))


def weights(run: Training) -> list[Tensor]:
    networks = (run.network, run.average, run.critic)
    return [weight for network in networks for weight in network.state_dict().values()]


def test_same_seed_and_step_give_the_same_batch() -> None:
    one, same, other = (draw(FACES, 3, 0, step) for step in (5, 5, 6))
    for name in Batch.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(same, name))
    assert not np.array_equal(one.target, other.target)


def test_examples_are_of_both_kinds_and_whole() -> None:
    batch = draw(FACES, 12, 0, 0)
    assert 0 < batch.matched.sum() < 12
    for row in range(12):
        inside = batch.hole[row] > 0
        assert not batch.wanted[row][~inside].any()
        assert (batch.known[row][~inside] == 0).all()
        if batch.matched[row]:
            assert np.array_equal(batch.wanted[row], batch.hole[row])
        else:
            assert batch.wanted[row].sum() < batch.hole[row].sum()
    for picture in (batch.target, batch.detail):
        assert picture.min() >= 0 and picture.max() <= 1
        assert np.isfinite(picture).all()


def test_held_out_faces_are_never_learned_from() -> None:
    learned, held_out = FACES.part(False), FACES.part(True)
    assert held_out.numbers.tolist() == [0, 16]
    assert set(learned.numbers) | set(held_out.numbers) == set(range(20))
    assert not set(learned.numbers) & set(held_out.numbers)


def test_network_sees_nothing_in_the_hole() -> None:
    shown = Shown.of(draw(FACES, 2, 0, 0), CPU)
    assert not (shown.crop * shown.hole).any()


def test_untrained_network_leaves_the_stand_in_nearly_as_it_is() -> None:
    shown = Shown.of(draw(FACES, 2, 0, 0), CPU)
    network = Harmonizer().eval()
    with torch.no_grad():
        recipe = network.recipe(shown.crop, shown.hole, shown.detail, shown.known)
    assert torch.equal(recipe.light[:, :3], torch.ones(2, 3, 16, 16))
    assert not recipe.light[:, 3:].any()
    assert recipe.share.mean() < 0.1
    made = composed(recipe, shown.crop, shown.hole, shown.detail)
    outside = shown.hole == 0
    assert torch.equal((made - shown.target) * outside, torch.zeros_like(made))


def test_blur_keeps_the_mean_of_a_flat_picture() -> None:
    flat = torch.full((1, 3, 32, 32), 0.3)
    assert torch.allclose(blurred(flat, 2.5), flat, atol=1e-6)


def test_run_that_stopped_goes_on_as_if_it_had_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made_training(monkeypatch)
    learn(whole, 2)
    save(whole.state(), tmp_path / "checkpoint.pt")
    learn(whole, 2)
    resumed = made_training(monkeypatch)
    resumed.restore(restore(tmp_path / "checkpoint.pt"))
    learn(resumed, 2)
    assert resumed.seen == whole.seen == 8
    for one, other in zip(weights(resumed), weights(whole), strict=True):
        assert torch.equal(one, other)


def test_steps_change_network_average_and_critic(training: Training) -> None:
    before = [weight.clone() for weight in weights(training)]
    learn(training, 2)
    pairs = zip(before, weights(training), strict=True)
    changed = [not torch.equal(a, b) for a, b in pairs]
    assert sum(changed) > 0.9 * len(changed)


def test_export_agrees_with_torch_or_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    network = Harmonizer()
    for parameter in network.parameters():
        parameter.data += 0.02 * torch.randn_like(parameter)
    path = tmp_path / "harmonizer.onnx"
    harmonizer_export.export(network, path)
    assert path.stat().st_size < 16e6
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    monkeypatch.setattr(harmonizer_export, "LARGEST_DIFFERENCE", 0.0)
    path.unlink()
    with pytest.raises(ValueError, match="away from what was trained"):
        harmonizer_export.export(network, path)
    assert not path.exists()


def test_folder_without_faces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no portraits"):
        load(tmp_path)


def test_device_that_is_not_there_is_refused() -> None:
    assert device_named("cpu") == CPU
    with pytest.raises(Refusal, match="abacus is not here"):
        device_named("abacus")
