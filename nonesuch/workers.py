"""Several processes at once, which stop at Ctrl-C without a word and without a rest."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from types import FrameType
from typing import TypeVar

from nonesuch.errors import Refusal

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def in_processes(
    work: Callable[[Item], Outcome], items: Sequence[Item], count: int
) -> Iterator[Outcome]:
    """What ``work`` makes of each item, in their order, ``count`` at once.

    :class:`Refusal` if a process ends by itself.
    """
    context = get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(count, context, _begin, (stop,)) as pool:
        # The processes inherit it, so none of them is interrupted in its start.
        with _interruption_put_off():
            outcomes = pool.map(partial(_interruptible, work), items)
        try:
            yield from outcomes
        except BrokenProcessPool as error:
            raise Refusal(
                "A worker process was ended from outside, most likely because the "
                "memory was full. Go on (anonymize with --resume) with fewer --workers."
            ) from error
        finally:
            stop.set()
            for process in active_children():
                _interrupt(process)


_stop: Event
"""In a worker process: whether the main one wants no more of it."""


def _begin(stop: Event) -> None:
    global _stop
    _stop = stop


def _interrupt(process: BaseProcess) -> None:
    if process.pid is not None and process.is_alive():
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGINT)


def _interruptible(work: Callable[[Item], Outcome], item: Item) -> Outcome:
    """Only work in hand is interrupted, and only once, so that it can tidy up."""
    signal.signal(signal.SIGINT, _interrupt_once)
    try:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        if _stop.is_set():
            raise KeyboardInterrupt
        return work(item)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupt_once(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def _interruption_put_off() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
