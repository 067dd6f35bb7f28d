"""Photographs in and out, so that what was not changed stays as it was."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL import Image as Pillow

from nonesuch.errors import Refusal
from nonesuch.media import metadata, orientation, picture_files
from nonesuch.media.orientation import Orientation
from nonesuch.nouns import Image

LARGEST_MEGAPIXELS = 256
"""Larger pictures are refused: they would need more than about 4 GB of memory."""

_ORIENTATION_TAG = 0x0112
_FULL_CHROMA, _HALF_WIDTH_CHROMA = 0, 1

# Pillow's plugins by themselves: unlike ``Image.open`` they neither try other formats
# nor count pixels by a global limit.
_READERS: dict[str, Any] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
}

_WHAT_DECODERS_RAISE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
    cv2.error,
    Pillow.DecompressionBombError,
)


@dataclass(frozen=True)
class Picture:
    """A picture as it is to be seen, and what is needed to write it back.

    ``image`` is uint8 RGB ``(h, w, 3)``, upright; ``alpha`` uint8 ``(h, w)`` or None.
    ``samples`` holds the file's own values where they are not 8 bit RGB: gray
    ``(h, w)``, CMYK ``(h, w, 4)``, or 16 bit ``(h, w)``, ``(h, w, 3)``,
    ``(h, w, 4)``, upright.  ``jpeg`` is how a JPEG was compressed and
    ``exif`` what of its metadata may be kept.
    """

    image: Image
    alpha: Image | None
    icc_profile: bytes | None
    format: str
    orientation_applied: Orientation
    samples: NDArray[Any] | None = field(default=None, repr=False)
    is_lossless: bool = True
    jpeg: dict[str, Any] = field(default_factory=dict, repr=False)
    png_chunks: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    exif: bytes = field(default=b"", repr=False)


def read_picture(path: Path) -> Picture:
    """The picture in the file; its content, not its name, decides how it is read.

    Raises :class:`Refusal` for a file that is missing, empty, cut off, damaged, too
    large, animated, of several pages, or no JPEG, PNG, WebP, TIFF or BMP.
    """
    path = Path(path)
    data = picture_files.bytes_of(path)
    format = picture_files.format_of(data)
    if format is None:
        raise Refusal(
            f"{path} is not a picture that can be read: its content is none of JPEG, "
            "PNG, WebP, TIFF or BMP. Convert it to one of these, or leave it out."
        )
    with _decoding(path, format):
        opened = _READERS[format](BytesIO(data))
        _refuse_unfit(path, opened)
        return _picture(opened, format, data)


@contextmanager
def _decoding(path: Path, format: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except MemoryError:
        raise Refusal(
            f"{path} is too large for the memory of this machine. Scale it down first."
        ) from None
    except _WHAT_DECODERS_RAISE as error:
        raise Refusal(
            f"{path} is a damaged or incomplete {format} picture and cannot be decoded "
            "whole. Fetch it again or leave it out."
        ) from error


def _refuse_unfit(path: Path, opened: Any) -> None:
    width, height = opened.size
    if width * height > LARGEST_MEGAPIXELS * 1_000_000:
        raise Refusal(
            f"{path} has {width} x {height} pixels, that is "
            f"{width * height / 1e6:.0f} megapixels; the limit is "
            f"{LARGEST_MEGAPIXELS}. Scale it down or cut it into parts."
        )
    if getattr(opened, "n_frames", 1) > 1:
        raise Refusal(
            f"{path} holds {opened.n_frames} pages or moving pictures, but one was "
            "expected. Save its pages one by one, or an animation as .gif or .mp4."
        )
    is_float = opened.format == "TIFF" and set(opened.tag_v2.get(339, (1,))) != {1}
    if opened.mode in ("F", "I") or is_float:
        raise Refusal(
            f"{path} has samples of 32 bits or with a decimal point, which are no "
            "photograph. Convert it to 8 or 16 bits."
        )


def _picture(opened: Any, format: str, data: bytes) -> Picture:
    exif = opened.getexif()
    turn = orientation.of_exif(exif.get(_ORIENTATION_TAG))
    facts: dict[str, Any] = {
        "icc_profile": opened.info.get("icc_profile"),
        "format": format,
        "orientation_applied": turn,
        "exif": metadata.harmless_exif(exif),
    }
    if format == "JPEG":
        facts |= {"jpeg": _compression(opened, turn), "is_lossless": False}
    if format == "PNG":
        facts["png_chunks"] = picture_files.png_colour_chunks(data)
    if format == "WEBP":
        facts["is_lossless"] = picture_files.webp_is_lossless(data)
    if _is_deep(opened, format, data):
        return Picture(**_deep_samples(data, turn), **facts)
    opened.load()
    # Pillow has turned a TIFF by itself when it is loaded.
    is_turned = opened.getexif().get(_ORIENTATION_TAG) is None
    return Picture(**_samples(opened, Orientation() if is_turned else turn), **facts)


def _compression(opened: Any, turn: Orientation) -> dict[str, Any]:
    tables = {
        index: np.reshape(table, (8, 8)).T.ravel().tolist()
        if turn.is_transposed
        else list(table)
        for index, table in opened.quantization.items()
    }
    sampling = JpegImagePlugin.get_sampling(opened)
    if turn.is_transposed and sampling == _HALF_WIDTH_CHROMA:
        sampling = _FULL_CHROMA
    found: dict[str, Any] = {"qtables": [tables[key] for key in sorted(tables)]}
    if sampling >= 0:
        found["subsampling"] = sampling
    if opened.info.get("progressive"):
        found["progressive"] = True
    return found


def _is_deep(opened: Any, format: str, data: bytes) -> bool:
    if format == "PNG":
        return picture_files.png_bit_depth(data) == 16
    return format == "TIFF" and max(opened.tag_v2.get(258, (1,))) == 16


def _deep_samples(data: bytes, turn: Orientation) -> dict[str, Any]:
    flags = cv2.IMREAD_UNCHANGED
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if decoded is None or decoded.dtype != np.uint16:
        raise ValueError("16 bit samples were expected")
    if decoded.ndim == 3:
        to_rgb = {3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}[decoded.shape[2]]
        decoded = cv2.cvtColor(decoded, to_rgb)
    samples = turn.upright(decoded)
    coarse = cv2.convertScaleAbs(samples, alpha=1 / 257).reshape(samples.shape)
    if samples.ndim == 2:
        return {"image": _three(coarse), "alpha": None, "samples": samples}
    alpha = np.ascontiguousarray(coarse[..., 3]) if samples.shape[2] == 4 else None
    image = np.ascontiguousarray(coarse[..., :3])
    return {"image": image, "alpha": alpha, "samples": samples}


def _samples(opened: Any, turn: Orientation) -> dict[str, Any]:
    has_alpha = opened.has_transparency_data
    if opened.mode == "CMYK":
        image = turn.upright(np.asarray(opened.convert("RGB")))
        samples = turn.upright(np.asarray(opened))
        return {"image": image, "alpha": None, "samples": samples}
    if opened.mode in ("1", "L", "LA"):
        pixels = np.asarray(opened.convert("LA" if has_alpha else "L"))
        gray = turn.upright(pixels[..., 0] if has_alpha else pixels)
        alpha = turn.upright(pixels[..., 1]) if has_alpha else None
        return {"image": _three(gray), "alpha": alpha, "samples": gray}
    pixels = np.asarray(opened.convert("RGBA" if has_alpha else "RGB"))
    alpha = turn.upright(pixels[..., 3]) if has_alpha else None
    return {"image": turn.upright(pixels[..., :3]), "alpha": alpha}


def _three(gray: Image) -> Image:
    return np.repeat(gray[..., None], 3, axis=2)
