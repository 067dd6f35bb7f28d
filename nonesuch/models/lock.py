"""A lock between processes, free again as soon as its holder ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TRY_EVERY_S = 0.1


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Waits until no other process or thread is inside for the lock file ``path``."""
    with path.open("a+b") as file:
        while not _taken(file.fileno()):
            time.sleep(_TRY_EVERY_S)
        yield


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
