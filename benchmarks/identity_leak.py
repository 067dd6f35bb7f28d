"""Who is still recognized after each method, by the gate and by judges it never saw.

    python benchmarks/identity_leak.py DATA --set lfw [--methods person blur:17 ...]

DATA holds ``lfw/`` and ``london_faces/``.  Of every identity of the development half
one picture is the gallery, another one the probe; only the probe is anonymized, and
its landmarks are the original's, so nobody escapes by not being detected.  Printed for
each recognizer: mean similarity of the probe to its own original picture; the share
of probes over the line that 1 in 10,000 pairs of strangers reaches (on the
untouched gallery); how often the right person is first among all in the gallery.
"bare hole" is the removed face filled with one colour: what the surroundings give away.
Permuting the gallery's names gives the chance floor.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from calibrate_threshold import in_development_half

from nonesuch.casting import Casting
from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.models.sface import ARCFACE_TEMPLATE, SFace
from nonesuch.models.w600k import W600k
from nonesuch.nouns import Bools, Floats, Image, People
from nonesuch.parts import Secret
from nonesuch.perceive.clip import Eyes, people_of_picture
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.prove.recognizer import Recognizer
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import shipped

METHODS = ("blur:9", "blur:17", "pixelate:8", "pixelate:16", "solid", "person")
Embed = Callable[[Image, People], Floats]


@dataclass(frozen=True)
class Pair:
    """Two pictures of one identity, each with its one face."""

    identity: str
    gallery: tuple[Image, People]
    probe: tuple[Image, People]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", choices=("lfw", "london"), default="lfw")
    parser.add_argument("--methods", nargs="+", default=METHODS)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--test", action="store_true", help="the test half instead")
    arguments = parser.parse_args()
    pairs = pairs_in(arguments.data, arguments.set, arguments.test)[: arguments.most]
    print(
        f"{arguments.set}: {len(pairs)} identities, chance {100 / len(pairs):.2f} %\n"
    )
    judges = embedders()
    gallery = {
        name: stack(judge, [p.gallery for p in pairs]) for name, judge in judges.items()
    }
    original = {
        name: stack(judge, [p.probe for p in pairs]) for name, judge in judges.items()
    }
    head = [f"{name}: own mean, over line %, first %" for name in judges]
    print("| method | " + " | ".join(head) + " |")
    print("|---" * (len(head) + 1) + "|")
    for method in ("original", *arguments.methods):
        probes = [changed(pair.probe, method) for pair in pairs]
        cells = []
        for name, judge in judges.items():
            found = stack(judge, probes)
            cells.append(cell(found, original[name], gallery[name]))
        print(f"| {method} | " + " | ".join(cells) + " |", flush=True)


def pairs_in(data: Path, which: str, test_half: bool) -> list[Pair]:
    eyes = Eyes(FaceFinder.for_video(), LandmarkFinder("f32"))
    pairs = []
    for identity, paths in identities_in(data, which).items():
        if in_development_half(identity) == test_half or len(paths) < 2:
            continue
        seen = [seen_in(path, eyes) for path in paths[:2]]
        if seen[0] is not None and seen[1] is not None:
            pairs.append(Pair(identity, seen[0], seen[1]))
    return pairs


def identities_in(data: Path, which: str) -> dict[str, list[Path]]:
    if which == "lfw":
        folders = sorted(path for path in (data / "lfw").iterdir() if path.is_dir())
        return {path.name: sorted(path.glob("*.jpg")) for path in folders}
    paths = sorted((data / "london_faces").glob("*.jpg"))
    names = dict.fromkeys(path.stem.split("_")[0] for path in paths)
    return {name: [p for p in paths if p.stem.startswith(f"{name}_")] for name in names}


def seen_in(path: Path, eyes: Eyes) -> tuple[Image, People] | None:
    """The picture and its middle face with landmarks, None without one."""
    image = np.asarray(cv2.imread(str(path))[..., ::-1], np.uint8).copy()
    people = people_of_picture(image, eyes)
    people = people[people.has_landmarks]
    if not len(people):
        return None
    boxes = people.boxes_xyxy
    middle = np.array([image.shape[1], image.shape[0]]) / 2
    away = np.linalg.norm((boxes[:, :2] + boxes[:, 2:]) / 2 - middle, axis=1)
    return image, people[[int(np.argmin(away))]]


def changed(probe: tuple[Image, People], method: str) -> tuple[Image, People]:
    image, people = probe
    if method == "original":
        return probe
    casting = Casting(
        method_named(method), shipped().table, Secret(b"benchmark key 16", "x"), ungated
    )
    nobody: Bools = np.zeros(len(people), bool)
    return casting.stage(image, people, 0, nobody, recast=False).image, people


def embedders() -> dict[str, Embed]:
    sface, w600k = SFace(), W600k()
    return {
        "dlib (the gate)": lambda image, people: ungated.embed(image, people).vectors[
            0
        ],
        "SFace": lambda image, people: sface(five_point_crop(image, people))[0],
        "w600k": lambda image, people: w600k(five_point_crop(image, people))[0],
    }


def five_point_crop(image: Image, people: People) -> Image:
    face = people.landmarks[0]
    five = np.stack(
        [
            face[points(LEFT_EYE)].mean(0),
            face[points(RIGHT_EYE)].mean(0),
            *face[points((1, 61, 291))],
        ]
    )
    source = five[:, 0] + 1j * five[:, 1] - complex(0.5, 0.5)
    target = ARCFACE_TEMPLATE[:, 0] + 1j * ARCFACE_TEMPLATE[:, 1]
    away = source - source.mean()
    turn = (away.conj() * (target - target.mean())).sum() / (abs(away) ** 2).sum()
    shift = target.mean() - turn * source.mean()
    matrix = np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]]
    )
    return np.asarray(cv2.warpAffine(image, matrix, (112, 112)), np.uint8)[None]


def stack(judge: Embed, faces: Sequence[tuple[Image, People]]) -> Floats:
    return np.stack([judge(image, people) for image, people in faces])


def cell(found: Floats, original: Floats, gallery: Floats) -> str:
    own = alike(found, original).diagonal()
    strangers = alike(gallery, gallery)[~np.eye(len(gallery), dtype=bool)]
    line = np.quantile(strangers, 1 - 1e-4)
    across = alike(found, gallery)
    first = (across.argmax(1) == np.arange(len(across))).mean()
    return f"{own.mean():.3f}, {100 * (own >= line).mean():.1f}, {100 * first:.1f}"


def alike(one: Floats, other: Floats) -> Floats:
    """Higher is more alike: 1 minus the distance, which orders as the cosine does."""
    gaps = np.linalg.norm(one[:, None] - other[None], axis=-1)
    return np.asarray(1 - gaps, np.float32)


ungated = Recognizer()

if __name__ == "__main__":
    main()
