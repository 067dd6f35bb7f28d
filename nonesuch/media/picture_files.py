"""The bytes of a picture file: which format they are, and how large a picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from nonesuch.errors import Refusal

FORMAT_OF_EXTENSION = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".bmp": "BMP",
    ".dib": "BMP",
}
"""The picture formats that are read and written."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

# What tells a viewer how to show the samples.
_PNG_COLOUR_CHUNKS = (b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP")


def format_of(data: bytes) -> str | None:
    """The format that the first bytes show, whatever the file is called."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(_PNG_SIGNATURE):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    return "BMP" if data[:2] == b"BM" and len(data) > 26 else None


def bytes_of(path: Path) -> bytes:
    """The whole file; :class:`Refusal` if it is missing, empty or may not be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refusal(f"{path} does not exist. Check the name.") from None
    except IsADirectoryError:
        raise Refusal(
            f"{path} is a folder, not a picture. Name a picture in it."
        ) from None
    except PermissionError:
        raise Refusal(
            f"{path} may not be read by you. Change its permissions or copy it."
        ) from None
    except OSError as error:
        raise Refusal(
            f"{path} could not be read from the disk ({error.strerror}). Copy it to "
            "another disk and try again."
        ) from error
    if not data:
        raise Refusal(
            f"{path} is empty: it has no bytes at all. Fetch it again or leave it out."
        )
    return data


def png_bit_depth(data: bytes) -> int:
    """Bits per sample that the header of a PNG names."""
    return data[24] if len(data) > 24 else 0


def png_colour_chunks(data: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """The chunks ``(kind, content)`` of a PNG that describe its colours."""
    return tuple(
        (kind, content)
        for kind, content in _png_chunks(data)
        if kind in _PNG_COLOUR_CHUNKS
    )


def with_png_chunks(data: bytes, chunks: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The PNG with ``chunks`` after its header, in place of its own of those kinds."""
    kinds = {kind for kind, _ in chunks}
    rest = [chunk for chunk in _png_chunks(data) if chunk[0] not in kinds]
    ordered = (rest[0], *chunks, *rest[1:])
    return _PNG_SIGNATURE + b"".join(_png_chunk(*chunk) for chunk in ordered)


def webp_is_lossless(data: bytes) -> bool:
    """Whether the pixels of a WebP are stored by its lossless method."""
    return b"VP8L" in data[:16] or (data[12:16] == b"VP8X" and b"VP8 " not in data)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_SIGNATURE)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
    )
