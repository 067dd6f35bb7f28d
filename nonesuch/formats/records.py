"""JSON objects of label files, whose mistakes are told by file and place."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.formats.rows import text_of_file

Floats = NDArray[np.float64]

_NUMBER_TYPES = {int, float, type(None)}
_LARGEST = 1e15


@dataclass(frozen=True)
class Record:
    """One JSON object of a file; ``place`` says which."""

    path: Path
    place: str
    values: dict[str, Any]

    def refuse(self, problem: str) -> NoReturn:
        """Raises :class:`Refusal` that names file and place."""
        raise Refusal(f"{self.path}, {self.place}: {problem}.")

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number; without a default it must be there."""
        value = self.values.get(name, default)
        if not _is_number(value):
            self.refuse(f"{name} must be a number, found {_shown(value)}")
        return float(value)  # type: ignore[arg-type]

    def whole(self, name: str, low: int, default: int | None = None) -> int:
        """A whole number of at least ``low``."""
        value = self.number(name, default)
        if value != int(value) or value < low:
            self.refuse(f"{name} must be a whole number from {low} on, found {value}")
        return int(value)

    def numbers(self, name: str, count: int) -> Floats:
        """``(count,)``; null becomes NaN."""
        value = self.values.get(name)
        if (
            not isinstance(value, list)
            or len(value) != count
            or not set(map(type, value)) <= _NUMBER_TYPES
        ):
            self.refuse(f"{name} must be {count} numbers, found {_shown(value)}")
        numbers = np.array(value, np.float64)
        if (abs(numbers) >= _LARGEST).any():
            self.refuse(f"{name} has a number that cannot be, {abs(numbers).max()}")
        return numbers

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.values.get(name, default)
        if not isinstance(value, str):
            self.refuse(f"{name} must be a text, found {_shown(value)}")
        return value

    def texts(self, name: str) -> dict[str, str]:
        """An object of texts, empty if it is not there."""
        value = self.values.get(name, {})
        if not isinstance(value, dict) or not all(
            isinstance(item, str) for item in value.values()
        ):
            self.refuse(f"{name} must be an object of texts, found {_shown(value)}")
        return value

    def record(self, name: str) -> Record:
        """An object inside this one."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            self.refuse(f"{name} must be an object in braces, found {_shown(value)}")
        return Record(self.path, f"{self.place}, {name}", value)

    def records(self, name: str) -> list[Record]:
        """A list of objects, empty if it is not there."""
        value = self.values.get(name, [])
        if not isinstance(value, list):
            self.refuse(f"{name} must be a list, found {_shown(value)}")
        return [
            self._item(name, place, item) for place, item in enumerate(value, start=1)
        ]

    def _item(self, name: str, place: int, item: Any) -> Record:
        what = f"{name.rstrip('s')} {place}"
        if not isinstance(item, dict):
            raise Refusal(f"{self.path}, {what}: expected an object, found {item!r}.")
        return Record(self.path, what, item)


def read_record(path: Path) -> Record:
    """The object that a whole file is.  Raises :class:`Refusal`."""
    return record_of_text(path, text_of_file(path), "the file")


def record_of_text(path: Path, text: str, place: str) -> Record:
    """The object that a text is; ``place`` names it in a Refusal."""
    try:
        values = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}" if place == "the file" else place
        raise Refusal(f"{path}, {where}: this is no JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{path}, {place}: this is no JSON ({error}).") from error
    if not isinstance(values, dict):
        raise Refusal(f"{path}, {place}: expected an object, found {_shown(values)}.")
    return Record(path, place, values)


def nullable(values: Floats) -> list[float | None]:
    """The numbers flat, NaN as null, which JSON cannot write otherwise."""
    return [None if math.isnan(value) else value for value in values.ravel().tolist()]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON can hold; use null")


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < _LARGEST


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:60]
