"""Training of the rivals: batches by seed and step, exact resume, export, refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from nonesuch.errors import Refusal
from nonesuch.learn.face import restore, save
from nonesuch.learn.rivals import export as exporting
from nonesuch.learn.rivals.album import Album
from nonesuch.learn.rivals.batches import Batch, batches, draw, plain
from nonesuch.learn.rivals.designs import DESIGNS, Config, design_named
from nonesuch.learn.rivals.training import Training, painted
from nonesuch.replace.rivals import rival

from .faces import landmarks

CPU = torch.device("cpu")
SIZE = 32
PEOPLE = 3


def album(each: int = 4) -> Album:
    rng = np.random.default_rng(0)
    count = PEOPLE * each
    return Album(
        rng.integers(0, 256, (count, 40, 40, 3), dtype=np.uint8),
        np.repeat(landmarks()[None], count, 0),
        np.repeat(np.arange(PEOPLE), each),
        np.tile(np.arange(each), PEOPLE),
    )


FACES = album()


def begun(design: str, size: int = SIZE) -> Training:
    people = PEOPLE if design == "ciagan" else 0
    return Training(Config(design, size, people, batch=2, guide_first=2), CPU)


def learn(run: Training, steps: int) -> None:
    for _ in range(steps):
        run.step(draw(FACES, run.rival.wanted, run.config.seed, run.steps))


def tensors(value: object) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return [one for part in value.values() for one in tensors(part)]
    if isinstance(value, list):
        return [one for part in value for one in tensors(part)]
    return []


@pytest.mark.parametrize("design", DESIGNS)
def test_same_seed_and_step_give_the_same_batch(design: str) -> None:
    wanted = begun(design).rival.wanted
    one, same, other = (draw(FACES, wanted, 0, step) for step in (5, 5, 6))
    ahead = batches(FACES, wanted, 0, 5)
    early = next(ahead)
    ahead.close()
    for name in Batch.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(same, name))
        assert np.array_equal(getattr(one, name), getattr(early, name))
    assert not np.array_equal(one.pictures, other.pictures)
    assert one.others.shape == (2, DESIGNS[design].others, SIZE, SIZE, 3)
    assert np.abs(one.pictures).max() <= 1 and set(np.unique(one.holes)) == {0, 1}


def test_others_are_pictures_of_one_person() -> None:
    shade = np.repeat(np.array([20, 120, 220], np.uint8), 4)
    flat = Album(
        np.ones((12, 40, 40, 3), np.uint8) * shade[:, None, None, None],
        FACES.landmarks,
        FACES.people,
        FACES.pictures,
    )
    # one picture a person: the same one comes twice rather than another person's
    single = flat[flat.pictures == 0]
    batch = draw(single, begun("ciagan").rival.wanted, 0, 0)
    assert set(batch.whose) <= set(single.people)
    assert batch.others.shape[1] == 2


def test_half_of_the_rows_ask_ciagan_for_the_own_identity() -> None:
    asked, unpaired = (begun(name).rival.wanted for name in ("ciagan", "cyclegan"))
    drawn = [draw(FACES, asked, 0, step) for step in range(9)]
    assert all(batch.whose[0] == batch.people[0] for batch in drawn)
    assert any(batch.whose[1] != batch.people[1] for batch in drawn)
    drawn = [draw(FACES, unpaired, 0, step) for step in range(9)]
    assert any(batch.whose[0] != batch.people[0] for batch in drawn)


@pytest.mark.parametrize("design", DESIGNS)
def test_run_that_stopped_goes_on_as_if_it_had_not(tmp_path: Path, design: str) -> None:
    whole = begun(design)
    learn(whole, 2)
    save(whole.state(), tmp_path / "checkpoint.pt")
    learn(whole, 2)
    resumed = begun(design)
    resumed.restore(restore(tmp_path / "checkpoint.pt"))
    learn(resumed, 2)
    assert resumed.seen == whole.seen == 8
    one, other = tensors(whole.state()), tensors(resumed.state())
    assert len(one) == len(other) > 20
    for a, b in zip(one, other, strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("design", DESIGNS)
def test_steps_change_every_network_and_the_average(design: str) -> None:
    run = begun(design)
    before = [p.clone() for p in (*run.rival.parameters(), *run.average.parameters())]
    learn(run, 4)
    after = [*run.rival.parameters(), *run.average.parameters()]
    changed = [not torch.equal(a, b) for a, b in zip(before, after, strict=True)]
    assert sum(changed) > 0.9 * len(changed)


def test_guide_of_ciagan_learns_alone_at_first() -> None:
    run = begun("ciagan")
    painter = [weight.clone() for weight in run.rival.painter.parameters()]
    report = run.step(draw(FACES, run.rival.wanted, 0, 0))
    assert set(report) == {"proxy", "told"}
    for before, after in zip(painter, run.rival.painter.parameters(), strict=True):
        assert torch.equal(before, after)
    reports = [run.step(draw(FACES, run.rival.wanted, 0, step)) for step in (1, 2, 3)]
    assert [sorted(report) for report in reports] == [
        ["convinced", "guided", "rebuilt"],
        ["convinced", "guided", "rebuilt"],
        ["alike", "apart", "convinced", "guided", "judged", "rebuilt"],
    ]


def test_rate_is_full_for_half_the_pictures_and_ends_at_0() -> None:
    run = begun("pix2pix")
    rates = []
    for seen in (0, 50_000, 75_000, 100_000, 200_000):
        run.seen = seen
        run._set_rate()
        rates.append(run.optimizers["painter"].param_groups[0]["lr"] / 2e-4)
    assert rates == pytest.approx([1, 1, 0.5, 0, 0])


def test_only_ciagan_goes_on_at_another_size() -> None:
    state = begun("ciagan").state()
    begun("ciagan", 2 * SIZE).restore(state)
    with pytest.raises(Refusal, match="size 32, this run 64"):
        begun("pix2pix", 2 * SIZE).restore(begun("pix2pix").state())
    with pytest.raises(Refusal, match="design ciagan, this run cyclegan"):
        begun("cyclegan").restore(state)


def test_unknown_design_is_refused() -> None:
    with pytest.raises(Refusal, match="no design 'stylegan'"):
        design_named("stylegan")


@pytest.mark.parametrize("design", DESIGNS)
def test_export_agrees_with_torch_and_paints_the_same_in_use(
    tmp_path: Path, design: str
) -> None:
    run = begun(design)
    learn(run, 2)
    path = tmp_path / f"{design}.onnx"
    people = run.config.people
    exporting.export(run.average, design, SIZE, people, path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    used = rival(design, path)
    assert (used.size, used.people) == (SIZE, people)
    batch = plain(FACES[:2], run.rival.wanted)
    crops = np.asarray(np.rint((batch.pictures + 1) * 127.5), np.uint8)
    made = used(crops, batch.holes, FACES.landmarks[:2], [0, 4])
    wanted = painted(run, batch, np.array([0, 1])).permute(0, 2, 3, 1).numpy()
    assert np.abs(made - (wanted + 1) * 127.5).max() < 3
    outside = batch.holes == 0
    assert np.array_equal(made[outside], crops[outside])


def test_export_far_from_torch_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LARGEST_DIFFERENCE", -1.0)
    painter = begun("ciagan").average
    with pytest.raises(ValueError, match="away from what was trained"):
        exporting.export(painter, "ciagan", SIZE, PEOPLE, tmp_path / "ciagan.onnx")
    assert not list(tmp_path.iterdir())
