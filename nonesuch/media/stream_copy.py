"""Sound and subtitles, copied from source to output packet by packet."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import av

from nonesuch.errors import Refusal
from nonesuch.media import containers


class StreamCopy:
    """The source's sound and subtitle streams on their way into an output container.

    Packets are read from the source only as far as the pictures have got, so memory
    does not grow.  Payloads, time stamps and languages are kept; titles are not.
    """

    def __init__(self, source: Path, output: Any, path: Path) -> None:
        self._source_path = source
        self._output = output
        self._input = av.open(str(source), metadata_errors="replace")
        self._target = {
            stream.index: self._added(stream, path)
            for stream in (*self._input.streams.audio, *self._input.streams.subtitles)
        }
        self._packets = self._copied_packets()
        self._pending = next(self._packets, None) if self._target else None

    def until(self, time_s: float) -> None:
        """Writes all packets that are decoded before ``time_s``."""
        while self._pending is not None and _time_s(self._pending) <= time_s:
            self._mux(self._pending)

    def rest(self) -> None:
        """Writes all that is left."""
        while self._pending is not None:
            self._mux(self._pending)

    def close(self) -> None:
        """Closes the source."""
        self._packets.close()
        self._input.close()

    def _added(self, stream: Any, path: Path) -> Any:
        what = "sound" if stream.type == "audio" else "subtitles"
        if stream.codec_context is None:
            raise containers.cannot_hold(path, "of an unknown kind", what)
        try:
            added = self._output.add_stream_from_template(stream)
        except ValueError:
            name = stream.codec_context.name
            raise containers.cannot_hold(path, name, what) from None
        if stream.language and stream.language != "und":
            added.metadata["language"] = stream.language
        added.disposition = stream.disposition
        return added

    def _copied_packets(self) -> Generator[Any, None, None]:
        streams = [self._input.streams[index] for index in self._target]
        try:
            for packet in self._input.demux(streams):
                if packet.dts is None and not packet.size:
                    continue
                if packet.is_corrupt:
                    raise self._damaged()
                yield packet
        except av.FFmpegError as error:
            raise self._damaged() from error

    def _mux(self, packet: Any) -> None:
        packet.stream = self._target[packet.stream.index]
        try:
            self._output.mux(packet)
        except ValueError as error:
            raise self._damaged() from error
        self._pending = next(self._packets, None)

    def _damaged(self) -> Refusal:
        return Refusal(
            f"The sound or subtitles of {self._source_path} are damaged and cannot be "
            "copied. Fetch the file again, or repair it first."
        )


def _time_s(packet: Any) -> float:
    ticks = packet.dts if packet.dts is not None else packet.pts
    return float((ticks or 0) * packet.time_base)
