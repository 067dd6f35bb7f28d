"""The sky of a weather: light that clear air scatters, clouds, the glow of a town."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import map_coordinates, zoom

from nonesuch.camera import Floats
from nonesuch.world.nouns import Weather
from nonesuch.world.render.sphere import directions
from nonesuch.world.render.tile_painting import periodic_noise

SIDE = 512
_COARSE = 64
_SUN_OUTSIDE = 20.0  # irradiance above the air, in our unit of light

_EARTH_M, _AIR_M = 6.36e6, 6.42e6
_SCALE_HEIGHTS_M = np.array([7994.0, 1200.0])  # air, haze
_RAYLEIGH = np.array([5.8e-6, 13.5e-6, 33.1e-6])
_MIE = np.array([1.0, 1.0, 1.0]) * 8e-6
_OZONE = np.array([0.65e-6, 1.88e-6, 0.085e-6])  # keeps the evening's zenith blue
_OZONE_AT_M, _OZONE_HALF_M = 25e3, 15e3
_MIE_FORWARD = 0.76
_VIEW_STEPS, _SUN_STEPS = 16, 6
_TOWN_GLOW = np.array([0.0105, 0.0088, 0.0078])
_NIGHT = np.array([0.0016, 0.0018, 0.0024])
_MOON = np.array([0.0042, 0.0044, 0.0048])


@dataclass(frozen=True, eq=False)
class Sky:
    """What comes from above."""

    radiance: Floats  # (SIDE, SIDE, 3), octahedral map
    sun_direction: Floats  # (3,), towards the sun, or the moon
    sun: Floats  # (3,), irradiance across its rays; 0 if clouds hide it
    cover: float  # 0 clear to 1 overcast


def direction_of(azimuth_rad: float, elevation_rad: float) -> Floats:
    """A unit vector ``(3,)``; azimuth counter-clockwise from +x."""
    level = np.cos(elevation_rad)
    return np.array(
        [
            level * np.cos(azimuth_rad),
            level * np.sin(azimuth_rad),
            np.sin(elevation_rad),
        ]
    )


def sky_of(weather: Weather) -> Sky:
    """The sky; always the same for the same weather."""
    toward_sun = direction_of(weather.sun_azimuth_rad, weather.sun_elevation_rad)
    cover = float(np.clip(weather.cloud_cover, 0, 1))
    veiled = _smooth(0.45, 0.95, cover)
    risen = _smooth(0.0, 0.07, weather.sun_elevation_rad)  # houses hide it before
    sun = _sunlight(toward_sun) * (1 - veiled) * risen
    clear = _clear_sky(toward_sun)
    radiance = _with_clouds(clear, toward_sun, cover)
    up = np.maximum(directions(SIDE)[..., 2:], 0)
    radiance = (
        radiance
        + _NIGHT
        + _TOWN_GLOW * (0.25 + 0.75 * (1 - up) ** 4) * (0.5 + 0.8 * cover)
    )
    if weather.sun_elevation_rad < 0 and sun.sum() < 0.01:
        toward_sun = direction_of(weather.sun_azimuth_rad + 2.0, 1.15)
        sun = _MOON * (1 - 0.9 * veiled)
    return Sky(radiance, toward_sun, sun, cover)


def _smooth(low: float, high: float, value: float) -> float:
    t = float(np.clip((value - low) / (high - low), 0, 1))
    return t * t * (3 - 2 * t)


def _to_sphere(points: Floats, rays: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Distances to a sphere around the earth's center along rays; NaN if missed."""
    along = (points * rays).sum(-1)
    under = along**2 - (points**2).sum(-1) + radius_m**2
    root = np.sqrt(np.where(under >= 0, under, np.nan))
    return -along - root, -along + root


def _density(points: Floats) -> Floats:
    """Of air, haze and ozone ``(..., 3)``; air and haze are 1 at the ground."""
    height = np.maximum(np.linalg.norm(points, axis=-1) - _EARTH_M, 0)[..., None]
    falling = np.exp(-height / _SCALE_HEIGHTS_M)
    ozone = np.maximum(1 - abs(height - _OZONE_AT_M) / _OZONE_HALF_M, 0)
    return np.concatenate([falling, ozone], -1)


def _depth_to_sun(points: Floats, toward_sun: Floats) -> Floats:
    """Air, haze, ozone ``(..., 3)`` before the sun; inf behind the earth."""
    rays = np.broadcast_to(toward_sun, points.shape)
    _, leave = _to_sphere(points, rays, _AIR_M)
    enter, behind = _to_sphere(points, rays, _EARTH_M * 0.9995)
    step = leave / _SUN_STEPS
    total = np.zeros((*points.shape[:-1], 3))
    for k in range(_SUN_STEPS):
        total += _density(points + rays * (step * (k + 0.5))[..., None])
    blocked = np.isfinite(enter) & (behind > 0)
    total *= step[..., None]
    return np.where(blocked[..., None], np.inf, total)


def _dimmed(depths: Floats) -> Floats:
    """What of the light is left ``(..., 3)`` after air, haze and ozone ``(..., 3)``."""
    air, haze, ozone = depths[..., :1], depths[..., 1:2], depths[..., 2:]
    thickness = air * _RAYLEIGH + haze * 1.1 * _MIE + ozone * _OZONE
    result: Floats = np.exp(-thickness)
    return result


def _sunlight(toward_sun: Floats) -> Floats:
    eye = np.array([[0.0, 0.0, _EARTH_M + 10]])
    light: Floats = _SUN_OUTSIDE * _dimmed(_depth_to_sun(eye, toward_sun))[0]
    return light


def _clear_sky(toward_sun: Floats) -> Floats:
    """Single scattering (Nishita 1993) with a share more for what scatters again."""
    rays = directions(_COARSE).reshape(-1, 3)
    rays = rays * [1, 1, 0] + np.maximum(rays[:, 2:], 0.01) * [0, 0, 1]
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    eye = np.broadcast_to([0.0, 0.0, _EARTH_M + 10], rays.shape)
    _, leave = _to_sphere(eye, rays, _AIR_M)
    edges = np.linspace(0, 1, _VIEW_STEPS + 1) ** 2
    passed = np.zeros((len(rays), 3))
    air, haze = np.zeros((len(rays), 3)), np.zeros((len(rays), 3))
    for near, far in pairwise(edges):
        points = eye + rays * (leave * (near + far) / 2)[:, None]
        thick = _density(points) * (leave * (far - near))[:, None]
        left = _dimmed(passed + thick / 2 + _depth_to_sun(points, toward_sun))
        air += thick[:, :1] * left
        haze += thick[:, 1:2] * left
        passed += thick
    cosine = rays @ toward_sun
    rayleigh = 3 / (16 * np.pi) * (1 + cosine**2)
    g = _MIE_FORWARD
    mie = (1 - g**2) / (4 * np.pi) / (1 + g**2 - 2 * g * cosine) ** 1.5
    light = air * _RAYLEIGH * rayleigh[:, None] + haze * _MIE * mie[:, None]
    light = _SUN_OUTSIDE * light.reshape(_COARSE, _COARSE, 3)
    light = 1.8 * light + 0.5 * light.mean((0, 1))
    fine: Floats = zoom(light, (SIDE / _COARSE, SIDE / _COARSE, 1), order=1)
    return np.maximum(fine, 0)


def _cloud_share(cover: float) -> Floats:
    """How dense the clouds are in each direction, 0 to 1 ``(SIDE, SIDE)``."""
    rays = directions(SIDE)
    plane = rays[..., :2] / (np.maximum(rays[..., 2:], 0) + 0.16)
    noise = map_coordinates(
        periodic_noise(np.random.default_rng(11), 1.7, 3),
        [plane[..., 0] * 60, plane[..., 1] * 60],
        order=1,
        mode="grid-wrap",
    )
    threshold = 2.4 - 4.4 * cover
    return np.asarray(np.clip((noise - threshold) / 1.3, 0, 1))


def _with_clouds(clear: Floats, toward_sun: Floats, cover: float) -> Floats:
    share = _cloud_share(cover)[..., None]
    rays = directions(SIDE)
    total = _sunlight(toward_sun) * max(toward_sun[2], 0) + np.pi * clear.mean((0, 1))
    near_sun = np.maximum(rays @ toward_sun, 0)[..., None]
    thin = total / np.pi * (0.75 + 0.9 * near_sun**6)
    thick = total / np.pi * (0.42 + 0.25 * near_sun**3)
    broken = clear + share * (thin * (1 - 0.6 * share) + thick * 0.6 * share - clear)
    gradient = (1 + 2 * np.maximum(rays[..., 2:], 0)) / 3
    grey = 0.7 * total + 0.3 * total.mean()
    overcast = 0.40 * grey / np.pi * gradient * (0.85 + 0.3 * share)
    closed = _smooth(0.6, 0.95, cover)
    result: Floats = broken * (1 - closed) + overcast * closed
    return result
