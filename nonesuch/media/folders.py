"""Which files to process, and where each result goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nonesuch.errors import Refusal
from nonesuch.media import containers, picture_files
from nonesuch.media.whole import is_partial, writing_whole

Kind = Literal["picture", "video", "other"]

# Pictures that cannot be read here; called pictures, so that they are refused in a
# sentence and never copied as if nobody could be in them.
_FOREIGN_PICTURES = frozenset(
    [
        ".heic",
        ".heif",
        ".avif",
        ".jxl",
        ".jp2",
        ".j2k",
        ".psd",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".orf",
        ".rw2",
        ".raf",
        ".exr",
        ".hdr",
        ".tga",
        ".ppm",
        ".pgm",
        ".pnm",
        ".pcx",
        ".ico",
        ".svg",
        ".xcf",
        ".apng",
        ".mpo",
        ".jps",
        ".insp",
    ]
)
_VIDEOS = frozenset(containers.OF_EXTENSION) | frozenset(
    [
        ".flv",
        ".wmv",
        ".asf",
        ".mpg",
        ".mpeg",
        ".vob",
        ".ogv",
        ".3g2",
        ".mxf",
        ".divx",
        ".rm",
        ".rmvb",
        ".mjpeg",
        ".mjpg",
        ".y4m",
        ".ivf",
        ".obu",
        ".av1",
        ".insv",
        ".lrv",
        ".dv",
        ".f4v",
        ".m2v",
        ".m4s",
        ".nut",
    ]
)
_SOUND = (b"M4A ", b"M4B ", b"M4P ")
_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"avis")
_TS_PACKET_BYTES = 188


@dataclass(frozen=True)
class MediaFile:
    """One input file; ``relative`` is its place in the tree of the results."""

    source: Path
    relative: Path
    kind: Kind


def find_media(
    sources: Sequence[Path], destination: Path | None = None
) -> list[MediaFile]:
    """Every file that the sources name or contain, in the order of their names.

    Folders are walked with their links, each real folder once; hidden files and
    folders, unfinished results and everything in ``destination`` are left out, but
    named files never.  Files that are no media are there with kind ``"other"``.
    Raises :class:`Refusal` for a missing source, and for two files with one place.
    """
    found: list[MediaFile] = []
    are_many = len(sources) > 1
    for source in map(Path, sources):
        if not source.exists():
            raise Refusal(f"{source} does not exist. Check the name.")
        if source.is_dir():
            name = Path(source.resolve().name if are_many else "")
            for path in _walk(source, destination):
                relative = name / path.relative_to(source)
                found.append(MediaFile(path, relative, kind_of(path)))
        else:
            found.append(MediaFile(source, Path(source.name), kind_of(source)))
    _refuse_collisions(found)
    return found


def targets_of(
    found: Sequence[MediaFile], sources: Sequence[Path], destination: Path
) -> list[Path]:
    """Where the result of each file goes, in the order of ``found``.

    A single file goes to ``destination`` itself, unless that is a folder or named
    like one (no extension); all else goes into it by its relative path.  Raises
    :class:`Refusal` if a result would lie on one of the inputs.
    """
    destination = Path(destination)
    is_single = len(sources) == 1 and not Path(sources[0]).is_dir()
    is_folder = destination.is_dir() or not destination.suffix
    if is_single and not is_folder:
        targets = [destination for _ in found]
    else:
        targets = [destination / file.relative for file in found]
    inputs = {_identity(file.source): file.source for file in found}
    for target in targets:
        refuse_same_file(inputs.get(_identity(target)), target)
    return targets


def refuse_same_file(source: Path | None, target: Path) -> None:
    """Raises :class:`Refusal` if both names lead to one file, by whatever links.

    Names that differ in case only are one file where the disk says so.
    """
    if source is None or _identity(source) != _identity(target):
        return
    raise Refusal(
        f"The output {target} is the input {source} itself, which would be lost. "
        "Choose another destination."
    )


def copy_other(file: MediaFile, target: Path) -> None:
    """Copies a file that is no media, whole or not at all, without its attributes."""
    if file.kind != "other":
        raise ValueError(f"{file.source} is a {file.kind} and must be processed")
    with writing_whole(target) as temporary:
        shutil.copyfile(file.source, temporary)


def kind_of(path: Path) -> Kind:
    """What the file is by its first bytes, or where they do not say, by its name."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:
        head = b""  # reading it later says in a sentence what is wrong
    return _kind_of_content(head) or _kind_of_name(path.suffix.lower())


def _kind_of_content(head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp":
        if head[8:12] in _SOUND:
            return "other"
        return "picture" if head[8:12] in _STILL_BRANDS else "video"
    if picture_files.format_of(head) not in (None, "BMP"):
        return "picture"
    is_avi = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    is_ts = head[:1] == b"G" and head[_TS_PACKET_BYTES : _TS_PACKET_BYTES + 1] == b"G"
    starts = (b"GIF8", b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf")
    if is_avi or is_ts or head.startswith(starts) or head[4:8] in (b"moov", b"mdat"):
        return "video"
    # Two letters are too few to call any file a bitmap; the size field must fit too.
    is_bitmap = head[:2] == b"BM" and head[6:10] == bytes(4)
    return "picture" if is_bitmap else None


def _kind_of_name(extension: str) -> Kind:
    if extension in picture_files.FORMAT_OF_EXTENSION | dict.fromkeys(
        _FOREIGN_PICTURES
    ):
        return "picture"
    return "video" if extension in _VIDEOS else "other"


def _walk(folder: Path, destination: Path | None) -> Iterator[Path]:
    left_out = destination.resolve() if destination is not None else None
    if left_out == folder.resolve():
        raise Refusal(
            f"The output folder {destination} is the input folder itself. Choose "
            "another destination."
        )
    seen: set[Path] = set()
    for name, subfolders, files in os.walk(folder, followlinks=True):
        real = Path(name).resolve()
        if real in seen or real == left_out:
            subfolders.clear()
            continue
        seen.add(real)
        subfolders[:] = sorted(sub for sub in subfolders if not sub.startswith("."))
        for file in sorted(files):
            path = Path(name, file)
            if _is_wanted(path):
                yield path


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith(".") and not is_partial(path) and path.is_file()


def _identity(path: Path) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return status.st_dev, status.st_ino


def _refuse_collisions(found: Sequence[MediaFile]) -> None:
    taken: dict[str, Path] = {}
    for file in found:
        # Names that differ only in case are one file on many disks.
        other = taken.setdefault(str(file.relative).casefold(), file.source)
        if other is not file.source:
            raise Refusal(
                f"{other} and {file.source} would both be written as {file.relative}. "
                "Process them one by one, or rename one."
            )
