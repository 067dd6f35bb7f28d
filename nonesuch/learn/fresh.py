"""Fresh people without end: sampled by seed, looked over by networks instead of eyes.

Person ``k`` of a seed is the same in every run.  Each is judged alone and kept in a
folder beside the table, so an interrupted run goes on where it was; who is a twin of
somebody before is left out at the end of that, in the order of numbers.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from typing import Protocol

import numpy as np

from nonesuch.apparent import ages_and_sexes
from nonesuch.errors import Refusal
from nonesuch.learn.beards import of_men
from nonesuch.learn.candidates import Shot, Studio, neutral, plainness
from nonesuch.learn.directions import Editor, Feature
from nonesuch.learn.sample import CROP_SIZE, STYLE_LENGTH, FaceSource
from nonesuch.learn.standins import TWIN_COSINE, Views, views_of, write_table
from nonesuch.media.whole import writing_whole
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.sface import SFace
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Floats
from nonesuch.replace.beard import beard_of

Progress = Callable[[str, int, int | None], None]
_EDITOR = Path(__file__).with_name("editor.npz")
_STREAM = 2032
_TRUNCATION = (0.75, 1.0)
_DARKENED_SHARE, _DARK_LIGHTNESS = 0.35, (34.0, 58.0)
_PRESENCE, _DETECTION = 0.9, 0.6
_FRONTS = [2, 6]
_STATE = "state.json"


@dataclass(frozen=True)
class Fresh:
    """A sampled person, and how old and how male he or she looks from the front."""

    views: Views
    age_years: float
    maleness: float


class Sampler(Protocol):
    """Who samples: one person by number, or a word why there is none."""

    def person(self, number: int) -> Fresh | str: ...


class Sampling:
    """The generator and everybody who looks its people over; keep one."""

    def __init__(self, seed: int, youngest_years: float) -> None:
        self._seed, self._youngest_years = seed, youngest_years
        self._studio, self._editor = Studio(), fitted_editor()
        self._recognizer, self._mesh, self._detector = SFace(), FaceMesh(), YuNet()
        self._looks = AgeAndSex()

    def person(self, number: int) -> Fresh | str:
        """Person ``number`` of the seed, or what speaks against him or her."""
        style = style_of(self._studio.source, self._editor, self._seed, number)
        front = self._studio.shot(style, self._editor, neutral(self._editor))
        fault = self._fault_of_front(front)
        if fault:
            return fault
        views = views_of(self._studio, self._editor, self._recognizer, style)
        if views is None:
            return "views"
        if not self._are_faces(views):
            return "no face"
        pictures = [
            (views.images[view], views.landmarks[view] * views.images.shape[1])
            for view in _FRONTS
        ]
        ages, sexes = ages_and_sexes(self._looks, pictures)
        if (sexes[0] >= 0.5) != (sexes[1] >= 0.5):
            return "two sexes"
        return Fresh(views, float(ages[0]), float(sexes[0]))

    def _fault_of_front(self, front: Shot | None) -> str:
        """Before seven more views are rendered: whether the first is worth it."""
        if front is None:
            return "no face"
        if not plainness(*front.aligned(CROP_SIZE)).is_plain:
            return "not plain"
        faces = [(front.picture, front.landmarks)]
        young = ages_and_sexes(self._looks, faces)[0][0] < self._youngest_years
        return "young" if young else ""

    def _are_faces(self, views: Views) -> bool:
        """The mesh sees a face in every view, the detector from the front too."""
        if self._mesh(views.images)[1].min() < _PRESENCE:
            return False
        found = [self._detector.detect(views.images[view], 0.3) for view in _FRONTS]
        return all(len(f.scores) and f.scores.max() >= _DETECTION for f in found)


def fitted_editor() -> Editor:
    """The editor fitted to 500 sampled people, as it is shipped."""
    with np.load(_EDITOR) as kept:
        length = len(kept["slopes"])
        covariance = np.zeros((length, length), np.float32)
        covariance[np.triu_indices(length)] = kept["covariance"]
        covariance += np.triu(covariance, 1).T
        return Editor(kept["slopes"], covariance, kept["mean"], kept["deviation"])


def style_of(source: FaceSource, editor: Editor, seed: int, number: int) -> Floats:
    """The style ``(512,)`` of person ``number`` of a seed, relative to the mean.

    About a third are darkened: dark skin is rare among sampled people.
    """
    rng = np.random.default_rng(np.random.SeedSequence([_STREAM, seed, number]))
    noise = rng.standard_normal(STYLE_LENGTH).astype(np.float32)
    style = source.relative_style(noise, rng.uniform(*_TRUNCATION))
    if rng.random() >= _DARKENED_SHARE:
        return style
    lightness = rng.uniform(*_DARK_LIGHTNESS)
    return editor.edited(style, {Feature.LIGHTNESS: lightness})


def sample_table(
    out: Path,
    wanted: int,
    settings: dict[str, float],
    sampler: Callable[[], Sampler],
    others: Floats,
    progress: Progress,
) -> dict[str, int]:
    """Writes a table of so many people; how often which fault left somebody out.

    ``others (n, 128)`` are codes of people to be no twins of.  What was sampled is kept
    in a folder beside ``out`` until that is whole; raises Refusal where the folder is
    of other ``settings``.
    """
    folder = out.with_name(f".{out.name}.sampled")
    _begin(folder, settings)
    faults: dict[str, int] = {}
    kept: list[Fresh] = []
    progress("people", 0, wanted)
    for one in _people(folder, sampler):
        fault = one if isinstance(one, str) else _twin(one, kept, others)
        if isinstance(one, Fresh) and not fault:
            kept.append(one)
            progress("people", len(kept), wanted)
        else:
            faults[fault] = faults.get(fault, 0) + 1
        if len(kept) == wanted:
            break
    front = _FRONTS[0]
    ages, sexes = (
        np.array([getattr(one, name) for one in kept], np.float32)
        for name in ("age_years", "maleness")
    )
    fronts = [(one.views.images[front], one.views.landmarks[front]) for one in kept]
    beards = of_men(np.array([beard_of(*face) for face in fronts], np.float32), sexes)
    looks = {"ages_years": ages, "maleness": sexes, "beards": beards}
    halves = {name: values.astype(np.float16) for name, values in looks.items()}
    write_table([one.views for one in kept], out, halves)
    shutil.rmtree(folder)
    return faults


def _begin(folder: Path, settings: dict[str, float]) -> None:
    state = folder / _STATE
    if not state.exists():
        with writing_whole(state) as temporary:
            temporary.write_text(json.dumps(settings), encoding="utf-8")
    elif json.loads(state.read_text(encoding="utf-8")) != settings:
        raise Refusal(
            f"{folder} holds what a run with other settings has sampled; go on with "
            "the same, or delete the folder."
        )


def _people(folder: Path, sampler: Callable[[], Sampler]) -> Iterator[Fresh | str]:
    """Everybody from number 0 on, from the folder or sampled anew into it."""
    made: Sampler | None = None
    for number in count():
        path = folder / f"{number:06d}.npz"
        if not path.exists():
            made = made or sampler()
            _keep(path, made.person(number))
        yield _kept(path)


def _keep(path: Path, one: Fresh | str) -> None:
    with writing_whole(path) as temporary, temporary.open("wb") as file:
        if isinstance(one, str):
            np.savez(file, fault=one)
        else:
            names = [field.name for field in fields(Views)]
            values = {name: getattr(one.views, name) for name in names}
            np.savez(file, age=one.age_years, maleness=one.maleness, **values)


def _kept(path: Path) -> Fresh | str:
    with np.load(path) as kept:
        if "fault" in kept:
            return str(kept["fault"])
        views = Views(
            kept["images"], kept["landmarks"], kept["code"], float(kept["lightness"])
        )
        return Fresh(views, float(kept["age"]), float(kept["maleness"]))


def _twin(one: Fresh, kept: Sequence[Fresh], others: Floats) -> str:
    known = np.concatenate([others, *(k.views.code[None] for k in kept)])
    return "twin" if (known @ one.views.code).max(initial=-1) >= TWIN_COSINE else ""
