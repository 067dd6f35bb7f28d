"""What is measured of people from the front, before it is decided who is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.apparent import ages_and_sexes
from nonesuch.learn.codes import recognizer_crop
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.sface import SFace
from nonesuch.nouns import Bools, Floats, Image, Ints
from nonesuch.replace.complexion import face_lightness


@dataclass(frozen=True)
class Front:
    """A frontal picture ``(256, 256, 3)`` and its landmarks ``(92, 2)``."""

    image: Image
    landmarks: Floats


@dataclass(frozen=True)
class Fronts:
    """What is measured of frontal pictures, one row a person."""

    codes: Floats
    lightness: Floats
    ages_years: Floats
    maleness: Floats
    presence: Floats

    def __getitem__(self, chosen: Bools | Ints) -> Fronts:
        return Fronts(*(getattr(self, name)[chosen] for name in self.__annotations__))


def joined(rows: Sequence[Fronts]) -> Fronts:
    """One below the other, at least one."""
    names = Fronts.__annotations__
    return Fronts(
        *(np.concatenate([getattr(row, name) for row in rows]) for name in names)
    )


class Instruments:
    """Everything that is measured of a frontal picture; keep one."""

    def __init__(self, threads: int | None = None) -> None:
        self._sface, self._mesh = SFace(threads=threads), FaceMesh(threads=threads)
        self._looks = AgeAndSex(threads)

    def measured(self, fronts: Sequence[Front]) -> Fronts:
        """One row a picture, at least one."""
        chips = [recognizer_crop(one.image, one.landmarks) for one in fronts]
        faces = [(one.image, one.landmarks * len(one.image)) for one in fronts]
        return Fronts(
            self._sface(np.stack(chips)),
            np.array([face_lightness(f.image, f.landmarks) for f in fronts], "f4"),
            *ages_and_sexes(self._looks, faces),
            self._mesh(np.stack([one.image for one in fronts]))[1],
        )
