"""Signs that a video file breaks off, read from its outermost structure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, BinaryIO

from nonesuch.errors import Refusal

_SEGMENT_ID = b"\x18\x53\x80\x67"
_TS_PACKET_BYTES = 188


def refuse_if_truncated(path: Path, container: Any) -> None:
    """Raises :class:`Refusal` when the file is shorter than its own tables say.

    Looks at the sample table (MP4, MOV), the RIFF size (AVI), the segment size
    (Matroska, WebM), the trailer (GIF) and the packet grid (MPEG-TS).  A raw stream
    has no table, so one cut exactly between two pictures looks whole.
    """
    size = os.path.getsize(path)
    name = container.format.name
    expected = size
    with Path(path).open("rb") as file:
        if "mp4" in name:
            expected = _end_of_samples(container)
        elif name == "avi":
            expected = _end_of_riff(file)
        elif "matroska" in name:
            expected = _end_of_segment(file)
        elif name == "gif" and not _has_gif_trailer(file, size):
            expected = size + 1
        elif name == "mpegts" and size % _TS_PACKET_BYTES and _is_plain_ts(file, size):
            expected = size + _TS_PACKET_BYTES - size % _TS_PACKET_BYTES
    if expected > size:
        raise broken_off(path)


def refuse_if_header_missing(path: Path) -> None:
    """Raises the :class:`Refusal` for a movie whose table of samples is not there."""
    with Path(path).open("rb") as file:
        is_movie = file.read(8)[4:] == b"ftyp"
        if is_movie and not _has_box(file, b"moov"):
            raise Refusal(
                f"{path} has no table of contents (moov): the recording or the copy "
                "was interrupted. Fetch the whole file or repair it first."
            )


def broken_off(path: Path) -> Refusal:
    """The sentence for a video that ends too early."""
    return Refusal(
        f"{path} breaks off before its end: the file is shorter than its header says. "
        "Fetch the whole file; a part of it is not processed."
    )


def _end_of_samples(container: Any) -> int:
    # Only the last entries by position matter, but the table need not be sorted.
    return max(
        (
            entry.pos + entry.size
            for stream in container.streams
            if stream.type in ("video", "audio")
            for entry in stream.index_entries
        ),
        default=0,
    )


def _end_of_riff(file: BinaryIO) -> int:
    file.seek(4)
    return 8 + int.from_bytes(file.read(4), "little")


def _end_of_segment(file: BinaryIO) -> int:
    start = file.read(4096)
    at = start.find(_SEGMENT_ID)
    if at < 0 or len(start) < at + 12:
        return 0
    first = start[at + 4]
    length = 9 - first.bit_length()
    field = start[at + 4 : at + 4 + length]
    value = int.from_bytes(field, "big") & ((1 << 7 * length) - 1)
    is_unknown = value == (1 << 7 * length) - 1
    return 0 if is_unknown else at + 4 + length + value


def _has_gif_trailer(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - 64))
    return file.read().rstrip(b"\0\r\n").endswith(b";")


def _is_plain_ts(file: BinaryIO, size: int) -> bool:
    file.seek(0)
    return file.read(1) == b"G" and size > _TS_PACKET_BYTES


def _has_box(file: BinaryIO, kind: bytes) -> bool:
    file.seek(0)
    while len(header := file.read(8)) == 8:
        size, name = int.from_bytes(header[:4], "big"), header[4:]
        if name == kind:
            return True
        if size == 1:
            size = int.from_bytes(file.read(8), "big") - 8
        if size < 8:
            return False
        file.seek(size - 8, os.SEEK_CUR)
    return False
