"""The figure: methods by rows, pictures by columns, as in the CIAGAN article."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from nonesuch.measure.album import Shot
from nonesuch.measure.contenders import Contender
from nonesuch.measure.faces import Face, Progress
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Image
from nonesuch.replace.alignment import CropFrame, cut, frame_of_landmarks

COLUMNS = 8
_TILE, _GAP, _LABEL = 176, 4, 132
_FONT_SIZE = 17
_WIDENED, _MIDDLE = 1.3, (0.5, 0.45)
_FIRST_NUMBER = 700_001
"""Of the people of the figure: far from the stand-ins' and the training's numbers."""


def invented_people(folder: Path, count: int, progress: Progress) -> list[Shot]:
    """Pictures of people who do not exist, made by MobileStyleGAN; kept in a folder.

    None of them is a shipped stand-in.  It needs torch (extra train).
    """
    from nonesuch.learn.sample import FaceSource

    paths = [folder / f"nobody{number:02d}.png" for number in range(count)]
    missing = [path for path in paths if not path.exists()]
    source = FaceSource() if missing else None
    for done, path in enumerate(missing, start=1):
        if source is not None:
            number = _FIRST_NUMBER + paths.index(path)
            write_picture(source.picture(number), path)
        progress("inventing people for the figure", done, len(missing))
    return [Shot(path.name, path.stem, path) for path in paths]


def figure_of(
    contenders: Sequence[Contender], faces: Sequence[Face], progress: Progress
) -> Image:
    """One row a contender, one column each of the first 8 faces."""
    chosen = faces[:COLUMNS]
    rows = []
    for done, contender in enumerate(contenders, start=1):
        tiles = [_tile(contender, face) for face in chosen]
        rows.append(_row(contender.name, tiles))
        progress("drawing the figure", done, len(contenders))
    return np.concatenate(rows)


def write_picture(picture: Image, path: Path) -> None:
    """A PNG, whole or not at all."""
    with writing_whole(path) as temporary:
        Pillow.fromarray(picture).save(temporary, "PNG", optimize=True)


def _tile(contender: Contender, face: Face) -> Image:
    """The face with some of what is around it, upright as in the picture."""
    made = contender.make(face, face.image(), 0)
    tile = cut(made, _around(face, made), _TILE)
    white = np.full((_TILE + _GAP, _TILE + _GAP, 3), 255, np.uint8)
    white[:_TILE, _GAP:] = tile
    return white


def _around(face: Face, image: Image) -> CropFrame:
    """A square about the head, upright, inside the picture as far as it goes."""
    frame = frame_of_landmarks(face.landmarks)
    height, width = image.shape[:2]
    side = min(_WIDENED * frame.side_px, height, width)
    middle = frame.rotation_scale * complex(*_MIDDLE) + frame.offset
    left = np.clip(middle.real - side / 2, 0, width - side)
    top = np.clip(middle.imag - side / 2, 0, height - side)
    return CropFrame(complex(side), complex(left, top))


def _row(name: str, tiles: Sequence[Image]) -> Image:
    label = Pillow.new("RGB", (_LABEL, _TILE + _GAP), "white")
    drawing = ImageDraw.Draw(label)
    place = (_LABEL - 10, _TILE // 2)
    font = ImageFont.load_default(_FONT_SIZE)
    drawing.text(place, _short(name), fill="black", font=font, anchor="rm")
    return np.concatenate([np.asarray(label, np.uint8), *tiles], axis=1)


def _short(name: str) -> str:
    """``ciagan:some/folder/file.onnx`` is ciagan; a number stays."""
    method, colon, parameter = name.partition(":")
    return f"{method} {parameter}" if colon and parameter.isdigit() else method
