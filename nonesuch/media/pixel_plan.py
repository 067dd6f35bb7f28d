"""Which pixel format the output has: the source's own wherever the encoder can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nonesuch.errors import Refusal
from nonesuch.media.colours import Colours
from nonesuch.media.video_info import VideoInfo

_LIMITED_RANGE, _FULL_RANGE = 1, 2
_RGB_MATRIX = 0
_UNSPECIFIED = 2

# Players take what these store as limited range of the usual matrix for the size.
_NAMES_NO_COLOURS = frozenset(("mpeg4", "msmpeg4v3", "h263p"))

_NEEDS_EVEN_SIZE = frozenset(("libx264", "libx265", "libsvtav1"))

# For sources that are not stored as one of the encoder's formats.
_FALLBACKS = ("yuv420p", "yuv422p", "yuv444p", "bgr0", "gbrp", "rgb24", "pal8", "rgb8")


@dataclass(frozen=True)
class PixelPlan:
    """The output's pixel format and colour tags.

    ``is_odd_workaround`` says that 4:4:4 stands in for 4:2:0, which the codec can
    store in even sizes only.
    """

    pixel_format: str
    colours: Colours
    is_odd_workaround: bool = False


def plan_pixels(codec: Any, source: VideoInfo) -> PixelPlan:
    """The plan nearest to the source that the encoder (PyAV's ``Codec``) can store."""
    formats = {format.name for format in codec.video_formats or ()}
    wanted = source.pixel_format.replace("yuvj", "yuv").replace("nv12", "yuv420p")
    colours = source.colours
    if codec.name == "mjpeg":
        colours = replace(colours, range=_FULL_RANGE)
    if codec.name in _NAMES_NO_COLOURS:
        colours = Colours(range=_LIMITED_RANGE)
    if wanted not in formats:
        wanted = _nearest(wanted, formats, codec.name)
    if not source.pixel_format.startswith(("yuv", "nv", "gray", "p0")):
        colours = _of_rgb_source(colours, wanted)
    is_odd = bool(source.width % 2 or source.height % 2)
    if is_odd and codec.name in _NEEDS_EVEN_SIZE and "444" not in wanted:
        return PixelPlan(_full_chroma(wanted, formats), colours, True)
    return PixelPlan(wanted, colours)


def _nearest(wanted: str, formats: set[str], codec: str) -> str:
    deep = [f"yuv{sampling}p10le" for sampling in _sampling(wanted)]
    first = deep if wanted.endswith(("10le", "12le", "16le", "p010le")) else []
    same = [f"yuv{sampling}p" for sampling in _sampling(wanted)]
    for candidate in (*first, *same, *_FALLBACKS, *sorted(formats)):
        if candidate in formats:
            return candidate
    raise Refusal(f"The encoder {codec} names no pixel format. Choose another codec.")


def _sampling(wanted: str) -> list[str]:
    return [name for name in ("420", "422", "444") if name in wanted] or ["420"]


def _full_chroma(wanted: str, formats: set[str]) -> str:
    deep = "yuv444p10le"
    return deep if wanted.endswith("10le") and deep in formats else "yuv444p"


def _of_rgb_source(colours: Colours, pixel_format: str) -> Colours:
    if not pixel_format.startswith("yuv"):
        return colours
    # RGB has no matrix to keep: say what the conversion uses, so players agree.
    range_ = colours.range if colours.range == _FULL_RANGE else _LIMITED_RANGE
    is_rgb = colours.matrix in (_RGB_MATRIX, _UNSPECIFIED)
    return replace(colours, matrix=1 if is_rgb else colours.matrix, range=range_)
