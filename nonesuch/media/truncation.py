"""Signs that a video file breaks off, before and after it is decoded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nonesuch.errors import Refusal
from nonesuch.media import structure

_TS_PACKET_BYTES = 188


def expected_packets(path: Path, container: Any, stream: Any) -> int | None:
    """How many packets the video stream must give, or None if nothing says.

    Raises :class:`Refusal` when the file is shorter than its own tables say: checked
    are the boxes and the sample table (MP4, MOV), the elements (Matroska, WebM), the
    blocks (GIF), the RIFF size (AVI) and the packet grid (MPEG-TS).  A raw stream
    has no table, so one cut exactly between two pictures looks whole.
    """
    size, name = os.path.getsize(path), container.format.name
    try:
        with Path(path).open("rb") as file:
            if "mp4" in name:
                structure.walk_boxes(file)
                _refuse_if(path, _end_of_samples(container) > size)
            elif "matroska" in name:
                return structure.count_blocks(file)[stream.id]
            elif name == "gif":
                return structure.count_images(file)
            elif name == "avi":
                _refuse_if(path, structure.end_of_riff(file) > size + 1)
                # Empty entries repeat the picture before and give no packet.
                sizes = [entry.size for entry in stream.index_entries]
                return sum(size > 0 for size in sizes) or stream.frames or None
            elif name == "mpegts":
                is_plain = file.read(1) == b"G"
                _refuse_if(path, is_plain and size % _TS_PACKET_BYTES != 0)
    except structure.BrokenStructure:
        raise broken_off(path) from None
    return None


def refuse_if_header_missing(path: Path) -> None:
    """Raises the :class:`Refusal` for a movie whose table of samples is not there."""
    with Path(path).open("rb") as file:
        if file.read(8)[4:] != b"ftyp":
            return
        try:
            kinds = structure.walk_boxes(file)
        except structure.BrokenStructure:
            kinds = []
    if b"moov" not in kinds:
        raise Refusal(
            f"{path} has no whole table of contents (moov): the recording or the copy "
            "was interrupted. Fetch the whole file or repair it first."
        )


def broken_off(path: Path) -> Refusal:
    """The sentence for a video that ends too early or has a hole."""
    return Refusal(
        f"{path} breaks off or is damaged: it does not hold all that its header says. "
        "Fetch the whole file; a part of it is not processed."
    )


def _refuse_if(path: Path, is_broken: bool) -> None:
    if is_broken:
        raise broken_off(path)


def _end_of_samples(container: Any) -> int:
    return max(
        (
            entry.pos + entry.size
            for stream in container.streams
            if stream.type in ("video", "audio")
            for entry in stream.index_entries
        ),
        default=0,
    )
