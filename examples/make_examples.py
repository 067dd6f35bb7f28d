"""Makes the demonstration's inputs: pictures and a clip of people who do not exist.

    pip download --no-deps openpeople==0.1.2 && unzip openpeople-*.whl -d people
    python examples/make_examples.py people/openpeople/data/curated examples

The people are AI-made (package openpeople, MIT licence).  The clip shows three of them
through three moving cameras and has a tone as its sound.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
RATE, FRAMES, SIZE_WH = 25, 75, (960, 540)
SOUND_RATE = 44100
PICTURES = {
    "park.jpg": ("P004", "amateur_posture", 1200),
    "selfie.jpg": ("P001", "amateur_selfie", 1200),
    "walk.jpg": ("P007", "amateur_posture", 1000),
}
CAST = (
    ("P002", "amateur_posture"),
    ("P005", "amateur_posture"),
    ("P010", "amateur_posture"),
)


def main(people: Path, out: Path) -> None:
    for name, (person, view, height) in PICTURES.items():
        image = read(people, person, view)
        width = round(image.shape[1] * height / image.shape[0])
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(out / name), small, [cv2.IMWRITE_JPEG_QUALITY, 88])
    write_clip(out / "cameras.mp4", [read(people, *view) for view in CAST])


def read(people: Path, person: str, view: str) -> Image:
    image = cv2.imread(str(people / person / "assets" / f"{view}.jpg"))
    if image is None:
        raise SystemExit(f"{person}/{view}.jpg is not in {people}")
    return np.asarray(image, np.uint8)


def panel(image: Image, time: float, which: int) -> Image:
    """One camera's picture at time 0 to 1: it drifts, zooms and shakes a little."""
    width, height = SIZE_WH[0] // 3, SIZE_WH[1]
    zoom = 1.0 + 0.8 * time if which != 1 else 1.8 - 0.8 * time
    scale = height / image.shape[0] * 1.6 * zoom
    sway = np.sin(2 * np.pi * (time * (1 + which) + which / 3))
    centre = np.array([image.shape[1] * (0.5 + 0.04 * sway), image.shape[0] * 0.30])
    matrix = np.array([[scale, 0, width / 2], [0, scale, height / 2]])
    matrix[:, 2] -= scale * centre
    framed = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_AREA)
    return np.asarray(framed, np.uint8)


def write_clip(path: Path, images: list[Image]) -> None:
    smaller = [
        cv2.resize(i, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        for i in images
    ]
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=RATE)
        video.width, video.height = SIZE_WH
        video.pix_fmt = "yuv420p"
        video.options = {"crf": "25", "preset": "slow"}
        audio = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        for index in range(FRAMES):
            panels = [
                panel(image, index / FRAMES, k) for k, image in enumerate(smaller)
            ]
            frame = av.VideoFrame.from_ndarray(np.hstack(panels), format="bgr24")
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for packet in sound(audio):
            container.mux(packet)


def sound(stream: av.AudioStream) -> list[av.Packet]:
    packets: list[av.Packet] = []
    block = 1024
    for start in range(0, FRAMES * SOUND_RATE // RATE, block):
        time = (start + np.arange(block)) / SOUND_RATE
        tone = (0.1 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = SOUND_RATE, start
        frame.time_base = Fraction(1, SOUND_RATE)
        packets += stream.encode(frame)
    packets += stream.encode()
    return packets


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
