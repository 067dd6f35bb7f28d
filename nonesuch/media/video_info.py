"""What a video file says of itself, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.sidedata.sidedata import Type
from av.stream import Disposition

from nonesuch.errors import Refusal
from nonesuch.media import colours, orientation, truncation
from nonesuch.media.colours import Colours
from nonesuch.media.orientation import Orientation

_RATE_OF_RAW_VIDEO = Fraction(25)

_STILLS = (
    Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
)


@dataclass(frozen=True)
class VideoInfo:
    """Facts about one video file.

    ``width`` and ``height`` are those of the upright picture; ``orientation`` leads
    from stored to upright pixels and ``display_matrix`` is the file's own, if any.
    ``frame_count`` is the container's claim, ``duration_s`` its own or an estimate;
    both are None where the file does not say.  ``tags`` is all its metadata, not to be
    written as it is.  ``warnings`` are sentences on what
    will not be in the output.
    """

    path: Path
    container: str
    codec: str
    pixel_format: str
    width: int
    height: int
    orientation: Orientation
    display_matrix: tuple[int, ...] | None
    sample_aspect_ratio: Fraction
    frame_count: int | None
    duration_s: float | None
    average_rate: Fraction
    time_base: Fraction
    has_time_stamps: bool
    audio_stream_count: int
    colours: Colours
    warnings: tuple[str, ...]
    tags: dict[str, str] = field(repr=False)

    @property
    def rotation_degrees(self) -> int:
        """How far the stored picture is turned clockwise to be seen upright."""
        return self.orientation.clockwise_degrees


def probe(path: Path) -> VideoInfo:
    """What the file's header and first frame say.

    Raises :class:`Refusal` for a file without a readable video stream and for one
    that visibly breaks off.
    """
    with opened(path) as container:
        stream = video_stream(container, path)
        truncation.expected_packets(path, container, stream)
        frame = _first_frame(container, stream, path)
        return _info(path, container, stream, frame)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The open input container; what cannot be opened becomes a :class:`Refusal`."""
    path = Path(path)
    _refuse_unreadable(path)
    try:
        container = av.open(str(path), metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        truncation.refuse_if_header_missing(path)
        raise Refusal(
            f"{path} could not be read as a video: it is damaged, incomplete or of a "
            "format this program does not know. Check that it plays, or convert it "
            "to .mp4 first."
        ) from error
    with container:
        yield container


def video_stream(container: Any, path: Path) -> Any:
    """The stream that a player shows: no cover picture, no thumbnails."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & _STILLS and stream.codec_context is not None
    ]
    if not streams:
        raise Refusal(
            f"{path} has no video stream that can be read; it may hold only sound or "
            "use an unknown codec. Leave it out or convert it to .mp4 first."
        )
    preferred = [s for s in streams if s.disposition & Disposition.default]
    return (preferred or streams)[0]


def rate_of(stream: Any) -> Fraction:
    """Frames per second, as far as the file says; 25 for a raw stream that does not."""
    rate = stream.average_rate or stream.guessed_rate
    return Fraction(rate) if rate else _RATE_OF_RAW_VIDEO


def display_matrix_of(frame: Any) -> tuple[int, ...] | None:
    """The nine numbers that tell a player how to turn the frame, or None."""
    data = frame.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return None
    return tuple(int(value) for value in np.frombuffer(data, np.int32)[:9])


def _refuse_unreadable(path: Path) -> None:
    try:
        if path.is_dir():
            raise Refusal(f"{path} is a folder, not a video file. Name a video in it.")
        with path.open("rb") as file:
            if not file.read(1):
                raise Refusal(
                    f"{path} is empty: it has no bytes at all. Fetch it again or "
                    "leave it out."
                )
    except FileNotFoundError:
        raise Refusal(f"{path} does not exist. Check the name.") from None
    except PermissionError:
        raise Refusal(
            f"{path} may not be read by you. Change its permissions or copy it."
        ) from None
    except OSError as error:
        raise Refusal(
            f"{path} could not be read from the disk ({error.strerror}). Copy it to "
            "another disk and try again."
        ) from error


def _first_frame(container: Any, stream: Any, path: Path) -> Any:
    try:
        for packet in container.demux(stream):
            for frame in packet.decode():
                return frame
    except av.FFmpegError as error:
        raise Refusal(
            f"{path} could not be decoded: its first picture is damaged. Check that "
            "it plays, or convert it to .mp4 first."
        ) from error
    raise Refusal(
        f"{path} has a video stream without a single picture. Leave it out or fetch "
        "it again."
    )


def _info(path: Path, container: Any, stream: Any, frame: Any) -> VideoInfo:
    matrix = display_matrix_of(frame)
    turn = (
        Orientation()
        if matrix is None
        else orientation.of_display_matrix(np.asarray(matrix, np.int32))
    )
    size = (frame.height, frame.width) if turn.is_transposed else None
    width, height = size or (frame.width, frame.height)
    rate = rate_of(stream)
    count = stream.frames or None
    return VideoInfo(
        path=Path(path),
        container=container.format.name,
        codec=stream.codec_context.name,
        pixel_format=frame.format.name,
        width=width,
        height=height,
        orientation=turn,
        display_matrix=matrix,
        sample_aspect_ratio=Fraction(stream.sample_aspect_ratio or 1),
        frame_count=count,
        duration_s=_duration_s(container, stream, count, rate),
        average_rate=rate,
        time_base=Fraction(stream.time_base),
        has_time_stamps=frame.pts is not None,
        audio_stream_count=len(container.streams.audio),
        colours=colours.colours_of(frame),
        warnings=tuple(_warnings(container, stream, frame)),
        tags={**stream.metadata, **container.metadata},
    )


def _duration_s(
    container: Any, stream: Any, count: int | None, rate: Fraction
) -> float | None:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return float(container.duration / av.time_base)
    return float(count / rate) if count else None


def _warnings(container: Any, stream: Any, frame: Any) -> Iterator[str]:
    others = [s for s in container.streams.video if s.index != stream.index]
    covers = [s for s in others if s.disposition & _STILLS]
    if covers:
        yield "The cover picture was left out, because it may show a person."
    if len(others) > len(covers):
        yield "Only the main video stream is in the output; the others were left out."
    for data in container.streams.data:
        yield (
            f"The data stream {data.index} was left out, because such streams can "
            "hold positions and serial numbers."
        )
    if container.streams.attachments:
        yield "Attached files were left out."
    if frame.interlaced_frame:
        yield "The video is interlaced; the output keeps the lines but not the flag."
