"""What the gate sees: how many faces it fails after each classic filter, by size.

``python benchmarks/gate_power.py DATA`` with the folder that holds ``lfw/``; every 11th
face, 2 minutes on 2 cores.  A gate is worth something if it fails weak filters and
passes a solid fill, whose similarity is what hair and surroundings alone give away.

Measured on 123 faces: the share that fails, and in brackets the median similarity.

16 px: blur:9 1.00 (0.86), blur:17 0.89 (0.60), blur:51 0.00 (0.32)
24 px: blur:9 1.00 (0.74), blur:17 0.73 (0.55), blur:51 0.00 (0.30)
48 px: blur:9 1.00 (0.69), blur:17 0.61 (0.51), blur:51 0.00 (0.29)
77 px: blur:9 1.00 (0.66), blur:17 0.51 (0.49), blur:51 0.00 (0.30)
16 px: pixelate:8 0.07 (0.44), pixelate:16 0.00 (0.30), solid 0.00 (0.27)
24 px: pixelate:8 0.00 (0.35), pixelate:16 0.00 (0.27), solid 0.00 (0.25)
48 px: pixelate:8 0.00 (0.28), pixelate:16 0.00 (0.27), solid 0.00 (0.24)
77 px: pixelate:8 0.00 (0.28), pixelate:16 0.00 (0.27), solid 0.00 (0.25)
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from calibrate_threshold import Face, faces_in

from nonesuch.nouns import Image, People, Verdict
from nonesuch.prove.gate import verdicts
from nonesuch.prove.recognizer import Recognizer
from nonesuch.replace.methods import method_named
from nonesuch.replace.region import paste, region_of_face

SIZES_PX = (16.0, 24.0, 48.0, 1e9)
METHODS = ("blur:9", "blur:17", "blur:51", "pixelate:8", "pixelate:16", "solid")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder that holds lfw/")
    parser.add_argument("--every", type=int, default=11)
    arguments = parser.parse_args()
    paths = sorted((arguments.data / "lfw").glob("*/*.jpg"))[:: arguments.every]
    faces = faces_in(paths)
    recognizer = Recognizer()
    native_px = float(np.median([face.size_px for face in faces]))
    for size_px in SIZES_PX:
        shrunk = [shrunk_to(face, size_px) for face in faces]
        cells = []
        for method in METHODS:
            found = [after(recognizer, image, one, method) for image, one in shrunk]
            failed = np.mean([not verdict.passed for verdict in found])
            middle = np.median([verdict.similarity or np.nan for verdict in found])
            cells.append(f"{method} {failed:.2f} ({middle:.2f})")
        print(f"{min(size_px, native_px):.0f} px: {', '.join(cells)}", flush=True)


def shrunk_to(face: Face, size_px: float) -> tuple[Image, People]:
    """The photograph so small that the face has this size, and its one person."""
    factor = min(size_px / face.size_px, 1.0)
    size = [max(round(side * factor), 1) for side in face.image.shape[1::-1]]
    image = cv2.resize(face.image, size, interpolation=cv2.INTER_AREA)
    landmarks = face.landmarks * (np.array(size) / face.image.shape[1::-1])
    box = np.concatenate([landmarks.min(0), landmarks.max(0)]).astype(np.float32)
    person = People.of_boxes(box[None], np.ones(1, np.float32))
    return image, replace(person, landmarks=landmarks[None].astype(np.float32))


def after(recognizer: Recognizer, image: Image, person: People, name: str) -> Verdict:
    """The verdict on the face after a filter."""
    place = region_of_face(person.boxes_xyxy[0], person.landmarks[0], image.shape[:2])
    result = image.copy()
    paste(result, place, method_named(name).render(image, [place], [], [])[0])
    original = recognizer.embed(image, person)
    return verdicts(recognizer, original, result, person)[0]


if __name__ == "__main__":
    main()
