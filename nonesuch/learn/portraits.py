"""Faces to learn from, aligned crops in shards: people who do not exist, or a folder.

Generated people come by number, the same in every run: first as they are sampled, which
also tells how style and look hang together; then turned, tilted, speaking, smiling, in
many skins, by the least edit of style that does it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.learn.candidates import Shot, Studio, style_of
from nonesuch.learn.directions import Editor, Feature, features_of, fitted
from nonesuch.learn.sample import STYLE_INPUTS
from nonesuch.media.pictures import read_picture
from nonesuch.nouns import Floats, Image
from nonesuch.perceive.clip import Eyes, people_of_picture
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import cut, frame_of_landmarks

CROP_SIZE = 160
NATURAL = 1600
"""So many sampled people come first, unedited."""
_EDITED_FROM = 10_000
_SHARD = 200
_EDITED_INPUTS = 9
_MEASURED_SIZE = 128
_SMALLEST_FACE_PX = 48.0
_LARGEST_YAW = 0.65

Progress = Callable[[str, int, int | None], None]


@dataclass
class Crops:
    """Crops ``(160, 160, 3)``, landmarks ``(92, 2)`` in crop units, and numbers."""

    crops: list[Image] = field(default_factory=list)
    landmarks: list[Floats] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, picture: Image, landmarks: Floats, number: int) -> None:
        """Takes in the face of a picture."""
        frame = frame_of_landmarks(landmarks)
        self.crops.append(cut(picture, frame, CROP_SIZE))
        self.landmarks.append(frame.to_crop(landmarks))
        self.numbers.append(number)

    def write(self, path: Path) -> None:
        """One shard, written beside its final name and renamed when whole."""
        partial = path.with_name(f"partial_{path.name}")
        np.savez(
            partial,
            crops=np.stack(self.crops),
            landmarks=np.stack(self.landmarks).astype(np.float16),
            numbers=np.array(self.numbers),
        )
        os.replace(partial, path)


def sample(out: Path, count: int, progress: Progress) -> None:
    """Writes shards of ``count`` generated people; goes on where shards are missing."""
    out.mkdir(parents=True, exist_ok=True)
    studio = Studio()
    natural = min(count, NATURAL)
    for first in range(0, natural, _SHARD):
        path = out / f"portraits_natural_{first:06d}.npz"
        if not path.exists():
            _natural_shard(studio, range(first, min(first + _SHARD, natural)), path)
        progress("sampling people", min(first + _SHARD, natural), count)
    if count <= NATURAL:
        return
    editor = editor_of(studio, out)
    for first in range(_EDITED_FROM, _EDITED_FROM + count - NATURAL, _SHARD):
        path = out / f"portraits_edited_{first:06d}.npz"
        last = min(first + _SHARD, _EDITED_FROM + count - NATURAL)
        if not path.exists():
            _edited_shard(studio, editor, range(first, last), path)
        progress("sampling people", NATURAL + last - _EDITED_FROM, count)


def editor_of(studio: Studio, out: Path) -> Editor:
    """How looks follow from styles, fitted to the natural shards in ``out``."""
    styles, features = [], []
    for path in sorted(out.glob("portraits_natural_*.npz")):
        with np.load(path) as shard:
            styles += [studio.source.style(int(number)) for number in shard["numbers"]]
            features.append(shard["features"])
    return fitted(np.stack(styles), np.concatenate(features))


def _natural_shard(studio: Studio, numbers: range, path: Path) -> None:
    found, features = Crops(), []
    for number in numbers:
        shot = studio.found(studio.source.picture(number))
        if shot is not None:
            found.add(shot.picture, shot.landmarks, number)
            features.append(features_of(*shot.aligned(_MEASURED_SIZE)))
    partial = path.with_name(f"partial_{path.name}")
    np.savez(
        partial,
        crops=np.stack(found.crops),
        landmarks=np.stack(found.landmarks).astype(np.float16),
        numbers=np.array(found.numbers),
        features=np.stack(features),
    )
    os.replace(partial, path)


def _edited_shard(studio: Studio, editor: Editor, numbers: range, path: Path) -> None:
    found = Crops()
    for number in numbers:
        shot = edited(studio, editor, number)
        if shot is not None:
            found.add(shot.picture, shot.landmarks, number)
    found.write(path)


def edited(studio: Studio, editor: Editor, number: int) -> Shot | None:
    """Person ``number`` in a random pose, None where no face is seen."""
    rng = np.random.default_rng([2028, number])
    style = style_of(studio.source, editor, number)
    if rng.random() < 0.25:
        style = editor.edited(style, {Feature.LIGHTNESS: rng.uniform(30, 58)})
    inputs = np.tile(style, (STYLE_INPUTS, 1))
    inputs[:_EDITED_INPUTS] = editor.edited(style, posed(rng, editor))
    return studio.found(studio.source.rendered(inputs))


def posed(rng: np.random.Generator, editor: Editor) -> dict[Feature, float]:
    """A random pose and expression, to be asked of an editor."""
    yaw = np.clip(rng.normal(0, 0.3), -_LARGEST_YAW, _LARGEST_YAW)
    wanted = {Feature.YAW: float(yaw)}
    if rng.random() < 0.5:
        mean, spread = editor.mean[Feature.PITCH], editor.deviation[Feature.PITCH]
        wanted[Feature.PITCH] = float(mean + spread * rng.normal(0, 1.3))
    mouth = rng.random()
    if mouth < 0.3:
        wanted[Feature.MOUTH] = rng.uniform(0.02, 0.13)
    elif mouth < 0.5:
        wanted[Feature.MOUTH] = 0.004
    if rng.random() < 0.4:
        wanted[Feature.SMILE] = rng.uniform(0.36, 0.58)
    return wanted


@dataclass
class Skipped:
    """How many files or faces of a folder were not of use, and why."""

    unreadable: int = 0
    without_face: int = 0
    too_small: int = 0

    def __str__(self) -> str:
        return (
            f"{self.unreadable} unreadable, {self.without_face} without a face, "
            f"{self.too_small} with faces under {_SMALLEST_FACE_PX:.0f} px"
        )


def photographed(folder: Path, out: Path, progress: Progress) -> tuple[int, Skipped]:
    """Shards of the faces in a folder's pictures: how many, and what was skipped.

    Raises Refusal where the folder is missing or no face is left.
    """
    if not folder.is_dir():
        raise Refusal(f"{folder} is no folder of pictures; give one, or 'synthetic'.")
    out.mkdir(parents=True, exist_ok=True)
    skipped, total, found = Skipped(), 0, Crops()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for _, picture, faces in faces_in(paths, skipped, progress):
        for landmarks in faces:
            found.add(picture, landmarks, total)
            total += 1
        if len(found.crops) >= _SHARD:
            found.write(out / f"portraits_photographed_{total:06d}.npz")
            found = Crops()
    if found.crops:
        found.write(out / f"portraits_photographed_{total:06d}.npz")
    if not total:
        raise Refusal(
            f"{folder} has no picture to learn from: {skipped}. Give photographs of "
            "faces."
        )
    return total, skipped


def faces_in(
    paths: Sequence[Path], skipped: Skipped, progress: Progress
) -> Iterator[tuple[Path, Image, Floats]]:
    """Path, picture and landmarks ``(k, 92, 2)`` where a face is large enough.

    What is of no use is counted in ``skipped``.
    """
    eyes = Eyes(FaceFinder.for_video(), LandmarkFinder("f32"))
    for done, path in enumerate(paths, 1):
        progress("reading pictures", done, len(paths))
        try:
            picture = read_picture(path).image
        except Refusal:
            skipped.unreadable += 1
            continue
        people = people_of_picture(picture, eyes)
        people = people[people.has_landmarks]
        if not len(people):
            skipped.without_face += 1
            continue
        large = np.ptp(people.landmarks[..., 1], axis=1) >= _SMALLEST_FACE_PX
        if large.any():
            yield path, picture, people.landmarks[large]
        else:
            skipped.too_small += 1
