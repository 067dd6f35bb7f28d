"""What lens and sensor make of the light."""

from __future__ import annotations

from typing import Any

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Moment, Sensor, Singles, Weather
from nonesuch.world.render.lens import Lens
from nonesuch.world.render.light_pass import bind
from nonesuch.world.render.programs import Programs, assign
from nonesuch.world.render.surroundings import Light
from nonesuch.world.render.targets import PictureTargets, SurfaceTargets
from nonesuch.world.render.view import View

_STREAKS_PX = 512
_DAY_EXPOSURE = 0.04


class SensorPass:
    """One sensor in one weather."""

    def __init__(
        self,
        context: Any,
        programs: Programs,
        sensor: Sensor,
        weather: Weather,
        light: Light,
        lens: Lens,
    ) -> None:
        self._context, self._programs = context, programs
        self._sensor, self._weather, self._light = sensor, weather, light
        self._lens = lens
        self._streaks = _streaks(context) if weather.rain_mm_per_h > 0 else None
        self._sources: tuple[Singles, Any] | None = None

    def draw(
        self,
        view: View,
        moment: Moment,
        next_moment: Moment | None,
        surface: SurfaceTargets,
        picture: PictureTargets,
        seed: int,
    ) -> None:
        """Develops the radiance and finishes the picture."""
        step_s = 0.0 if next_moment is None else next_moment.time_s - moment.time_s
        shutter = min(self._sensor.motion_blur_s / step_s, 1.0) if step_s > 0 else 0.0
        self._develop(view, surface, picture, moment.time_s, shutter, seed)
        self._finish(view, picture, seed)

    def _develop(
        self,
        view: View,
        surface: SurfaceTargets,
        picture: PictureTargets,
        time_s: float,
        shutter: float,
        seed: int,
    ) -> None:
        sensor = self._sensor
        defines = []
        if sensor.aperture_m > 0:
            defines.append("FOCUS")
        if self._streaks is not None:
            defines.append("RAIN")
        array = self._programs.screen("develop.frag", *defines)
        textures = {
            "color": picture.color,
            "flow": picture.flow,
            "normal_depth": surface.normal_depth,
        }
        if self._streaks is not None:
            textures["streaks"] = self._streaks
        bind(array.program, textures)
        drops = np.random.default_rng([seed, 1]).random(2)
        assign(
            array.program,
            exposure=tuple(self._light.exposure * 2.0**sensor.exposure_bias),
            shutter=shutter,
            saturation=sensor.saturation,
            aperture_pixels=sensor.aperture_m * float(view.intrinsics[0, 0]),
            focus_m=sensor.focus_m,
            time_s=time_s,
            rain=min(self._weather.rain_mm_per_h / 12, 1.0) * 0.28,
            drop_offset=tuple(drops),
            rain_light=tuple(self._light.fog * 1.5),
        )
        picture.developed_alone.use()
        array.render()

    def _finish(self, view: View, picture: PictureTargets, seed: int) -> None:
        sensor = self._sensor
        defines = []
        if view.is_bent:
            defines.append("DISTORTED")
        if sensor.noise > 0:
            defines.append("NOISE")
        array = self._programs.screen("finish.frag", *defines)
        textures = {"developed": picture.developed}
        if view.is_bent:
            textures["undistorted"] = self._undistorted(view)
        bind(array.program, textures)
        assign(
            array.program,
            picture_size=tuple(map(float, view.camera.size_wh)),
            vignette=sensor.vignette,
            sharpness=sensor.sharpness,
            noise=sensor.noise * _gain(self._light),
            seed=int(np.random.default_rng([seed, 2]).integers(2**32)),
        )
        picture.finished_alone.use()
        array.render()

    def _undistorted(self, view: View) -> Any:
        places = self._lens.source_pixels(view)
        if self._sources is None or self._sources[0] is not places:
            size = view.camera.size_wh
            texture = self._context.texture(size, 2, places.tobytes(), dtype="f4")
            texture.filter = (self._context.NEAREST, self._context.NEAREST)
            self._sources = (places, texture)
        return self._sources[1]


def _gain(light: Light) -> float:
    """How much more a sensor's noise shows where it must amplify little light."""
    amplified = float(light.exposure.mean()) / _DAY_EXPOSURE
    return float(np.clip(amplified**0.18, 1.0, 1.7))


def _streaks(context: Any) -> Any:
    """Falling drops, blurred along their fall, as a picture that repeats."""
    rng = np.random.default_rng(3)
    drops = np.zeros((_STREAKS_PX, _STREAKS_PX))
    for _ in range(500):
        row, column = rng.integers(_STREAKS_PX, size=2)
        length = int(rng.integers(14, 46))
        fade = np.sin(np.linspace(0, np.pi, length)) * rng.uniform(0.3, 1)
        drops[(row + np.arange(length)) % _STREAKS_PX, column] += fade
    softened = drops + 0.4 * (np.roll(drops, 1, 1) + np.roll(drops, -1, 1))
    data: Floats = np.clip(softened * 200, 0, 255)
    texture = context.texture(
        (_STREAKS_PX, _STREAKS_PX), 1, data.astype(np.uint8).tobytes()
    )
    texture.build_mipmaps()
    texture.filter = (context.LINEAR_MIPMAP_LINEAR, context.LINEAR)
    return texture
