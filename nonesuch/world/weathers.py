"""Weathers by name, as MOTSynth names them, and the sun of a time of day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Weather
from nonesuch.world.scene import WeatherSpec

_LATITUDE_RAD = np.radians(48.0)
_DECLINATIONS_RAD = np.radians([-12.0, 22.0])  # from late winter to high summer
_NIGHT_BELOW_RAD = np.radians(-5.0)


@dataclass(frozen=True)
class _Air:
    cloud_cover: tuple[float, float]
    fog_per_m: tuple[float, float]
    rain_mm_per_h: tuple[float, float] = (0.0, 0.0)
    wetness: tuple[float, float] = (0.0, 0.0)


_AIRS = {
    "EXTRASUNNY": _Air((0.0, 0.08), (0.0002, 0.0005)),
    "CLEAR": _Air((0.08, 0.35), (0.0003, 0.0008)),
    "CLOUDS": _Air((0.4, 0.75), (0.0005, 0.001)),
    "OVERCAST": _Air((0.9, 1.0), (0.0008, 0.002)),
    "SMOG": _Air((0.5, 0.8), (0.004, 0.008)),
    "FOGGY": _Air((0.95, 1.0), (0.015, 0.035)),
    "RAIN": _Air((0.9, 1.0), (0.002, 0.004), (2.0, 8.0), (0.6, 1.0)),
    "THUNDER": _Air((1.0, 1.0), (0.003, 0.006), (8.0, 25.0), (0.9, 1.0)),
    "WET": _Air((0.3, 0.9), (0.0005, 0.002), (0.0, 0.0), (0.4, 0.9)),
}

NAMES = tuple(_AIRS)


def sun_position(time_of_day_h: float, declination_rad: float) -> tuple[float, float]:
    """Azimuth (from south, westward positive) and elevation in radians.

    The usual formulas of the solar hour angle, for latitude 48 degrees.
    """
    hour_rad = np.radians(15.0 * (time_of_day_h - 12.0))
    sine = np.sin(_LATITUDE_RAD) * np.sin(declination_rad)
    sine += np.cos(_LATITUDE_RAD) * np.cos(declination_rad) * np.cos(hour_rad)
    across = np.sin(hour_rad) * np.cos(declination_rad)
    along = np.cos(hour_rad) * np.cos(declination_rad) * np.sin(_LATITUDE_RAD)
    along -= np.sin(declination_rad) * np.cos(_LATITUDE_RAD)
    return float(np.arctan2(across, along)), float(np.arcsin(sine))


def draw_weather(rng: np.random.Generator, spec: WeatherSpec) -> Weather:
    """One of the weathers asked for, at one of the times; streets turn at random."""
    name = spec.names[rng.integers(len(spec.names))]
    air = _AIRS[name]
    time_of_day_h = spec.time_of_day_h.draw(rng)
    azimuth, elevation = sun_position(
        time_of_day_h % 24, float(rng.uniform(*_DECLINATIONS_RAD))
    )
    south_rad = rng.uniform(0, 2 * np.pi)
    return Weather(
        name="CLOUDS" if name == "WET" else name,
        time_of_day_h=time_of_day_h % 24,
        sun_azimuth_rad=float((south_rad - azimuth) % (2 * np.pi)),
        sun_elevation_rad=elevation,
        cloud_cover=float(rng.uniform(*air.cloud_cover)),
        fog_per_m=float(rng.uniform(*air.fog_per_m)),
        rain_mm_per_h=float(rng.uniform(*air.rain_mm_per_h)),
        wetness=float(rng.uniform(*air.wetness)),
        is_night=bool(elevation < _NIGHT_BELOW_RAD),
    )
