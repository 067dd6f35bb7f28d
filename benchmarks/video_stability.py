"""How steady replaced faces are in video, in parts of the original's own change.

    python benchmarks/video_stability.py VIDEO[@FIRST] ... [--methods person ...]

Of every video ``--frames`` frames from FIRST on are searched, linked and replaced as
``nonesuch anonymize`` does it; the pictures are compared as they go to the encoder.
Printed for each video and method, over all tracks with landmarks: how often faces are
there and their median size; jitter of the codes of two judges; flicker of light and
shape (low) and of detail and noise (high) after the original's own motion is taken
away; the largest single step; error (distances between the eyes) and correlation over
time of the landmarks that a face mesh finds.  1 is as steady as the original, for the
correlation 1 is the same motion.  ``--least-px`` leaves out smaller faces, which have
nothing to be measured.  About 2 minutes for 120 frames with two faces on 2 cores.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from nonesuch.casting import Casting, Secret
from nonesuch.measure.stability import Course, Judge, Stability, courses, stability
from nonesuch.media.video_reading import read_frames
from nonesuch.models.sface import SFace
from nonesuch.models.w600k import W600k
from nonesuch.nouns import Frame, Image, People
from nonesuch.perceive.clip import people_of_clip
from nonesuch.perceive.evidence import doubtful_tracks
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.pipeline import Networks
from nonesuch.rehearsal import rehearse
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import shipped

KEY = b"benchmark key 16"


@dataclass(frozen=True)
class Clip:
    """Neighbouring frames of a video, and the people found in them."""

    name: str
    frames: list[Frame]
    people: list[People]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("videos", nargs="+", metavar="VIDEO[@FIRST]")
    parser.add_argument("--methods", nargs="+", default=("person", "blur:17"))
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--least-px", type=float, default=20.0)
    arguments = parser.parse_args()
    networks, mesh = Networks(), LandmarkFinder("f32")
    judges: dict[str, Judge] = {"w600k": W600k(), "SFace": SFace()}
    heads = [f"jitter {name}" for name in judges]
    heads += ["flicker low", "flicker high", "largest step"]
    heads += ["landmark error", "correlation"]
    print("| clip | method | faces | px | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 4) + "|")
    for text in arguments.videos:
        clip = clip_of(text, arguments.frames, networks)
        originals = [frame.image for frame in clip.frames]
        own = courses(originals, originals, clip.people, judges, mesh)
        large = large_tracks(own, arguments.least_px)
        for method in ("original", *arguments.methods):
            shown = replaced(clip, method, networks)
            found = courses(originals, shown, clip.people, judges, mesh)
            measured = stability(
                [found[track] for track in large], [own[track] for track in large]
            )
            print(row(clip.name, method, measured), flush=True)


def clip_of(text: str, count: int, networks: Networks) -> Clip:
    path, _, first = text.partition("@")
    start = int(first or 0)
    frames = [
        Frame(frame.image, index, frame.time_s)
        for index, frame in enumerate(
            islice(read_frames(Path(path)), start, start + count)
        )
    ]
    lines = people_of_clip(frames, networks.for_video)
    return Clip(Path(path).stem, frames, [line.people for line in lines])


def replaced(clip: Clip, method: str, networks: Networks) -> list[Image]:
    """The pictures with everybody replaced, after the rehearsal; no check repeated."""
    if method == "original":
        return [frame.image for frame in clip.frames]
    casting = Casting(
        method_named(method),
        shipped().table,
        Secret(KEY, clip.name),
        networks.recognizer,
        doubtful_tracks(clip.people),
    )
    rehearse(casting, clip.frames, clip.people)
    pictures = []
    for frame, people in zip(clip.frames, clip.people, strict=True):
        nobody = np.zeros(len(people), bool)
        staged = casting.stage(frame.image, people, frame.index, nobody, recast=False)
        pictures.append(staged.image)
    return pictures


def large_tracks(own: dict[int, Course], least_px: float) -> list[int]:
    """Tracks of at least 5 frames whose median face is large enough."""
    return [
        track
        for track, course in own.items()
        if len(course.frames) >= 5 and np.median(course.face_px) >= least_px
    ]


def row(name: str, method: str, measured: Stability) -> str:
    values = [
        *measured.jitter.values(),
        measured.flicker_low,
        measured.flicker_high,
        measured.largest_step,
        measured.landmark_error,
        measured.landmark_correlation,
    ]
    cells = [name, method, f"{measured.frames}", f"{measured.face_px:.0f}"]
    return "| " + " | ".join(cells + [f"{value:.2f}" for value in values]) + " |"


if __name__ == "__main__":
    main()
