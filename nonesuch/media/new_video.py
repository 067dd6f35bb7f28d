"""A video made of pictures alone: no source, no sound, a constant frame rate."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import ColorRange, Colorspace

from nonesuch.media.colours import SCALER_THREADS
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Image

_OPTIONS = {"crf": "18", "preset": "veryfast"}
_LARGEST_DENOMINATOR = 1001


def write_new_video(path: Path, images: Iterable[Image], fps: float) -> int:
    """How many frames were written: H.264 in 4:2:0, BT.709, one frame each 1/fps s.

    Images are uint8 RGB of one size, with even width and height.  Nothing lies under
    ``path`` before the last is in it.  ``ValueError`` without any image, ``Refusal``
    for a full or forbidden disk.
    """
    count = 0
    rate = Fraction(fps).limit_denominator(_LARGEST_DENOMINATOR)
    with writing_whole(path) as temporary, av.open(str(temporary), "w") as output:
        stream = output.add_stream("libx264", rate=rate)
        stream.pix_fmt = "yuv420p"
        stream.options = _OPTIONS
        stream.codec_context.colorspace = Colorspace.ITU709
        stream.codec_context.color_range = ColorRange.MPEG
        for image in images:
            if count == 0:
                stream.height, stream.width = image.shape[:2]
            output.mux(stream.encode(_frame(image, count)))
            count += 1
        if count == 0:
            raise ValueError(f"no image was given for {path}")
        output.mux(stream.encode(None))
    return count


def _frame(image: Image, index: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format="yuv420p",
        threads=SCALER_THREADS,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    frame.pts = index
    return frame
