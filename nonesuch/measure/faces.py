"""The one face of each picture that is measured, placed on the untouched original."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.album import Shot, numbered
from nonesuch.measure.store import Store, content_of
from nonesuch.media.pictures import read_picture
from nonesuch.nouns import LANDMARK_COUNT, Floats, Image, Ints, People
from nonesuch.perceive.clip import Eyes, people_of_picture
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder

Progress = Callable[[str, int, int | None], None]
_FINDER = "face in the middle, 1"


@dataclass(frozen=True)
class Face:
    """A picture and the place of its middle face: ``people`` holds that one person.

    Everybody is looked at in this place, so nobody escapes by not being found.
    """

    shot: Shot
    people: People

    @property
    def landmarks(self) -> Floats:
        """``(92, 2)`` in pixels of the picture."""
        return np.asarray(self.people.landmarks[0])

    @property
    def box_xyxy(self) -> Floats:
        """``(4,)``, as the detector found it in the original."""
        return np.asarray(self.people.boxes_xyxy[0])

    def image(self) -> Image:
        """The original picture, read anew: an album may not fit into memory."""
        return read_picture(self.shot.path).image


def faces_of(
    shots: Sequence[Shot], store: Store, progress: Progress
) -> tuple[list[Face], list[str]]:
    """The face of each picture, and the names of pictures that show none.

    Raises Refusal for a picture that cannot be read, or if no face is left.
    """
    faces, empty = [], []
    for done, shot in enumerate(shots, start=1):
        image = read_picture(shot.path).image
        row = store.reading(_FINDER, content_of(image), partial(_looked, image))
        if len(row):
            faces.append(Face(shot, _person(row)))
        else:
            empty.append(shot.name)
        progress("finding", done, len(shots))
    if not faces:
        raise Refusal(
            f"No face was found in any of the {len(shots)} pictures; give pictures "
            "that each show a face."
        )
    return faces, empty


def middle_face(image: Image, eyes: Eyes) -> Floats:
    """Box, score, presence and landmarks of the face nearest the middle, in one row.

    Empty where no face with landmarks is found.
    """
    people = people_of_picture(image, eyes)
    people = people[people.has_landmarks]
    if not len(people):
        return np.zeros(0, np.float32)
    boxes = people.boxes_xyxy
    middle = np.array([image.shape[1], image.shape[0]]) / 2
    away = np.linalg.norm((boxes[:, :2] + boxes[:, 2:]) / 2 - middle, axis=1)
    chosen = int(np.argmin(away))
    parts = (
        boxes[chosen],
        people.scores[[chosen]],
        people.presence[[chosen]],
        people.landmarks[chosen].reshape(-1),
    )
    return np.concatenate(parts).astype(np.float32)


def identities_of(faces: Sequence[Face]) -> Ints:
    """Whose the faces are, as numbers, ``(n,)``."""
    return numbered([face.shot.identity for face in faces])


def _looked(image: Image) -> Floats:
    return middle_face(image, _eyes())


@lru_cache(maxsize=1)
def _eyes() -> Eyes:
    """Made only when a picture is new."""
    return Eyes(FaceFinder.for_video(), LandmarkFinder("f32"))


def _person(row: Floats) -> People:
    people = People.of_boxes(row[None, :4], row[4:5])
    return replace(
        people,
        presence=row[5:6].copy(),
        landmarks=row[6:].reshape(1, LANDMARK_COUNT, 2).copy(),
        track_ids=np.zeros(1, np.int64),
    )
