"""Which file of an original belongs to which file of its anonymized copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.media.picture_files import format_of

VIDEO_EXTENSIONS = frozenset(
    (
        *(".mp4", ".m4v", ".mov", ".qt", ".mkv", ".webm", ".avi", ".gif", ".3gp"),
        *(".mpg", ".mpeg", ".wmv", ".flv", ".ts", ".mts", ".m2ts", ".ogv"),
        *(".h264", ".264", ".h265", ".265", ".hevc"),
    )
)
_FIRST_BYTES = 64


@dataclass(frozen=True)
class Pair:
    """An original and its copy; ``name`` is the relative one in a folder, else None."""

    original: Path
    anonymized: Path
    is_video: bool
    name: str | None = None


def pairs_of(original: Path, anonymized: Path) -> tuple[list[Pair], list[str]]:
    """The pairs in order of their names, and sentences on what has no counterpart.

    In folders a file belongs to that of the same relative name, or to the only one
    whose relative name differs just in the extension.  Raises :class:`Refusal` if
    one of the two is missing, or if only one is a folder or a video.
    """
    for path in (original, anonymized):
        if not path.exists():
            raise Refusal(f"{path} does not exist. Check the name.")
    if original.is_dir() != anonymized.is_dir():
        raise Refusal(
            f"One of {original} and {anonymized} is a folder and the other is not; "
            "give two files or two folders."
        )
    if original.is_dir():
        pairs, warnings = _in_folders(original, anonymized)
        if not pairs:
            raise Refusal(
                f"{original} and {anonymized} have no picture or video in common, so "
                "nothing can be audited; give a folder and its own anonymized copy."
            )
        return pairs, warnings
    kinds = {is_video(original), is_video(anonymized)}
    if len(kinds) == 2:
        raise Refusal(
            f"One of {original} and {anonymized} is a video and the other is not; "
            "give an original and its own copy."
        )
    return [Pair(original, anonymized, kinds.pop())], []


def is_video(path: Path) -> bool:
    """Whether a file is to be read as a video: it does not start like a picture."""
    with path.open("rb") as file:
        return format_of(file.read(_FIRST_BYTES)) is None


def _in_folders(original: Path, anonymized: Path) -> tuple[list[Pair], list[str]]:
    before, after = _media_in(original), _media_in(anonymized)
    pairs, warnings, used = [], [], set()
    for name, path in before.items():
        partner = _partner(name, after)
        if partner is None:
            warnings.append(f"{name} has no counterpart in the anonymized folder.")
            continue
        used.add(partner)
        pairs.append(Pair(path, after[partner], is_video(path), name))
    warnings += [
        f"{name} of the anonymized folder has no counterpart in the original."
        for name in after
        if name not in used
    ]
    return pairs, warnings


def _partner(name: str, after: dict[str, Path]) -> str | None:
    if name in after:
        return name
    stem = Path(name).with_suffix("")
    like = [other for other in after if Path(other).with_suffix("") == stem]
    return like[0] if len(like) == 1 else None


def _media_in(folder: Path) -> dict[str, Path]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path
        for path in paths
        if not path.name.startswith(".")
        and (path.suffix.lower() in VIDEO_EXTENSIONS or not is_video(path))
    }
