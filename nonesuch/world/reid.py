"""Crops for re-identification, named and divided as those of Market-1501.

``0042_c1s2_000151_03.jpg`` is person 42 seen by camera 1 in sequence 2, frame 151
(from 1), the fourth person of that frame.  People of ``bounding_box_train`` are
not in ``bounding_box_test`` and ``query``; of those whom several cameras see, ``query``
has the best crop of each camera.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.labels import FrameLabels, PersonLabel

Bytes = NDArray[np.uint8]

TRAIN, GALLERY, QUERY = "bounding_box_train", "bounding_box_test", "query"
_TRAIN_SHARE = 0.5
_PURPOSE = 0x7E1D  # keeps this stream apart from others of the same seed
_QUALITY = 95


_ByCamera = dict[int, list[tuple[float, Path]]]
"""Quality and file of one person's crops, by camera."""


@dataclass(frozen=True, eq=False)
class ReidSequence:
    """What one camera saw: a camera that stands elsewhere has another number."""

    camera: int  # from 1
    sequence: int  # from 1
    frames: Sequence[FrameLabels]
    read_image: Callable[[int], Bytes]  # RGB (h, w, 3) of a frame by its index


@dataclass(frozen=True)
class Selection:
    """Which of all boxes become crops."""

    least_visibility: float = 0.6
    most_truncation: float = 0.15
    least_height_px: float = 64.0
    most_of_a_sequence: int = 8  # crops a person, spread over the time


@dataclass(frozen=True, eq=False)
class Crop:
    """A box that becomes a crop."""

    frame: FrameLabels
    place: int  # among the people of the frame, from 0
    quality: float

    @property
    def person(self) -> PersonLabel:
        """Whom it shows."""
        return self.frame.people[self.place]


def write_reid(
    folder: Path,
    sequences: Iterable[ReidSequence],
    seed: int,
    selection: Selection | None = None,
) -> int:
    """Writes the crops and says how many; what was in the folder is replaced.

    The sequences are taken one after the other; only pictures with a crop are read.
    """
    unfinished = folder.with_name(f".unfinished-{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in (TRAIN, GALLERY, QUERY):
        (unfinished / name).mkdir(parents=True)
    written: defaultdict[int, _ByCamera] = defaultdict(lambda: defaultdict(list))
    for sequence in sequences:
        crops = chosen_crops(sequence.frames, selection or Selection())
        for index, group in groupby(crops, lambda crop: crop.frame.index):
            image = sequence.read_image(index)
            for crop in group:
                path = unfinished / _part(crop, seed) / crop_name(sequence, crop)
                _write(path, image, crop.person)
                found = written[_id_of(crop)][sequence.camera]
                found.append((crop.quality, path))
    _move_queries(unfinished / QUERY, written.values())
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(unfinished, folder)
    return sum(len(f) for cameras in written.values() for f in cameras.values())


def chosen_crops(frames: Sequence[FrameLabels], selection: Selection) -> list[Crop]:
    """The crops of a sequence in the order of its frames."""
    found: defaultdict[int, list[Crop]] = defaultdict(list)
    for frame in frames:
        for place, person in enumerate(frame.people):
            quality = _quality(person, selection)
            if person.person_id is not None and quality > 0:
                found[person.person_id].append(Crop(frame, place, quality))
    chosen = [
        crop
        for crops in found.values()
        for crop in _spread(crops, selection.most_of_a_sequence)
    ]
    return sorted(chosen, key=lambda crop: (crop.frame.index, crop.place))


def is_for_training(person_id: int, seed: int) -> bool:
    """Whether a person belongs to the training part; the same in every data set."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, _PURPOSE, person_id]))
    return bool(rng.random() < _TRAIN_SHARE)


def crop_name(sequence: ReidSequence, crop: Crop) -> str:
    """The name of a crop's file as Market-1501 builds it."""
    return (
        f"{_id_of(crop):04d}_c{sequence.camera}s{sequence.sequence}_"
        f"{crop.frame.index + 1:06d}_{crop.place:02d}.jpg"
    )


def _quality(person: PersonLabel, selection: Selection) -> float:
    height = float(person.amodal_box_xyxy[3] - person.amodal_box_xyxy[1])
    seen, cut = person.visibility or 0.0, person.truncation or 0.0
    if (
        seen < selection.least_visibility
        or cut > selection.most_truncation
        or height < selection.least_height_px
    ):
        return 0.0
    return seen * (1 - cut) * height


def _spread(crops: list[Crop], most: int) -> Iterator[Crop]:
    """Equal parts of the time, of each the best."""
    for part in np.array_split(np.arange(len(crops)), min(most, len(crops))):
        yield max((crops[k] for k in part), key=lambda crop: crop.quality)


def _id_of(crop: Crop) -> int:
    person_id = crop.person.person_id
    assert person_id is not None  # others are not chosen
    return person_id


def _part(crop: Crop, seed: int) -> str:
    return TRAIN if is_for_training(_id_of(crop), seed) else GALLERY


def _write(path: Path, image: Bytes, person: PersonLabel) -> None:
    height, width = image.shape[:2]
    left, top = np.maximum(np.floor(person.amodal_box_xyxy[:2]), 0).astype(int)
    high = np.minimum(np.ceil(person.amodal_box_xyxy[2:]), (width, height))
    right, bottom = high.astype(int)
    pixels = np.ascontiguousarray(image[top:bottom, left:right, ::-1])
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    path.write_bytes(cv2.imencode(".jpg", pixels, options)[1].tobytes())


def _move_queries(folder: Path, written: Iterable[_ByCamera]) -> None:
    """The best crop of a camera, if it has others and another camera has some too."""
    for cameras in written:
        for crops in cameras.values():
            _, path = max(crops)
            is_for_test = path.parent.name == GALLERY
            if is_for_test and len(cameras) > 1 and len(crops) > 1:
                os.replace(path, folder / path.name)
