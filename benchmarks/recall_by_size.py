"""Which faces are found, by their size, against SCRFD-2.5G at 1280 px as reference.

    python benchmarks/recall_by_size.py DATA [--misses FOLDER]

``DATA`` holds ``photos/``, ``pennfudan/``, ``videos/`` and ``mot15/``.  Photographs are
also shrunk, the reference then being that of the full size: faces known for sure, down
to 8 px.  Of clips, neighbouring frames are searched and linked as the program does, and
every fifth frame is compared.  Prints a Markdown table; ``--misses`` gets a picture of
all faces that the presets miss.  About 5 minutes on 2 cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from nonesuch.models.scrfd import Scrfd
from nonesuch.networks import Networks
from nonesuch.nouns import Floats, Frame, Image, People, Source
from nonesuch.perceive.clip import people_of_clip, people_of_picture
from nonesuch.perceive.fill import fill
from nonesuch.perceive.find import FOR_VIDEO, FaceFinder
from nonesuch.perceive.link import link
from nonesuch.perceive.look import looks_of
from nonesuch.perceive.merge import best_of, covered_share, union_share
from nonesuch.perceive.smooth import smooth
from nonesuch.perceive.tracks import sizes_of
from nonesuch.perceive.views import scaled

BINS_PX = (8, 12, 16, 24, 48, 96, np.inf)
REFERENCE_SIDE_PX = 1280
REFERENCE_SCORE = 0.5
COMPARE_EVERY = 5
CLIPS = (
    ("videos/MOT17-13-SDP-raw.h265", 100, 40),
    ("videos/MOT17-13-SDP-raw.h265", 500, 40),
    ("videos/intel_one-by-one-person-detection.mp4", 200, 60),
    ("videos/sam2_05_default_juggle.mp4", 50, 30),
    ("mot15/PETS09-S2L1/PETS09-S2L1.mp4", 50, 40),
    ("mot15/TUD-Stadtmitte/TUD-Stadtmitte.mp4", 40, 40),
    ("videos/intel_preview_face-demographics-walking.gif", 0, 35),
    ("videos/intel_preview_head-pose-face-detection-female-and-male.gif", 0, 56),
)

Finder = Callable[[list[Image], list[float]], list[Floats]]


@dataclass(frozen=True)
class Clip:
    """Neighbouring frames, or one picture, and the faces of those to compare."""

    name: str
    frames: list[Image]
    times_s: list[float]
    truth: dict[int, Floats]


@dataclass(frozen=True)
class Miss:
    """A face of the reference that nothing covers."""

    image: Image
    box_xyxy: Floats


def main() -> None:
    """Reads the command line, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--misses", type=Path, help="folder for pictures of the misses")
    arguments = parser.parse_args()
    compare("photographs", list(stills_of(arguments.data)), arguments.misses)
    compare("clips", list(clips_of(arguments.data)), arguments.misses)


def compare(kind: str, clips: list[Clip], misses_folder: Path | None) -> None:
    """Prints the table of one kind of input and keeps pictures of the misses."""
    print(f"\n| {kind} |", " | ".join(_bin_names()), "| boxes elsewhere |")
    print("|---" * (len(BINS_PX) + 1) + "|")
    for name, finder in finders().items():
        if not_for(kind) in name:
            continue
        hits, totals, elsewhere, misses = compared(clips, finder)
        cells = [f"{h} of {t}" for h, t in zip(hits, totals, strict=True)]
        print(f"| {name} |", " | ".join(cells), f"| {elsewhere} |", flush=True)
        if misses_folder is not None and misses:
            misses_folder.mkdir(parents=True, exist_ok=True)
            path = misses_folder / f"{kind}_{name.replace(' ', '_')}.png"
            cv2.imwrite(str(path), contact_sheet(misses)[..., ::-1])


def not_for(kind: str) -> str:
    """The word in the names of those searches that are made for the other kind."""
    return "video" if kind == "photographs" else "pictures"


def finders() -> dict[str, Finder]:
    """The searches to compare, each from frames to boxes."""
    native = replace(FOR_VIDEO, doubled_tiles=0, smallest_side=10**9)
    return {
        "yunet, once at full size": _sure(FaceFinder("yunet", native)),
        "centerface, once at full size": _sure(FaceFinder("centerface", native)),
        "both, once at full size": _sure(FaceFinder("yunet+centerface", native)),
        "for_video, frame by frame": _sure(FaceFinder.for_video()),
        "for_video, linked": _linked(FaceFinder.for_video()),
        "for_pictures": _sure(FaceFinder.for_pictures(), COMPARE_EVERY),
        "anonymize, pictures": _pictures(),
        "anonymize, video": _video(),
    }


def _pictures() -> Finder:
    """All that ``anonymize`` does with a picture, evidence for a face included."""
    eyes = Networks().for_pictures

    def find(frames: list[Image], times_s: list[float]) -> list[Floats]:
        return [people_of_picture(frame, eyes).boxes_xyxy for frame in frames]

    return find


def _video() -> Finder:
    """All that ``anonymize`` does with a video: linked, filled, weighed."""
    eyes = Networks().for_video

    def find(frames: list[Image], times_s: list[float]) -> list[Floats]:
        clip = (
            Frame(image, index, time_s)
            for index, (image, time_s) in enumerate(zip(frames, times_s, strict=True))
        )
        return [line.people.boxes_xyxy for line in people_of_clip(clip, eyes)]

    return find


def compared(
    clips: list[Clip], finder: Finder
) -> tuple[list[int], list[int], int, list[Miss]]:
    """Faces found and there by size, boxes without a face of the reference, misses."""
    hits, totals = np.zeros((2, len(BINS_PX) - 1), int)
    elsewhere, misses = 0, []
    for clip in clips:
        found = finder(clip.frames, clip.times_s)
        for index, faces in clip.truth.items():
            boxes = found[index]
            seen = covered_share(faces, boxes).max(axis=1, initial=0) > 0.5
            place = np.searchsorted(BINS_PX, sizes_of(faces), side="right") - 1
            np.add.at(totals, place[place >= 0], 1)
            np.add.at(hits, place[(place >= 0) & seen], 1)
            elsewhere += int((union_share(boxes, faces).max(1, initial=0) < 0.1).sum())
            misses += [
                Miss(clip.frames[index], faces[i])
                for i in np.flatnonzero(~seen & (place >= 0))
            ]
    return hits.tolist(), totals.tolist(), elsewhere, misses


def stills_of(data: Path) -> Iterator[Clip]:
    """Photographs at full size and shrunk, and street pictures."""
    reference = Scrfd(precision="f32")
    for path in sorted((data / "photos").glob("*.jpg")):
        image = _read(path)
        faces = reference_faces(reference, image)
        for shrunk in (1, 2, 4, 6):
            if max(image.shape) / shrunk >= 150:
                view = scaled(image, 1 / shrunk)
                smaller = faces / np.float32(shrunk)
                yield Clip(f"{path.name}/{shrunk}", [view.image], [0.0], {0: smaller})
    for path in sorted((data / "pennfudan" / "images").iterdir())[::6]:
        image = _read(path)
        faces = reference_faces(reference, image)
        yield Clip(path.name, [image], [0.0], {0: faces})


def clips_of(data: Path) -> Iterator[Clip]:
    """Pieces of videos; the reference for every fifth frame."""
    reference = Scrfd(precision="f32")
    for name, start, count in CLIPS:
        with av.open(str(data / name)) as container:
            stream = container.streams.video[0]
            frames = [
                frame.to_ndarray(format="rgb24")
                for frame in islice(container.decode(stream), start, start + count)
            ]
            rate = float(stream.average_rate or 25)
        truth = {
            index: reference_faces(reference, frames[index])
            for index in range(0, len(frames), COMPARE_EVERY)
        }
        times_s = [index / rate for index in range(len(frames))]
        yield Clip(name, frames, times_s, truth)


def reference_faces(reference: Scrfd, image: Image) -> Floats:
    """SCRFD's faces at 1280 px, and at 480 px those too large for it, ``(n, 4)``."""
    longest = max(image.shape[:2])
    boxes, scores = [], []
    for side, smallest in ((REFERENCE_SIDE_PX, 0.0), (480, 0.4 * longest)):
        view = scaled(image, side / longest)
        seen = reference.detect(view.image, REFERENCE_SCORE)
        found = view.boxes_in_frame(seen.boxes_xyxy)
        large = sizes_of(found) >= smallest
        boxes.append(found[large])
        scores.append(seen.scores[large])
    everything = np.concatenate(boxes)
    return everything[best_of(everything, np.concatenate(scores), 0.4, 0.8)]


def contact_sheet(misses: list[Miss], side: int = 120, columns: int = 10) -> Image:
    """The missed faces with as much again around them, framed in green."""
    cells = []
    for miss in misses:
        x0, y0, x1, y1 = miss.box_xyxy
        scale = side / (3 * max(x1 - x0, y1 - y0))
        shift = side / 2 - scale * np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        cell = cv2.warpAffine(miss.image, matrix, (side, side))
        third = side // 3
        cv2.rectangle(cell, (third, third), (side - third, side - third), (0, 255, 0))
        cells.append(cell)
    cells += [np.zeros((side, side, 3), np.uint8)] * (-len(cells) % columns)
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    return np.vstack(rows)


def _sure(finder: FaceFinder, every: int = 1) -> Finder:
    def find(frames: list[Image], _: list[float]) -> list[Floats]:
        people = [
            finder.find(frame, index).people if index % every == 0 else People.nobody()
            for index, frame in enumerate(frames)
        ]
        return [one.boxes_xyxy[one.sources == Source.DETECTED] for one in people]

    return find


def _linked(finder: FaceFinder) -> Finder:
    def find(frames: list[Image], times_s: list[float]) -> list[Floats]:
        people = [finder.find(frame, i).people for i, frame in enumerate(frames)]
        looks = [
            looks_of(frame, one.boxes_xyxy)
            for frame, one in zip(frames, people, strict=True)
        ]
        size_wh = frames[0].shape[1], frames[0].shape[0]
        linked = smooth(link(people, times_s, looks=looks), times_s)
        return [one.boxes_xyxy for one in fill(linked, times_s, size_wh)]

    return find


def _read(path: Path) -> Image:
    return np.asarray(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), np.uint8)


def _bin_names() -> list[str]:
    lows, highs = BINS_PX[:-1], BINS_PX[1:]
    return [
        f"{low:g} to {high:g} px" if np.isfinite(high) else f"from {low:g} px"
        for low, high in zip(lows, highs, strict=True)
    ]


if __name__ == "__main__":
    main()
