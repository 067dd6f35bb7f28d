"""What a street sees around it: sky above a skyline of houses, ground below.

Smooth things mirror it, and its harmonics light all that the sun does not reach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Weather
from nonesuch.world.render.sky import SIDE, Sky
from nonesuch.world.render.sphere import directions, harmonics_of, irradiance_up

_GROUND = np.array([0.17, 0.165, 0.155])
_HOUSES = np.array([0.36, 0.32, 0.28])
_HOUSE_COUNT = 34
_AMONG_HOUSES = 1.35  # light that houses and ground throw back and forth
_MIDDLE_GREY = 0.172
_TOWN_SKY = 0.13  # of the lamps' light on the ground


@dataclass(frozen=True, eq=False)
class Light:
    """Everything about light that holds for all pictures of a weather."""

    sky: Sky
    surroundings: Floats  # (SIDE, SIDE, 3), octahedral map of radiance
    harmonics: Floats  # (9, 3), see sphere.harmonics_of
    exposure: Floats  # (3,), factors that bring the picture to middle grey and white
    fog: Floats  # (3,), radiance of thick air
    fog_near_sun: Floats  # (3,), added towards the sun
    white: float  # the radiance that shows as white


def light_of(weather: Weather, sky: Sky, lamp_irradiance: Floats) -> Light:
    """The light of a weather with ``lamp_irradiance`` ``(3,)`` of its lamps' mean.

    Where lamps burn the night sky is as bright as a town's, against these lamps.
    """
    sky = _dimmed_by_lamps(sky, lamp_irradiance)
    above = irradiance_up(sky.radiance)
    height = max(float(sky.sun_direction[2]), 0.0)
    on_ground = above * 0.8 + sky.sun * height
    around = _surroundings(sky, on_ground, lamp_irradiance, weather.is_night)
    typical = 0.92 * above + _sunlit_share(height) * sky.sun * height
    typical = typical + lamp_irradiance
    exposure = _exposure(typical, weather.is_night)
    horizon = abs(directions(SIDE)[..., 2] - 0.08) < 0.06
    fog = sky.radiance[horizon].mean(0) * 0.92 + 0.12 * lamp_irradiance
    return Light(
        sky,
        around,
        _AMONG_HOUSES * harmonics_of(around),
        exposure,
        fog,
        sky.sun * 0.02,
        float((1.5 if weather.is_night else 1.0) / exposure.mean()),
    )


def _sunlit_share(height: float) -> float:
    """Of a street between houses, by the sine of the sun's elevation."""
    return float(np.clip((height - 0.15) / 0.6, 0.05, 1.0))


def _dimmed_by_lamps(sky: Sky, lamp_irradiance: Floats) -> Sky:
    lamps, above = _luma(lamp_irradiance), _luma(irradiance_up(sky.radiance))
    share = min(_TOWN_SKY * lamps / above, 1.0) if lamps > 0 else 1.0
    return replace(sky, radiance=sky.radiance * share, sun=sky.sun * share)


def _luma(color: Floats) -> float:
    return float(color @ np.array([0.2126, 0.7152, 0.0722]))


def _exposure(typical: Floats, is_night: bool) -> Floats:
    """Middle grey for a surface of 0.2 in the typical light, and most of its tint."""
    luma = _luma(typical)
    tint = typical / max(luma, 1e-9)
    key = _MIDDLE_GREY * (0.52 if is_night else 1.0)
    result: Floats = (
        key * np.pi / (0.2 * max(luma, 1e-6)) / tint ** (0.45 if is_night else 0.85)
    )
    return result


def _surroundings(sky: Sky, on_ground: Floats, lamps: Floats, is_night: bool) -> Floats:
    rays = directions(SIDE)
    azimuth = np.arctan2(rays[..., 1], rays[..., 0])
    height = rays[..., 2]
    rng = np.random.default_rng(5)
    house = np.floor((azimuth / (2 * np.pi) + 0.5) * _HOUSE_COUNT).astype(int)
    house %= _HOUSE_COUNT
    tops = rng.uniform(0.24, 0.5, _HOUSE_COUNT)[house]
    shades = rng.uniform(0.6, 1.25, (_HOUSE_COUNT, 1))[house]
    upright = 0.6 * on_ground + 0.18 * sky.sun + 0.5 * lamps
    walls = shades * _HOUSES * upright / np.pi
    walls = walls * _windows(rays, azimuth, is_night)[..., None]
    if is_night:
        walls = walls + _lit(rng, azimuth, height)[..., None] * lamps * [0.5, 0.4, 0.28]
    ground = _GROUND * (on_ground * 0.8 + lamps) / np.pi
    fade = np.clip((tops - height) / 0.03, 0, 1)[..., None]
    seen = sky.radiance * (1 - fade) + walls * fade
    below = np.clip(-height / 0.02, 0, 1)[..., None]
    result: Floats = seen * (1 - below) + ground * below
    return result


def _windows(rays: Floats, azimuth: Floats, is_night: bool) -> Floats:
    columns = np.sin(azimuth * 76) > 0.1
    rows = np.sin(rays[..., 2] * 90) > 0
    return np.where(columns & rows, 0.35 if is_night else 0.6, 1.0)


def _lit(rng: np.random.Generator, azimuth: Floats, height: Floats) -> Floats:
    column = np.floor(azimuth * 76 / (2 * np.pi)).astype(int) % 997
    row = np.floor(np.maximum(height, 0) * 90 / (2 * np.pi)).astype(int) % 13
    chosen = rng.random((997, 13))[column, row] < 0.12
    inside = (np.sin(azimuth * 76) > 0.1) & (np.sin(height * 90) > 0) & (height > 0)
    return np.asarray(chosen & inside, np.float64)
