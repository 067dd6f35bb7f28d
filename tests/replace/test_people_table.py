"""Tables of people in files: whole, damaged, and what is no such table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_people import CHILDREN, FOUNDERS, written

from nonesuch.errors import Refusal
from nonesuch.replace.people_table import CODE_LENGTH, VIEWS, hash_of, read_table
from nonesuch.replace.standin import SHIPPED_TABLE, looks_of, people_of


def test_founders_and_their_descendants_are_read(tmp_path: Path) -> None:
    path = str(written(tmp_path))
    people = people_of(path)
    assert len(people) == FOUNDERS + CHILDREN
    assert people.table[2].table == path
    for index in range(len(people)):
        assert looks_of(index, path).images.shape == (VIEWS, 256, 256, 3)
    with pytest.raises(IndexError):
        looks_of(len(people), path)


def test_a_table_of_founders_only_needs_no_parents(tmp_path: Path) -> None:
    codes = np.eye(FOUNDERS, CODE_LENGTH)
    path = written(
        tmp_path, parents=None, codes=codes, lightness=np.full(FOUNDERS, 50.0)
    )
    assert len(read_table(path)) == FOUNDERS


def test_hash_names_a_table() -> None:
    assert hash_of(SHIPPED_TABLE) == hash_of(SHIPPED_TABLE)
    assert len(hash_of(SHIPPED_TABLE)) == 16


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"codes": None}, "lacks codes"),
        ({"codes": np.zeros((3, 5))}, "codes has the shape"),
        ({"landmarks": np.zeros((0, 8, 92, 2))}, "ends has the shape"),
        ({"ends": np.arange(16)[::-1]}, "do not end where they should"),
        ({"ends": np.arange(16) + 1}, "do not end where they should"),
        ({"encoded": np.zeros(9, np.float32)}, "not bytes in a row"),
        ({"parents": np.array([[0, 1, 2, 0, 1, 1]])}, "descends from nobody"),
        ({"lightness": np.array([50, np.nan, 50])}, "lightness holds what is no"),
        ({"ages_years": np.zeros(2)}, "ages_years has the shape"),
        ({"beards": np.zeros(2)}, "beards has the shape"),
        ({"beards": np.array([0, np.nan, 0])}, "beards holds what is no"),
    ],
)
def test_a_wrong_table_is_refused(
    tmp_path: Path, changed: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Refusal, match=fault):
        read_table(written(tmp_path, **changed))


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.npz"
    with pytest.raises(Refusal, match="cannot be read"):
        read_table(path)
    for content in (b"", b"no table at all", SHIPPED_TABLE.read_bytes()[:5000]):
        path.write_bytes(content)
        with pytest.raises(Refusal, match="damaged or no table"):
            read_table(path)
    np.save(tmp_path / "codes.npy", np.zeros(3))
    with pytest.raises(Refusal, match="damaged or no table"):
        read_table(tmp_path / "codes.npy")


def test_a_table_with_a_changed_byte_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Refusal, match="damaged or no table"):
        read_table(path)
