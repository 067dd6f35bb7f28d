"""Castings with a recognizer that says what it was told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from made_faces import face, people_of, picture, table_of

from nonesuch.casting import Casting
from nonesuch.nouns import Identity, Image, People
from nonesuch.parts import Secret, Staged
from nonesuch.prove.recognizer import Embeddings
from nonesuch.replace.context import suggested
from nonesuch.replace.cover import cover
from nonesuch.replace.methods import Method, method_named
from nonesuch.replace.region import Region, pasted, region_of_face

SECRET = Secret(b"a key for the tests only", "street.mp4", "north")
TABLE = table_of(40)
ALIKE, CLOSE, LESS_CLOSE = "alike", "close", "less close"
OTHER, UNSEEN = "other", "unseen"
_DISTANCES = {ALIKE: 0.0, CLOSE: 0.6, LESS_CLOSE: 0.7, OTHER: 2.0, UNSEEN: np.nan}


@dataclass
class FakeRecognizer:
    """Says of each track's replaced face what it was told to, in that order."""

    originals: Sequence[Image]
    answers: dict[int, list[str]]
    asked: list[int] = field(default_factory=list)

    def embed(self, image: Image, people: People) -> Embeddings:
        vectors = np.zeros((len(people), 128), np.float32)
        if not any(image is original for original in self.originals):
            for row, track in enumerate(people.track_ids):
                self.asked.append(int(track))
                answer = self.answers.get(int(track), [])
                vectors[row, 0] = _DISTANCES[answer.pop(0) if answer else OTHER]
        face_px = np.full(len(people), 40, np.float32)
        return Embeddings(vectors, face_px, people.has_landmarks)


def flat_person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """Everybody is a flat colour that tells who it is."""
    return [
        np.full((*region.alpha.shape, 3), (identity.index, 255, 0), np.uint8)
        for region, identity in zip(regions, identities, strict=True)
    ]


PERSON = Method("person", flat_person, has_identity=True, suggests=suggested)
BLUR = method_named("blur:17")


def scene(seed: int = 0) -> tuple[Image, People]:
    image = picture(np.random.default_rng(seed), 120, 260)
    return image, people_of(*(face((45 + 80 * i, 60), 50) for i in range(3)))


def casting_of(
    image: Image,
    answers: dict[int, list[str]],
    method: Method = PERSON,
    doubtful: Sequence[int] = (),
    size: int = 40,
) -> tuple[Casting, FakeRecognizer]:
    recognizer = FakeRecognizer([image], answers)
    table = TABLE if size == 40 else table_of(size)
    made = Casting(method, table, SECRET, recognizer, frozenset(doubtful))  # type: ignore[arg-type]
    return made, recognizer


def everybody(people: People) -> np.ndarray:
    return np.ones(len(people), bool)


def nobody(people: People) -> np.ndarray:
    return np.zeros(len(people), bool)


def region_at(image: Image, people: People, row: int) -> Region:
    landmarks = people.landmarks[row] if people.has_landmarks[row] else None
    shape_hw = image.shape[0], image.shape[1]
    return region_of_face(people.boxes_xyxy[row], landmarks, shape_hw)


def face_pixels(image: Image, region: Region) -> Image:
    return region.window_of(image)[region.alpha == 1]


def is_only_covered(staged: Staged, image: Image, people: People, row: int) -> bool:
    """Whether nothing but the cover is in a face's place."""
    regions = [region_at(image, people, each) for each in range(len(people))]
    shown = pasted(image, regions[row : row + 1], [cover(image, regions, row)])
    seen, wanted = (face_pixels(each, regions[row]) for each in (staged.image, shown))
    return np.array_equal(seen, wanted)
