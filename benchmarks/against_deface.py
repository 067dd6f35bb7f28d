"""Frames a second of whole runs, ours and deface's, side by side on the same cores.

    python -m venv other && other/bin/pip install deface==1.5.0 onnx onnxruntime
    python benchmarks/against_deface.py DATA --deface other/bin/deface

Two clips of 1280x720 are made: "crowd" pans over a street photograph of DATA with
about 20 faces in every frame, "three" is the example clip, enlarged.  Start-up and
encoding are included; runs alternate, and the best of each is printed with its range.
``--parts`` prints where our own time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import cv2
import numpy as np

from nonesuch.nouns import Image

EXAMPLE = Path(__file__).parents[1] / "examples" / "cameras.mp4"
SIZE_WH = (1280, 720)
RATE = 25
METHODS = ("blur", "person")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--deface", type=Path)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--parts", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("crowd", crowd), ("three", three)):
            clip = Path(folder) / f"{name}.mp4"
            write(clip, make(arguments.data, arguments.frames))
            if arguments.parts:
                print_parts(clip, Path(folder))
            else:
                commands = ours(clip, Path(folder))
                if arguments.deface:
                    commands["deface 1.5.0"] = defaces(arguments.deface, clip, folder)
                print_rates(name, commands, arguments.frames, arguments.runs)


def crowd(data: Path, frames: int) -> list[Image]:
    """A camera that pans over the photograph at its own resolution."""
    path = data / "photos" / "deface_city.jpg"
    photograph = np.asarray(cv2.imread(str(path)), np.uint8)
    scale = max(
        SIZE_WH[0] * 1.25 / photograph.shape[1], SIZE_WH[1] * 1.1 / photograph.shape[0]
    )
    big = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reach = big.shape[1] - SIZE_WH[0], big.shape[0] - SIZE_WH[1]
    places = 0.5 - 0.5 * np.cos(np.linspace(0, 2 * np.pi, frames))
    return [at(big, (reach[0] * place, reach[1] * place / 2)) for place in places]


def at(image: Image, corner_xy: tuple[float, float]) -> Image:
    matrix = np.array([[1, 0, -corner_xy[0]], [0, 1, -corner_xy[1]]])
    return np.asarray(cv2.warpAffine(image, matrix, SIZE_WH), np.uint8)


def three(data: Path, frames: int) -> list[Image]:
    """The example clip, forwards and backwards until it is long enough."""
    with av.open(str(EXAMPLE)) as container:
        once = [
            cv2.resize(frame.to_ndarray(format="bgr24"), SIZE_WH)
            for frame in container.decode(video=0)
        ]
    both = once + once[::-1]
    return [both[index % len(both)] for index in range(frames)]


def write(path: Path, images: Sequence[Image]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE_WH
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "18"}
        for image in images:
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def ours(clip: Path, folder: Path) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "nonesuch", "anonymize", str(clip)]
    return {
        f"nonesuch {method}": [
            *command,
            "-o",
            str(folder / "ours.mp4"),
            "--method",
            method,
        ]
        for method in METHODS
    }


def defaces(program: Path, clip: Path, folder: str) -> list[str]:
    out = str(Path(folder) / "theirs.mp4")
    return [str(program), str(clip), "-o", out, "--backend", "onnxrt"]


def print_rates(
    name: str, commands: dict[str, list[str]], frames: int, runs: int
) -> None:
    rates: dict[str, list[float]] = {label: [] for label in commands}
    for _ in range(runs):
        for label, command in commands.items():
            rates[label].append(frames / seconds_of(command))
    base = max(rates.get("deface 1.5.0", [float("nan")]))
    print(
        f"\n{name}: {frames} frames\n\n| command | fps, best | range | against deface |"
    )
    print("|---|---|---|---|")
    for label, values in rates.items():
        best = max(values)
        spread = f"{min(values):.2f} to {best:.2f}"
        print(f"| {label} | {best:.2f} | {spread} | {best / base:.2f} |")


def seconds_of(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def print_parts(clip: Path, folder: Path) -> None:
    """Seconds in each part of the pipeline, of the main thread, for each method."""
    from nonesuch.networks import Networks
    from nonesuch.pipeline import Settings, anonymize_video

    for method in METHODS:
        profile = cProfile.Profile()
        run: Callable[..., object] = anonymize_video
        out, settings = folder / "parts.mp4", Settings(method=method)
        profile.runcall(
            run, clip, out, settings, b"0" * 16, Networks(), lambda *told: None
        )
        print(f"\n{clip.stem}, {method}:")
        pstats.Stats(profile).sort_stats("cumtime").print_stats("nonesuch", 45)


if __name__ == "__main__":
    main()
