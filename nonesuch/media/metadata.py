"""What may stay of a picture's metadata: nothing, or what names nobody.

The lists say what is kept, not what is dropped: a maker's private block, a serial
number or a comment that nobody here has heard of cannot slip through.  The embedded
thumbnail, XMP, IPTC, Photoshop blocks and multi-picture previews are never kept.
"""

from __future__ import annotations

import struct
from typing import Any

from PIL import ExifTags
from PIL.Image import Exif

_BASE = ExifTags.Base

# Camera and program, when, and how dense.
_HARMLESS_IN_MAIN = (
    _BASE.Make,
    _BASE.Model,
    _BASE.Software,
    _BASE.DateTime,
    _BASE.XResolution,
    _BASE.YResolution,
    _BASE.ResolutionUnit,
)

# How the picture was taken.
_HARMLESS_IN_EXIF = (
    _BASE.ExposureTime,
    _BASE.FNumber,
    _BASE.ExposureProgram,
    _BASE.ISOSpeedRatings,
    _BASE.SensitivityType,
    _BASE.ExifVersion,
    _BASE.DateTimeOriginal,
    _BASE.DateTimeDigitized,
    _BASE.OffsetTime,
    _BASE.OffsetTimeOriginal,
    _BASE.OffsetTimeDigitized,
    _BASE.SubsecTime,
    _BASE.SubsecTimeOriginal,
    _BASE.SubsecTimeDigitized,
    _BASE.ShutterSpeedValue,
    _BASE.ApertureValue,
    _BASE.BrightnessValue,
    _BASE.ExposureBiasValue,
    _BASE.MaxApertureValue,
    _BASE.SubjectDistance,
    _BASE.MeteringMode,
    _BASE.LightSource,
    _BASE.Flash,
    _BASE.FocalLength,
    _BASE.ColorSpace,
    _BASE.SensingMethod,
    _BASE.CustomRendered,
    _BASE.ExposureMode,
    _BASE.WhiteBalance,
    _BASE.DigitalZoomRatio,
    _BASE.FocalLengthIn35mmFilm,
    _BASE.SceneCaptureType,
    _BASE.GainControl,
    _BASE.Contrast,
    _BASE.Saturation,
    _BASE.Sharpness,
    _BASE.SubjectDistanceRange,
    _BASE.LensSpecification,
    _BASE.LensMake,
    _BASE.LensModel,
)


def harmless_exif(exif: Exif | None) -> bytes:
    """EXIF with the harmless tags only, as Pillow writes it; empty if there are none.

    Without position, serial numbers, owner, artist, copyright, comments, maker notes
    and thumbnail, and without orientation, which is applied to the pixels.
    """
    if exif is None:
        return b""
    clean = Exif()
    try:
        taken: dict[int, Any] = exif.get_ifd(ExifTags.IFD.Exif)
        clean.update({tag: exif[tag] for tag in _HARMLESS_IN_MAIN if tag in exif})
        clean.get_ifd(ExifTags.IFD.Exif).update(
            {tag: taken[tag] for tag in _HARMLESS_IN_EXIF if tag in taken}
        )
        return clean.tobytes() if len(clean) or taken else b""
    except (ValueError, TypeError, KeyError, SyntaxError, struct.error, OSError):
        # A block that does not follow the format cannot be cleaned, so it goes.
        return b""
