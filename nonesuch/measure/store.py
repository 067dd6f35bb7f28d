"""What networks have read from pictures already, kept by the content they read."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.nouns import Floats

_READINGS_A_COMMIT = 64


class Store:
    """Readings by the hash of what was read, so a measurement goes on where it ended.

    In a file it holds codes of the faces in the pictures, as personal as these:
    delete it with them.  Without a path it lives in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(str(path or ":memory:"))
            self._rows.execute(
                "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, value BLOB)"
            )
        except (sqlite3.Error, OSError) as error:
            raise Refusal(
                f"The readings cannot be kept in {path} ({error}); choose another "
                "output folder, or delete the file if it is not one of ours."
            ) from error
        self._fresh = 0

    def reading(
        self, instrument: str, content: bytes, read: Callable[[], Floats]
    ) -> Floats:
        """What the instrument reads from the content, by :func:`key_of`; read once."""
        key = hashlib.sha256(instrument.encode() + b"\0" + content).digest()
        row = self._rows.execute(
            "SELECT value FROM readings WHERE key = ?", (key,)
        ).fetchone()
        if row is not None:
            known: Floats = np.load(io.BytesIO(row[0]), allow_pickle=False)
            return known
        value = np.asarray(read(), np.float32)
        buffer = io.BytesIO()
        np.save(buffer, value, allow_pickle=False)
        self._rows.execute(
            "INSERT OR REPLACE INTO readings VALUES (?, ?)", (key, buffer.getvalue())
        )
        self._fresh += 1
        if self._fresh % _READINGS_A_COMMIT == 0:
            self._rows.commit()
        return value

    def close(self) -> None:
        """Keeps everything read so far."""
        self._rows.commit()
        self._rows.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def content_of(*arrays: NDArray[Any]) -> bytes:
    """A hash of arrays: their shapes, types and values."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.digest()
