"""Readings are made once, and only from what they were made from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.measure.store import Store, content_of
from nonesuch.nouns import Floats


class Counting:
    """Reads the same value and counts how often it is asked."""

    def __init__(self, value: float) -> None:
        self.value, self.calls = value, 0

    def __call__(self) -> Floats:
        self.calls += 1
        return np.full((2, 3), self.value, np.float32)


def test_same_content_is_read_once_even_after_a_restart(tmp_path: Path) -> None:
    path, read = tmp_path / "deep" / "readings.sqlite", Counting(0.1)
    for _ in range(2):
        with Store(path) as store:
            for _ in range(2):
                value = store.reading("eye 1", b"picture", read)
                np.testing.assert_array_equal(value, np.full((2, 3), np.float32(0.1)))
    assert read.calls == 1


def test_other_instrument_or_content_is_read_anew() -> None:
    read = Counting(1)
    with Store() as store:
        store.reading("eye 1", b"picture", read)
        store.reading("eye 2", b"picture", read)
        store.reading("eye 1", b"another", read)
    assert read.calls == 3


def test_empty_readings_are_kept_too() -> None:
    with Store() as store:
        first = store.reading("eye", b"x", lambda: np.zeros((0, 5), np.float32))
        again = store.reading("eye", b"x", lambda: np.ones((1, 5), np.float32))
    assert first.shape == again.shape == (0, 5)


def test_interrupted_work_is_kept(tmp_path: Path) -> None:
    path, read = tmp_path / "readings.sqlite", Counting(2)
    with pytest.raises(KeyboardInterrupt), Store(path) as store:
        store.reading("eye", b"x", read)
        raise KeyboardInterrupt
    with Store(path) as store:
        store.reading("eye", b"x", read)
    assert read.calls == 1


def test_content_tells_shapes_types_and_values_apart() -> None:
    zeros = np.zeros((2, 3), np.uint8)
    others = (
        zeros.reshape(3, 2),
        zeros.astype(np.float32),
        zeros + np.uint8(1),
    )
    assert len({content_of(zeros), *map(content_of, others)}) == 4
    assert content_of(zeros, zeros) != content_of(zeros)
    assert content_of(zeros.T.copy().T) == content_of(zeros)


def test_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    with pytest.raises(Refusal, match="cannot be kept"):
        Store(path)
