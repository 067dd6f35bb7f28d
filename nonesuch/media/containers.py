"""What each kind of video file can hold, and the encoder it gets by default."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from nonesuch.errors import Refusal


@dataclass(frozen=True)
class Container:
    """One kind of output file.

    ``tick`` is the only time base it knows, in seconds, or None if it takes any;
    ``has_slots`` says that frames can lie only on multiples of the frame period, and
    ``keeps_display_matrix`` that it can tell a player to turn the picture.
    """

    muxer: str
    codec: str
    tick: Fraction | None = None
    has_slots: bool = False
    keeps_display_matrix: bool = False


_MP4 = Container("mp4", "libx264", keeps_display_matrix=True)
_MOV = Container("mov", "libx264", keeps_display_matrix=True)
_TS = Container("mpegts", "libx264", tick=Fraction(1, 90000))

OF_EXTENSION = {
    ".mp4": _MP4,
    ".m4v": _MP4,
    ".3gp": _MP4,
    ".mov": _MOV,
    ".qt": _MOV,
    ".mkv": Container("matroska", "libx264", tick=Fraction(1, 1000)),
    ".webm": Container("webm", "libvpx-vp9", tick=Fraction(1, 1000)),
    ".avi": Container("avi", "mpeg4", has_slots=True),
    ".gif": Container("gif", "gif", tick=Fraction(1, 100)),
    ".ts": _TS,
    ".mts": _TS,
    ".m2ts": _TS,
    ".h264": Container("h264", "libx264", has_slots=True),
    ".264": Container("h264", "libx264", has_slots=True),
    ".h265": Container("hevc", "libx265", has_slots=True),
    ".265": Container("hevc", "libx265", has_slots=True),
    ".hevc": Container("hevc", "libx265", has_slots=True),
}
"""The kinds of video file that can be written."""

_ALTERNATIVES = {
    ".mp4": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".avi": "avi",
    ".webm": "webm",
}


def container_of(path: Path) -> Container:
    """The kind of file that the extension names, or a :class:`Refusal`."""
    container = OF_EXTENSION.get(path.suffix.lower())
    if container is None:
        raise Refusal(
            f"{path.name} cannot be written: {path.suffix or 'no extension'} is not a "
            "kind of video this program writes. Name the output .mp4, .mov, .mkv, "
            ".webm, .avi, .ts or .gif."
        )
    return container


def cannot_hold(path: Path, codec_name: str, what: str) -> Refusal:
    """The sentence for a stream whose codec the container of ``path`` cannot hold."""
    able = [
        extension
        for extension, muxer in _ALTERNATIVES.items()
        if _holds(muxer, codec_name)
    ]
    advice = (
        f"Name the output {' or '.join(able)}, which can."
        if able
        else "Convert the source to another codec first."
    )
    return Refusal(
        f"A {path.suffix} file cannot hold the source's {what} in the codec "
        f"{codec_name}, and it is to be copied unchanged. {advice}"
    )


def encoder(codec: str) -> Any:
    """FFmpeg's encoder of that name, or a :class:`Refusal`."""
    try:
        found = av.Codec(codec, "w")
    except ValueError:
        raise _no_encoder(codec) from None
    if found.type != "video":
        raise _no_encoder(codec)
    return found


def encoder_defaults(codec: str, crf: int | None) -> dict[str, str]:
    """Options that make the codec near to lossless for the eye and quick enough.

    ``crf`` is each codec's own constant quality, lower is better.  A codec without
    one raises :class:`Refusal` when it is given.
    """
    defaults = {
        "libx264": {"preset": "veryfast", "crf": "18"},
        "libx265": {"preset": "veryfast", "crf": "20", "x265-params": "log-level=none"},
        "libvpx-vp9": {
            "deadline": "good",
            "cpu-used": "5",
            "row-mt": "1",
            "crf": "24",
            "b": "0",
        },
        "libvpx": {"deadline": "good", "cpu-used": "5", "crf": "8", "b": "20M"},
        "libaom-av1": {"cpu-used": "8", "row-mt": "1", "crf": "24"},
        "libsvtav1": {"preset": "10", "crf": "24"},
        "mjpeg": {"qmin": "2", "qmax": "2"},
        "mpeg4": {"qmin": "2", "qmax": "3"},
    }.get(codec, {})
    if crf is None:
        return defaults
    if "crf" not in defaults:
        raise Refusal(
            f"The codec {codec} has no constant quality (crf). Leave the option out "
            "or set the codec's own by the encoder options."
        )
    return defaults | {"crf": str(crf)}


def _holds(muxer: str, codec_name: str) -> bool:
    supported = _supported_codecs(muxer)
    return codec_name in supported


def _supported_codecs(muxer: str) -> set[str]:
    with av.open("/dev/null", "w", format=muxer) as container:
        names: set[str] = container.supported_codecs
    return names


def _no_encoder(codec: str) -> Refusal:
    return Refusal(
        f"There is no video encoder named {codec}. Use libx264, libx265, libvpx-vp9, "
        "mjpeg or ffv1."
    )
