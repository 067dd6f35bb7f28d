"""Puts the demonstration's pictures beside what became of them.

python examples/before_after.py examples demo demo/before_after.png
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
HEIGHT_PX = 420
CLIP_FRAMES = (10, 40, 70)


def main(before: Path, after: Path, out: Path) -> None:
    pairs = list(pairs_of(before, after))
    rows = [np.hstack([pair[k] for pair in pairs]) for k in (0, 1)]
    cv2.imwrite(str(out), np.vstack(rows))


def pairs_of(before: Path, after: Path) -> Iterator[tuple[Image, Image]]:
    for path in sorted(before.glob("*.jpg")):
        yield picture_of(path), picture_of(after / path.name)
    for path in sorted(before.glob("*.mp4")):
        clips = frames_of(path), frames_of(after / path.name)
        yield from zip(*clips, strict=True)


def picture_of(path: Path) -> Image:
    return scaled(np.asarray(cv2.imread(str(path)), np.uint8))


def frames_of(path: Path) -> list[Image]:
    with av.open(str(path)) as container:
        frames = [
            frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)
        ]
    return [scaled(frames[index]) for index in CLIP_FRAMES]


def scaled(image: Image) -> Image:
    width = round(image.shape[1] * HEIGHT_PX / image.shape[0])
    small = cv2.resize(image, (width, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
