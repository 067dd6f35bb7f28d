"""Frames of a video, strictly: all of them, undamaged, or a refusal."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from nonesuch.errors import Refusal
from nonesuch.media import colours, orientation, truncation
from nonesuch.media.orientation import Orientation
from nonesuch.media.video_info import (
    display_matrix_of,
    opened,
    rate_of,
    video_stream,
)
from nonesuch.nouns import Frame

_FRAMES_AHEAD = 4

# Codecs that turn every packet into one picture; others may hold pictures back.
_PICTURE_PER_PACKET = frozenset(
    ("h264", "hevc", "mjpeg", "gif", "png", "ffv1", "mpeg1video", "mpeg2video")
)

# A movie's header may round its duration; so much less than it counts as cut.
_MISSING_S = 1.0


@dataclass(frozen=True)
class VideoFrame(Frame):
    """A frame with its exact time and the decoder's own pixels.

    ``pts`` and ``duration`` count in the source's ``time_base``; ``original`` is the
    decoded picture (a PyAV frame, not turned upright), from which
    :class:`VideoWriter` takes every sample that the caller left alone.
    """

    pts: int
    duration: int
    original: Any = field(repr=False, compare=False)


def read_frames(path: Path) -> Iterator[VideoFrame]:
    """All frames in the order they are shown, upright, decoded by a second thread.

    Two calls give the same frames.  Memory does not grow with the length: a few
    frames are decoded ahead.  Raises :class:`Refusal` at the first sign that the
    video is damaged, breaks off, changes its size or does not start with a key frame.
    """
    waiting: queue.Queue[VideoFrame | BaseException | None] = queue.Queue(_FRAMES_AHEAD)
    stop = threading.Event()
    worker = threading.Thread(
        target=_decode_into, args=(Path(path), waiting, stop), daemon=True
    )
    worker.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        _drain(waiting)
        worker.join()


def _decode_into(
    path: Path,
    waiting: queue.Queue[VideoFrame | BaseException | None],
    stop: threading.Event,
) -> None:
    last: BaseException | None = None
    try:
        for frame in _decode(path):
            if not _put(waiting, frame, stop):
                return
    except BaseException as error:  # handed to the thread that reads the frames
        last = error
    _put(waiting, last, stop)


def _put(waiting: queue.Queue[Any], item: object, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            waiting.put(item, timeout=0.1)
            return True
        except queue.Full:
            continue
    return False


def _drain(waiting: queue.Queue[Any]) -> None:
    while not waiting.empty():
        waiting.get_nowait()


def _decode(path: Path) -> Iterator[VideoFrame]:
    with opened(path) as container:
        stream = video_stream(container, path)
        expected = truncation.expected_packets(path, container, stream)
        clock = _Clock(Fraction(stream.time_base), rate_of(stream))
        turn = Orientation()
        for index, frame in enumerate(
            _strict_frames(container, stream, path, expected)
        ):
            if index == 0:
                turn = _orientation_of(frame)
            pts, duration = clock.stamp(frame)
            yield VideoFrame(
                image=turn.upright(colours.to_rgb(frame)),
                index=index,
                time_s=float(pts * clock.time_base),
                pts=pts,
                duration=duration,
                original=frame,
            )


def _orientation_of(frame: Any) -> Orientation:
    matrix = display_matrix_of(frame)
    if matrix is None:
        return Orientation()
    return orientation.of_display_matrix(np.asarray(matrix, np.int32))


class _Clock:
    """Gives every frame a time: its own, or the next by the frame rate."""

    def __init__(self, time_base: Fraction, rate: Fraction) -> None:
        self.time_base = time_base
        self._ticks_per_frame = 1 / (rate * time_base)
        self._next = Fraction(0)
        self._last: int | None = None

    def stamp(self, frame: Any) -> tuple[int, int]:
        pts = round(self._next) if frame.pts is None else int(frame.pts)
        if self._last is not None and pts <= self._last:
            pts = self._last + 1
        duration = int(frame.duration or 0) or max(1, round(self._ticks_per_frame))
        missing = frame.pts is None
        self._next = (self._next if missing else Fraction(pts)) + self._ticks_per_frame
        self._last = pts
        return pts, duration


def _strict_frames(
    container: Any, stream: Any, path: Path, expected_packets: int | None
) -> Iterator[Any]:
    watch = _Watch(path, stream, expected_packets)
    stream.thread_type = "AUTO"
    stream.codec_context.options = {"err_detect": "explode"}
    # Damaged pictures are to be seen and refused, not silently left out.
    stream.codec_context.flags |= av.codec.context.Flags.output_corrupt
    try:
        for packet in container.demux():
            watch.packet(packet)
            if packet.stream.index != stream.index:
                continue
            for frame in packet.decode():
                watch.frame(frame)
                yield frame
    except av.FFmpegError as error:
        raise _damaged(path, watch.frame_count) from error
    watch.end(container)


class _Watch:
    """Counts what passes and raises a :class:`Refusal` where something is missing."""

    def __init__(self, path: Path, stream: Any, expected: int | None) -> None:
        self._expected = expected
        self.frame_count = 0
        self._path = path
        self._stream = stream
        self._packet_count = 0
        self._end_s = 0.0
        self._size_wh: tuple[int, int] | None = None
        self._is_interlaced = False

    def packet(self, packet: Any) -> None:
        if packet.size and packet.dts is not None:
            end = packet.dts + (packet.duration or 0)
            self._end_s = max(self._end_s, float(end * packet.time_base))
        if packet.stream.index != self._stream.index or not packet.size:
            return
        if packet.is_corrupt:
            raise _damaged(self._path, self.frame_count)
        if self._packet_count == 0 and not packet.is_keyframe:
            raise Refusal(
                f"{self._path} does not start with a key frame, so its first pictures "
                "cannot be decoded. Cut it at a key frame or convert it first."
            )
        self._packet_count += not packet.is_discard

    def frame(self, frame: Any) -> None:
        if frame.is_corrupt:
            raise _damaged(self._path, self.frame_count)
        size_wh = (frame.width, frame.height)
        if self._size_wh not in (None, size_wh):
            raise Refusal(
                f"{self._path} changes its size at frame {self.frame_count}, from "
                f"{self._size_wh} to {size_wh} pixels. Split it there or convert it "
                "to one size first."
            )
        self._size_wh = size_wh
        self._is_interlaced |= bool(frame.interlaced_frame)
        self.frame_count += 1

    def end(self, container: Any) -> None:
        if not self.frame_count:
            raise Refusal(
                f"{self._path} has a video stream without a single picture. Leave it "
                "out or fetch it again."
            )
        if self._is_cut(container):
            raise truncation.broken_off(self._path)
        is_strict = self._stream.codec_context.name in _PICTURE_PER_PACKET
        # Two fields in two packets make one interlaced picture.
        packets = self._packet_count // (2 if self._is_interlaced else 1)
        if is_strict and self.frame_count < packets:
            raise Refusal(
                f"{self._path} holds {packets} pictures, but only {self.frame_count} "
                "of them could be decoded. Convert it first, or fetch it again."
            )

    def _is_cut(self, container: Any) -> bool:
        name = container.format.name
        if self._expected is not None and self._packet_count < self._expected:
            return True
        if not ("matroska" in name or "mp4" in name) or not container.duration:
            return False
        missing_s: float = container.duration / av.time_base - self._end_s
        return missing_s > _MISSING_S


def _damaged(path: Path, frame_count: int) -> Refusal:
    return Refusal(
        f"{path} is damaged after frame {frame_count}: what follows cannot be decoded "
        "without errors. Fetch the file again, or repair it first."
    )
