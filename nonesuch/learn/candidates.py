"""People who might stand in: rendered frontal and neutral, the plain ones on a sheet.

    python -m nonesuch.learn.candidates --out candidates.png --start 0 --count 500

Left out are fringes, hats, glasses, one-sided light.  The last choice is made by eye
on such sheets and written down in :data:`nonesuch.learn.standins.CHOSEN`.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.face_points import points
from nonesuch.learn.directions import (
    Editor,
    Feature,
    bridge_deviation,
    cheeks_of,
    features_of,
    fitted,
    forehead_difference,
    forehead_places,
    lab_picture,
    largest_difference,
    patch,
)
from nonesuch.learn.sample import (
    CROP_SIZE,
    PICTURE_BOX,
    STYLE_INPUTS,
    STYLE_LENGTH,
    FaceSource,
)
from nonesuch.nouns import Floats, Image, People
from nonesuch.parallel import in_order
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import cut, frame_of_landmarks

SAMPLES = 1600
_EDITED_INPUTS = 9
_TRUNCATION = (0.75, 1.0)
_DARKENED = range(1000, 2000)
_DARK_LIGHTNESS = (34.0, 58.0)
_TILE_PX, _COLUMNS = 96, 16
_RISE = 0.08
_LEFT_TEMPLE, _RIGHT_TEMPLE = points((54, 284))
_CHEEKS = points((205, 425))
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shot:
    """A picture, uint8 ``(512, 512, 3)``, and its face's landmarks ``(92, 2)``."""

    picture: Image
    landmarks: Floats

    def aligned(self, size: int) -> tuple[Image, Floats]:
        """The canonical crop of the face and its landmarks in crop units."""
        frame = frame_of_landmarks(self.landmarks)
        return cut(self.picture, frame, size), frame.to_crop(self.landmarks)


class Studio:
    """Renders people and finds their faces; keep one, it holds the networks."""

    def __init__(self) -> None:
        self.source = FaceSource()
        self._finder = LandmarkFinder("f32")

    def shot(
        self, style: Floats, editor: Editor, wanted: Mapping[Feature, float]
    ) -> Shot | None:
        """The person of a style with wanted features, None where no face is seen.

        Only the coarse inputs are edited: colors and texture stay the person's own.
        """
        inputs = np.tile(style, (STYLE_INPUTS, 1))
        inputs[:_EDITED_INPUTS] = editor.edited(style, wanted)
        return self.found(self.source.rendered(inputs))

    def found(self, picture: Image) -> Shot | None:
        """The picture with its landmarks, None where no face is seen."""
        person = People.of_boxes(PICTURE_BOX, np.ones(1, np.float32))
        people = self._finder.place(picture, person)
        if not people.has_landmarks[0]:
            return None
        return Shot(picture, people.landmarks[0])


def learned_editor(studio: Studio, count: int = SAMPLES) -> Editor:
    """The editor fitted to the first ``count`` sampled people, as they come."""

    def measured(number: int) -> tuple[Floats, Floats] | None:
        shot = studio.found(studio.source.picture(number))
        if shot is None:
            return None
        return studio.source.style(number), features_of(*shot.aligned(CROP_SIZE))

    found = [pair for pair in in_order(measured, range(count)) if pair is not None]
    styles, features = zip(*found, strict=True)
    return fitted(np.stack(styles), np.stack(features))


def style_of(source: FaceSource, editor: Editor, number: int) -> Floats:
    """The style ``(512,)`` of a candidate, relative to the mean.

    Numbers 1000 to 1999 are darkened: dark skin is rare among sampled people.
    """
    rng = np.random.default_rng([2026, number])
    noise = rng.standard_normal((1, STYLE_LENGTH))[0].astype(np.float32)
    style = source.relative_style(noise, rng.uniform(*_TRUNCATION))
    if number not in _DARKENED:
        return style
    lightness = np.random.default_rng([2027, number]).uniform(*_DARK_LIGHTNESS)
    return editor.edited(style, {Feature.LIGHTNESS: lightness})


def neutral(editor: Editor) -> dict[Feature, float]:
    """Frontal, mouth closed, evenly lit, less fringe and glasses than is usual."""
    less = editor.mean - editor.deviation
    return {
        Feature.YAW: 0.0,
        Feature.PITCH: float(editor.mean[Feature.PITCH]),
        Feature.MOUTH: 0.004,
        Feature.SMILE: 0.42,
        Feature.SIDE_LIGHT: 0.0,
        Feature.TOP_LIGHT: 3.0,
        Feature.BRIDGE: float(less[Feature.BRIDGE]),
        Feature.FOREHEAD: float(less[Feature.FOREHEAD]),
    }


@dataclass(frozen=True)
class Plainness:
    """How far a frontal face is from bare, even skin; all in units of CIE L*a*b*."""

    forehead: float
    temples: float
    side_light: float
    bridge: float
    roughness: float

    @property
    def is_plain(self) -> bool:
        """Whether the face is worth a look by eye."""
        return (
            self.forehead < 22
            and self.temples < 40
            and self.side_light < 9
            and self.bridge < 7
            and self.roughness < 8
        )


def plainness(crop: Image, landmarks: Floats) -> Plainness:
    """What speaks against an aligned face: fringe, shade, glasses, shine."""
    lab = lab_picture(crop)
    left, right = cheeks_of(lab, landmarks)
    temples = landmarks[[_LEFT_TEMPLE, _RIGHT_TEMPLE]]
    skin = np.concatenate([forehead_places(landmarks, _RISE), landmarks[_CHEEKS]])
    return Plainness(
        forehead=forehead_difference(lab, landmarks, _RISE),
        temples=largest_difference(lab, landmarks, temples),
        side_light=float(abs(left[0] - right[0])),
        bridge=bridge_deviation(lab, landmarks),
        roughness=max(patch(lab, place)[1] for place in skin),
    )


def plain_candidates(
    studio: Studio, editor: Editor, numbers: range
) -> Iterator[tuple[int, Image]]:
    """Number and aligned crop of the candidates that are worth a look."""
    for number in numbers:
        style = style_of(studio.source, editor, number)
        shot = studio.shot(style, editor, neutral(editor))
        if shot is None:
            continue
        crop, landmarks = shot.aligned(CROP_SIZE)
        if plainness(crop, landmarks).is_plain:
            yield number, crop


def contact_sheet(found: list[tuple[int, Image]]) -> Image:
    """The crops in rows of 16, each with its number on it."""
    rows = max(1, -(-len(found) // _COLUMNS))
    sheet = np.zeros((rows * _TILE_PX, _COLUMNS * _TILE_PX, 3), np.uint8)
    for place, (number, crop) in enumerate(found):
        tile = cv2.resize(crop, (_TILE_PX, _TILE_PX), interpolation=cv2.INTER_AREA)
        cv2.putText(tile, str(number), (1, 10), 0, 0.35, (255, 0, 0), 1)
        top, left = (_TILE_PX * step for step in divmod(place, _COLUMNS))
        sheet[top : top + _TILE_PX, left : left + _TILE_PX] = tile
    return sheet


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a PNG file")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    studio = Studio()
    editor = learned_editor(studio, given.samples)
    numbers = range(given.start, given.start + given.count)
    found = list(plain_candidates(studio, editor, numbers))
    _, encoded = cv2.imencode(".png", contact_sheet(found)[..., ::-1])
    partial = given.out.with_name(f"partial_{given.out.name}")
    partial.write_bytes(encoded.tobytes())
    os.replace(partial, given.out)
    _LOG.info("%d of %d people are plain", len(found), given.count)


if __name__ == "__main__":
    main()
