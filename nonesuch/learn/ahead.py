"""Batches made ahead by another process: two libraries' threads do not mix in one."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import cv2

from nonesuch.learn.harmonizer_data import Batch, Portraits, draw, load

_AHEAD = 4
_FACES: list[Portraits] = []


def batches(data: Path, count: int, seed: int, first_step: int) -> Generator[Batch]:
    """The batches of all steps from the first on, drawn from what is learned from.

    Each is what :func:`draw` gives for its seed and step, however many are made ahead.
    Close the iterator to end the process.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, _prepare, (data,)) as pool:
        waiting: deque[Future[Batch]] = deque()
        step = first_step
        try:
            while True:
                while len(waiting) < _AHEAD:
                    waiting.append(pool.submit(_drawn, count, seed, step))
                    step += 1
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _prepare(data: Path) -> None:
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the trainer is asked, and ends it
    _FACES.append(load(data).part(held_out=False))


def _drawn(count: int, seed: int, step: int) -> Batch:
    return draw(_FACES[0], count, seed, step)
