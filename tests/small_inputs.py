"""Small inputs for whole runs, cut from the examples: people who do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

EXAMPLES = Path(__file__).parents[1] / "examples"
CAMERAS = EXAMPLES / "cameras.mp4"

Image = NDArray[np.uint8]

MILLISECOND = Fraction(1, 1000)

_HEADS_YXYX = {
    "walk": (120, 220, 310, 390),
    "park": (235, 300, 430, 490),
    "selfie": (170, 180, 640, 620),
}


def head(person: str, size_wh: tuple[int, int] = (160, 180)) -> Image:
    """The head and shoulders of one of the pictures' people, uint8 RGB ``(h, w, 3)``.

    ``person`` is ``walk``, ``park`` or ``selfie``.
    """
    top, left, bottom, right = _HEADS_YXYX[person]
    bgr = cv2.imread(str(EXAMPLES / f"{person}.jpg"))
    assert bgr is not None
    part = bgr[top:bottom, left:right, ::-1]
    return np.asarray(cv2.resize(part, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def crowd(columns: int, rows: int, size_wh: tuple[int, int] = (110, 124)) -> Image:
    """``columns`` times ``rows`` heads, tiled."""
    heads = [head(person, size_wh) for person in _HEADS_YXYX]
    return np.vstack(
        [
            np.hstack([heads[(row + column) % 3] for column in range(columns)])
            for row in range(rows)
        ]
    )


def scenery(size_wh: tuple[int, int] = (160, 120)) -> Image:
    """A picture of nobody: a smooth sky over a darker ground."""
    width, height = size_wh
    y, x = np.mgrid[:height, :width]
    sky = np.stack([120 + 60 * y / height, 150 + 40 * x / width, 200 - 50 * y / height])
    return np.asarray(sky.transpose(1, 2, 0), np.uint8)


def write_picture(path: Path, image: Image) -> Path:
    """The picture in the format that the name's extension says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image[..., ::-1])
    return path


def read_pixels(path: Path) -> Image:
    """A picture's pixels, uint8 RGB ``(h, w, 3)``."""
    bgr = cv2.imread(str(path))
    assert bgr is not None
    return np.asarray(bgr[..., ::-1], np.uint8)


def write_video(
    path: Path,
    images: Sequence[Image],
    *,
    pts: Sequence[int] | None = None,
    sound_of: Path | None = None,
    key_frame_every: int = 250,
    muxer: str | None = None,
) -> Path:
    """The pictures as H.264, a frame every 40 ms or at ``pts`` in milliseconds.

    The sound of another file is copied as far as the pictures last.
    """
    times_ms = list(pts) if pts is not None else [40 * i for i in range(len(images))]
    with av.open(str(path), "w", format=muxer) as output:
        stream: Any = output.add_stream("libx264", rate=25)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = MILLISECOND
        context.options = {
            "crf": "18",
            "g": str(key_frame_every),
            "bf": "0",
            "sc_threshold": "0",
        }
        if sound_of is not None:
            _copy_sound(output, sound_of, (times_ms[-1] + 40) / 1000)
        for image, time_ms in zip(images, times_ms, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")
            frame.pts, frame.time_base = time_ms, MILLISECOND
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def cameras_smaller(count: int, step: int = 1) -> list[Image]:
    """Every ``step``-th picture of the example clip, ``count`` of them, 480 x 270."""
    images: list[Image] = []
    with av.open(str(CAMERAS)) as video:
        for index, frame in enumerate(video.decode(video=0)):
            if index % step == 0:
                small = frame.reformat(480, 270, "rgb24")
                images.append(np.asarray(small.to_ndarray(), np.uint8))
            if len(images) == count:
                break
    return images


def sound_alone(path: Path) -> Path:
    """A file with the example clip's sound and no pictures."""
    with av.open(str(path), "w") as output:
        _copy_sound(output, CAMERAS, 1.0)
    return path


def without_first_packets(source: Path, path: Path, count: int) -> Path:
    """The video without its first packets, so without a key frame at the start."""
    with av.open(str(source)) as video, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(video.streams.video[0])
        for index, packet in enumerate(video.demux(video=0)):
            if index >= count and packet.size:
                packet.stream = stream
                output.mux(packet)
    return path


def sound_packets(path: Path) -> list[tuple[int, int, bytes]]:
    """Time, duration and bytes of every packet of sound."""
    with av.open(str(path)) as video:
        return [
            (packet.pts, packet.duration, bytes(packet))
            for packet in video.demux(audio=0)
            if packet.size
        ]


def frame_times(path: Path) -> list[tuple[float, float]]:
    """Start and duration in seconds of every frame, as its packets say."""
    with av.open(str(path)) as video:
        base = video.streams.video[0].time_base
        return sorted(
            (
                round(float(packet.pts * base), 5),
                round(float(packet.duration * base), 5),
            )
            for packet in video.demux(video=0)
            if packet.size
        )


def decoded(path: Path) -> list[Image]:
    """All frames as uint8 RGB."""
    with av.open(str(path)) as video:
        return [
            np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
            for frame in video.decode(video=0)
        ]


def _copy_sound(output: Any, source: Path, until_s: float) -> None:
    with av.open(str(source)) as video:
        stream = output.add_stream_from_template(video.streams.audio[0])
        for packet in video.demux(audio=0):
            if packet.size and float(packet.pts * packet.time_base) < until_s:
                packet.stream = stream
                output.mux(packet)
