"""Draws what becomes of faces in all poses and sizes, and what fails.

    python examples/stand_in_sheets.py docs

Nobody in these pictures exists: all are MobileStyleGAN's people, by numbers that
neither the stand-ins nor any training used; the failures were picked by eye among 48.
Needs the extra train.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from nonesuch.casting import Casting
from nonesuch.learn.candidates import Studio, style_of
from nonesuch.learn.directions import Feature
from nonesuch.learn.fresh import fitted_editor
from nonesuch.nouns import Image, People
from nonesuch.parts import Secret
from nonesuch.perceive.clip import Eyes, people_of_picture
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.prove.recognizer import Recognizer
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import shipped

POSED = (700_201, 700_204, 700_210)
YAWS = (-0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6)
FACES_PX = (300, 80, 24)
FIRST = 700_301
FAILURES = (5, 9, 18, 23, 32, 39, 44, 46)
"""Counted from the first of those who were looked at."""
_TILE = 150
_PICTURE_PX = 512
_FACE_SHARE = 0.5


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    studio, anonymized = Studio(), anonymizer()
    poses = [poses_of(studio, anonymized, number) for number in POSED]
    write(np.vstack(poses), out / "poses.jpg")
    pictures = [studio.source.picture(FIRST + place) for place in FAILURES]
    made = [
        anonymized(picture, f"failure {place}")
        for place, picture in zip(FAILURES, pictures, strict=True)
    ]
    write(np.vstack([row(pictures), row(made)]), out / "failures.jpg")


def poses_of(
    studio: Studio, anonymized: Callable[[Image, str], Image], number: int
) -> Image:
    """One person: the originals by yaw, and the results by size of the face."""
    editor = fitted_editor()
    style = style_of(studio.source, editor, number)
    shots = [studio.shot(style, editor, {Feature.YAW: yaw}) for yaw in YAWS]
    pictures = [shot.picture for shot in shots if shot is not None]
    rows = [row(pictures)]
    for face_px in FACES_PX:
        side = round(face_px / _FACE_SHARE)
        small = [scaled(picture, side) for picture in pictures]
        rows.append(row([anonymized(one, f"person {number}") for one in small]))
    return np.vstack(rows)


def anonymizer() -> Callable[[Image, str], Image]:
    """A picture and its name in, the picture with the faces replaced out."""
    eyes, gate = Eyes(FaceFinder.for_video(), LandmarkFinder("f32")), Recognizer()

    def anonymized(picture: Image, name: str) -> Image:
        people: People = people_of_picture(picture, eyes)
        secret = Secret(b"a key for the pictures of the docs", name, "")
        casting = Casting(method_named("person"), shipped().table, secret, gate)
        everybody = np.ones(len(people), bool)
        return casting.stage(picture, people, 0, everybody, recast=True).image

    return anonymized


def row(pictures: Sequence[Image]) -> Image:
    """Tiles of one size side by side; small pictures show their pixels."""
    return np.hstack([scaled(picture, _TILE) for picture in pictures])


def scaled(picture: Image, side: int) -> Image:
    how = cv2.INTER_AREA if len(picture) > side else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(picture, (side, side), interpolation=how), np.uint8)


def write(picture: Image, path: Path) -> None:
    quality = [cv2.IMWRITE_JPEG_QUALITY, 80]
    if not cv2.imwrite(str(path), picture[..., ::-1], quality):
        raise SystemExit(f"{path} cannot be written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
