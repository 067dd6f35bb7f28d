"""Training of the light painter: what light and skin tone a removed face would have.

    python -m nonesuch.learn.light --data SHARDS --out RUN --minutes 20

A small U-Net sees 32 px crops with the face removed and learns, by least absolute
error, the mean of what may stand there.  That is blurred, and it should be: only its
low frequencies are used (:mod:`nonesuch.replace.light`).  How the training pictures
are changed, so that it reads the right things: :mod:`nonesuch.learn.light_data`.  A run
goes on from the painter that lies in ``--out``, with a learning rate that falls anew.
"""

from __future__ import annotations

import argparse
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

from nonesuch.learn.data import Faces, load
from nonesuch.learn.journal import blend, note
from nonesuch.learn.light_data import (
    SIZE,
    at_borders,
    in_other_surroundings,
    masks_of,
    pictures_of,
    relit_at_random,
    skins_of,
    with_other_skin,
)
from nonesuch.learn.onnx_file import traced, write

HELD_OUT = 128
CHECKPOINT = "painter.pt"
_ELSEWHERE_SHARE = 0.7
"""Of the steps, in which what is no skin around the faces is changed."""


@dataclass(frozen=True)
class Config:
    """How to train; ``seed`` fixes weights and batches."""

    widths: tuple[int, ...] = (24, 48, 96)
    batch: int = 32
    learning_rate: float = 1e-3
    minutes: float = 20.0
    average_over: float = 500.0
    seed: int = 0


class LightPainter(nn.Module):
    """``(picture 0..1 with the hole at 0, mask) -> picture``, ``(n, 3, 32, 32)``."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        first, *_ = widths
        self.stem = _block(4, first)
        self.down = nn.ModuleList(
            _block(inputs, outputs) for inputs, outputs in pairwise(widths)
        )
        self.up = nn.ModuleList(
            _block(inputs + outputs, outputs)
            for inputs, outputs in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.middle = _block(widths[-1], widths[-1])
        self.out = nn.Conv2d(first, 3, 3, padding=1)

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """The picture with the light of the removed face in the hole."""
        x = self.stem(torch.cat([picture * (1 - mask), mask], 1) * 2 - 1)
        skips = []
        for block in self.down:
            skips.append(x)
            x = block(F.avg_pool2d(x, 2))
        x = self.middle(x)
        for block in self.up:
            wide = F.interpolate(x, scale_factor=2.0, mode="bilinear")
            x = block(torch.cat([wide, skips.pop()], 1))
        return picture * (1 - mask) + torch.sigmoid(self.out(x)) * mask


def _block(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
    )


def train(faces: Faces, config: Config, out: Path) -> LightPainter:
    """The trained painter (an average over the last steps); logs go to ``out``."""
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    linear, masks, skins = pictures_of(faces), masks_of(faces, rng), skins_of(faces)
    painter = LightPainter(config.widths)
    if (out / CHECKPOINT).exists():
        painter.load_state_dict(torch.load(out / CHECKPOINT, weights_only=True))
    average = LightPainter(config.widths)
    average.requires_grad_(False)
    average.load_state_dict(painter.state_dict())
    optimizer = torch.optim.Adam(painter.parameters(), config.learning_rate)
    began = time.monotonic()
    step = 0
    while (share := (time.monotonic() - began) / (60 * config.minutes)) < 1:
        step += 1
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - share) ** 0.5
        chosen = rng.integers(HELD_OUT, len(faces), config.batch)
        pictures = with_other_skin(rng, linear[chosen], skins[chosen])
        holes = masks[rng.permutation(chosen)]
        holes = torch.maximum(holes, masks[chosen])
        if rng.random() < _ELSEWHERE_SHARE:
            others = linear[rng.integers(HELD_OUT, len(faces), config.batch)]
            pictures = in_other_surroundings(
                rng, pictures, skins[chosen], holes, others
            )
        if rng.random() < 0.5:
            pictures, holes = pictures.flip(3), holes.flip(3)
        pictures, holes = at_borders(rng, pictures, holes)
        shown = relit_at_random(rng, pictures)
        loss = ((painter(shown, holes) - shown).abs() * holes).sum() / holes.sum() / 3
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        blend(average, painter, min(step / 10, config.average_over))
        if step % 500 == 0:
            error = held_out_error(average, linear, masks)
            line = {"step": step, "loss": round(float(loss.detach()), 4)}
            note(out, line | {"held_out": round(error, 4)})
    return average


def held_out_error(painter: nn.Module, linear: Tensor, masks: Tensor) -> float:
    """Mean absolute error in the hole of faces never trained on, 0 to 1."""
    rng = np.random.default_rng(1)
    pictures, holes = at_borders(rng, linear[:HELD_OUT], masks[:HELD_OUT])
    shown = relit_at_random(rng, pictures)
    with torch.no_grad():
        made = painter(shown, holes)
    return float(((made - shown).abs() * holes).sum() / holes.sum() / 3)


def export(painter: nn.Module, path: Path) -> None:
    """The painter as ONNX for any number of crops: picture, mask -> light."""
    examples = torch.zeros(2, 3, SIZE, SIZE), torch.zeros(2, 1, SIZE, SIZE)
    write(traced(painter, examples, ["picture", "mask"], ["light"]), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=Config.minutes)
    parser.add_argument("--seed", type=int, default=Config.seed)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = Config(minutes=arguments.minutes, seed=arguments.seed)
    painter = train(load(arguments.data), config, arguments.out)
    (arguments.out / "config.json").write_text(json.dumps(asdict(config)))
    torch.save(painter.state_dict(), arguments.out / CHECKPOINT)
    export(painter, arguments.out / "light.onnx")


if __name__ == "__main__":
    main()
