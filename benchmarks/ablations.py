"""What `person` is worth with one of its parts taken away, and what is ideal.

    python benchmarks/ablations.py DATA/lfw

The development identities from the 121st on, four pictures each: no table of the docs
shows them, and parts of the program were chosen by these figures.  "Other photographed
people" are faces of the same pictures, bent, relit and pasted as stand-ins are: what is
left then is chance among few pictures and what bending costs.  Beside FID and KID, for
both judges: Recall@1, and how much more alike than strangers the person's other
pictures are (the gap of cosines).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np

from nonesuch.apparent import Beholder
from nonesuch.casting import Casting
from nonesuch.measure import contenders
from nonesuch.measure.album import album_of, thinned
from nonesuch.measure.bench import JUDGES, LOOKS, Bench, Readings, readings_of
from nonesuch.measure.contenders import Contender
from nonesuch.measure.faces import Face, faces_of, identities_of
from nonesuch.measure.frechet import frechet_distance, kernel_distance
from nonesuch.measure.recognition import first_hits, gaps, likeness
from nonesuch.measure.store import Store
from nonesuch.nouns import Floats, Image, Ints, Verdict
from nonesuch.replace import dressed, person, warp
from nonesuch.replace.alignment import cut, frame_of_landmarks
from nonesuch.replace.dressed import Dressed
from nonesuch.replace.light import relit
from nonesuch.replace.scene import Setting
from nonesuch.replace.standin import Looks, mouth_of, yaw_of

_IN_THE_TABLES = 120
_EACH = 4
_ALIKE = 12
_METHODS = "nonesuch.replace.methods"
_READ = (*JUDGES, LOOKS)
Variant = Callable[[], AbstractContextManager[None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=Path, help="LFW: one folder a person")
    faces = unseen_faces(parser.parse_args().faces)
    bench = Bench(Store())

    def read(contender: Contender) -> Readings:
        return readings_of(contender, faces, _READ, bench, lambda *_: None)

    original = read(Contender("original", lambda face, image, take: image))
    print(f"{len(faces)} pictures of people whom no table shows")
    for name, variant in _variants(faces).items():
        with variant():
            made = read(contenders.by_method("person"))
        print(f"{name}: {_worth(original, made, identities_of(faces))}", flush=True)


def unseen_faces(folder: Path) -> list[Face]:
    """Of development people whom no table of the docs shows."""
    shots = album_of(folder, "development")
    names = list(dict.fromkeys(shot.identity for shot in shots))
    unseen = set(names[_IN_THE_TABLES:])
    chosen = thinned([shot for shot in shots if shot.identity in unseen], None, _EACH)
    faces, _ = faces_of(chosen, Store(), lambda *_: None)
    return faces


def _worth(original: Readings, made: Readings, who: Ints) -> str:
    real, shown = np.stack(original[LOOKS]), np.stack(made[LOOKS])
    fid, kid = frechet_distance(real, shown), kernel_distance(real, shown)
    said = [f"FID {fid:.1f}, KID x 1000 {1000 * kid:.2f}"]
    for judge in JUDGES:
        alike = likeness(np.stack(made[judge]), np.stack(original[judge]))
        recall, gap = np.nanmean(first_hits(alike, who)), np.nanmean(gaps(alike, who))
        said.append(f"{judge} Recall@1 {100 * recall:.1f} %, gap {gap:.3f}")
    return "; ".join(said)


def _variants(faces: list[Face]) -> dict[str, Variant]:
    others = _Others(faces)
    return {
        "person": _with(),
        "without the stress on contrast": _with(_flat()),
        "without the harmonizer": _with(_no_recipes()),
        "without the rim": _with(patch.object(person, "with_rim", _as_made)),
        "shade and flush as they come": _with(
            patch.object(dressed, "relit_by", _relit_as_it_came)
        ),
        "without unfolding": _with(patch.object(warp, "_unfolded", np.asarray)),
        "the first who passes the gate": _with(
            patch.object(Verdict, "is_close", False)
        ),
        "whoever the key says": _with(patch(f"{_METHODS}.suggested", _nothing)),
        "kept age and sex": _with(_keeping("age", "sex")),
        "other photographed people": _with(
            _no_recipes(),
            _flat(),
            patch.object(person, "Dressed", others.dressed),
        ),
    }


def _with(*patches: AbstractContextManager[object]) -> Variant:
    @contextmanager
    def variant() -> Iterator[None]:
        with ExitStack() as stack:
            for one in patches:
                stack.enter_context(one)
            yield

    return variant


def _nothing(image: Image, region: object) -> None:
    return None


def _as_made(picture: Image, _: Floats) -> Image:
    return picture


def _relit_as_it_came(
    light: Image, detail: Image, mask: Floats, contrast: float = 1.0
) -> Image:
    size = len(detail), len(detail)
    wide = cv2.resize(light, size, interpolation=cv2.INTER_CUBIC)
    return relit(detail, np.asarray(wide, np.uint8), mask, contrast)


def _no_recipes() -> AbstractContextManager[object]:
    return patch.object(person, "_recipes", lambda *_: {})


def _flat() -> AbstractContextManager[object]:
    return patch.object(person, "stress", np.ones_like)


def _keeping(*names: str) -> AbstractContextManager[object]:
    kept = partial(Casting, beholder=Beholder(names))
    return patch.object(contenders, "Casting", kept)


class _Others:
    """Stands for every face another person's of the same pose, photographed."""

    def __init__(self, faces: list[Face]) -> None:
        frames = [frame_of_landmarks(face.landmarks) for face in faces]
        self._pictures = [
            cut(face.image(), frame, 256)
            for face, frame in zip(faces, frames, strict=True)
        ]
        self._shapes = np.stack(
            [
                frame.to_crop(face.landmarks)
                for face, frame in zip(faces, frames, strict=True)
            ]
        )
        self._yaws, self._mouths = yaw_of(self._shapes), mouth_of(self._shapes)
        self._names = np.array([face.shot.identity for face in faces])

    def dressed(
        self, setting: Setting, looks: Looks, light: Image, contrast: float
    ) -> Dressed:
        """As the class of that name, with somebody else's looks."""
        return Dressed(setting, self._looks(setting.landmarks), light, contrast)

    def _looks(self, shape: Floats) -> Looks:
        own = int(np.abs(self._shapes - shape).sum((1, 2)).argmin())
        apart = np.abs(self._yaws - self._yaws[own])
        apart += 4 * np.abs(self._mouths - self._mouths[own])
        apart[self._names == self._names[own]] = np.inf
        alike = np.argsort(apart, kind="stable")[:_ALIKE]
        other = int(np.random.default_rng(own).choice(alike))
        return Looks.of(self._pictures[other][None], self._shapes[other][None])


if __name__ == "__main__":
    main()
