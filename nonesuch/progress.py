"""Progress for people at a terminal, and plain lines for a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

_SECONDS_BETWEEN_LINES = 10.0


class Bars:
    """A context in which ``bars.told(file)`` gives a progress function for a file.

    On a terminal each phase has a bar with speed and time left; elsewhere a line is
    printed when a phase begins and every ten seconds.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._began: dict[str, float] = {}
        self._spoke: dict[str, float] = {}

    def __enter__(self) -> Bars:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def update(self, what: str, done: int, total: int | None) -> None:
        """``done`` of ``total`` (None: unknown) steps of ``what`` are finished."""
        now = time.monotonic()
        began = self._began.setdefault(what, now)
        rate = f"{done / (now - began):.1f}/s" if now > began else ""
        if self._console.is_terminal:
            if what not in self._tasks:
                self._tasks[what] = self._progress.add_task(what, rate="")
            task = self._tasks[what]
            self._progress.update(task, completed=done, total=total, rate=rate)
        elif now - self._spoke.get(what, -1e9) > _SECONDS_BETWEEN_LINES:
            self._spoke[what] = now
            of = f" of {total}" if total else ""
            sys.stderr.write(f"{what}: {done}{of} {rate}\n")
