"""Between RGB and the pixel formats of video, with the matrix the video was made by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.media.orientation import Orientation
from nonesuch.nouns import Image

SCALER_THREADS = 1
"""FFmpeg's scaler writes past the end of a row where samples have more than 8 bits,
and with several threads over what the next one has written: 1 keeps it exact."""

_UNSPECIFIED = 2
_FULL_RANGE = 2
_LIMITED_RANGE = 1

# From H.273 matrix numbers to the scaler's; what it does not know is taken as BT.601.
_SCALER_MATRIX = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}

_PLANES: dict[str, tuple[int, int, str]] = {
    f"{prefix}{sampling}p{depth}": (dx, dy, "<u2" if depth else "u1")
    for sampling, dx, dy in (("420", 2, 2), ("422", 2, 1), ("444", 1, 1))
    for prefix, depth in (("yuv", ""), ("yuvj", ""), ("yuv", "10le"), ("yuv", "12le"))
}
_PLANES["gray"] = (1, 1, "u1")
"""Planar formats: chroma step across and down, type of a sample."""


@dataclass(frozen=True)
class Colours:
    """What a video says of its colours, as the numbers of ITU-T H.273; 2: nothing.

    ``range`` is 1 for 16 to 235 (video), 2 for 0 to 255 (full), 0 for not said.
    """

    matrix: int = _UNSPECIFIED
    range: int = 0
    primaries: int = _UNSPECIFIED
    transfer: int = _UNSPECIFIED


def colours_of(frame: Any) -> Colours:
    """The tags of a decoded frame; the old full-range formats count as full range."""
    is_full = frame.format.name.startswith("yuvj")
    return Colours(
        int(frame.colorspace),
        _FULL_RANGE if is_full else int(frame.color_range),
        int(frame.color_primaries),
        int(frame.color_trc),
    )


def to_rgb(frame: Any) -> Image:
    """The decoded frame as uint8 RGB ``(h, w, 3)``, not turned."""
    if frame.format.name == "rgb24":
        return np.ascontiguousarray(frame.to_ndarray())
    rgb = frame.reformat(
        format="rgb24",
        threads=SCALER_THREADS,
        src_colorspace=_scaler_matrix(colours_of(frame), frame.height),
        src_color_range=_scaler_range(frame.format.name, colours_of(frame)),
        dst_color_range=_FULL_RANGE,
    )
    array: Image = np.ascontiguousarray(rgb.to_ndarray())
    return array


def to_format(frame: Any, pixel_format: str, colours: Colours) -> Any:
    """A frame in another pixel format, its values moved to the range of ``colours``."""
    source = colours_of(frame)
    result = frame.reformat(
        format=pixel_format,
        threads=SCALER_THREADS,
        src_colorspace=_scaler_matrix(source, frame.height),
        src_color_range=_scaler_range(frame.format.name, source),
        dst_colorspace=_scaler_matrix(colours, frame.height),
        dst_color_range=_scaler_range(pixel_format, colours),
    )
    return result


def is_stored_as(frame: Any, pixel_format: str, colours: Colours) -> bool:
    """Whether the frame's samples mean the same under that format and those tags."""
    own, name = colours_of(frame), frame.format.name
    is_same_format = name.replace("yuvj", "yuv") == pixel_format.replace("yuvj", "yuv")
    is_same_range = _scaler_range(name, own) == _scaler_range(pixel_format, colours)
    height = frame.height
    is_same_matrix = _scaler_matrix(own, height) == _scaler_matrix(colours, height)
    return is_same_format and is_same_range and is_same_matrix


def from_rgb(image: Image, pixel_format: str, colours: Colours, height: int) -> Any:
    """A new frame of ``image``, part of a picture ``height`` pixels high."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    return frame.reformat(
        format=pixel_format,
        threads=SCALER_THREADS,
        src_color_range=_FULL_RANGE,
        dst_colorspace=_scaler_matrix(colours, height),
        dst_color_range=_scaler_range(pixel_format, colours),
    )


def with_changes(base: Any, before: Image, after: Image, colours: Colours) -> Any:
    """A new frame that shows ``after`` where it differs from ``before``.

    Elsewhere it is a bit for bit copy of the frame ``base``, of which ``before`` is
    the RGB picture, so what the caller left alone never passes through RGB.  A
    format that is not planar has no such samples and is converted as a whole.
    """
    pixel_format, height = base.format.name, base.height
    if pixel_format not in _PLANES:
        return from_rgb(after, pixel_format, colours, height)
    result = _copied(base, pixel_format.replace("yuvj", "yuv"))
    changed = _is_changed(before, after)
    box = _even_box(changed)
    if box is None:
        return result
    y0, y1, x0, x1 = box
    part = from_rgb(after[y0:y1, x0:x1], pixel_format, colours, height)
    targets = planes_of(result)
    for index, patch in enumerate(planes_of(part)):
        dx, dy = _PLANES[pixel_format][:2] if index else (1, 1)
        region = targets[index][y0 // dy :, x0 // dx :][
            : patch.shape[0], : patch.shape[1]
        ]
        mask = _any_of_block(changed[y0:y1, x0:x1], dx, dy)
        np.copyto(region, patch, where=mask)
    return result


def turned(frame: Any, turn: Orientation) -> Any:
    """The planar frame with its planes turned upright; its chroma must be square."""
    dx, dy, _ = _PLANES[frame.format.name]
    if turn.is_transposed and dx != dy:
        raise ValueError(f"{frame.format.name} cannot be turned plane by plane")
    height, width = frame.height, frame.width
    size_wh = (height, width) if turn.is_transposed else (width, height)
    result = av.VideoFrame(*size_wh, frame.format.name.replace("yuvj", "yuv"))
    for target, source in zip(planes_of(result), planes_of(frame), strict=True):
        target[:] = turn.upright(source)
    return result


def planes_of(frame: Any) -> list[NDArray[Any]]:
    """Views ``(h, w)`` of the planes of a planar frame, without the padding."""
    sample = np.dtype(_PLANES[frame.format.name][2])
    return [
        np.frombuffer(plane, sample).reshape(
            plane.height, plane.line_size // sample.itemsize
        )[:, : plane.width]
        for plane in frame.planes
    ]


def is_turnable(pixel_format: str) -> bool:
    """Whether :func:`turned` can turn the format by a right angle."""
    dx, dy, _ = _PLANES.get(pixel_format, (1, 2, ""))
    return dx == dy


def _copied(frame: Any, pixel_format: str) -> Any:
    copy = av.VideoFrame(frame.width, frame.height, pixel_format)
    for target, source in zip(planes_of(copy), planes_of(frame), strict=True):
        target[:] = source
    return copy


def _is_changed(before: Image, after: Image) -> NDArray[np.bool_]:
    if before is after:
        return np.zeros(before.shape[:2], np.bool_)
    zero = (0, 0, 0)
    same = cv2.inRange(cv2.absdiff(before, after), zero, zero)
    changed: NDArray[np.bool_] = same.reshape(before.shape[:2]) == 0
    return changed


def _even_box(changed: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    rows = np.flatnonzero(changed.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(changed.any(axis=0))
    height, width = changed.shape
    y0, y1 = int(rows[0]) & ~1, min((int(rows[-1]) + 2) & ~1, height)
    x0, x1 = int(columns[0]) & ~1, min((int(columns[-1]) + 2) & ~1, width)
    return y0, y1, x0, x1


def _any_of_block(mask: NDArray[np.bool_], dx: int, dy: int) -> NDArray[np.bool_]:
    if (dx, dy) == (1, 1):
        return mask
    height, width = mask.shape
    result = np.zeros((-(-height // dy), -(-width // dx)), np.bool_)
    for y, x in np.ndindex(dy, dx):
        part = mask[y::dy, x::dx]
        result[: part.shape[0], : part.shape[1]] |= part
    return result


def _scaler_matrix(colours: Colours, height: int) -> int:
    # Players take untagged video as BT.709 from 720 lines on, as BT.601 below.
    untagged = 1 if height >= 720 else 5
    return _SCALER_MATRIX.get(colours.matrix, untagged)


def _scaler_range(pixel_format: str, colours: Colours) -> int:
    if pixel_format.startswith("yuvj") or pixel_format == "gray":
        return colours.range or _FULL_RANGE
    if not pixel_format.startswith(("yuv", "nv")):
        return _FULL_RANGE
    return colours.range or _LIMITED_RANGE
