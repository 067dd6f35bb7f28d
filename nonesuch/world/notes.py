"""Labels of one frame, kept in a small file until its sequence is whole.

A note is written after the pictures of its frame, so a frame with a note is done, and
an interrupted run goes on behind it.  Numbers come back exactly.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch.camera import Camera
from nonesuch.errors import Refusal
from nonesuch.formats.labels import (
    FrameLabels,
    Keypoints,
    Mask,
    PersonLabel,
    SequenceInfo,
)
from nonesuch.media.whole import writing_whole

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (Camera, FrameLabels, Keypoints, Mask, PersonLabel, SequenceInfo)
}


def write_note(path: Path, labels: FrameLabels | SequenceInfo) -> None:
    """Writes the labels beside ``path`` and renames: half a note is never read."""
    temporary = path.with_suffix(f".partial-{os.getpid()}")
    temporary.write_text(json.dumps(_plain(labels)), encoding="utf-8")
    os.replace(temporary, path)


def read_note(path: Path) -> FrameLabels:
    """The labels of a note; equal to those written, bit for bit."""
    labels = _revived(json.loads(path.read_text(encoding="utf-8")))
    assert isinstance(labels, FrameLabels)
    return labels


def read_info(path: Path) -> SequenceInfo:
    """What a note says of its sequence."""
    info = _revived(json.loads(path.read_text(encoding="utf-8")))
    assert isinstance(info, SequenceInfo)
    return info


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": str(value.dtype)}
    if is_dataclass(value):
        parts = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {"kind": type(value).__name__, "parts": parts}
    if isinstance(value, bytes):
        return {"bytes": value.decode("ascii")}
    if isinstance(value, tuple):
        return {"tuple": [_plain(item) for item in value]}
    if isinstance(value, dict):
        return {"table": value}
    return value


def _revived(value: Any) -> Any:
    match value:
        case {"array": numbers, "dtype": dtype}:
            return np.array(numbers, dtype)
        case {"kind": kind, "parts": parts}:
            return _KINDS[kind](**{name: _revived(p) for name, p in parts.items()})
        case {"bytes": text}:
            return text.encode("ascii")
        case {"tuple": items}:
            return tuple(_revived(item) for item in items)
        case {"table": table}:
            return table
    return value


def pack_notes(path: Path, info: SequenceInfo, frames: Iterable[FrameLabels]) -> None:
    """Writes all that is known of a sequence as gzipped JSON lines, its facts first."""
    with (
        writing_whole(path) as temporary,
        temporary.open("wb") as raw,
        # neither name nor time: the same labels are the same file
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
    ):
        for value in (info, *frames):
            packed.write(json.dumps(_plain(value)).encode("utf-8") + b"\n")


def unpack_notes(path: Path) -> tuple[SequenceInfo, tuple[FrameLabels, ...]]:
    """What was packed; :class:`Refusal` for a file that is not such a one."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            info, *frames = (_revived(json.loads(line)) for line in lines)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise Refusal(f"{path} cannot be read ({error}); remove its folder.") from error
    return info, tuple(frames)
