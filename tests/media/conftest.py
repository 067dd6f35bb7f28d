"""Small clips that the tests make themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

ClipMaker = Callable[..., Path]


def scene(index: int, width: int, height: int) -> NDArray[np.uint8]:
    """A smooth coloured picture with a bright square that moves with ``index``."""
    y, x = np.mgrid[:height, :width]
    image = np.stack(
        [
            60 + 100 * x / width,
            50 + 120 * y / height,
            90 + 60 * np.sin((x + y) / 17 + index / 9),
        ],
        axis=2,
    ).astype(np.uint8)
    left, top = (3 * index) % max(1, width - 12), height // 3
    image[top : top + 12, left : left + 12] = (240, 230, 210)
    return image


def write_clip(
    path: Path,
    *,
    frames: int = 24,
    size_wh: tuple[int, int] = (96, 64),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rate: Fraction = Fraction(25),
    time_base: Fraction | None = None,
    pts: Sequence[int] | None = None,
    audio: str | None = None,
    matrix: Sequence[int] | None = None,
    tags: dict[str, str] | None = None,
    colours: tuple[int, int, int, int] = (2, 0, 2, 2),
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    muxer: str | None = None,
) -> Path:
    """A clip of :func:`scene`; ``colours`` is matrix, range, primaries, transfer."""
    with av.open(
        str(path), "w", format=muxer, container_options=container_options or {}
    ) as output:
        output.metadata.update(tags or {})
        stream: Any = output.add_stream(codec, rate=rate)
        stream.width, stream.height = size_wh
        stream.pix_fmt = pixel_format
        context = stream.codec_context
        context.time_base = time_base or 1 / rate
        context.options = options or (
            {"g": "12", "crf": "16"} if "x26" in codec else {}
        )
        context.colorspace, context.color_range = colours[:2]
        context.color_primaries, context.color_trc = colours[2:]
        if matrix is not None:
            stream.set_display_matrix(list(matrix))
        sound: Any = output.add_stream(audio, rate=48000) if audio else None
        times = list(pts) if pts is not None else list(range(frames))
        for index, time in enumerate(times):
            _encode(output, stream, scene(index, *size_wh), time, colours)
            if sound is not None:
                _encode_sound(output, sound, index)
        output.mux(stream.encode(None))
        if sound is not None:
            output.mux(sound.encode(None))
    return path


def _encode(
    output: Any,
    stream: Any,
    image: NDArray[np.uint8],
    time: int,
    colours: tuple[int, int, int, int],
) -> None:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format=stream.codec_context.pix_fmt,
        dst_colorspace=5 if colours[0] == 2 else colours[0],
        dst_color_range=colours[1] or 1,
    )
    frame.colorspace, frame.color_range = colours[:2]
    frame.pts, frame.time_base = time, stream.codec_context.time_base
    output.mux(stream.encode(frame))


def _encode_sound(output: Any, sound: Any, index: int) -> None:
    samples = 1920
    t = (np.arange(samples) + index * samples) / 48000
    wave = (0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    frame: Any = av.AudioFrame.from_ndarray(
        np.stack([wave, wave]), format="fltp", layout="stereo"
    )
    frame.sample_rate, frame.pts = 48000, index * samples
    frame.time_base = Fraction(1, 48000)
    resampled = av.AudioResampler(
        format=sound.codec_context.format, layout="stereo", rate=48000
    ).resample(frame)
    for part in resampled:
        output.mux(sound.encode(part))


@pytest.fixture
def clip() -> ClipMaker:
    """The function that writes a clip, see :func:`write_clip`."""
    return write_clip
