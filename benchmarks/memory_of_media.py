"""Peak memory of reading and writing a video, 200 against 4,000 frames.

    python benchmarks/memory_of_media.py [--size 640x360] [--frames 200,4000]

Makes synthetic clips with sound, then copies each in a process of its own, once
untouched and once with a changed region, and prints the peak resident set of each.
One to two minutes on 2 cores.  Measured at 640x360: 200 frames 123 and 130 MB, 4,000
frames 128 and 134 MB.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from nonesuch.media import VideoWriter, probe, read_frames


def make_clip(path: Path, frames: int, size_wh: tuple[int, int]) -> None:
    """A moving pattern at 25 fps with a tone, H.264 and AAC."""
    width, height = size_wh
    y, x = np.mgrid[:height, :width]
    with av.open(str(path), "w") as output:
        video: Any = output.add_stream("libx264", rate=25)
        video.width, video.height = size_wh
        video.codec_context.options = {"preset": "ultrafast", "crf": "23"}
        sound: Any = output.add_stream("aac", rate=48000)
        for index in range(frames):
            luma = (128 + 90 * np.sin((x + 4 * index) / 23) * np.cos(y / 31)).astype(
                np.uint8
            )
            image = np.repeat(luma[..., None], 3, axis=2)
            picture = av.VideoFrame.from_ndarray(image, format="rgb24")
            output.mux(video.encode(picture))
            tone = np.zeros((2, 1920), np.float32)
            part: Any = av.AudioFrame.from_ndarray(tone, format="fltp", layout="stereo")
            part.sample_rate, part.pts = 48000, index * 1920
            part.time_base = Fraction(1, 48000)
            output.mux(sound.encode(part))
        output.mux(video.encode(None))
        output.mux(sound.encode(None))


def copy_clip(source: Path, target: Path, *, is_changed: bool) -> int:
    """Copies the clip; returns this process's peak memory in KiB."""
    with VideoWriter(target, probe(source)) as writer:
        for frame in read_frames(source):
            if not is_changed:
                writer.write(frame)
                continue
            image = frame.image.copy()
            image[40:120, 60:140] = 128
            writer.write(frame, image)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(source: Path, target: Path, way: str) -> float:
    """Peak memory in MB of a process that copies the clip."""
    command = [sys.executable, __file__, "--copy", way, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--frames", default="200,4000")
    parser.add_argument("--copy", nargs=3, metavar=("WAY", "SOURCE", "TARGET"))
    options = parser.parse_args()
    if options.copy:
        way, source, target = options.copy
        print(copy_clip(Path(source), Path(target), is_changed=way == "changed"))
        return
    width, height = map(int, options.size.split("x"))
    print(f"{'frames':>7} {'untouched':>10} {'changed':>10}   peak MB, {options.size}")
    with tempfile.TemporaryDirectory() as folder:
        for count in map(int, options.frames.split(",")):
            source = Path(folder) / f"{count}.mp4"
            make_clip(source, count, (width, height))
            peaks = [
                measure(source, Path(folder) / "copy.mp4", way)
                for way in ("untouched", "changed")
            ]
            print(f"{count:>7} {peaks[0]:>10.0f} {peaks[1]:>10.0f}")


if __name__ == "__main__":
    main()
