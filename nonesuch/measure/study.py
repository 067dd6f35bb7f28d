"""A measurement of faces from the folder to what instruments read of every method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nonesuch.measure.album import Part, Shot, album_of, thinned
from nonesuch.measure.bench import Bench, Readings, readings_of
from nonesuch.measure.contenders import (
    METHODS,
    ORIGINAL,
    Contender,
    contenders_of,
)
from nonesuch.measure.faces import Face, Progress, faces_of
from nonesuch.measure.store import Store

READINGS_FILE = "readings.sqlite"


@dataclass(frozen=True)
class Plan:
    """Which pictures and which methods; None takes all people, all their pictures."""

    folder: Path
    part: Part = "all"
    people: int | None = None
    pictures_each: int | None = None
    methods: Sequence[str] = METHODS
    method_folders: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Study:
    """The faces, who competes, and what was read from each by contender."""

    faces: Sequence[Face]
    contenders: Sequence[Contender]
    rows: dict[str, Readings]
    without_face: Sequence[str]

    @property
    def originals(self) -> Readings:
        """What was read from the untouched pictures."""
        return self.rows[ORIGINAL]

    @property
    def note(self) -> str:
        """A sentence on what was left out, or nothing."""
        count = len(self.without_face)
        if not count:
            return ""
        pictures = "picture shows" if count == 1 else "pictures show"
        return (
            f"{count} {pictures} no face and were left out: {self.without_face[0]}"
            + (" and others." if count > 1 else ".")
        )


def shots_of(plan: Plan) -> list[Shot]:
    """The pictures that the plan asks for; raises Refusal as :func:`album_of` does."""
    shots = album_of(plan.folder, plan.part)
    return thinned(shots, plan.people, plan.pictures_each)


def studied(
    plan: Plan, instruments: Sequence[str], store: Store, progress: Progress
) -> Study:
    """Reads every face as every contender leaves it.

    Whatever the store holds already is not read again, so an interrupted study goes on
    quickly.  Raises Refusal for what :func:`album_of`, :func:`contenders_of` and
    :func:`faces_of` refuse.
    """
    shots = shots_of(plan)
    contenders = contenders_of(plan.methods, plan.method_folders, shots)
    faces, without = faces_of(shots, store, progress)
    bench = Bench(store)
    rows = {
        contender.name: readings_of(contender, faces, instruments, bench, progress)
        for contender in contenders
    }
    return Study(faces, contenders, rows, without)
