"""Frames per second of reading and writing a video alone: the floor of a run.

    python benchmarks/speed_of_media.py CLIP [--size 1280x720] [--frames 200]

Scales the clip to the size first, then measures decoding to RGB, copying untouched,
and copying with twenty changed regions a frame, each twice in turn; the best counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import av
import numpy as np

from nonesuch.media import VideoWriter, probe, read_frames


def scaled(source: Path, target: Path, size_wh: tuple[int, int], frames: int) -> None:
    """The first frames of the clip at another size, from the start if it ends."""
    pictures = list(islice((f.original for f in read_frames(source)), frames))
    with av.open(str(target), "w") as output:
        video: Any = output.add_stream("libx264", rate=25)
        video.width, video.height = size_wh
        video.codec_context.options = {"preset": "veryfast", "crf": "20"}
        for index, picture in enumerate(islice(cycle(pictures), frames)):
            width, height = size_wh
            frame = picture.reformat(width=width, height=height, format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            frame.pict_type = 0
            output.mux(video.encode(frame))
        output.mux(video.encode(None))


def decode(source: Path, _: Path) -> int:
    return sum(1 for _ in read_frames(source))


def copy(source: Path, target: Path) -> int:
    with VideoWriter(target, probe(source)) as writer:
        for frame in read_frames(source):
            writer.write(frame)
    return writer.frames_written


def copy_changed(source: Path, target: Path) -> int:
    with VideoWriter(target, probe(source)) as writer:
        for frame in read_frames(source):
            image = frame.image.copy()
            height, width = image.shape[:2]
            for row, column in np.ndindex(4, 5):
                y, x = height * row // 4 + 9, width * column // 5 + 9
                image[y : y + 40, x : x + 40] = 128
            writer.write(frame, image)
    return writer.frames_written


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clip", type=Path)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--frames", type=int, default=200)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    tasks = {"decode": decode, "copy": copy, "copy, 20 regions changed": copy_changed}
    best = dict.fromkeys(tasks, 0.0)
    cpu_ms = dict.fromkeys(tasks, float("inf"))
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        scaled(options.clip, clip, (width, height), options.frames)
        for name, task in [*tasks.items(), *tasks.items()]:
            start, cpu = time.perf_counter(), time.process_time()
            frames = task(clip, Path(folder) / "copy.mp4")
            best[name] = max(best[name], frames / (time.perf_counter() - start))
            used_ms = 1000 * (time.process_time() - cpu) / frames
            cpu_ms[name] = min(cpu_ms[name], used_ms)
    print(f"{options.size}: frames/s, processor ms a frame")
    for name, rate in best.items():
        print(f"{name:<26} {rate:7.1f} {cpu_ms[name]:7.1f}")


if __name__ == "__main__":
    main()
