"""The outermost structure of a video file, walked from its first byte to its last.

Demuxers skip what they do not understand and go on behind it, so a damaged file looks
like a shorter one.  Here every byte must belong to a known element.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO


class BrokenStructure(Exception):
    """The walk met something that is not an element of the format, or the end."""


def walk_boxes(file: BinaryIO) -> list[bytes]:
    """The kinds of the outermost boxes of an MP4 or MOV, ISO/IEC 14496-12."""
    size, at, kinds = _size(file), 0, []
    while at < size:
        file.seek(at)
        header = file.read(16)
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length == 0:
            length = size - at
        # Zeros behind the last box are padding that some cameras leave.
        if length < 8 or at + length > size:
            raise BrokenStructure(kind)
        kinds.append(kind)
        at += length
    return kinds


_MATROSKA_DESCEND = {
    0x18538067: "segment",
    0x1F43B675: "cluster",
    0xA0: "block group",
}
_MATROSKA_BLOCKS = frozenset((0xA3, 0xA1))
_MATROSKA_SKIP = frozenset(
    (
        0x1A45DFA3,  # EBML header
        0x114D9B74,  # seek head
        0x1549A966,  # info
        0x1654AE6B,  # tracks
        0x1C53BB6B,  # cues
        0x1043A770,  # chapters
        0x1254C367,  # tags
        0x1941A469,  # attachments
        0xEC,  # void
        0xBF,  # checksum
        0xE7,  # cluster: time stamp
        0xA7,  # cluster: position
        0xAB,  # cluster: size of the previous
        0x5854,  # cluster: silent tracks
        0x75A1,  # block: additions
        0x9B,  # block: duration
        0xFA,  # block: priority
        0xFB,  # block: reference
        0xFD,  # block: virtual
        0xA4,  # block: codec state
        0x75A2,  # block: discarded padding
        0x8E,  # block: slices
        0xC8,  # block: reference frame
    )
)


def count_blocks(file: BinaryIO) -> Counter[int]:
    """How many blocks of each track number a Matroska or WebM holds, RFC 9559."""
    size, at = _size(file), 0
    blocks: Counter[int] = Counter()
    while at < size:
        file.seek(at)
        head = file.read(20)
        identifier, id_length = _variable_integer(head, 0, keeps_marker=True)
        length, length_length = _variable_integer(head, id_length)
        start = at + id_length + length_length
        is_unknown = length == (1 << 7 * length_length) - 1
        if identifier in _MATROSKA_DESCEND:
            if not is_unknown and start + length > size:
                raise BrokenStructure(_MATROSKA_DESCEND[identifier])
            at = start
            continue
        if identifier in _MATROSKA_BLOCKS:
            track, _ = _variable_integer(head, id_length + length_length)
            blocks[track] += 1
        elif identifier not in _MATROSKA_SKIP:
            raise BrokenStructure(hex(identifier))
        if is_unknown or start + length > size:
            raise BrokenStructure(hex(identifier))
        at = start + length
    return blocks


def count_images(file: BinaryIO) -> int:
    """How many images a GIF holds, up to its trailer, GIF89a."""
    file.seek(0)
    header = _exactly(file, 13)
    if header[10] & 0x80:
        _exactly(file, 3 << (header[10] & 7) + 1)
    images = 0
    while (kind := _exactly(file, 1)) != b";":
        if kind == b"!":
            _exactly(file, 1)
        elif kind == b",":
            flags = _exactly(file, 9)[8]
            if flags & 0x80:
                _exactly(file, 3 << (flags & 7) + 1)
            _exactly(file, 1)
            images += 1
        else:
            raise BrokenStructure(kind)
        for length in _sub_blocks(file):
            _exactly(file, length)
    return images


def end_of_riff(file: BinaryIO) -> int:
    """Where the last RIFF chunk of an AVI says that it ends."""
    size, at = _size(file), 0
    while at + 12 <= size:
        file.seek(at)
        header = file.read(8)
        if header[:4] != b"RIFF":
            break
        length = int.from_bytes(header[4:], "little")
        at += 8 + length + length % 2
    return at


def _sub_blocks(file: BinaryIO) -> Iterator[int]:
    while length := _exactly(file, 1)[0]:
        yield length


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise BrokenStructure("end of file")
    return data


def _variable_integer(
    data: bytes, at: int, *, keeps_marker: bool = False
) -> tuple[int, int]:
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not first or at + length > len(data):
        raise BrokenStructure("variable integer")
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keeps_marker else value & ((1 << 7 * length) - 1)), length


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)
