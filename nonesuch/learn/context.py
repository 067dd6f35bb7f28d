"""Training of the network that says who would suit a place: age, sex, contrast.

    python -m nonesuch.learn.context --data SHARDS --out RUN --minutes 15

It sees 64 px crops of people who do not exist with the face removed, hair, neck and
clothes left, and learns what two other networks say of the face that was there, and
how contrasty it was.  A run goes on from the network that lies in ``--out``, with a
learning rate that falls anew.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.apparent import ages_and_sexes
from nonesuch.learn.data import Faces, load, resized
from nonesuch.learn.journal import blend, note
from nonesuch.learn.onnx_file import traced, with_half_weights, write
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.context import (
    AGE_SPREAD_YEARS,
    LOG_CONTRAST_SPREAD,
    MEAN_AGE_YEARS,
    MEAN_LOG_CONTRAST,
    SIZE,
    inner_face,
)
from nonesuch.replace.light import contrast_in

HELD_OUT = 300
CHECKPOINT = "context.pt"
_GAMMA = 2.2
_MARGINS = (0.03, 0.06)


@dataclass(frozen=True)
class Config:
    """How to train; ``seed`` fixes weights and batches."""

    widths: tuple[int, ...] = (16, 32, 64, 96)
    batch: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    minutes: float = 15.0
    steps: int = 0  # in place of the minutes, if not 0
    average_over: float = 300.0
    seed: int = 0


class ContextNetwork(nn.Module):
    """``(picture 0..1 with the hole at 0, mask) -> what is said of the face, (n, 3)``.

    The logit of male; the age and the logarithm of the contrast in standard deviations
    of the people who are sampled.
    """

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        first = nn.Conv2d(4, widths[0], 5, stride=2, padding=2)
        layers: list[nn.Module] = [first, nn.LeakyReLU(0.2)]
        for inputs, outputs in pairwise(widths):
            layers += _block(inputs, outputs)
        side = SIZE // 2 ** len(widths)
        layers += [
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(widths[-1] * side**2, 64),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.2),
            nn.Linear(64, 3),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """What the surroundings suggest."""
        seen = torch.cat([(2 * picture - 1) * (1 - mask), mask], 1)
        made: Tensor = self.layers(seen)
        return made


def _block(inputs: int, outputs: int) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
        nn.AvgPool2d(2),
    ]


@dataclass(frozen=True)
class Examples:
    """Pictures ``(n, 3, 64, 64)``, masks ``(n, 2, 64, 64)``, and what is to be said.

    The masks are the hole, and the inner face whose contrast counts.
    """

    pictures: Tensor
    masks: Tensor
    male: Tensor
    ages: Tensor

    def at(self, places: Tensor | slice) -> Examples:
        """Some of them."""
        return Examples(
            self.pictures[places],
            self.masks[places],
            self.male[places],
            self.ages[places],
        )


def examples_of(faces: Faces, seed: int) -> Examples:
    """All faces with what the networks for age and sex see in them."""
    rng = np.random.default_rng(seed)
    margins = rng.uniform(*_MARGINS, len(faces))
    masks = [
        np.stack([mask_of_face(shape, SIZE, margin), inner_face(shape)])
        for shape, margin in zip(faces.landmarks, margins, strict=True)
    ]
    networks = AgeAndSex()
    side = faces.crops.shape[1]
    pairs = zip(faces.crops, faces.landmarks, strict=True)
    said = [ages_and_sexes(networks, [(crop, side * at)]) for crop, at in pairs]
    ages = np.concatenate([age for age, _ in said])
    return Examples(
        torch.from_numpy(resized(faces.crops, SIZE)).permute(0, 3, 1, 2).float() / 255,
        torch.from_numpy(np.stack(masks)),
        torch.from_numpy(np.concatenate([male for _, male in said])).float(),
        torch.from_numpy((ages - MEAN_AGE_YEARS) / AGE_SPREAD_YEARS).float(),
    )


def augmented(
    rng: np.random.Generator, pictures: Tensor, masks: Tensor
) -> tuple[Tensor, Tensor]:
    """Turned, moved, in other light, less sharp, noisy; mirrored every other time."""
    if rng.random() < 0.5:
        pictures, masks = pictures.flip(3), masks.flip(3)
    pictures, masks = _moved(rng, pictures, masks)
    count = len(pictures)
    gain = torch.exp2(
        _normal(rng, 0.5, count, 1, 1, 1) + _normal(rng, 0.15, count, 3, 1, 1)
    )
    lit = (pictures.clamp(1e-4, 1) ** _GAMMA * gain).clamp(1e-4, 1)
    shown = lit ** (torch.exp(_normal(rng, 0.2, count, 1, 1, 1)) / _GAMMA)
    if rng.random() < 0.5:
        side = int(rng.integers(SIZE // 4, SIZE))
        coarse = F.interpolate(shown, (side, side), mode="area")
        shown = F.interpolate(coarse, (SIZE, SIZE), mode="bilinear")
    noise = _normal(rng, float(rng.uniform(0, 0.04)), *shown.shape)
    return (shown + noise).clamp(0, 1), masks


def _moved(
    rng: np.random.Generator, pictures: Tensor, masks: Tensor
) -> tuple[Tensor, Tensor]:
    count = len(pictures)
    turn, zoom = _normal(rng, 0.06, count), torch.exp(_normal(rng, 0.06, count))
    shift = _normal(rng, 0.04, count, 2, 1)
    cos, sin = zoom * turn.cos(), zoom * turn.sin()
    rows = torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
    grid = F.affine_grid(
        torch.cat([rows, shift], 2), list(pictures.shape), align_corners=False
    )
    moved = F.grid_sample(
        pictures, grid, padding_mode="reflection", align_corners=False
    )
    hole = F.grid_sample(masks, grid, align_corners=False)
    return moved, (hole > 0.3).float()


def _normal(rng: np.random.Generator, spread: float, *shape: int) -> Tensor:
    return torch.from_numpy(rng.normal(0, spread, shape)).float()


def train(examples: Examples, config: Config, out: Path) -> ContextNetwork:
    """The trained network (an average over the last steps); logs go to ``out``."""
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    network = ContextNetwork(config.widths)
    if (out / CHECKPOINT).exists():
        network.load_state_dict(torch.load(out / CHECKPOINT, weights_only=True))
    average: ContextNetwork = copy.deepcopy(network)
    average.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay
    )
    began, step = time.monotonic(), 0
    while (share := _share(config, step, began)) < 1:
        step += 1
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - share) ** 0.5
        chosen = rng.integers(HELD_OUT, len(examples.male), config.batch)
        batch = examples.at(torch.from_numpy(chosen))
        pictures, masks = augmented(rng, batch.pictures, batch.masks)
        loss = _loss(network(pictures, masks[:, :1]), batch, contrasts(pictures, masks))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        blend(average, network, min(step / 10, config.average_over))
        if step % 500 == 0:
            line = {"step": step, "loss": round(float(loss.detach()), 4)}
            note(out, line | held_out(average, examples))
    average.eval()
    return average


def _share(config: Config, step: int, began: float) -> float:
    if config.steps:
        return step / config.steps
    return (time.monotonic() - began) / (60 * config.minutes)


def _loss(said: Tensor, batch: Examples, contrasts: Tensor) -> Tensor:
    male = batch.male.clamp(0.02, 0.98)
    sex = F.binary_cross_entropy_with_logits(said[:, 0], male)
    age = F.smooth_l1_loss(said[:, 1], batch.ages)
    return sex + age + F.smooth_l1_loss(said[:, 2], contrasts)


def contrasts(pictures: Tensor, masks: Tensor) -> Tensor:
    """What is to be said of the contrast of shown faces, ``(n,)``."""
    shown = (pictures.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8)
    pairs = zip(shown, masks[:, 1].numpy(), strict=True)
    logs = [np.log(max(contrast_in(picture, inner), 1e-3)) for picture, inner in pairs]
    values = np.nan_to_num(logs, nan=MEAN_LOG_CONTRAST) - MEAN_LOG_CONTRAST
    return torch.from_numpy(values / LOG_CONTRAST_SPREAD).float()


def held_out(network: nn.Module, examples: Examples) -> dict[str, float]:
    """Share of right guesses of the sex, correlations, of faces not learned from."""
    some = examples.at(slice(0, HELD_OUT))
    network.eval()
    with torch.no_grad():
        said = network(some.pictures, some.masks[:, :1]).numpy()
    network.train()
    wanted = contrasts(some.pictures, some.masks).numpy()
    right = ((said[:, 0] > 0) == (some.male.numpy() > 0.5)).mean()
    ages = np.corrcoef(said[:, 1], some.ages.numpy())[0, 1]
    contrast = np.corrcoef(said[:, 2], wanted)[0, 1]
    values = {"right": right, "ages": ages, "contrast": contrast}
    return {name: round(float(value), 3) for name, value in values.items()}


def export(network: nn.Module, path: Path) -> None:
    """The network as ONNX for any number of crops: picture, mask -> said."""
    network.eval()
    examples = torch.zeros(2, 3, SIZE, SIZE), torch.zeros(2, 1, SIZE, SIZE)
    model = traced(network, examples, ["picture", "mask"], ["said"])
    write(with_half_weights(model), path)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=Config.minutes)
    parser.add_argument("--seed", type=int, default=Config.seed)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    given.out.mkdir(parents=True, exist_ok=True)
    config = Config(minutes=given.minutes, seed=given.seed)
    network = train(examples_of(load(given.data), config.seed), config, given.out)
    (given.out / "config.json").write_text(json.dumps(asdict(config)))
    torch.save(network.state_dict(), given.out / CHECKPOINT)
    export(network, given.out / "context_64.onnx")


if __name__ == "__main__":
    main()
