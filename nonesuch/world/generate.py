"""A dataset from its settings: scenes filmed side by side, then put into formats."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.workers import in_processes
from nonesuch.world.asset_packages import ready
from nonesuch.world.filming import Block, film
from nonesuch.world.finishing import finish_dataset, finish_shot
from nonesuch.world.job import (
    Job,
    Shot,
    claim_folder,
    finished_folder,
    notes_folder,
    release_folder,
    shots_of,
    working_folder,
)

_LOOK_EVERY_S = 0.5


class Watcher(Protocol):
    """Who is told how far the job is."""

    def update(self, what: str, done: int, total: int | None) -> None: ...


def generate(job: Job, watcher: Watcher) -> list[Path]:
    """The folders of all sequences, those of an earlier run included.

    Sequences are whole under their names or not there; the frames of an unfinished
    one are kept, and the same job goes on behind them.  :class:`Refusal` for settings
    that cannot be, a folder of something else, missing assets, a full disk.
    """
    assets = ready(watcher.update)
    claim_folder(job, assets.wardrobe)
    waiting = [s for s in shots_of(job) if not finished_folder(job, s).exists()]
    with (
        _unclaimed_if_nothing_was_made(job),
        _full_disk_is_refused(job.output),
        _told(job, waiting, watcher),
    ):
        for shot in _filmed(job, waiting):
            finish_shot(job, shot)
        finish_dataset(job, watcher.update)
    return [finished_folder(job, shot) for shot in shots_of(job)]


def blocks_of(job: Job, shots: list[Shot]) -> list[Block]:
    """What one process does at a time: whole shots, or parts where shots are few."""
    parts = max(1, -(-job.workers // max(1, len(shots))))
    edges = np.linspace(0, job.frames, min(parts, job.frames) + 1).astype(int)
    pairs = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    return [Block(job, shot, first, end) for shot in shots for first, end in pairs]


def _filmed(job: Job, shots: list[Shot]) -> Iterator[Shot]:
    """Each shot once all its frames are there."""
    if not shots:
        return
    blocks = blocks_of(job, shots)
    for shot in shots:
        notes_folder(job, shot).mkdir(parents=True, exist_ok=True)
    if job.workers == 1 or len(blocks) < 2:
        filmed: Iterator[Block] = map(film, blocks)
    else:
        filmed = in_processes(partial(_film_alone), blocks, job.workers)
    for block, following in zip(filmed, [*blocks[1:], None], strict=True):
        if following is None or following.shot != block.shot:
            yield block.shot


def _film_alone(block: Block) -> Block:
    """In a process of its own, which leaves the other cores to the others."""
    os.environ.setdefault("LP_NUM_THREADS", "1")
    return film(block)


@contextmanager
def _unclaimed_if_nothing_was_made(job: Job) -> Iterator[None]:
    """A scene that cannot be can be mended and tried again in the same folder."""
    try:
        yield
    except Refusal:
        shots = list(shots_of(job))
        are_finished = any(finished_folder(job, shot).exists() for shot in shots)
        if not are_finished and not _frames_done(job, shots):
            release_folder(job)
        raise


@contextmanager
def _told(job: Job, shots: list[Shot], watcher: Watcher) -> Iterator[None]:
    """Tells the watcher now and then how many frames are there."""
    finished = threading.Event()
    total = len(shots) * job.frames

    def look() -> None:
        while not finished.wait(_LOOK_EVERY_S):
            watcher.update("frames", _frames_done(job, shots), total)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _frames_done(job: Job, shots: list[Shot]) -> int:
    done = 0
    for shot in shots:
        if not working_folder(job, shot).exists():
            done += job.frames * finished_folder(job, shot).exists()
            continue
        done += sum(1 for _ in notes_folder(job, shot).glob("[0-9]*.json"))
    return done


@contextmanager
def _full_disk_is_refused(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        free_mb = shutil.disk_usage(folder).free / 1e6
        raise Refusal(
            f"The dataset cannot be written to {folder} ({error.strerror}; "
            f"{free_mb:.0f} MB are free). Make room and give the same command again."
        ) from error
