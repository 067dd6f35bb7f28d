"""What a trained generator is worth, by a recognizer that had no part in training.

    python -m nonesuch.learn.judge --data SHARDS --photos LFW [--size 128]

One photograph of each identity in the development half gets a face of a donor from the
held-out shards.  Found first: of all donors, or all originals, the right one is the
most similar; chance is 1 in the number of photographs.  The bare hole (filled with its
surroundings' mean color) tells what the surroundings alone give away.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.learn.codes import (
    Judge,
    five_points,
    mesh_five_points,
    recognizer_crop,
    resized_up,
)
from nonesuch.learn.data import HELD_OUT, Faces, average_code, load, resized
from nonesuch.media.pictures import read_picture
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.w600k import W600k
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import cut, frame_of_landmarks, mask_of_face
from nonesuch.replace.generator import FaceGenerator, weights_path

_CROP = 128
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Photos:
    """Aligned faces of photographs: crops of 128 px and landmarks."""

    crops: Image
    landmarks: Floats

    def __len__(self) -> int:
        return len(self.crops)


def in_development_half(identity: str) -> bool:
    """The half that may be looked at while training."""
    return hashlib.sha256(identity.encode()).digest()[1] % 2 == 0


def photos_of(folder: Path, count: int) -> Photos:
    """The first photograph of each development identity, where a face is found."""
    detector, finder = YuNet("f32"), LandmarkFinder("f32")
    crops: list[Image] = []
    landmarks: list[Floats] = []
    for person in sorted(folder.iterdir()):
        if not in_development_half(person.name) or len(crops) == count:
            continue
        image = read_picture(sorted(person.glob("*.jpg"))[0]).image
        found = detector.detect(image, 0.5)
        people = People.of_boxes(found.boxes_xyxy, found.scores)
        people = finder.place(image, people, found.points5)
        people = people[people.has_landmarks]
        if not len(people):
            continue
        middle = np.array(image.shape[1::-1]) / 2
        away = np.linalg.norm(people.landmarks.mean(1) - middle, axis=1)
        face = people.landmarks[away.argmin()]
        frame = frame_of_landmarks(face)
        crops.append(cut(image, frame, _CROP))
        landmarks.append(frame.to_crop(face))
    return Photos(np.stack(crops), np.stack(landmarks))


def shares_found(codes: Floats, gallery: Floats) -> tuple[float, float]:
    """How often a row's own partner in the gallery is its first, is in its first 5."""
    alike = codes @ gallery.T
    rank = (alike > np.diag(alike)[:, None]).sum(1)
    return float((rank < 1).mean()), float((rank < 5).mean())


def measure(
    photos: Photos, donors: Faces, generator: FaceGenerator
) -> dict[str, float]:
    """The numbers of the model card for one crop size."""
    size = generator.size
    recognizer, judge = W600k(), Judge(FaceMesh("f32"), YuNet("f32"))
    crops = resized(photos.crops, size)
    masks = np.stack([mask_of_face(face, size) for face in photos.landmarks])
    painted = generator(crops, masks, photos.landmarks, donors.codes)
    nobody = np.repeat(average_code(donors)[None], len(photos), 0)
    plain = generator(crops, masks, photos.landmarks, nobody)
    who = [
        recognizer(
            np.stack([recognizer_crop(*pair) for pair in zip(*faces, strict=True)])
        )
        for faces in (
            (photos.crops, photos.landmarks),
            (donors.crops, donors.landmarks),
            (painted, photos.landmarks),
            (plain, photos.landmarks),
            (bare(crops, masks), photos.landmarks),
        )
    ]
    original, donor, new, average, hole = who
    strangers = (original @ original.T)[np.triu_indices(len(photos), 1)]
    line = float(np.quantile(strangers, 0.99))
    report = {"photographs": float(len(photos)), "line_99": line}
    for name, codes, gallery in (
        ("donor_by_new_face", new, donor),
        ("original_by_new_face", new, original),
        ("original_by_average_face", average, original),
        ("original_by_bare_hole", hole, original),
    ):
        first, five = shares_found(codes, gallery)
        alike = (codes * gallery).sum(1)
        report[f"{name}_first"], report[f"{name}_in_5"] = first, five
        report[f"{name}_cosine"] = float(alike.mean())
        report[f"{name}_above_line"] = float((alike > line).mean())
    report["score"] = float(judge.score(painted, photos.landmarks).mean())
    report["landmark_error"] = landmark_error(judge.mesh, painted, photos.landmarks)
    report["rim_step"] = rim_step(painted, masks)
    report["rim_step_average"] = rim_step(plain, masks)
    report["rim_step_photographs"] = rim_step(crops, masks)
    return {name: round(value, 4) for name, value in report.items()}


def bare(crops: Image, masks: Floats) -> Image:
    """The crops with the mean color of their surroundings in the hole."""
    filled = crops.copy()
    for crop, mask in zip(filled, masks, strict=True):
        crop[mask > 0] = np.rint(crop[mask == 0].mean(0))
    return filled


def landmark_error(mesh: FaceMesh, painted: Image, landmarks: Floats) -> float:
    """Median distance of eyes, nose and mouth from their places, in crop sides."""
    placed, _ = mesh(resized_up(painted, 256))
    wanted = np.stack([five_points(face) for face in landmarks])
    apart = np.linalg.norm(mesh_five_points(placed / np.float32(256)) - wanted, axis=-1)
    return float(np.median(apart.mean(-1)))


def rim_step(painted: Image, masks: Floats) -> float:
    """Mean color difference between just inside and just outside the hole, 0 to 255."""
    kernel = np.ones((3, 3), np.uint8)
    steps = []
    for crop, mask in zip(painted, masks.astype(np.uint8), strict=True):
        inner = (mask - cv2.erode(mask, kernel)).astype(bool)
        outer = (cv2.dilate(mask, kernel) - mask).astype(bool)
        near = cv2.blur(crop.astype(np.float32) * outer[..., None], (3, 3))
        share = cv2.blur(outer.astype(np.float32), (3, 3))
        beside = inner & (share > 0)
        apart = np.abs(crop[beside] - near[beside] / share[beside][:, None])
        steps.append(apart.mean())
    return float(np.mean(steps))


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, default=HELD_OUT)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--network", type=Path, help="another file than the shipped")
    given = parser.parse_args()
    photos = photos_of(given.photos, min(given.count, HELD_OUT))
    donors = load(given.data)[: len(photos)]
    network = given.network or weights_path(given.size)
    generator = FaceGenerator(given.size, network=network)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    _LOG.info("%s", json.dumps(measure(photos, donors, generator), indent=1))


if __name__ == "__main__":
    main()
