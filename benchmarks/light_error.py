"""How far the guessed light of a removed face is from the photographed face's.

    python benchmarks/light_error.py DATA/lfw --people 100

The median CIE L*a*b* inside the mask at 32 px, guessed and photographed, one picture a
person of the development half: mean absolute errors, the mean error of L*, that in the
darkest and the lightest quarter, and beside them what the mean of all faces would give.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from nonesuch.measure.album import album_of, thinned
from nonesuch.measure.faces import Face, faces_of
from nonesuch.measure.store import Store
from nonesuch.nouns import Floats, Image
from nonesuch.replace import painter
from nonesuch.replace.complexion import lab_of
from nonesuch.replace.light import tempered
from nonesuch.replace.region import regions_of_faces
from nonesuch.replace.scene import crops_and_holes, setting_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=Path, help="one folder a person, or ID_*.jpg")
    parser.add_argument("--people", type=int, default=100)
    given = parser.parse_args()
    shots = thinned(album_of(given.faces, "development"), given.people, 1)
    faces, _ = faces_of(shots, Store(), lambda *_: None)
    found = np.stack([guessed_and_true(face) for face in faces])
    guessed, painted, true = found.transpose(1, 0, 2)
    print(f"{len(faces)} people of {given.faces}")
    say("guessed", guessed, true)
    say("before it is tempered", painted, true)
    say("the mean of all", np.broadcast_to(true.mean(0), true.shape), true)


def say(name: str, guessed: Floats, true: Floats) -> None:
    apart = guessed - true
    quarter = len(true) // 4
    order = np.argsort(true[:, 0])
    dark, light = order[:quarter], order[-quarter:]
    absolute = ", ".join(f"{value:.1f}" for value in np.abs(apart).mean(0))
    print(
        f"{name}: off by {absolute} (L*, a*, b*)"
        f"; L* on average {apart[:, 0].mean():+.1f}"
        f", in the darkest quarter {apart[dark, 0].mean():+.1f}"
        f", in the lightest {apart[light, 0].mean():+.1f}"
    )


def guessed_and_true(face: Face) -> Floats:
    """The median colors ``(3, 3)``: tempered as in use, as painted, photographed."""
    image = face.image()
    shape_hw = image.shape[0], image.shape[1]
    regions = regions_of_faces(face.people.boxes_xyxy, [face.landmarks], shape_hw)
    settings = [setting_of(region) for region in regions]
    crops, holes = crops_and_holes(image, regions, settings, painter.SIZE)
    painted = painter.painted(crops, holes)[0]
    seen = tempered(painted, holes[0]), painted, crops[0]
    return np.stack([median_of(picture, holes[0]) for picture in seen])


def median_of(picture: Image, hole: Floats) -> Floats:
    return np.asarray(np.median(lab_of(picture)[hole > 0], axis=0), np.float32)


if __name__ == "__main__":
    main()
