"""Work side by side, results in order: the same whatever the number of threads."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_MOST_THREADS = 4
_AHEAD = 3
"""Items a thread may be ahead: some take much longer than others."""
_this_thread = threading.local()


def threads_at_hand() -> int:
    """How many threads work at once: the cores this process may use, at most four."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        cores = os.cpu_count() or 1
    return min(cores, _MOST_THREADS)


def in_order(
    work: Callable[[Item], Outcome], items: Iterable[Item]
) -> Iterator[Outcome]:
    """``work(item)`` of every item, in the items' order; a few are worked on ahead.

    Memory does not grow with the number of items.  An exception of ``work`` comes out
    where its outcome would have.  Inside of ``work`` a further call works in line: its
    caller's neighbours have the cores already.
    """
    if getattr(_this_thread, "is_at_work", False):
        yield from map(work, items)
        return
    threads = threads_at_hand()
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(threads, initializer=_begin) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > _AHEAD * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _begin() -> None:
    _this_thread.is_at_work = True
