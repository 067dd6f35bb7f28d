"""A rival's run in a folder: album, checkpoint, log, grids, held-out figures."""

from __future__ import annotations

import copy
import json
import logging
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from nonesuch.errors import Refusal
from nonesuch.learn.curves import HELD_OUT, LOG, draw_curves
from nonesuch.learn.face import CHECKPOINT, restore, save
from nonesuch.learn.journal import Journal, Stop
from nonesuch.learn.rivals.album import Album, load
from nonesuch.learn.rivals.batches import Batch, Wanted, batches, plain
from nonesuch.learn.rivals.card import write_card
from nonesuch.learn.rivals.designs import Ciagan, Config, Rival
from nonesuch.learn.rivals.export import export
from nonesuch.learn.rivals.pix2pix import drawing
from nonesuch.learn.rivals.training import Training, compared, judge, painted
from nonesuch.nouns import Image, Ints

_LOG = logging.getLogger(__name__)
_JUDGED = 48
_ROWS = 10
_IDENTITIES = 4


@dataclass(frozen=True)
class Faces:
    """The album as a design needs it; people are numbered from 0 among the learned."""

    learned: Album
    known: Album
    unseen: Album

    @property
    def people(self) -> int:
        """How many people are learned."""
        return int(self.learned.people.max()) + 1


def faces_in(folder: Path, design: str) -> Faces:
    """What of an album is learned, and what judged by; Refusal if it is too little.

    CIAGAN needs people of whom there is more than one picture; others are left out.
    """
    album = load(folder)
    if design == "ciagan":
        _, place, count = np.unique(
            album.people, return_inverse=True, return_counts=True
        )
        album = album[count[place] > 1]
    learned = album.learned
    numbers = np.unique(learned.people)
    if len(numbers) < 2 or not len(album.unseen):
        needed = "people with several pictures" if design == "ciagan" else "people"
        raise Refusal(
            f"The data in {folder} have {len(np.unique(album.people))} {needed}, too "
            "few to train on some and judge by others; give at least 3."
        )

    def numbered(part: Album) -> Album:
        return replace(part, people=np.searchsorted(numbers, part.people))

    known = album.known
    known = known[np.isin(known.people, numbers)]
    return Faces(numbered(learned), numbered(known), album.unseen)


class Run:
    """A training in a folder: checkpoint, log, settings, grids; it goes on."""

    def __init__(
        self, config: Config, data: Path, out: Path, device: torch.device
    ) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.out, self._faces = out, faces_in(data, config.design)
        if config.design == "ciagan":
            config = replace(config, people=self._faces.people)
        self.training = Training(config, device)
        if (out / CHECKPOINT).is_file():
            self.training.restore(restore(out / CHECKPOINT))
        self._perceptual = judge(device)
        settings = asdict(config) | {
            "pictures_learned": len(self._faces.learned),
            "from_step": self.training.steps,
        }
        (out / "settings.json").write_text(json.dumps(settings, indent=1))

    def train(self, minutes: float, save_every_minutes: float = 4.0) -> bool:
        """Trains for some minutes; False if it was asked to stop before."""
        stop, end = Stop(), time.monotonic() + 60 * minutes
        training = self.training
        journal = Journal(self.out / LOG, training.seen)
        saved, started = time.monotonic(), time.monotonic()
        ahead = batches(
            self._faces.learned,
            training.rival.wanted,
            training.config.seed,
            training.steps,
        )
        while time.monotonic() < end and not stop.asked:
            report = training.step(next(ahead))
            journal.note(report, training.seen, end - time.monotonic())
            if time.monotonic() - saved > 60 * save_every_minutes:
                self.keep(time.monotonic() - started)
                saved = started = time.monotonic()
        ahead.close()
        self.keep(time.monotonic() - started)
        return not stop.asked

    def keep(self, worked_s: float) -> None:
        """Writes checkpoint, sample grid and held-out figures."""
        training = self.training
        save(training.state(), self.out / CHECKPOINT)
        picture = self.grid()
        path = self.out / f"grid_{training.seen:07d}.png"
        cv2.imwrite(str(path), picture[..., ::-1])
        line: dict[str, float] = {"seen": training.seen, "worked_s": round(worked_s)}
        for name, part in self._judged().items():
            found = compared(training, self._perceptual, part)
            line |= {f"{key}_{name}": round(value, 4) for key, value in found.items()}
        with (self.out / HELD_OUT).open("a") as file:
            file.write(json.dumps(line) + "\n")
        draw_curves(self.out)
        _LOG.info("held out: %s", json.dumps(line))

    def deliver(self, path: Path, data: str) -> Path:
        """Writes the ONNX file and the model card, which says what ``data`` was."""
        painter = copy.deepcopy(self.training.average).cpu()
        config = self.training.config
        error = export(painter, config.design, config.size, config.people, path)
        write_card(self.training, self.out, path.name, data, error)
        return path

    def grid(self) -> Image:
        """Rows of people who were not learned: picture, drawing, what was made of it.

        CIAGAN's show the same four identities in all rows, their pictures on top.
        """
        training, wanted = self.training, self._wanted
        batch = plain(
            self._faces.unseen[_spread(len(self._faces.unseen), _ROWS)], wanted
        )
        shown = [torch.from_numpy(v) for v in (batch.pictures, batch.sketches)]
        picture, sketch = (value.permute(0, 3, 1, 2) for value in shown)
        hole = torch.from_numpy(batch.holes)[:, None]
        columns = [picture, drawing(picture, hole, sketch)]
        if not isinstance(training.rival, Ciagan):
            return _sheet([*columns, painted(training, batch).cpu()])
        shift = torch.full_like(picture[:1], -1.0)
        columns = [torch.cat([shift, column]) for column in columns]
        for person in _spread(training.config.people, _IDENTITIES):
            people = np.full(len(picture), person)
            place = np.flatnonzero(self._faces.learned.people == person)[:1]
            own = plain(self._faces.learned[place], wanted).pictures
            made = painted(training, batch, people).cpu()
            columns.append(torch.cat([torch.from_numpy(own).permute(0, 3, 1, 2), made]))
        return _sheet(columns)

    @property
    def _wanted(self) -> Wanted:
        rival: Rival = self.training.rival
        return rival.wanted

    def _judged(self) -> dict[str, Batch]:
        """Held-out pictures; those of unseen people only where no identity is asked."""
        parts = {"known": self._faces.known}
        if self.training.config.design != "ciagan":
            parts["unseen"] = self._faces.unseen
        return {
            name: plain(part[_spread(len(part), _JUDGED)], self._wanted)
            for name, part in parts.items()
            if len(part)
        }


def _spread(count: int, most: int) -> Ints:
    """At most so many places, evenly over all."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).astype(np.int64))


def _sheet(columns: list[Tensor]) -> Image:
    rows = torch.cat(columns, 3)
    sheet = torch.cat(list(rows), 1).permute(1, 2, 0).float().numpy()
    return np.asarray(np.clip(np.rint((sheet + 1) * 127.5), 0, 255), np.uint8)
