"""Draws the shadow maps of a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.camera import Camera, Floats
from nonesuch.world.render.culling import planes_of, touching, within
from nonesuch.world.render.drawing import Drawing
from nonesuch.world.render.people import DrawnPerson
from nonesuch.world.render.shadows import MAP_PX, Cascade, cascades
from nonesuch.world.render.targets import ShadowTargets
from nonesuch.world.render.things import DrawnThings

_PERSON_RADIUS_M = 1.3
_EDGE_M = 0.8  # the outermost part of a map is not used


@dataclass(frozen=True, eq=False)
class Shadows:
    """The maps of a moment, the near one in the left half of the texture."""

    near: Cascade
    far: Cascade
    depth: Any


class ShadowPass:
    """The maps of one stage; what stands still is drawn again when a map moves."""

    def __init__(self, context: Any, drawing: Drawing, sun_direction: Floats) -> None:
        self._context, self._drawing = context, drawing
        self._sun_direction = sun_direction
        self._targets = ShadowTargets(context)
        self._kept: list[tuple[float, float] | None] = [None, None]

    def draw(
        self,
        camera: Camera,
        still: DrawnThings,
        moving: DrawnThings,
        people: list[DrawnPerson],
    ) -> Shadows:
        """Both maps of a moment."""
        maps = cascades(camera, self._sun_direction)
        self._context.enable(self._context.DEPTH_TEST)
        for k, one in enumerate(maps):
            if self._kept[k] != one.center_world:
                self._draw_still(k, one, still)
                self._kept[k] = one.center_world
        self._copy_still()
        for k, one in enumerate(maps):
            self._place(self._targets.moment, k)
            self._draw_moving(one, moving, people)
            people = _not_within(
                one, people
            )  # the far map is read where no near one is
        return Shadows(*maps, self._targets.depth)

    def _copy_still(self) -> None:
        """Copies keep to the scissors of the frame buffer that is in use."""
        moment = self._targets.moment
        moment.use()
        moment.scissor = None
        self._context.copy_framebuffer(moment, self._targets.still)
        moment.use()

    def _place(self, target: Any, k: int) -> None:
        area = (k * MAP_PX, 0, MAP_PX, MAP_PX)
        target.viewport = target.scissor = area

    def _draw_still(self, k: int, one: Cascade, still: DrawnThings) -> None:
        self._targets.still.use()
        self._place(self._targets.still, k)
        self._targets.still.clear(depth=1.0, viewport=(k * MAP_PX, 0, MAP_PX, MAP_PX))
        things = still.in_view(one.clip_from_world, np.array([*one.center_world, 0.0]))
        self._drawing.things("shadow.frag", things, clip_from_world=one.clip_from_world)

    def _draw_moving(
        self, one: Cascade, moving: DrawnThings, people: list[DrawnPerson]
    ) -> None:
        clip = one.clip_from_world
        center = np.array([*one.center_world, 0.0])
        things = moving.in_view(clip, center)
        self._drawing.things("shadow.frag", things, clip_from_world=clip)
        if people:
            centers, radii = _balls(people)
            inside = touching(planes_of(clip), centers, radii)
            some = [p for p, is_in in zip(people, inside, strict=True) if is_in]
            self._drawing.people(
                "shadow.frag", some, "shadow_mesh", clip_from_world=clip
            )


def _balls(people: list[DrawnPerson]) -> tuple[Floats, Floats]:
    centers = np.array([person.center_world for person in people]).reshape(-1, 3)
    return centers, np.full(len(people), _PERSON_RADIUS_M)


def _not_within(cascade: Cascade, people: list[DrawnPerson]) -> list[DrawnPerson]:
    """Whose shadow the map may not hold; shadows fall along the map's own depth."""
    centers, radii = _balls(people)
    inside = within(planes_of(cascade.clip_from_world), centers, radii + _EDGE_M)
    return [p for p, is_in in zip(people, inside, strict=True) if not is_in]
