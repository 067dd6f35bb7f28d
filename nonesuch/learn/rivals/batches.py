"""Batches of an album's pictures that depend on seed and step only."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import count as counted
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from nonesuch.learn.augment import Augmentation, augmented
from nonesuch.learn.rivals.album import Album
from nonesuch.nouns import Floats, Image, Ints
from nonesuch.parallel import in_order
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.pose_points import Part
from nonesuch.replace.sketch import sketch


@dataclass(frozen=True)
class Wanted:
    """What a design is shown: crop size, rows, others a row, parts of a sketch.

    In the first ``own`` rows the others are of the same person.
    """

    size: int
    rows: int
    others: int
    own: int
    parts: Sequence[Part]


@dataclass(frozen=True)
class Batch:
    """Pictures ``(n, s, s, 3)`` of -1 to 1, holes ``(n, s, s)``, sketches, who it is.

    ``others (n, k, s, s, 3)`` are ``k`` pictures each of a person ``whose (n,)``.
    """

    pictures: Floats
    holes: Floats
    sketches: Floats
    people: Ints
    others: Floats
    whose: Ints


@dataclass(frozen=True)
class Shown:
    """A batch as tensors: pictures ``(n, 3, s, s)``, holes ``(n, 1, s, s)``."""

    picture: Tensor
    hole: Tensor
    sketch: Tensor
    person: Tensor
    others: list[Tensor]
    whose: Tensor

    @classmethod
    def of(cls, batch: Batch, device: torch.device) -> Shown:
        """The batch on a device."""

        def picture(values: Any) -> Tensor:
            tensor = torch.from_numpy(values).to(device).permute(0, 3, 1, 2)
            return tensor.contiguous(memory_format=torch.channels_last)

        return cls(
            picture(batch.pictures),
            torch.from_numpy(batch.holes).to(device)[:, None],
            picture(batch.sketches),
            torch.from_numpy(batch.people).to(device),
            [picture(batch.others[:, k]) for k in range(batch.others.shape[1])],
            torch.from_numpy(batch.whose).to(device),
        )


def batches(
    album: Album, wanted: Wanted, seed: int, first_step: int
) -> Generator[Batch]:
    """The batches of all steps from the first on, a few made ahead; close it."""
    cv2.setNumThreads(1)
    steps = counted(first_step)
    yield from in_order(lambda step: draw(album, wanted, seed, step), steps)


def draw(album: Album, wanted: Wanted, seed: int, step: int) -> Batch:
    """The batch of a step, augmented; the same for the same seed and step."""
    rng = np.random.default_rng([seed, step])
    places = rng.integers(0, len(album), wanted.rows)
    seen = [_seen(rng, album, int(place), wanted) for place in places]
    pictures, holes, sketches = (np.stack(part) for part in zip(*seen, strict=True))
    chosen = rng.integers(0, len(album), wanted.rows)
    chosen[: wanted.own] = places[: wanted.own]
    others = [_of_same(rng, album, int(place), wanted) for place in chosen]
    return Batch(
        pictures,
        holes,
        sketches,
        album.people[places],
        np.stack(others),
        album.people[chosen],
    )


def plain(album: Album, wanted: Wanted) -> Batch:
    """All pictures of an album as they are, without others: to judge by."""
    size = wanted.size
    return Batch(
        np.stack([_scaled(_resized(crop, size)) for crop in album.crops]),
        np.stack([mask_of_face(points, size) for points in album.landmarks]),
        np.stack([sketch(points, size, wanted.parts) for points in album.landmarks]),
        album.people,
        np.zeros((len(album), 0, size, size, 3), np.float32),
        album.people,
    )


def _scaled(picture: Image) -> Floats:
    return picture.astype(np.float32) / np.float32(127.5) - np.float32(1)


def _seen(
    rng: np.random.Generator, album: Album, place: int, wanted: Wanted
) -> tuple[Floats, Floats, Floats]:
    setting = Augmentation.drawn(rng)
    picture, landmarks = augmented(
        rng, album.crops[place], album.landmarks[place], wanted.size, setting
    )
    hole = mask_of_face(landmarks, wanted.size, setting.mask_margin)
    return _scaled(picture), hole, sketch(landmarks, wanted.size, wanted.parts)


def _of_same(
    rng: np.random.Generator, album: Album, place: int, wanted: Wanted
) -> Floats:
    """Pictures of the person at a place, different ones if there are enough."""
    found = np.flatnonzero(album.people == album.people[place])
    order = np.resize(rng.permutation(found), wanted.others)
    pictures = [_seen(rng, album, int(other), wanted)[0] for other in order]
    shape = wanted.others, wanted.size, wanted.size, 3
    return np.array(pictures, np.float32).reshape(shape)


def _resized(crop: Image, size: int) -> Image:
    return np.asarray(cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA))
