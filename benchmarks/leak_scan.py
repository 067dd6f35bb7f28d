"""What the leak scan costs, and what it misses when it looks less closely.

``python benchmarks/leak_scan.py PICTURES VIDEO`` prints (a) milliseconds of processor
time, of all cores together, for a picture of 1280x720 by scale, (b) by scale and face
size, how many of the faces that the full search for pictures finds in PICTURES (a
folder) the scan finds too, (c) how many tracks of at least 5 frames, of those that the
scan of every frame of VIDEO finds and links, a scan of every n-th frame meets, and the
mean share of their frames.

Measured on photographs of streets and groups (88 faces) and on TUD-Stadtmitte, bf16:

scale 1.0: 68 ms; 8 px: 3/7, 16 px: 5/6, 24 px: 8/12, 32 px: 27/32, 64 px: 30/31
scale 0.75: 43 ms; 8 px: 2/7, 16 px: 3/6, 24 px: 7/12, 32 px: 27/32, 64 px: 30/31
scale 0.5: 19 ms; 8 px: 2/7, 16 px: 2/6, 24 px: 8/12, 32 px: 27/32, 64 px: 30/31
every 2: 5/5 tracks, 0.55 of their frames
every 3: 5/5 tracks, 0.39 of their frames
every 5: 5/5 tracks, 0.20 of their frames
every 10: 4/5 tracks, 0.09 of their frames
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from nonesuch.media.pictures import read_picture
from nonesuch.media.video_reading import read_frames
from nonesuch.models.centerface import CenterFace
from nonesuch.nouns import Floats, Image, People, Source
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.link import link
from nonesuch.perceive.tracks import tracks_of
from nonesuch.prove.leak_scan import LeakScan, is_accounted

SCALES = (1.0, 0.75, 0.5)
SIZES_PX = (8, 16, 24, 32, 64, 10_000)
EVERY = (1, 2, 3, 5, 10)
NOBODY = np.zeros((0, 4), np.float32)
ROUNDS = 15
LEAST_FRAMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("video", type=Path)
    parser.add_argument("--frames", type=int, default=200)
    arguments = parser.parse_args()
    paths = sorted(arguments.pictures.glob("*.jpg"))
    images = [read_picture(path).image for path in paths]
    scans = {scale: LeakScan(CenterFace("bf16"), scale) for scale in SCALES}
    time_by_scale(images[0], scans)
    recall_by_size(images, scans)
    recall_by_step(arguments.video, arguments.frames)


def time_by_scale(image: Image, scans: dict[float, LeakScan]) -> None:
    """Prints the median time of the scan of one 1280x720 picture, side by side."""
    picture = cv2.resize(image, (1280, 720), interpolation=cv2.INTER_AREA)
    spent: dict[float, list[float]] = {scale: [] for scale in scans}
    for round_number in range(ROUNDS + 1):
        for scale, scan in scans.items():
            start = time.process_time()
            scan.leaks(picture, NOBODY)
            if round_number:
                spent[scale].append(1000 * (time.process_time() - start))
    for scale, times_ms in spent.items():
        print(
            f"scale {scale}: {min(times_ms):.1f} ms, median {np.median(times_ms):.1f}"
        )


def recall_by_size(images: list[Image], scans: dict[float, LeakScan]) -> None:
    """Prints how many of the faces of each size the scan finds at each scale."""
    finder = FaceFinder.for_pictures()
    truth = [confident(finder.find(image).people).boxes_xyxy for image in images]
    sizes = np.concatenate([box_sizes(boxes) for boxes in truth])
    for scale, scan in scans.items():
        hits = np.concatenate(
            [
                is_accounted(boxes, scan.leaks(image, NOBODY))
                for image, boxes in zip(images, truth, strict=True)
            ]
        )
        shares = []
        for low, high in pairwise(SIZES_PX):
            chosen = (sizes >= low) & (sizes < high)
            shares.append(f"{low} px: {hits[chosen].sum()}/{chosen.sum()}")
        print(f"scale {scale}: {', '.join(shares)}")


def recall_by_step(video: Path, count: int) -> None:
    """Prints how many tracks a scan of every n-th frame meets."""
    scan = LeakScan(CenterFace("bf16"))
    frames, times_s = [], []
    for frame in read_frames(video):
        if frame.index == count:
            break
        boxes = scan.leaks(frame.image, NOBODY)
        frames.append(People.of_boxes(boxes, np.ones(len(boxes), np.float32)))
        times_s.append(frame.time_s)
    tracks = [
        track
        for track in tracks_of(link(frames, times_s)).values()
        if len(track.frames) >= LEAST_FRAMES
    ]
    for every in EVERY if tracks else ():
        met = [np.asarray(track.frames) % every == 0 for track in tracks]
        print(
            f"every {every}: {sum(m.any() for m in met)}/{len(met)} tracks, "
            f"{np.mean([m.mean() for m in met]):.2f} of their frames"
        )


def confident(people: People) -> People:
    """Those that the finder believes in."""
    return people[people.sources != Source.LOW_SCORE]


def box_sizes(boxes_xyxy: Floats) -> Floats:
    """The geometric mean of width and height, ``(n,)``."""
    sides = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    return np.asarray(np.sqrt(sides.prod(1)), np.float32)


if __name__ == "__main__":
    main()
