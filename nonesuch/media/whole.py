"""Files that are whole or not there: written beside their name, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from nonesuch.errors import Refusal

_PARTIAL = ".partial-"
_TOKEN_BYTES = 4

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def writing_whole(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``, which gets that name if the block succeeds.

    The temporary name keeps the extension and starts with a dot.  Missing parent
    folders are made.  When the block raises, the temporary file is removed, ``path``
    stays as it was, and an :class:`OSError` that concerns the target (full disk, no
    right to write) becomes a :class:`Refusal`.
    """
    path = Path(path)
    with _beside(path) as temporary:
        yield temporary
        _sync(temporary)
        os.replace(temporary, path)
        _sync(path.parent)


def refuse_unwritable(path: Path) -> None:
    """Raises, before long work, the :class:`Refusal` in which it would end."""
    with _beside(Path(path)) as temporary:
        temporary.touch()


def remove_partial(path: Path) -> None:
    """Removes what killed runs left beside ``path`` in place of it."""
    start, end = _partial_name(path, "\0").split("\0")
    pattern = escape(start) + "?" * 2 * _TOKEN_BYTES + escape(end)
    for left in path.parent.glob(pattern):
        _remove(left)


def is_partial(path: Path) -> bool:
    """Whether the name is that of a file :func:`writing_whole` has not finished."""
    return path.name.startswith(".") and _PARTIAL in path.name


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    temporary = path.with_name(_partial_name(path, secrets.token_hex(_TOKEN_BYTES)))
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        raise _refusal(error, path, temporary) from error
    finally:
        _remove(temporary)


def _partial_name(path: Path, token: str) -> str:
    return f".{path.stem[:80]}{_PARTIAL}{token}{path.suffix}"


def _remove(temporary: Path) -> None:
    # A parent that is a file, or may not be entered, holds no temporary file either.
    with suppress(OSError):
        temporary.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems cannot sync a folder; the file itself is safe by then.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def _refusal(error: OSError, path: Path, temporary: Path) -> OSError | Refusal:
    if error.errno in _FULL:
        return Refusal(
            f"The disk that holds {path.parent} is full: {path.name} was not written. "
            "Free some space or choose another destination, then run again."
        )
    if error.filename is not None and not _concerns(error, path, temporary):
        return error
    if error.errno in _FORBIDDEN:
        return Refusal(
            f"{path} cannot be written: no permission for the folder {path.parent}. "
            "Choose a destination that you may write to."
        )
    if error.errno == errno.EISDIR:
        return Refusal(
            f"{path} is a folder, but a file was to be written there. "
            "Name a file inside it as the destination."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return Refusal(
            f"{path} cannot be written: a part of {path.parent} is a file and not "
            "a folder. Choose another destination."
        )
    if error.errno == errno.ENAMETOOLONG:
        return Refusal(
            f"The name {path.name[:60]}... is too long for the disk it should be "
            "written to. Choose a shorter destination."
        )
    return Refusal(
        f"{path} could not be written: {error.strerror or 'the disk gave an error'}. "
        "Choose another destination or repair the disk, then run again."
    )


def _concerns(error: OSError, path: Path, temporary: Path) -> bool:
    names = {str(temporary), str(path), *map(str, path.parents)}
    return str(error.filename) in names
