"""Lights the surfaces and finds where each pixel is at the next moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Moment, Weather
from nonesuch.world.render.drawing import rotation_of
from nonesuch.world.render.lamps import LampGrid
from nonesuch.world.render.programs import Programs, assign
from nonesuch.world.render.shadow_pass import Shadows
from nonesuch.world.render.surroundings import Light
from nonesuch.world.render.targets import PictureTargets, SurfaceTargets
from nonesuch.world.render.tiles import Tiles
from nonesuch.world.render.view import View

_LEAST_SUN = 1e-3
_OCCLUSION_M, _OCCLUSION_OVERCAST_M = 0.5, 0.8
_MIRROR_STEPS = 14


@dataclass(frozen=True, eq=False)
class _Feature:
    """A part of the shader that only some weathers need."""

    define: str
    textures: dict[str, Any]
    uniforms: dict[str, Any]


class LightPass:
    """The light of one weather and stage on pictures of one size."""

    def __init__(
        self,
        context: Any,
        programs: Programs,
        tiles: Tiles,
        weather: Weather,
        light: Light,
        lamps: LampGrid | None,
    ) -> None:
        self._context, self._programs, self._tiles = context, programs, tiles
        self._weather, self._light, self._lamps = weather, light, lamps
        self._around = _sphere_maps(context, light.sky.radiance, light.surroundings)
        if lamps is not None:
            self._lamp_flux = _volume(context, lamps.flux)
            self._lamp_direction = _volume(context, lamps.direction)

    @property
    def has_sun(self) -> bool:
        """Whether anything casts hard shadows."""
        shown = self._light.sky.sun.max() * self._light.exposure.max()
        return self._lamps is not None or bool(shown > _LEAST_SUN)

    def draw(
        self,
        view: View,
        moment: Moment,
        next_moment: Moment | None,
        surface: SurfaceTargets,
        picture: PictureTargets,
        shadows: Shadows | None,
    ) -> None:
        """Radiance and flow of a moment."""
        self._context.disable(self._context.DEPTH_TEST | self._context.CULL_FACE)
        self._draw_open_sky(view, surface, picture)
        features = [
            *self._sunshine(shadows),
            *self._lamplight(),
            *self._water(view, moment.time_s),
        ]
        defines = [feature.define for feature in features]
        array = self._programs.screen("light.frag", *defines)
        textures = {
            "identity": surface.identity,
            "base_roughness": surface.base_roughness,
            "normal_depth": surface.normal_depth,
            "motion_emission": surface.motion_emission,
            "occlusion_depth": picture.open_sky,
            "around": self._around,
        }
        for feature in features:
            textures |= feature.textures
            assign(array.program, **feature.uniforms)
        bind(array.program, textures)
        assign(array.program, **self._uniforms(view, next_moment))
        picture.lit.use()
        array.render()

    def _sunshine(self, shadows: Shadows | None) -> Iterator[_Feature]:
        if shadows is not None:
            uniforms = {
                "sun": self._light.sky.sun,
                "near_from_world": shadows.near.unit_from_world,
                "far_from_world": shadows.far.unit_from_world,
                "near_texel_m": shadows.near.texel_m,
                "far_texel_m": shadows.far.texel_m,
            }
            yield _Feature("SUN", {"shadows": shadows.depth}, uniforms)

    def _lamplight(self) -> Iterator[_Feature]:
        if self._lamps is not None:
            textures = {
                "lamp_flux": self._lamp_flux,
                "lamp_direction": self._lamp_direction,
            }
            uniforms = {
                "lamp_origin": self._lamps.origin_world,
                "lamp_extent": self._lamps.extent_m,
            }
            yield _Feature("LAMPS", textures, uniforms)

    def _water(self, view: View, time_s: float) -> Iterator[_Feature]:
        if self._weather.wetness > 0:
            uniforms = {
                "camera_from_world": rotation_of(view.camera.camera_from_world),
                "time_s": time_s,
                "rain": min(self._weather.rain_mm_per_h / 4, 1.0),
                "mirror_steps": _MIRROR_STEPS,
            }
            yield _Feature("WET", {"tiles": self._tiles.on_device()}, uniforms)

    def _draw_open_sky(
        self, view: View, surface: SurfaceTargets, picture: PictureTargets
    ) -> None:
        array = self._programs.screen("occlusion.frag")
        cover = self._light.sky.cover
        radius_m = _OCCLUSION_M + cover * (_OCCLUSION_OVERCAST_M - _OCCLUSION_M)
        bind(array.program, {"normal_depth": surface.normal_depth})
        assign(
            array.program,
            focal=float(view.intrinsics[1, 1]),
            radius_m=radius_m,
        )
        picture.open_sky_alone.use()
        array.render()

    def _uniforms(self, view: View, next_moment: Moment | None) -> dict[str, Any]:
        light, camera = self._light, view.camera
        following = camera if next_moment is None else next_moment.camera
        return {
            "center": tuple(view.intrinsics[:2, 2]),
            "focal": (view.intrinsics[0, 0], view.intrinsics[1, 1]),
            "distortion": camera.distortion,
            "world_from_camera": rotation_of(camera.camera_from_world).T,
            "eye": tuple(camera.eye_world),
            "next_camera_from_world": following.camera_from_world,
            "unknown_view": (0.0 if next_moment is not None else float("nan"),) * 3,
            "harmonics": light.harmonics,
            "white": light.white,
            "fog_per_m": self._weather.fog_per_m,
            "fog": tuple(light.fog),
            "fog_near_sun": tuple(light.fog_near_sun),
            "sun_direction": tuple(light.sky.sun_direction),
            "wetness": self._weather.wetness,
        }


def bind(program: Any, textures: dict[str, Any]) -> None:
    """Textures by the names that the program knows them by."""
    for place, (name, texture) in enumerate(textures.items()):
        if name in program:
            texture.use(place)
            program[name].value = place


def _sphere_maps(context: Any, *radiances: Floats) -> Any:
    side, count = len(radiances[0]), len(radiances)
    values = np.ones((count, side, side, 4), np.float16)
    values[..., :3] = np.stack(radiances)
    texture = context.texture_array(
        (side, side, count), 4, values.tobytes(), dtype="f2"
    )
    texture.build_mipmaps()
    texture.filter = (context.LINEAR_MIPMAP_LINEAR, context.LINEAR)
    texture.repeat_x = texture.repeat_y = False
    return texture


def _volume(context: Any, values: Any) -> Any:
    depth, height, width, _ = values.shape
    data = values.astype(np.float16).tobytes()
    texture = context.texture3d((width, height, depth), 4, data, dtype="f2")
    texture.filter = (context.LINEAR, context.LINEAR)
    texture.repeat_x = texture.repeat_y = texture.repeat_z = False
    return texture
