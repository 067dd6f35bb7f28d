"""Which pictures are measured, and who is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.media.folders import kind_of
from nonesuch.nouns import Ints

Part = Literal["all", "development", "test"]
PARTS: tuple[Part, ...] = ("all", "development", "test")


@dataclass(frozen=True)
class Shot:
    """One picture: its name relative to the album, whose it is, where it lies."""

    name: str
    identity: str
    path: Path


def album_of(folder: Path, part: Part = "all") -> list[Shot]:
    """The pictures of a folder by name, of one half of the identities or of all.

    Who it is: the folder a picture lies in, or, beside the others in one folder, the
    name up to the first underscore (``012_smile.jpg`` is 012).  Raises Refusal if the
    folder is none or holds no picture of that part.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise Refusal(f"{folder} is no folder; give a folder of pictures of faces.")
    found = [_shot(folder, path) for path in pictures_in(folder)]
    if not found:
        raise Refusal(
            f"{folder} holds no pictures; give a folder of pictures of faces."
        )
    shots = [shot for shot in found if part in ("all", half_of(shot.identity))]
    if not shots:
        raise Refusal(
            f"None of the {len(found)} pictures in {folder} belongs to the {part} "
            "part, half of the identities by a hash of their names; ask for all."
        )
    return shots


def pictures_in(folder: Path) -> list[Path]:
    """All pictures under a folder in the order of their names, hidden ones not."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith(".") and path.is_file() and is_picture(path)
    ]


def is_picture(path: Path) -> bool:
    """Whether a file is to be read as a picture."""
    return kind_of(path) == "picture"


def half_of(identity: str) -> Part:
    """Development or test: by the hash of the identity's name, so it never changes."""
    is_development = hashlib.sha256(identity.encode()).digest()[1] % 2 == 0
    return "development" if is_development else "test"


def numbered(names: Sequence[str]) -> Ints:
    """The same names as numbers, in the order in which they first come.

    >>> numbered(["ann", "bob", "ann"]).tolist()
    [0, 1, 0]
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([places[name] for name in names], np.int64)


def thinned(
    shots: Sequence[Shot], identities: int | None, each: int | None
) -> list[Shot]:
    """The first ``each`` pictures of the first ``identities``; None stands for all."""
    by_identity: dict[str, list[Shot]] = {}
    for shot in shots:
        by_identity.setdefault(shot.identity, []).append(shot)
    return [
        shot
        for group in list(by_identity.values())[:identities]
        for shot in group[:each]
    ]


def _shot(folder: Path, path: Path) -> Shot:
    relative = path.relative_to(folder)
    parents = relative.parent.as_posix()
    identity = parents if parents != "." else path.stem.split("_")[0]
    return Shot(relative.as_posix(), identity, path)
