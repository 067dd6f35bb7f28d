"""Made-up packages and a pip that serves them; as a program, it gets one of them."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.models import obtain
from nonesuch.models.manifest import Archive, ModelEntry

FAKE_PIP = """
import os, pathlib, shutil, sys, time

arguments = sys.argv[1:]
after = lambda option: arguments[arguments.index(option) + 1]
pinned = pathlib.Path(after("--requirement")).read_text().split()[0]
with open(os.environ["FAKE_PIP_LOG"], "a") as log:
    log.write(f"{os.getpid()} {pinned} {' '.join(arguments)}\\n")
out = pathlib.Path(after("--dest"))
out.mkdir()
mode = os.environ.get("FAKE_PIP_MODE", "ok")
if mode == "hang":
    (out / "half.whl").write_bytes(b"x" * 1000)
    time.sleep(60)
if mode != "ok":
    print("Traceback (most recent call last):", file=sys.stderr)
    print(mode, file=sys.stderr)
    sys.exit(1)
time.sleep(0.3)
for file in pathlib.Path(os.environ["FAKE_PIP_SHELF"]).glob(
    pinned.replace("==", "-") + "[-.]*"
):
    shutil.copy(file, out)
"""


@dataclass(frozen=True)
class Shelf:
    """Made-up packages, served by a made-up pip that notes each call."""

    entries: dict[str, ModelEntry]
    packages: Path
    log: Path
    cache: Path

    @property
    def calls(self) -> list[str]:
        """What pip was asked for, in order."""
        if not self.log.exists():
            return []
        return [line.split()[1] for line in self.log.read_text().splitlines()]

    @property
    def kept(self) -> set[str]:
        """What lies in the cache, without the lock."""
        if not self.cache.is_dir():
            return set()
        return {path.name for path in self.cache.iterdir()} - {".lock"}


def content(name: str) -> bytes:
    """The bytes of a made-up model."""
    return (name.encode() + b"!") * 5000


def wheel(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, value in members.items():
            archive.writestr(name, value)
    return file.getvalue()


def sdist(members: dict[str, bytes]) -> bytes:
    """A gzipped tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, value in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(value)
            archive.addfile(header, io.BytesIO(value))
    return file.getvalue()


def made_up_entries() -> dict[str, ModelEntry]:
    """Two models in one wheel, one in a zip inside a wheel, one in an sdist."""
    pair = Archive("pair", "1.0", "wheel", 1000, "0" * 64)
    nest = Archive("nest", "2.0", "wheel", 1000, "0" * 64)
    source = Archive("source", "3.0", "sdist", 1000, "0" * 64)
    entries = (
        _entry("one", pair, "pair/one.onnx"),
        _entry("two", pair, "pair/two.bin"),
        replace(_entry("inner", nest, "nest/a.task"), inner_member="inner.tflite"),
        replace(_entry("tar", source, "source-3.0/tar.onnx"), needs=("one",)),
    )
    return {entry.name: entry for entry in entries}


def _entry(name: str, archive: Archive, member: str) -> ModelEntry:
    value = content(name)
    digest = hashlib.sha256(value).hexdigest()
    return ModelEntry(
        name, archive, member, None, f"{name}.model", len(value), digest, "MIT", "test"
    )


def main(name: str) -> None:
    """Gets a made-up model as a process of its own would, and says what came of it."""
    vars(obtain)["MANIFEST"] = made_up_entries()
    try:
        print(obtain.path_of(name))
    except Refusal as refusal:
        print(f"refused: {refusal}")


if __name__ == "__main__":
    main(sys.argv[1])
