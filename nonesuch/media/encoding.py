"""One output video: its streams, its clock, and the way of a frame into it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container.core import Flags

from nonesuch.errors import Refusal
from nonesuch.media import colours, containers, gif_palette
from nonesuch.media.containers import Container
from nonesuch.media.pixel_plan import plan_pixels
from nonesuch.media.stream_copy import StreamCopy
from nonesuch.media.video_info import VideoInfo
from nonesuch.media.video_metadata import harmless_tags
from nonesuch.media.video_reading import VideoFrame
from nonesuch.nouns import Image

# Fixed, because the number of threads changes what an encoder writes.
_THREADS = 4


@dataclass(frozen=True)
class Settings:
    """How to encode; ``codec`` and ``options`` are FFmpeg's names."""

    codec: str
    options: dict[str, str]
    keep_metadata: bool = False


class Encoder:
    """Encodes and muxes the frames of ``source`` into ``temporary``.

    ``path`` is the final name, which decides the container and is named in a
    :class:`Refusal`.
    """

    def __init__(
        self, temporary: Path, path: Path, source: VideoInfo, settings: Settings
    ) -> None:
        self._path = path
        self._source = source
        self._settings = settings
        self._container = containers.container_of(path)
        self._plan = plan_pixels(containers.encoder(settings.codec), source)
        self._is_turned = (
            not source.orientation.is_plain and not self._container.keeps_display_matrix
        )
        self._output = av.open(
            str(temporary),
            "w",
            format=self._container.muxer,
            container_options=self._muxer_options(),
        )
        # Neither version, date nor random numbers: same input, same bytes.
        self._output.flags |= Flags.bitexact.value
        self._clock = _OutputClock(path, self._container, source)
        self._stream = self._added_stream()
        self._copy = StreamCopy(source.path, self._output, path)
        self._durations: dict[int, int] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what the output cannot keep."""
        warnings = []
        if self._plan.is_odd_workaround:
            warnings.append(
                "The picture has an odd size, so its colours are stored in full "
                f"({self._plan.pixel_format}), which some players do not show; "
                "the codec libvpx-vp9 keeps them as they were."
            )
        if self._container.muxer in ("h264", "hevc"):
            warnings.append("A raw stream holds no time stamps, only a frame rate.")
        return tuple(warnings)

    def encode(self, frame: VideoFrame, image: Image | None) -> None:
        """Encodes one frame, shown as ``image`` (None: untouched)."""
        picture = self._picture(frame, frame.image if image is None else image)
        pts, duration = self._clock.stamp(frame)
        picture.pts, picture.time_base = pts, self._clock.time_base
        picture.colorspace = self._plan.colours.matrix
        picture.color_range = self._plan.colours.range
        picture.color_primaries = self._plan.colours.primaries
        picture.color_trc = self._plan.colours.transfer
        self._durations[pts] = duration
        self._mux(self._encoded(picture))

    def finish(self) -> None:
        """Writes what is still in the encoder, the rest of the sound and the index."""
        self._mux(self._encoded(None))
        self._copy.rest()
        self._output.close()

    def close(self) -> None:
        """Lets go of both files, whether finished or not."""
        self._copy.close()
        self._output.close()

    def _muxer_options(self) -> dict[str, str]:
        if self._container.muxer == "avi":
            # Sound that starts before zero would move all pictures by one.
            return {"avoid_negative_ts": "disabled"}
        is_movie = self._container.muxer in ("mp4", "mov")
        if is_movie and self._settings.keep_metadata:
            return {"movflags": "use_metadata_tags"}
        return {}

    def _added_stream(self) -> Any:
        source, settings = self._source, self._settings
        try:
            stream = self._output.add_stream(settings.codec, rate=source.average_rate)
        except ValueError:
            raise Refusal(
                f"A {self._path.suffix} file cannot hold video made by the encoder "
                f"{settings.codec}. Choose another codec or kind of file."
            ) from None
        self._set_geometry(stream)
        context, tags = stream.codec_context, self._plan.colours
        context.pix_fmt = self._plan.pixel_format
        context.color_range = tags.range
        context.colorspace = tags.matrix
        context.color_primaries = tags.primaries
        context.color_trc = tags.transfer
        context.time_base = self._clock.time_base
        context.thread_count = _THREADS
        context.options = settings.options
        # Frames stored in another order than shown end at a wrong time in MP4 when
        # they are not evenly spaced, and are shifted in AVI and MPEG-TS.
        context.max_b_frames = 0
        if settings.keep_metadata:
            self._output.metadata.update(harmless_tags(source.tags))
        return stream

    def _set_geometry(self, stream: Any) -> None:
        source, context = self._source, stream.codec_context
        is_swapped = source.orientation.is_transposed
        size_wh, ratio = (source.width, source.height), source.sample_aspect_ratio
        if is_swapped and self._is_turned:
            ratio = 1 / ratio
        if is_swapped and not self._is_turned:
            size_wh = size_wh[::-1]
        context.width, context.height = size_wh
        context.sample_aspect_ratio = ratio
        if source.display_matrix is not None and not self._is_turned:
            stream.set_display_matrix(source.display_matrix)

    def _picture(self, frame: VideoFrame, after: Image) -> Any:
        if self._plan.pixel_format == "pal8":
            return gif_palette.paletted(after)
        base, before = self._base(frame), frame.image
        turn = self._source.orientation
        if base is None:
            tags, pixel_format = self._plan.colours, self._plan.pixel_format
            return colours.from_rgb(after, pixel_format, tags, len(after))
        if turn.is_plain or self._is_turned or before is after:
            return colours.with_changes(base, before, after, self._plan.colours)
        return colours.with_changes(
            base, turn.stored(before), turn.stored(after), self._plan.colours
        )

    def _base(self, frame: VideoFrame) -> Any | None:
        # The decoder's frame in the output's format, or None where it must be rebuilt.
        base, plan = frame.original, self._plan
        if not colours.is_stored_as(base, plan.pixel_format, plan.colours):
            base = colours.to_format(base, plan.pixel_format, plan.colours)
        if not self._is_turned:
            return base
        is_turnable = colours.is_turnable(plan.pixel_format)
        return colours.turned(base, self._source.orientation) if is_turnable else None

    def _encoded(self, picture: Any) -> list[Any]:
        try:
            packets: list[Any] = self._stream.encode(picture)
        except ValueError as error:
            raise Refusal(
                f"The encoder {self._settings.codec} does not accept the options "
                f"{_listed(self._settings.options)}. Change or leave out the codec, "
                "crf or encoder options."
            ) from error
        return packets

    def _mux(self, packets: list[Any]) -> None:
        for packet in packets:
            packet.duration = self._durations.pop(packet.pts, packet.duration)
            if self._container.muxer in ("h264", "hevc"):
                self._output.mux(packet)
                continue
            self._copy.until(float(packet.dts * packet.time_base))
            self._output.mux(packet)


class _OutputClock:
    """The source's times in the ticks that the container knows."""

    def __init__(self, path: Path, container: Container, source: VideoInfo) -> None:
        self._path = path
        self._has_slots = container.has_slots
        self._from_time_base = source.time_base
        # Old formats store the rate as a fraction of 16 bit numbers.
        slot = 1 / source.average_rate.limit_denominator(1001)
        self.time_base: Fraction = (
            slot if container.has_slots else container.tick or source.time_base
        )
        self._last: int | None = None

    def stamp(self, frame: VideoFrame) -> tuple[int, int]:
        """Time and duration of the frame in ticks of ``time_base``."""
        scale = self._from_time_base / self.time_base
        pts = round(frame.pts * scale)
        if self._last is not None and pts <= self._last:
            if self._has_slots:
                raise Refusal(
                    f"A {self._path.suffix} file cannot hold a variable frame rate, "
                    "and the source's frames are not evenly spaced. Name the output "
                    ".mp4 or .mkv."
                )
            pts = self._last + 1
        self._last = pts
        return pts, max(1, round(frame.duration * scale))


def _listed(options: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in options.items()) or "(none)"
