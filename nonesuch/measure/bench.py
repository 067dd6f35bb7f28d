"""The instruments: networks that each read an array from one face in one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from nonesuch.apparent import ages_and_sexes
from nonesuch.measure import dlib_hog
from nonesuch.measure.contenders import Contender
from nonesuch.measure.faces import Face, Progress
from nonesuch.measure.frechet import Inception
from nonesuch.measure.seam import seam_energy
from nonesuch.measure.stability import five_point_crop
from nonesuch.measure.store import Store, content_of
from nonesuch.models.age_and_sex import NAMES as AGE_AND_SEX_MODELS
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.models.edgeface import EdgeFace
from nonesuch.models.facemesh import SIZE as MESH_SIZE
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.landmarks106 import SIZE as POINTS_SIZE
from nonesuch.models.landmarks106 import Landmarks106
from nonesuch.models.manifest import MANIFEST
from nonesuch.models.sface import SFace
from nonesuch.models.w600k import W600k
from nonesuch.nouns import Floats, Image
from nonesuch.perceive.find import FOR_VIDEO, FaceFinder
from nonesuch.prove.recognizer import Recognizer
from nonesuch.replace.alignment import cut, frame_of_landmarks, mask_of_face
from nonesuch.replace.complexion import lab_of

Read = Callable[[Image, Face], Floats]
CROP = 128
"""Side of the crops whose looks are compared."""


@dataclass(frozen=True)
class Instrument:
    """``start()`` loads the network and gives what reads a picture.

    ``version`` says which network and way of reading the value comes from.
    """

    name: str
    version: str
    start: Callable[[], Read]


JUDGES = ("w600k", "edgeface")
"""Recognizers that no part of the program uses."""
OWN_RECOGNIZERS = ("sface", "dlib")
"""The program's own: SFace taught the generator, dlib is the gate."""
DETECTORS = ("yunet", "centerface", "scrfd")
MESH, POINTS_106, LOOKS, SEAM = "mesh", "points 106", "inception", "seam"
COMPLEXION, AGE_AND_SEX = "complexion", "age and sex"


@lru_cache(maxsize=1)
def instruments() -> dict[str, Instrument]:
    """All of them by name; none is loaded before it is needed."""
    made = [
        _of_model("w600k", "w600k_mbf", lambda: _code(W600k())),
        _of_model("edgeface", "edgeface_s", lambda: _code(EdgeFace())),
        _of_model("sface", "sface", lambda: _code(SFace())),
        _of_model("dlib", "dlib_resnet", _dlib_code),
        *(_of_model(name, name, partial(_boxes, name)) for name in DETECTORS),
        Instrument(dlib_hog.NAME, dlib_hog.version(), _hog_boxes),
        _of_model(MESH, "facemesh", _mesh),
        _of_model(POINTS_106, "landmarks_106", _points),
        _of_model(LOOKS, "inception_2015", _looks),
        Instrument(SEAM, "1", _seam),
        Instrument(COMPLEXION, "1", lambda: _complexion),
        _of_model(AGE_AND_SEX, AGE_AND_SEX_MODELS, _age_and_sex),
    ]
    return {instrument.name: instrument for instrument in made}


class Bench:
    """Reads faces; each network is loaded once, each picture read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reads: dict[str, Read] = {}

    def read(self, name: str, image: Image, face: Face, content: bytes) -> Floats:
        """What an instrument sees; ``content`` is the hash of image and place."""
        instrument = instruments()[name]

        def fresh() -> Floats:
            if name not in self._reads:
                self._reads[name] = instrument.start()
            return self._reads[name](image, face)

        return self._store.reading(f"{name} {instrument.version}", content, fresh)


Readings = dict[str, list[Floats]]
"""What the instruments read from each face, by instrument."""


def readings_of(
    contender: Contender,
    faces: Sequence[Face],
    names: Sequence[str],
    bench: Bench,
    progress: Progress,
) -> Readings:
    """Every face as the contender leaves it, read by the instruments ``names``."""
    found: Readings = {name: [] for name in names}
    for done, face in enumerate(faces, start=1):
        original = face.image()
        image = contender.make(face, original, 0)
        content = content_of(image, face.people.landmarks, face.people.boxes_xyxy)
        for name in names:
            found[name].append(bench.read(name, image, face, content))
        progress(f"reading {contender.name}", done, len(faces))
    return found


def crop_of(image: Image, face: Face, size: int) -> Image:
    """The upright crop around the original's landmarks, ``(size, size, 3)``."""
    return cut(image, frame_of_landmarks(face.landmarks), size)


def _of_model(
    name: str, models: str | Sequence[str], start: Callable[[], Read]
) -> Instrument:
    names = (models,) if isinstance(models, str) else models
    hashes = " ".join(MANIFEST[model].sha256[:16] for model in names)
    return Instrument(name, f"{hashes} 1", start)


def _code(network: Callable[[Image], Floats]) -> Read:
    return lambda image, face: network(five_point_crop(image, face.landmarks)[None])[0]


def _dlib_code() -> Read:
    """dlib's distances order as the cosines of its codes about their mean do.

    The codes are nearly of unit length already; here they are made so.
    """
    recognizer = Recognizer()

    def read(image: Image, face: Face) -> Floats:
        vector = recognizer.embed(image, face.people).vectors[0]
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)

    return read


def _boxes(name: str) -> Read:
    finder = FaceFinder(name, FOR_VIDEO, "f32")

    def read(image: Image, face: Face) -> Floats:
        people = finder.find(image).people
        return np.concatenate([people.boxes_xyxy, people.scores[:, None]], 1)

    return read


def _hog_boxes() -> Read:
    detector = dlib_hog.DlibHog()
    return lambda image, face: detector(image)


def _mesh() -> Read:
    """The presence in a first row, then the points in pixels of a 256 px crop."""
    mesh = FaceMesh()

    def read(image: Image, face: Face) -> Floats:
        points, presence = mesh.in_space(crop_of(image, face, MESH_SIZE)[None])
        first = np.full((1, 3), presence[0], np.float32)
        return np.concatenate([first, points[0]])

    return read


def _points() -> Read:
    network = Landmarks106()
    return lambda image, face: network(crop_of(image, face, POINTS_SIZE)[None])[0]


def _looks() -> Read:
    network = Inception()
    return lambda image, face: network(crop_of(image, face, CROP)[None])[0]


def _seam() -> Read:
    def read(image: Image, face: Face) -> Floats:
        landmarks = frame_of_landmarks(face.landmarks).to_crop(face.landmarks)
        energy = seam_energy(crop_of(image, face, CROP), landmarks)
        return np.array([energy], np.float32)

    return read


def _complexion(image: Image, face: Face) -> Floats:
    """The face's median CIE L*a*b*, ``(3,)``, over all of it and nothing beside."""
    landmarks = frame_of_landmarks(face.landmarks).to_crop(face.landmarks)
    inside = mask_of_face(landmarks, CROP, 0.0) > 0
    colours = lab_of(crop_of(image, face, CROP))[inside]
    return np.asarray(np.median(colours, axis=0), np.float32)


def _age_and_sex() -> Read:
    """Apparent age in years and maleness, 0 to 1."""
    networks = AgeAndSex()

    def read(image: Image, face: Face) -> Floats:
        both = ages_and_sexes(networks, [(image, face.landmarks)])
        return np.concatenate(both)

    return read
