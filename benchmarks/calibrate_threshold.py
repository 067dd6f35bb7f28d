"""Where the gate draws the line: similarity of strangers by the size of their faces.

``python benchmarks/calibrate_threshold.py DATA`` with the folder that holds ``lfw/``
(one folder an identity) prints the constants ``THRESHOLDS`` and ``CLOSE_LINES`` of
``nonesuch/prove/recognizer.py``; about 3 minutes on 2 cores.

Identities are split in halves by the hash of their name.  All pairs of pictures of
different people in the development half are impostors; the threshold is what 1 in
10,000 of them reaches (FAR 1e-4), the close line what 1 in 5 reaches.  On the test
half: FAR as it turned out, and TAR, the share of pairs of one person in two different
photographs that reach it, hence how much the recognizer sees at that size.  Pictures
are shrunk by area averaging until the face has the size; landmarks are found before
that, and shrunk along.

Measured on LFW (185 and 165 identities, 251,382 impostor and 909 genuine pairs):

   px  threshold  close  test FAR  TAR
    8      0.621  0.411   1.4e-04  0.034
   12      0.559  0.344   1.7e-04  0.179
   16      0.534  0.306   2.7e-04  0.394
   24      0.513  0.274   4.3e-04  0.699
   32      0.503  0.263   5.0e-04  0.763
   48      0.498  0.255   4.1e-04  0.794
   64      0.493  0.253   4.9e-04  0.807
   76      0.493  0.251   4.6e-04  0.805 (not shrunk)

The same thresholds on CelebA (3.5 million impostor pairs): FAR 5e-05 to 6e-04, TAR
0.75 at 64 px; on the London set (neutral against smiling, one studio): FAR 1e-03, TAR
1.00 at 100 px.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.media.pictures import read_picture
from nonesuch.models.dlib_resnet import DlibResNet
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Bools, Floats, Image, People
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.prove.chips import chip_frame, chips, face_size_px

SIZES_PX = (8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 1e9)
FALSE_ACCEPT_RATE = 1e-4
CLOSE_SHARE = 0.2


@dataclass(frozen=True)
class Face:
    """The face in the middle of a photograph, and whose it is."""

    identity: str
    image: Image
    landmarks: Floats

    @property
    def size_px(self) -> float:
        return face_size_px(chip_frame(self.landmarks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder that holds lfw/")
    faces = faces_in(sorted((parser.parse_args().data / "lfw").glob("*/*.jpg")))
    identities = np.array([face.identity for face in faces])
    develop = np.array([in_development_half(name) for name in identities])
    native_px = float(np.median([face.size_px for face in faces]))
    network = DlibResNet()
    print(f"{len(faces)} faces, median {native_px:.0f} px")
    print("   px  threshold  close  impostors  test FAR  TAR   genuine")
    for size_px in SIZES_PX:
        vectors = network(np.concatenate([chip_at(face, size_px) for face in faces]))
        strangers, _ = pair_similarities(vectors[develop], identities[develop])
        line = float(np.quantile(strangers, 1 - FALSE_ACCEPT_RATE))
        close = float(np.quantile(strangers, 1 - CLOSE_SHARE))
        others, same = pair_similarities(vectors[~develop], identities[~develop])
        print(
            f"{min(size_px, native_px):5.0f}  {line:9.3f}  {close:.3f}  "
            f"{len(strangers):9d}  "
            f"{np.mean(others >= line):8.1e}  {np.mean(same >= line):.3f} {len(same)}",
            flush=True,
        )


def faces_in(paths: list[Path]) -> list[Face]:
    """The face nearest to the middle of each picture; pictures without are left out."""
    detector, marks = YuNet("f32"), LandmarkFinder("f32")
    faces = []
    for path in paths:
        image = read_picture(path).image
        found = detector.detect(image, 0.5)
        people = People.of_boxes(found.boxes_xyxy, found.scores)
        people = marks.place(image, people, found.points5)
        people = people[people.has_landmarks]
        if len(people):
            middle = np.array([image.shape[1], image.shape[0]]) / 2
            away = np.linalg.norm(people.landmarks.mean(1) - middle, axis=1)
            landmarks = people.landmarks[away.argmin()]
            faces.append(Face(path.parent.name, image, landmarks))
    return faces


def in_development_half(identity: str) -> bool:
    """The half that thresholds may be chosen on; the other one only judges."""
    return hashlib.sha256(identity.encode()).digest()[1] % 2 == 0


def chip_at(face: Face, size_px: float) -> Image:
    """The face's chip ``(1, 150, 150, 3)`` if the photograph had been this small."""
    factor = min(size_px / face.size_px, 1.0)
    if factor == 1:
        return chips(face.image, face.landmarks[None])
    height, width = (max(round(side * factor), 1) for side in face.image.shape[:2])
    small = cv2.resize(face.image, (width, height), interpolation=cv2.INTER_AREA)
    scale = np.array([width, height]) / face.image.shape[1::-1]
    return chips(small, (face.landmarks * scale).astype(np.float32)[None])


def pair_similarities(vectors: Floats, identities: np.ndarray) -> tuple[Floats, Floats]:
    """The similarities of all pairs of strangers, and of all pairs of one person."""
    squares = (vectors**2).sum(1)
    distances = squares[:, None] + squares - 2 * vectors @ vectors.T
    one, other = np.triu_indices(len(vectors), 1)
    values = 1 - np.sqrt(np.maximum(distances[one, other], 0))
    is_same: Bools = identities[one] == identities[other]
    return values[~is_same], values[is_same]


if __name__ == "__main__":
    main()
