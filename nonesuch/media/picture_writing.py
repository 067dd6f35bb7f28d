"""Pictures written back: as the source was stored, wherever the format can."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from nonesuch.errors import Refusal
from nonesuch.media import picture_files, tiff
from nonesuch.media.pictures import Picture
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Image

# ITU-R BT.601, as everywhere in picture files.
_LUMA = np.array([0.299, 0.587, 0.114])

_FINE_JPEG: dict[str, Any] = {"quality": 95, "subsampling": 0}
_FINE_WEBP = 95

_HOLDS_ALPHA = frozenset(("PNG", "WEBP", "TIFF", "BMP"))
_HOLDS_DEPTH = frozenset(("PNG", "TIFF"))
_HOLDS_CMYK = frozenset(("JPEG", "TIFF"))
_HOLDS_GRAY = frozenset(("JPEG", "PNG", "TIFF", "BMP"))


def write_picture(
    path: Path, picture: Picture, image: Image, *, keep_metadata: bool = False
) -> None:
    """Writes ``image`` to ``path``, whole or not at all, as ``picture`` was stored.

    The extension decides the format; an unknown one keeps the source's.  Depth,
    gray or CMYK, alpha, colour profile and JPEG tables are the source's where the
    format holds them, and samples of unchanged pixels are bit for bit the source's
    before compression.  All metadata is dropped; ``keep_metadata`` keeps what
    :mod:`nonesuch.media.metadata` lists, but in a TIFF.  Raises :class:`Refusal`.
    """
    path = Path(path)
    if image.shape != picture.image.shape:
        raise ValueError(f"image has shape {image.shape}, not {picture.image.shape}")
    format = picture_files.FORMAT_OF_EXTENSION.get(path.suffix.lower(), picture.format)
    if picture.alpha is not None and format not in _HOLDS_ALPHA:
        raise Refusal(
            f"{path} cannot be written as {format}, which holds no transparency, but "
            "the picture is partly transparent. Name the output .png, .webp or .tif."
        )
    with writing_whole(path) as temporary:
        temporary.write_bytes(_encoded(path, picture, image, format, keep_metadata))


def _encoded(
    path: Path, picture: Picture, image: Image, format: str, keep_metadata: bool
) -> bytes:
    samples = _stored_samples(picture, image, format)
    is_same_kind = (samples is not image) == (picture.samples is not None)
    profile = picture.icc_profile if is_same_kind else None
    # Pillow cannot write every EXIF tag into a compressed TIFF.
    exif = picture.exif if keep_metadata and format != "TIFF" else b""
    try:
        if samples.dtype == np.uint16 and format == "TIFF":
            return tiff.encoded(samples, profile)
        if samples.dtype == np.uint16:
            data = _deep_png(samples)
        else:
            data = _by_pillow(picture, samples, format, profile, exif)
    except (OSError, ValueError, OverflowError) as error:
        height, width = image.shape[:2]
        raise Refusal(
            f"{path} cannot be written: a {format} file cannot hold {width} x "
            f"{height} pixels of this kind. Name the output .png or .tif."
        ) from error
    if format == "PNG" and is_same_kind:
        return picture_files.with_png_chunks(data, _colour_chunks(picture, data))
    return data


def _stored_samples(picture: Picture, image: Image, format: str) -> NDArray[Any]:
    samples = picture.samples
    if samples is None:
        return image
    is_deep = samples.dtype == np.uint16
    holds = _HOLDS_GRAY if samples.ndim == 2 else _HOLDS_CMYK
    if format not in (_HOLDS_DEPTH if is_deep else holds):
        return image
    if image is picture.image:
        return samples
    changed = (image != picture.image).any(axis=2)
    merged = samples.copy()
    values = image[changed]
    scale = 257 if is_deep else 1
    if samples.ndim == 2:
        merged[changed] = np.rint(values @ _LUMA).astype(samples.dtype) * scale
    elif is_deep:
        merged[changed, :3] = values.astype(np.uint16) * scale
    else:
        # As Pillow reads CMYK: red is what cyan and black leave over.
        merged[changed, :3] = 255 - values
        merged[changed, 3] = 0
    return merged


def _by_pillow(
    picture: Picture,
    samples: NDArray[Any],
    format: str,
    profile: bytes | None,
    exif: bytes,
) -> bytes:
    mode = {2: "L", 3: "RGB", 4: "CMYK"}[2 if samples.ndim == 2 else samples.shape[2]]
    target = Pillow.fromarray(samples)
    if mode == "CMYK":
        target = Pillow.frombuffer("CMYK", target.size, samples.tobytes())
    if picture.alpha is not None:
        target.putalpha(Pillow.fromarray(picture.alpha))
    options = _options(picture, format)
    if profile:
        options["icc_profile"] = profile
    if exif:
        options["exif"] = exif
    buffer = BytesIO()
    target.save(buffer, format, **options)
    return buffer.getvalue()


def _options(picture: Picture, format: str) -> dict[str, Any]:
    if format == "JPEG":
        return dict(picture.jpeg or _FINE_JPEG)
    if format == "WEBP":
        return {
            "lossless": picture.is_lossless,
            "quality": 75 if picture.is_lossless else _FINE_WEBP,
            "exact": True,
        }
    return {"compression": "tiff_deflate"} if format == "TIFF" else {}


def _deep_png(samples: NDArray[Any]) -> bytes:
    if samples.ndim == 3:
        code = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}[samples.shape[2]]
        samples = cv2.cvtColor(samples, code)
    encoded = cv2.imencode(".png", samples)[1]
    data: bytes = encoded.tobytes()
    return data


def _colour_chunks(picture: Picture, data: bytes) -> tuple[tuple[bytes, bytes], ...]:
    # A PNG keeps its own chunks; another source's profile is already in ``data``.
    return picture.png_chunks or picture_files.png_colour_chunks(data)
