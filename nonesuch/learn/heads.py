"""Makes the heads of the stand-ins: hair, ears and throat, cut out of portraits.

    python -m nonesuch.learn.heads --out heads.npz

The same people as in :mod:`nonesuch.learn.standins`, rendered anew from five sides;
MODNet tells them from the background.  Who may not stand in with the whole head was
chosen by eye (:data:`UNSUITED`): hats, collars up to the chin, hair beyond the picture.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.learn.candidates import (
    SAMPLES,
    Shot,
    Studio,
    learned_editor,
    style_of,
)
from nonesuch.learn.directions import Editor
from nonesuch.learn.standins import CHOSEN, VIEWS, best_shot
from nonesuch.models.modnet import Modnet
from nonesuch.nouns import Floats, Image
from nonesuch.replace.alignment import (
    CropFrame,
    cut,
    frame_of_landmarks,
    outline_landmarks,
)
from nonesuch.replace.backdrop import continued
from nonesuch.replace.complexion import is_skin
from nonesuch.replace.head_looks import CANVAS_PX, canvas_of
from nonesuch.replace.head_region import outline_of_head

UNSUITED = (7, 9, 12, 18, 19, 20, 33, 40, 42, 45, 58, 61, 62, 65, 71)
"""Places in :data:`CHOSEN` of those who lack a whole head of their own."""
HEAD_VIEWS = VIEWS[:5]
_NEAREST = ((0, 1, 2), (1, 2, 0), (2,), (3, 2, 4), (4, 3, 2))
_PICTURE_PX, _BORDER_PX = 512, 128
_OPAQUE, _TRANSLUCENT, _PRESENT = 0.97, 0.9, 0.5
_GOES_ON, _RIM_PX = (0.40, 0.45), 8.0
_EARS, _THROAT = (0.60, 0.76), 0.84
_BESIDE, _EAR_LEVEL = (0.04, 0.09), (0.60, 0.70)
_LONG, _SHORT, _BELOW = 0.11, 0.05, 0.09
"""How far from the jaw, in sides of the crop, anything is kept: beside it where hair is
long or short, and below the chin."""
_QUALITY = 88
_LOG = logging.getLogger(__name__)


def cut_out(shot: Shot, matte: Floats) -> tuple[Image, Floats]:
    """The head of a portrait, RGBA uint8 ``(320, 320, 4)``, landmarks in crop units.

    ``matte (512, 512)`` is the opacity of the person.
    """
    frame = frame_of_landmarks(shot.landmarks)
    whole = _connected(matte)
    opacity = whole * _of_head(whole, shot, frame)
    color = _widened(_without_background(shot.picture, matte), cv2.BORDER_REFLECT_101)
    beyond = _widened(opacity, cv2.BORDER_REPLICATE) * _within(shot, frame)
    layer = np.dstack([color, np.rint(beyond * 255).astype(np.uint8)])
    canvas = canvas_of(frame)
    moved = canvas.offset + complex(_BORDER_PX, _BORDER_PX)
    made = cut(layer, CropFrame(canvas.rotation_scale, moved), CANVAS_PX)
    return made, frame.to_crop(shot.landmarks)


def _widened(picture: NDArray[Any], border: int) -> NDArray[Any]:
    wide = cv2.copyMakeBorder(picture, *(_BORDER_PX,) * 4, border)
    return np.asarray(wide)


def _within(shot: Shot, frame: CropFrame) -> Floats:
    """1 within the picture, around it only where a head goes on; none below it."""
    size = len(shot.picture)
    outline = outline_of_head(frame.to_crop(shot.landmarks), _GOES_ON)
    corners = np.rint((frame.to_image(outline) + _BORDER_PX) * 16 - 8)
    shape = np.zeros((size + 2 * _BORDER_PX,) * 2, np.float32)
    cv2.fillConvexPoly(shape, corners.astype(np.int32), 1, cv2.LINE_8, 4)
    inside = slice(_BORDER_PX, _BORDER_PX + size)
    shape[inside, inside] = 1
    shape[_BORDER_PX + size :] = 0
    return np.asarray(cv2.GaussianBlur(shape, (0, 0), _RIM_PX), np.float32)


def _connected(matte: Floats) -> Floats:
    """The matte without what hangs together with the face nowhere."""
    solid = cv2.erode((matte > _PRESENT).astype(np.uint8), np.ones((9, 9)))
    _, labels = cv2.connectedComponents(solid)
    middle = labels[len(matte) // 2, len(matte) // 2]
    near = cv2.dilate((labels == middle).astype(np.float32), np.ones((25, 25)))
    return np.asarray(matte * near, np.float32)


def _of_head(matte: Floats, shot: Shot, frame: CropFrame) -> Floats:
    """1 on head and throat, falling to 0 beside and below the jaw: clothes, shoulders.

    Long hair ends there, too; where there is none it falls at once.
    """
    axis = np.arange(len(matte), dtype=np.float32) + np.float32(0.5)
    places = frame.to_crop(np.stack(np.meshgrid(axis, axis), axis=-1))
    away = _away_from_face(shot, len(matte)) / frame.side_px
    height = places[..., 1]
    left = (
        places[..., 0] < frame.to_crop(outline_landmarks(shot.landmarks))[:, 0].mean()
    )
    ends = np.where(height > _THROAT, _BELOW, 0)
    at_ears = (height > _EAR_LEVEL[0]) & (height < _EAR_LEVEL[1])
    beside = (away > _BESIDE[0]) & (away < _BESIDE[1]) & at_ears
    for side in (left, ~left):
        strip = matte[beside & side]
        is_long = bool(len(strip)) and float(strip.mean()) > 0.5
        ends = np.where(side, np.maximum(ends, _LONG if is_long else _SHORT), ends)
    skin = cv2.GaussianBlur(is_skin(shot.picture).astype(np.float32), (0, 0), 3)
    collar = (1 - _eased(skin * 2 - 0.5)) * _eased((height - _THROAT) / 0.04)
    near = (1 - _eased((away - 0.4 * ends) / (0.6 * ends))) * (1 - collar * (away > 0))
    low = _eased((height - _EARS[0]) / (_EARS[1] - _EARS[0]))
    return np.asarray(1 - low * (1 - near), np.float32)


def _away_from_face(shot: Shot, size: int) -> Floats:
    """How far every pixel lies outside of the face's outline, in pixels."""
    face = np.zeros((size, size), np.uint8)
    corners = np.rint(outline_landmarks(shot.landmarks) * 16 - 8).astype(np.int32)
    cv2.fillPoly(face, [corners], 1, cv2.LINE_8, 4)
    away = cv2.distanceTransform(1 - face, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(away, np.float32)


def _eased(values: NDArray[Any]) -> Floats:
    ramp = np.clip(values, 0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float32)


def _without_background(picture: Image, matte: Floats) -> Image:
    """The person's own color where the background shines through."""
    opaque = cv2.erode((matte > _OPAQUE).astype(np.float32), np.ones((3, 3)))
    values = picture.astype(np.float32)
    near = continued(values * opaque[..., None], opaque)
    share = (matte - _TRANSLUCENT) / (_OPAQUE - _TRANSLUCENT)
    mixed = near + np.clip(share, 0, 1)[..., None] * (values - near)
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)


def heads_of(
    studio: Studio, editor: Editor, matting: Modnet, number: int
) -> list[tuple[Image, Floats]]:
    """The five heads of a candidate; the nearest where a view fails.

    Raises RuntimeError for a candidate whose frontal view fails.
    """
    style = style_of(studio.source, editor, number)
    shots = [best_shot(studio, editor, style, *view) for view in HEAD_VIEWS]
    heads = {
        view: cut_out(shot, matting(shot.picture[None])[0])
        for view, shot in enumerate(shots)
        if shot is not None
    }
    if 2 not in heads:
        raise RuntimeError(f"the frontal view of person {number} failed")
    return [heads[next(v for v in near if v in heads)] for near in _NEAREST]


def write_heads(people: Sequence[Sequence[tuple[Image, Floats]]], out: Path) -> None:
    """The file that :mod:`nonesuch.replace.head_looks` reads."""
    packed = [_webp(layer) for person in people for layer, _ in person]
    landmarks = [[points for _, points in person] for person in people]
    partial = out.with_name(f"partial_{out.name}")
    with partial.open("wb") as file:
        np.savez(
            file,
            encoded=np.concatenate(packed),
            ends=np.cumsum([len(picture) for picture in packed], dtype=np.int64),
            landmarks=np.array(landmarks).astype(np.float16),
            suits=~np.isin(np.arange(len(people)), UNSUITED),
        )
    os.replace(partial, out)


def _webp(layer: Image) -> NDArray[np.uint8]:
    blue_first = cv2.cvtColor(layer, cv2.COLOR_RGBA2BGRA)
    quality = [cv2.IMWRITE_WEBP_QUALITY, _QUALITY]
    _, encoded = cv2.imencode(".webp", blue_first, quality)
    return np.asarray(encoded, np.uint8).ravel()


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="an NPZ file")
    parser.add_argument("--count", type=int, default=len(CHOSEN))
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help="people the editor is fitted to"
    )
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    studio, matting = Studio(), Modnet(size=_PICTURE_PX)
    editor = learned_editor(studio, given.samples)
    people = []
    for number in CHOSEN[: given.count]:
        people.append(heads_of(studio, editor, matting, number))
        _LOG.info("person %d", number)
    write_heads(people, given.out)


if __name__ == "__main__":
    main()
