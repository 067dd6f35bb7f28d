"""How far the guessed light of a removed face is from the photographed face's.

    python benchmarks/light_error.py DATA/lfw --people 100

The median CIE L*a*b* inside the mask at 32 px, guessed and photographed, one picture a
person of the development half: mean absolute errors, the mean error of L*, that in the
darkest and the lightest quarter, and beside them what the mean of all faces would give.
Then the same pictures as in a dim room (two and three stops less light) and in haze (a
twelfth of white all over, half a stop less light).
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
from nonesuch.replace.light import GAMMA
from nonesuch.replace.region import regions_of_faces
from nonesuch.replace.scene import crops_and_holes, setting_of

CONDITIONS = {
    "as photographed": (0.0, 0.0),
    "two stops darker": (-2.0, 0.0),
    "three stops darker": (-3.0, 0.0),
    "in haze": (-0.5, 1 / 12),
}
"""Stops of light, and how much of white lies over the picture, in linear light."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=Path, help="one folder a person, or ID_*.jpg")
    parser.add_argument("--people", type=int, default=100)
    given = parser.parse_args()
    shots = thinned(album_of(given.faces, "development"), given.people, 1)
    faces, _ = faces_of(shots, Store(), lambda *_: None)
    seen = [crop_and_hole(face) for face in faces]
    crops, holes = (np.stack(part) for part in zip(*seen, strict=True))
    print(f"{len(faces)} people of {given.faces}")
    for name, (stops, haze) in CONDITIONS.items():
        shown = in_condition(crops, stops, haze)
        guessed = medians_of(painter.painted(shown, holes), holes)
        true = medians_of(shown, holes)
        say(name, guessed, true)
        say("  the mean of all", np.broadcast_to(true.mean(0), true.shape), true)


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


def crop_and_hole(face: Face) -> tuple[Image, Floats]:
    """What the painter is shown of a face, the face still in it."""
    image = face.image()
    shape_hw = image.shape[0], image.shape[1]
    regions = regions_of_faces(face.people.boxes_xyxy, [face.landmarks], shape_hw)
    settings = [setting_of(region) for region in regions]
    crops, holes = crops_and_holes(image, regions, settings, painter.SIZE)
    return crops[0], holes[0]


def in_condition(crops: Image, stops: float, haze: float) -> Image:
    """The crops with less light and with haze."""
    lit = (crops / 255) ** GAMMA * 2.0**stops
    seen = np.clip(haze + (1 - haze) * lit, 0, 1) ** (1 / GAMMA)
    return np.asarray(np.rint(255 * seen), np.uint8)


def medians_of(pictures: Image, holes: Floats) -> Floats:
    """The median colors inside the holes, ``(n, 3)``."""
    pairs = zip(pictures, holes, strict=True)
    medians = [np.median(lab_of(picture)[hole > 0], axis=0) for picture, hole in pairs]
    return np.asarray(medians, np.float32)


if __name__ == "__main__":
    main()
