"""Who the people of a sequence are, and their performances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from nonesuch.world.accessories import PRAM_COLORS, phone_mesh, pram_mesh
from nonesuch.world.assets import Assets
from nonesuch.world.body.figure import build_figure
from nonesuch.world.body.model import BodyModel
from nonesuch.world.motion.mocap import MocapLibrary
from nonesuch.world.motion.performer import Performer
from nonesuch.world.motion.props import Props
from nonesuch.world.nouns import Course, Figure, GroundHeight
from nonesuch.world.people import draw_person
from nonesuch.world.scene import PersonSpec
from nonesuch.world.streams import Stream, stream

_SPARES = 4
"""So many times as many people as are seen at once come and go."""
_MOST_EXTRAS = 60


@dataclass(frozen=True)
class CastList:
    """Ids of those who may come by, and of those placed by hand, in their order."""

    passers: tuple[int, ...]
    placed: tuple[int, ...]
    wishes: Mapping[int, Mapping[str, str | float]]


def cast_list(
    rng: np.random.Generator,
    people: float,
    population: int,
    placed: Sequence[PersonSpec],
) -> CastList:
    """Draws who is there from the population, ids 1 up; nobody is there twice.

    Those placed by hand without an id get one above the population: they are the same
    people in every sequence of the scene.
    """
    ids = tuple(
        population + 1 + k if spec.person_id is None else spec.person_id
        for k, spec in enumerate(placed)
    )
    wanted = round(_SPARES * people) + _MOST_EXTRAS
    drawn = [int(k) + 1 for k in rng.permutation(population)]
    passers = tuple(k for k in drawn if k not in ids)[:wanted]
    wishes = {k: spec.wishes for k, spec in zip(ids, placed, strict=True)}
    return CastList(passers, ids, wishes)


class Cast:
    """Performers of courses, each made when first asked for."""

    def __init__(
        self,
        seed: int,
        assets: Assets,
        wishes: Mapping[int, Mapping[str, str | float]],
        fps: float,
        ground_height: GroundHeight,
        mocap: Path | None,
    ) -> None:
        self._seed, self._assets = seed, assets
        self._mocap = None if mocap is None else MocapLibrary.from_folder(mocap)
        self._wishes, self._fps, self._ground_height = wishes, fps, ground_height
        self._performers: dict[int, Performer] = {}

    def performer(self, course: Course) -> Performer:
        """Who performs a course."""
        if course.track_id not in self._performers:
            self._performers[course.track_id] = self._made(course)
        return self._performers[course.track_id]

    def figure(self, person_id: int) -> Figure:
        """A person, dressed; each time anew."""
        wishes = self._wishes.get(person_id)
        person, look = draw_person(self._seed, person_id, wishes)
        return build_figure(self._model, person, look)

    def _made(self, course: Course) -> Performer:
        # by person, not by track: who walks how is part of who somebody is
        rng = stream(self._seed, 0, Stream.MOTION, course.person_id)
        figure, ground = self.figure(course.person_id), self._ground_height
        pram = pram_mesh(PRAM_COLORS[course.person_id % len(PRAM_COLORS)])
        props = Props(pram, phone_mesh())
        return Performer(rng, figure, course, self._fps, ground, props, self._mocap)

    @cached_property
    def _model(self) -> BodyModel:
        return BodyModel(self._assets)
