"""Trains the harmonizer on people who do not exist.

    python -m nonesuch.learn.harmonizer --data SHARDS --out RUN --minutes 60

A run goes on from the checkpoint in its folder; stopping and going on does not change
its result.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import time
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from nonesuch.errors import Refusal
from nonesuch.learn.ahead import batches
from nonesuch.learn.curves import HELD_OUT, LOG, draw_curves
from nonesuch.learn.face import CHECKPOINT, restore, save
from nonesuch.learn.harmonizer_card import write_card
from nonesuch.learn.harmonizer_data import Batch, Portraits, draw, load
from nonesuch.learn.harmonizer_export import export
from nonesuch.learn.harmonizer_network import composed
from nonesuch.learn.harmonizer_training import Config, Shown, Training, compared
from nonesuch.learn.journal import Journal, Stop
from nonesuch.nouns import Image

_LOG = logging.getLogger(__name__)
_GRID_ROWS = 12
_JUDGED = 64


class Run:
    """A training in a folder: checkpoint, log, settings, grids; it goes on."""

    def __init__(
        self, config: Config, data: Path, out: Path, device: torch.device
    ) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.out, self._data = out, data
        faces = load(data)
        learned, self._held_out = faces.part(False), faces.part(True)
        if not len(learned) or not len(self._held_out):
            raise Refusal(
                f"{data} has {len(faces)} faces, too few to train on some and judge by "
                "others; give at least 32."
            )
        self.training = Training(config, device)
        if (out / CHECKPOINT).is_file():
            self.training.restore(restore(out / CHECKPOINT))
        settings = asdict(config) | {
            "faces": len(learned),
            "from_step": self.training.steps,
        }
        (out / "settings.json").write_text(json.dumps(settings, indent=1))

    def train(self, minutes: float, save_every_minutes: float = 3.0) -> bool:
        """Trains for some minutes; False if it was asked to stop before."""
        stop, end = Stop(), time.monotonic() + 60 * minutes
        training, config = self.training, self.training.config
        journal = Journal(self.out / LOG, training.seen)
        saved = time.monotonic()
        ahead = batches(self._data, config.batch, config.seed, training.steps)
        while time.monotonic() < end and not stop.asked:
            report = training.step(next(ahead))
            journal.note(report, training.seen, end - time.monotonic())
            if time.monotonic() - saved > 60 * save_every_minutes:
                keep(training, self._held_out, self.out)
                saved = time.monotonic()
        ahead.close()
        keep(training, self._held_out, self.out)
        return not stop.asked

    def deliver(self, path: Path, data: str) -> Path:
        """Writes the ONNX file and the model card, which says what ``data`` was."""
        network = copy.deepcopy(self.training.average).cpu()
        error = export(network, path)
        write_card(self.training, self.out, data, error)
        return path


def keep(training: Training, held_out: Portraits, out: Path) -> None:
    """Writes checkpoint, sample grid and held-out figures."""
    save(training.state(), out / CHECKPOINT)
    batch = draw(held_out, _JUDGED, 1, 0)
    picture = grid(training, _rows(batch, slice(0, _GRID_ROWS)))
    path = out / f"grid_{training.seen:07d}.png"
    cv2.imwrite(str(path), picture[..., ::-1])
    judged = compared(training, _rows(batch, batch.matched > 0))
    line = {"seen": training.seen} | {k: round(v, 4) for k, v in judged.items()}
    with (out / HELD_OUT).open("a") as file:
        file.write(json.dumps(line) + "\n")
    draw_curves(out)
    _LOG.info("held out: %s", json.dumps(line))


def grid(training: Training, batch: Batch) -> Image:
    """Rows of: picture, hole, detail, made, share of what is painted."""
    shown = Shown.of(batch, training.device)
    with torch.no_grad():
        recipe = training.average.recipe(
            shown.crop, shown.hole, shown.detail, shown.known
        )
        made = composed(recipe, shown.crop, shown.hole, shown.detail)
    wide = F.interpolate(recipe.share, shown.hole.shape[-2:], mode="bilinear")
    share = (wide * shown.hole).expand(-1, 3, -1, -1)
    columns = [shown.target, shown.crop, shown.detail, made, share]
    rows = torch.cat([column.cpu() for column in columns], 3)
    sheet = torch.cat(list(rows), 1).permute(1, 2, 0).numpy()
    return np.asarray(np.clip(np.rint(sheet * 255), 0, 255), np.uint8)


def _rows(batch: Batch, chosen: slice | np.ndarray) -> Batch:
    return Batch(*(getattr(batch, name)[chosen] for name in batch.__dataclass_fields__))


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of shards")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--pictures", type=int, default=Config.pictures)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    config = Config(seed=given.seed, pictures=given.pictures)
    run = Run(config, given.data, given.out, torch.device("cpu"))
    run.train(given.minutes)


if __name__ == "__main__":
    main()
