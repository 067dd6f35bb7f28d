"""TIFF files with 16 bits a sample, which Pillow does not write in colour."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHORT, _LONG, _UNDEFINED = 3, 4, 7
_DEFLATE = 8
_STRIP_BYTES = 1 << 20


def encoded(samples: NDArray[np.uint16], icc_profile: bytes | None) -> bytes:
    """A deflated TIFF of uint16 ``(h, w)``, ``(h, w, 3)`` or ``(h, w, 4)`` samples.

    A fourth channel is unassociated alpha.  Layout: TIFF 6.0, little-endian, strips.
    """
    height, width = samples.shape[:2]
    channels = 1 if samples.ndim == 2 else samples.shape[2]
    rows = max(1, _STRIP_BYTES // (width * channels * 2))
    strips = [
        zlib.compress(np.ascontiguousarray(samples[y : y + rows], "<u2").tobytes(), 6)
        for y in range(0, height, rows)
    ]
    sizes = [len(strip) for strip in strips]
    offsets = [8 + sum_ for sum_ in np.cumsum([0, *sizes[:-1]]).tolist()]
    entries: list[tuple[int, int, list[int] | bytes]] = [
        (256, _LONG, [width]),
        (257, _LONG, [height]),
        (258, _SHORT, [16] * channels),
        (259, _SHORT, [_DEFLATE]),
        (262, _SHORT, [1 if channels == 1 else 2]),
        (273, _LONG, offsets),
        (277, _SHORT, [channels]),
        (278, _LONG, [rows]),
        (279, _LONG, sizes),
        (284, _SHORT, [1]),
    ]
    if channels in (2, 4):
        entries.append((338, _SHORT, [2]))
    if icc_profile:
        entries.append((34675, _UNDEFINED, icc_profile))
    pixels = b"".join(strips)
    pixels += b"\0" * (len(pixels) % 2)
    start = 8 + len(pixels)
    return struct.pack("<2sHI", b"II", 42, start) + pixels + _directory(entries, start)


def _directory(entries: list[tuple[int, int, Any]], start: int) -> bytes:
    table, extra = struct.pack("<H", len(entries)), b""
    after = start + 2 + 12 * len(entries) + 4
    for tag, kind, values in entries:
        code = {_SHORT: "H", _LONG: "I"}.get(kind)
        data = values if code is None else struct.pack(f"<{len(values)}{code}", *values)
        if len(data) > 4:
            offset = struct.pack("<I", after + len(extra))
            extra += data + b"\0" * (len(data) % 2)
        else:
            offset = data.ljust(4, b"\0")
        table += struct.pack("<HHI", tag, kind, len(values)) + offset
    return table + struct.pack("<I", 0) + extra
