"""Trains the face generator on people who do not exist: the core, then the refinement.

    python -m nonesuch.learn.face --data SHARDS --out RUN --minutes 60
    python -m nonesuch.learn.face --data SHARDS --out FINE --minutes 45 --core RUN

A run goes on from the checkpoint in its folder; stopping and going on does not change
its result.  One thread a run is best on a shared machine: OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nonesuch.errors import Refusal
from nonesuch.learn.data import HELD_OUT, Faces, draw, load
from nonesuch.learn.face_config import Config
from nonesuch.learn.grid import write_grid
from nonesuch.learn.networks import FINE_SIZE
from nonesuch.learn.training import Judges, Training

CHECKPOINT = "checkpoint.pt"
_LOG = logging.getLogger(__name__)


def save(state: dict[str, Any], path: Path) -> None:
    """Writes a checkpoint beside its final name and renames it when whole."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def restore(path: Path) -> dict[str, Any]:
    """A checkpoint's state; ``Refusal`` if there is none."""
    if not path.is_file():
        raise Refusal(
            f"{path} does not exist. Train the core first, without --core, "
            "and give its folder."
        )
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def train(
    config: Config,
    data: Path,
    out: Path,
    minutes: float,
    core: Path | None = None,
    save_every_minutes: float = 4.0,
) -> Training:
    """Trains for some minutes; ``out`` gets checkpoint, log, settings and grids.

    ``core`` is the folder of a run at 64 px; a run at 128 px needs it once.
    """
    end = time.monotonic() + 60 * minutes
    out.mkdir(parents=True, exist_ok=True)
    faces = load(data)
    training = Training(config, Judges.loaded())
    if (out / CHECKPOINT).is_file():
        training.restore(restore(out / CHECKPOINT))
    if core is not None:
        training.use_core(restore(core / CHECKPOINT))
    settings = asdict(config) | {"faces": len(faces), "from_step": training.steps}
    (out / "settings.json").write_text(json.dumps(settings, indent=1))
    journal = _Journal(out / "log.jsonl", training.seen)
    saved = time.monotonic()
    while time.monotonic() < end:
        batch = draw(
            faces[HELD_OUT:], config.size, config.batch, config.seed, training.steps
        )
        journal.note(training.step(batch), training.seen)
        if time.monotonic() - saved > 60 * save_every_minutes:
            _keep(training, faces, out)
            saved = time.monotonic()
    _keep(training, faces, out)
    return training


def _keep(training: Training, faces: Faces, out: Path) -> None:
    save(training.state(), out / CHECKPOINT)
    picture = out / f"grid_{training.seen:07d}.png"
    write_grid(training.average, faces[:HELD_OUT], picture)


class _Journal:
    """Means of what the steps report, one line every half minute."""

    def __init__(self, path: Path, seen: int) -> None:
        self._path, self._seen = path, seen
        self._since = time.monotonic()
        self._values: dict[str, list[float]] = {}

    def note(self, report: dict[str, float], seen: int) -> None:
        for name, value in report.items():
            self._values.setdefault(name, []).append(value)
        passed = time.monotonic() - self._since
        if passed < 30:
            return
        means = {k: round(float(np.mean(v)), 4) for k, v in self._values.items()}
        rate = round((seen - self._seen) / passed, 2)
        line = json.dumps({"seen": seen, "per_s": rate} | means)
        with self._path.open("a") as file:
            file.write(line + "\n")
        _LOG.info("%s", line)
        self._seen, self._since, self._values = seen, time.monotonic(), {}


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of shards")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--core", type=Path, help="train the refinement on this run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learning-rate", type=float, default=Config.learning_rate)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if given.core is None:
        config = Config(seed=given.seed, learning_rate=given.learning_rate)
    else:
        config = Config(
            size=FINE_SIZE,
            seed=given.seed,
            learning_rate=given.learning_rate,
            adversarial=0.5,
            identity_every=4,
        )
    train(config, given.data, given.out, given.minutes, given.core)


if __name__ == "__main__":
    main()
