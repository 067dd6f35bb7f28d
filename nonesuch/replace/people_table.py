"""The file of people who stand in: founders' pictures, and who descends from whom.

Founders have eight pictures each, WebP of 256 px.  Everybody after them is made of six
founders by :mod:`nonesuch.replace.mixing` when first needed.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.face_points import COUNT
from nonesuch.nouns import Floats, Image, Ints
from nonesuch.replace.identity import IdentityTable
from nonesuch.replace.mixing import PARTS

VIEWS = 8
CODE_LENGTH = 128
_NEEDED = ("encoded", "ends", "landmarks", "codes", "lightness")
_HASH_DIGITS = 16


@dataclass(frozen=True)
class StandIns:
    """The people of one file; ``table`` orders all of them for the keyed choice.

    Of the founders ``encoded`` are the pictures in a row, ``ends`` is where each ends,
    ``landmarks (f, 8, 92, 2)``.  The first of them stand in themselves, and after them
    come those who descend from founders: ``parents (m, 6)`` are the six whose
    :data:`PARTS` each has.
    """

    table: IdentityTable
    encoded: NDArray[np.uint8]
    ends: NDArray[np.int64]
    landmarks: Floats
    parents: Ints

    def __len__(self) -> int:
        return len(self.table)

    @property
    def themselves(self) -> int:
        """How many founders stand in themselves: the first ones."""
        return len(self.table) - len(self.parents)

    def face_of(self, index: int) -> int:
        """The founder whose face, without its features, a person has."""
        place = index - self.themselves
        return index if place < 0 else int(self.parents[place, 0])

    def pictures(self, founder: int) -> Image:
        """A founder's views, uint8 ``(8, 256, 256, 3)``."""
        return np.stack([self.picture(founder, view) for view in range(VIEWS)])

    def picture(self, founder: int, view: int) -> Image:
        """One of a founder's views, uint8 ``(256, 256, 3)``."""
        number = founder * VIEWS + view
        start = self.ends[number - 1] if number else 0
        encoded = self.encoded[start : self.ends[number]]
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def read_table(path: Path, name: str = "") -> StandIns:
    """The people in a file; ``name`` is what their identities call the table.

    Raises Refusal for a file that is missing, damaged, or no such table.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
    except OSError as error:
        raise Refusal(
            f"The people of {path} cannot be read ({error.strerror or error}); give a "
            "table that nonesuch people has written."
        ) from error
    except (ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Refusal(
            f"{path} is damaged or no table of people; give a file that nonesuch "
            "people has written."
        ) from error
    fault = _fault(found)
    if fault:
        raise Refusal(
            f"{path} is no whole table of people: {fault}; give a file that nonesuch "
            "people has written."
        )
    return _stand_ins(found, name)


def hash_of(path: Path) -> str:
    """The beginning of the file's SHA-256, to name a table in a report."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_HASH_DIGITS]


def _stand_ins(found: dict[str, NDArray[Any]], name: str) -> StandIns:
    table = IdentityTable(
        found["codes"].astype(np.float32),
        found["lightness"].astype(np.float32),
        _floats(found.get("ages_years")),
        _floats(found.get("maleness")),
        name,
        _floats(found.get("beards")),
    )
    parents = found.get("parents", np.zeros((0, len(PARTS)), np.int64))
    return StandIns(
        table,
        found["encoded"],
        found["ends"].astype(np.int64),
        found["landmarks"].astype(np.float32),
        parents.astype(np.int64),
    )


def _floats(values: NDArray[Any] | None) -> Floats | None:
    return None if values is None else values.astype(np.float32)


def _fault(found: dict[str, NDArray[Any]]) -> str:
    """What is wrong with the arrays of a table, empty if nothing is."""
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        return f"it lacks {', '.join(missing)}"
    founders = len(found["landmarks"]) if found["landmarks"].ndim else 0
    parents = found.get("parents", np.zeros((0, len(PARTS)), np.int64))
    people = len(found["codes"]) if found["codes"].ndim else 0
    shapes: dict[str, tuple[int, ...]] = {
        "landmarks": (founders, VIEWS, COUNT, 2),
        "ends": (founders * VIEWS,),
        "codes": (people, CODE_LENGTH),
        "lightness": (people,),
        "parents": (len(parents), len(PARTS)),
        "ages_years": (people,),
        "maleness": (people,),
        "beards": (people,),
    }
    for name, shape in shapes.items():
        if name in found and found[name].shape != shape:
            return f"{name} has the shape {found[name].shape}, not {shape}"
    if not 0 < people - len(parents) <= founders:
        return f"{people} people cannot come from {founders} founders"
    return _fault_of_values(found, founders, parents)


def _fault_of_values(
    found: dict[str, NDArray[Any]], founders: int, parents: NDArray[Any]
) -> str:
    ends, encoded = found["ends"], found["encoded"]
    if encoded.dtype != np.uint8 or encoded.ndim != 1:
        return "its pictures are not bytes in a row"
    if (np.diff(ends, prepend=0) <= 0).any() or ends[-1] != len(encoded):
        return "its pictures do not end where they should"
    if parents.size and not (parents.min() >= 0 and parents.max() < founders):
        return "somebody descends from nobody"
    for name in ("landmarks", "codes", "lightness", "ages_years", "maleness", "beards"):
        if name in found and not np.isfinite(found[name]).all():
            return f"{name} holds what is no number"
    return ""
