"""One picture against its anonymized copy: what became of each face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.nouns import Floats, Image, People
from nonesuch.prove.gate import verdict
from nonesuch.prove.leak_scan import LeakScan
from nonesuch.prove.recognizer import Embeddings, Recognizer
from nonesuch.prove.tally import Sighting

UNCHANGED = 0.1
"""Up to this change a face counts as the original's own pixels: JPEG at quality 85
changes faces of 76 px by 0.05 (at most 0.1), a blur:5 by 0.24 (at least 0.17)."""

LEAKING = 0.25
"""Up to this change a face that only the second detector saw counts as the original."""

_FLAT = 3.0
_LEAST_CONTRAST = 4.0
_MARGIN = 0.2


@dataclass(frozen=True)
class Comparison:
    """The people of one picture pair: sightings by their place, embeddings, leaks."""

    sightings: list[Sighting]
    original: Embeddings
    result: Embeddings
    leaks_xyxy: Floats


def compare(
    recognizer: Recognizer,
    scan: LeakScan,
    original: Image,
    result: Image,
    people: People,
    frame: int = 0,
) -> Comparison:
    """What became of these people of the original; both pictures are of one size.

    The sightings' track is the person's place in ``people``.  Leaks ``(k, 4)`` are
    faces that the second detector finds in the result, that are none of ``people``,
    and whose pixels are still the original's.
    """
    before = recognizer.embed(original, people)
    after = recognizer.embed(result, people)
    sightings = [
        Sighting(
            track=place,
            frame=frame,
            face_px=float(before.face_px[place]),
            verdict=verdict(before, after, place),
            covered=is_flat(result, box),
            unchanged=change(original, result, box) < UNCHANGED,
        )
        for place, box in enumerate(people.boxes_xyxy)
    ]
    found = scan.leaks(result, people.boxes_xyxy, frame)
    kept = [change(original, result, box) < LEAKING for box in found]
    return Comparison(sightings, before, after, found[np.array(kept, bool)])


def change(original: Image, result: Image, box_xyxy: Floats) -> float:
    """How much the middle of a face differs: RMS difference over RMS contrast."""
    before = _middle(original, box_xyxy).astype(np.float64)
    difference = _middle(result, box_xyxy) - before
    contrast = before.std(axis=(0, 1)).mean()
    return float(np.sqrt((difference**2).mean()) / max(contrast, _LEAST_CONTRAST))


def is_flat(image: Image, box_xyxy: Floats) -> bool:
    """Whether the middle of a face has one colour, up to what a codec adds."""
    spread = _middle(image, box_xyxy).std(axis=(0, 1))
    return bool(spread.max() <= _FLAT)


def of_same_size(result: Image, original: Image) -> Image:
    """The result as large as the original, so that places can be compared."""
    height, width = original.shape[:2]
    if result.shape == original.shape:
        return result
    same: Image = cv2.resize(result, (width, height), interpolation=cv2.INTER_AREA)
    return same


def _middle(image: Image, box_xyxy: Floats) -> Image:
    """The box without a fifth on each side, at least the pixel under its centre."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    across, down = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    left = int(np.clip(np.floor(x0 + across), 0, width - 1))
    top = int(np.clip(np.floor(y0 + down), 0, height - 1))
    right = int(np.clip(np.ceil(x1 - across), left + 1, width))
    bottom = int(np.clip(np.ceil(y1 - down), top + 1, height))
    return image[top:bottom, left:right]
