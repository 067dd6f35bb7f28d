"""A video written frame by frame by a second thread, whole or not at all."""

from __future__ import annotations

import queue
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from nonesuch.media import containers
from nonesuch.media.encoding import Encoder, Settings
from nonesuch.media.video_info import VideoInfo
from nonesuch.media.video_reading import VideoFrame
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Image

_FRAMES_WAITING = 4


class VideoWriter:
    """Writes the frames of ``source`` to ``path``; a context manager.

    The output has the source's frame times, rotation, pixel aspect, colour tags and,
    bit for bit, its sound and subtitles.  Samples the caller did not change go from
    the decoder to the encoder untouched.  Nothing lies under ``path`` before the
    block has ended without an exception.  ``warnings``, filled on entering, says in
    sentences what is different in the output.

    ``codec`` names an FFmpeg encoder (None: what suits the extension), ``crf`` its
    constant quality, ``encoder_options`` are passed to it as they are.  Raises
    :class:`Refusal` for what the container cannot hold and for a full disk.
    """

    def __init__(
        self,
        path: Path,
        source: VideoInfo,
        *,
        codec: str | None = None,
        crf: int | None = None,
        encoder_options: dict[str, str] | None = None,
        keep_metadata: bool = False,
    ) -> None:
        self.path = Path(path)
        self.frames_written = 0
        self.warnings = source.warnings
        self._source = source
        codec = codec or containers.container_of(self.path).codec
        options = containers.encoder_defaults(codec, crf) | (encoder_options or {})
        self._settings = Settings(codec, options, keep_metadata)
        self._waiting: queue.Queue[tuple[VideoFrame, Image | None] | None]
        self._waiting = queue.Queue(_FRAMES_WAITING)
        self._failure: BaseException | None = None
        self._stack = ExitStack()

    def __enter__(self) -> VideoWriter:
        with ExitStack() as stack:
            temporary = stack.enter_context(writing_whole(self.path))
            encoder = Encoder(temporary, self.path, self._source, self._settings)
            stack.callback(_close, encoder)
            self.warnings = (*self._source.warnings, *encoder.warnings)
            self._worker = threading.Thread(
                target=self._encode_all, args=(encoder,), daemon=True
            )
            self._worker.start()
            stack.push(self._finish)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    def write(self, frame: VideoFrame, image: Image | None = None) -> None:
        """Takes the next frame, to be shown as ``image`` (None: as it was).

        ``image`` is uint8 RGB, upright, of the same size as ``frame.image``; neither
        may be changed afterwards.
        """
        if image is not None and image.shape != frame.image.shape:
            raise ValueError(
                f"image has shape {image.shape}, expected {frame.image.shape}"
            )
        self._put((frame, image))
        if self._failure is not None:
            raise self._failure
        self.frames_written += 1

    def _put(self, item: tuple[VideoFrame, Image | None] | None) -> None:
        while self._worker.is_alive():
            try:
                self._waiting.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def _finish(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None and not self.frames_written:
            error = self._failure = ValueError(f"no frame was written to {self.path}")
        if error is not None:
            self._failure = self._failure or error
        self._put(None)
        self._worker.join()
        if self._failure is not None and self._failure is not error:
            raise self._failure
        if kind is None and error is not None:
            raise error

    def _encode_all(self, encoder: Encoder) -> None:
        try:
            while (item := self._waiting.get()) is not None:
                if self._failure is not None:
                    return
                encoder.encode(*item)
            if self._failure is None:
                encoder.finish()
        except BaseException as error:  # handed to the thread that writes the frames
            self._failure = error


def _close(encoder: Encoder) -> None:
    # What goes wrong in closing an unfinished file follows from the first error.
    with suppress(OSError, ValueError):
        encoder.close()
