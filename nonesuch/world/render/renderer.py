"""Draws moments: one renderer for one stage, weather, picture size and sensor."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import numpy as np

from nonesuch.world.nouns import Buffers, Moment, Sensor, Stage, Weather
from nonesuch.world.render.device import open_device
from nonesuch.world.render.drawing import Drawing
from nonesuch.world.render.glow import glowing_lamps
from nonesuch.world.render.lamps import LampGrid, lamp_grid
from nonesuch.world.render.lens import Lens
from nonesuch.world.render.light_pass import LightPass
from nonesuch.world.render.people import DrawnPerson, Figures, drawn_people
from nonesuch.world.render.programs import Programs
from nonesuch.world.render.reading import read_buffers
from nonesuch.world.render.sensor_pass import SensorPass
from nonesuch.world.render.shadow_pass import ShadowPass, Shadows
from nonesuch.world.render.sky import sky_of
from nonesuch.world.render.surface_pass import SurfacePass
from nonesuch.world.render.surroundings import Light, light_of
from nonesuch.world.render.targets import PictureTargets
from nonesuch.world.render.things import DrawnThings, ThingMeshes
from nonesuch.world.render.view import View, view_of


class Renderer:
    """Turns moments into pictures and label layers; see ``render``."""

    def __init__(
        self,
        stage: Stage,
        weather: Weather,
        size_wh: tuple[int, int],
        sensor: Sensor,
    ) -> None:
        self._size_wh = size_wh
        self._context = open_device()
        self._context.front_face = "cw"  # pictures run downwards
        self._lens = Lens()
        programs = Programs(self._context)
        self._drawing = Drawing(self._context, programs)
        self._meshes = ThingMeshes(self._context, self._drawing.materials)
        self._figures = Figures(self._context, self._drawing.materials)
        self._still = self._meshes.drawn(stage.things)
        light, lamps = _light(stage, weather)
        self._light_pass = LightPass(
            self._context, programs, self._drawing.tiles, weather, light, lamps
        )
        self._sensor_pass = SensorPass(
            self._context, programs, sensor, weather, light, self._lens
        )
        self._shadow_pass = ShadowPass(
            self._context, self._drawing, light.sky.sun_direction
        )
        self._sized: tuple[tuple[int, int], SurfacePass, PictureTargets] | None = None
        self._seconds: dict[str, float] = defaultdict(float)
        self._frames = 0

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the device back."""
        self._context.release()

    def timings(self) -> dict[str, float]:
        """Mean seconds a picture of each pass so far."""
        return {name: total / self._frames for name, total in self._seconds.items()}

    def render(self, moment: Moment, next_moment: Moment | None, seed: int) -> Buffers:
        """The picture and all layers of a moment; the same for the same arguments.

        ``next_moment`` gives flow and motion blur; without it flow is NaN.  So is the
        flow of who or what is not there any more.  The sky moves as points infinitely
        far away do.  Normals follow the folds of cloth.  ``seed`` chooses the sensor's
        noise.
        """
        view = view_of(moment.camera)
        surface, picture = self._targets(view)
        later = None if next_moment is None else next_moment.things
        moving = self._meshes.drawn(moment.things, later)
        people, bone_rows = drawn_people(self._figures, view, moment, next_moment)
        self._drawing.prepare(bone_rows)
        with self._timed("shadows"):
            shadows = self._shadows(view, moving, people)
        with self._timed("surfaces"):
            masks = surface.draw(view, self._still, moving, people)
        layers, pair = surface.targets, (moment, next_moment)
        with self._timed("light"):
            self._light_pass.draw(view, *pair, layers, picture, shadows)
        with self._timed("sensor"):
            self._sensor_pass.draw(view, *pair, layers, picture, seed)
        with self._timed("reading"):
            buffers = read_buffers(view, self._lens, layers, picture, masks)
        self._frames += 1
        return buffers

    def _shadows(
        self, view: View, moving: DrawnThings, people: list[DrawnPerson]
    ) -> Shadows | None:
        if not self._light_pass.has_sun:
            return None
        return self._shadow_pass.draw(view.camera, self._still, moving, people)

    def _targets(self, view: View) -> tuple[SurfacePass, PictureTargets]:
        if self._sized is None or self._sized[0] != view.size_wh:
            surface = SurfacePass(
                self._context, self._drawing, view.size_wh, self._lens
            )
            picture = PictureTargets(self._context, view.size_wh, self._size_wh)
            self._sized = (view.size_wh, surface, picture)
        return self._sized[1:]

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self._context.finish()
        self._seconds[name] += time.perf_counter() - began


def _light(stage: Stage, weather: Weather) -> tuple[Light, LampGrid | None]:
    """Lamps set the exposure of a night; what else shines is as bright as it allows."""
    street_lamps = lamp_grid(stage.lamps if weather.is_night else ())
    mean = np.zeros(3) if street_lamps is None else street_lamps.mean_on_ground
    light = light_of(weather, sky_of(weather), mean)
    if not weather.is_night:
        return light, None
    return light, lamp_grid(stage.lamps + glowing_lamps(stage.things, light.white))
