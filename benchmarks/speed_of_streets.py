"""Frames a second of ``nonesuch synthesize``, whole runs and frame by frame.

    python benchmarks/speed_of_streets.py --frames 60 --people 10,30,100

Runs the command as a user would, with all labels and layers, the video included, once
with a few frames and once with more: the difference is the pace, what is left is the
start (assets ready; a street, a crowd and figures made; shaders compiled).
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FEW_FRAMES = 4


def main() -> None:
    """Prints one row of a table for each number of people and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--people", default="10,30,100")
    parser.add_argument("--sizes", default="1280x720")
    parser.add_argument("--recipe", default="crossing")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--formats", default="all")
    options = parser.parse_args()
    print("| size | people asked for, seen | frames/s | start, s | peak MB a process |")
    print("|---|---|---|---|---|")
    for size in options.sizes.split(","):
        for people in options.people.split(","):
            print(row(size, people, options), flush=True)


def row(size: str, people: str, options: argparse.Namespace) -> str:
    """A row of the table."""
    few_s, _ = timed(size, people, FEW_FRAMES, options)
    many_s, seen = timed(size, people, options.frames, options)
    pace = (options.frames - FEW_FRAMES) / (many_s - few_s)
    start_s = few_s - FEW_FRAMES / pace
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    counts = f"{people}, {seen:.0f}"
    return f"| {size} | {counts} | {pace:.2f} | {start_s:.1f} | {peak_mb:.0f} |"


def timed(
    size: str, people: str, frames: int, options: argparse.Namespace
) -> tuple[float, float]:
    """Seconds of one run, and how many people a picture has on average."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "streets"
        command = [
            *(sys.executable, "-m", "nonesuch", "synthesize", "-o", str(out)),
            *("--recipe", options.recipe, "--size", size, "--people", people),
            *("--frames", str(frames), "--formats", options.formats),
            *("--workers", str(options.workers)),
        ]
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken_s = time.perf_counter() - began
        card = (out / "README.md").read_text(encoding="utf-8")
        pictures, boxes = (
            int(number.replace(",", ""))
            for number in re.findall(r"- (?:pictures|people .*): ([\d,]+)", card)[:2]
        )
        return taken_s, boxes / pictures


if __name__ == "__main__":
    main()
