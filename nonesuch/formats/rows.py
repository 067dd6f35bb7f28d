"""Text files of one row a line, whose mistakes are told by file and line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from nonesuch.errors import Refusal
from nonesuch.media.whole import writing_whole

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_LARGEST = 1e9


@dataclass(frozen=True)
class Row:
    """The fields of one line that is not empty."""

    path: Path
    line: int  # from 1
    fields: tuple[str, ...]

    def refuse(self, problem: str) -> NoReturn:
        """Raises :class:`Refusal` that names file and line."""
        raise Refusal(f"{self.path}, line {self.line}: {problem}.")

    def text(self, place: int, name: str) -> str:
        """The field as it is written, which is a finite number."""
        text = self.fields[place]
        if not _NUMBER.fullmatch(text) or abs(float(text)) > _LARGEST:
            self.refuse(f"{name} must be a number, found {text!r}")
        return text

    def number(
        self, place: int, name: str, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """The number in a field, not below ``low`` and not above ``high``."""
        value = float(self.text(place, name))
        if not low <= value <= high:
            self.refuse(f"{name} must lie between {low:g} and {high:g}, found {value}")
        return value

    def whole(self, place: int, name: str, low: int, high: int = 2**31 - 1) -> int:
        """The whole number in a field; ``7.0`` is 7, as some programs write it."""
        value = self.number(place, name)
        if value != int(value) or not low <= value <= high:
            self.refuse(
                f"{name} must be a whole number from {low} to {high}, "
                f"found {self.fields[place]}"
            )
        return int(value)

    def box_texts(self, place: int) -> tuple[str, str, str, str]:
        """Left, top, width and height from a place on; the box is not empty."""
        names = ("left", "top", "width", "height")
        left, top, width, height = (
            self.text(place + step, name) for step, name in enumerate(names)
        )
        if float(width) <= 0 or float(height) <= 0:
            self.refuse(
                f"the box must have a width and a height above 0, found {width} "
                f"and {height}"
            )
        return left, top, width, height


def read_rows(path: Path, separator: str | None) -> Iterator[Row]:
    """The lines of a file that are not empty, split; a Refusal if it cannot be read.

    None as separator stands for any blanks.
    """
    for number, line in enumerate(text_of_file(path).splitlines(), start=1):
        if line.strip():
            fields = tuple(field.strip() for field in line.split(separator))
            yield Row(path, number, fields)


def text_of_file(path: Path) -> str:
    """The text of a file; a Refusal if it is missing or no text."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not UTF-8 text; is this the right file?") from error


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Writes the lines, the file whole or not at all; missing folders are made."""
    with (
        writing_whole(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.writelines(f"{line}\n" for line in lines)
