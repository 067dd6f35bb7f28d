"""What a face looks like to strangers: skin, age, sex.

Read of the faces that are replaced only where a user asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.models.age_and_sex import AGE_SIZE, NAMES, PADDING, SEX_SIZE, AgeAndSex
from nonesuch.nouns import Floats, Image
from nonesuch.prove.chips import chip_frame
from nonesuch.replace.alignment import cut, frame_of_landmarks
from nonesuch.replace.complexion import face_lightness
from nonesuch.replace.identity import AGE, SEX, SKIN, Appearance, IdentityTable

_SIZE = 128


class Beholder:
    """Reads of a face what is to be kept of it; ``kept`` are names of its looks.

    The networks for age and sex are loaded only where these are asked for.
    """

    def __init__(self, kept: Sequence[str], threads: int | None = None) -> None:
        self._kept = frozenset(kept)
        needs_networks = self._kept & {AGE, SEX}
        self._networks = AgeAndSex(threads) if needs_networks else None

    def wanted(self, image: Image, landmarks: Floats) -> Appearance:
        """What the stand-in of a face with landmarks ``(92, 2)`` should look like."""
        lightness = age = maleness = None
        if SKIN in self._kept:
            frame = frame_of_landmarks(landmarks)
            crop = cut(image, frame, _SIZE)
            lightness = face_lightness(crop, frame.to_crop(landmarks))
        if self._networks is not None:
            ages, sexes = ages_and_sexes(self._networks, [(image, landmarks)])
            age = float(ages[0]) if AGE in self._kept else None
            maleness = float(sexes[0]) if SEX in self._kept else None
        return Appearance(lightness, age, maleness)


@lru_cache(maxsize=1)
def beholder_of(kept: tuple[str, ...]) -> Beholder | None:
    """One for all files of a process, None where nothing is kept."""
    return Beholder(kept) if kept else None


def models_for(kept: Sequence[str]) -> list[str]:
    """The manifest's names of the networks that keeping takes."""
    return list(NAMES) if frozenset(kept) & {AGE, SEX} else []


def refuse_unknown_looks(kept: Sequence[str], table: IdentityTable) -> None:
    """Raises Refusal where a table does not say what is to be kept."""
    known = {SKIN: True, AGE: table.ages_years is not None}
    known[SEX] = table.maleness is not None
    for name in kept:
        if not known[name]:
            raise Refusal(
                f"{table.path} does not say of its people what --keep {name} needs; "
                "give a table that nonesuch people has written."
            )


def ages_and_sexes(
    networks: AgeAndSex, faces: Sequence[tuple[Image, Floats]]
) -> tuple[Floats, Floats]:
    """Apparent ages in years and maleness, 0 to 1, both ``(n,)``, of faces.

    Each is a picture and landmarks ``(92, 2)`` in its pixels.
    """
    frames = [chip_frame(landmarks, PADDING) for _, landmarks in faces]
    pairs = list(zip(faces, frames, strict=True))
    large = np.stack([cut(image, frame, AGE_SIZE) for (image, _), frame in pairs])
    small = np.stack([cut(image, frame, SEX_SIZE) for (image, _), frame in pairs])
    return networks.ages_years(large), networks.maleness(small)
