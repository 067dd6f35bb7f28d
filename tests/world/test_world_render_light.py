"""Light, weather, patterns and the sensor, in pictures of a few thousand pixels."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from small_scenes import (
    SIZE,
    WALL,
    box_figure,
    camera,
    empty_stage,
    moment,
    posed,
    road,
)

from nonesuch.errors import Refusal
from nonesuch.world.nouns import (
    PATTERNS,
    Bytes,
    Lamp,
    Material,
    Sensor,
    Stage,
    Weather,
)
from nonesuch.world.render.lamps import lamp_grid
from nonesuch.world.render.renderer import Renderer
from nonesuch.world.render.sky import sky_of
from nonesuch.world.render.sphere import (
    directions,
    harmonics_of,
    irradiance_up,
    solid_angles,
)
from nonesuch.world.render.tiles import paint_tile, tile_extent_m

CLEAN = Sensor(noise=0.0, motion_blur_s=0.0, vignette=0.0, sharpness=0.0)
LAMP = Lamp((0.0, 2.0, 6.0), (60.0, 45.0, 30.0))


@cache
def picture(
    weather: Weather,
    stage: Stage | None = None,
    sensor: Sensor = CLEAN,
    seed: int = 0,
    steps_x: float = 0.0,
) -> Bytes:
    pytest.importorskip("moderngl", reason="needs the extra [world]")
    figure = box_figure()
    ends = [
        moment(k, camera(), posed(figure, 1, (k * steps_x, 0, 0))) for k in range(2)
    ]
    try:
        renderer = Renderer(stage or empty_stage(), weather, SIZE, sensor)
    except Refusal as refusal:
        pytest.skip(str(refusal))
    with renderer:
        return renderer.render(*ends, seed).image


@pytest.mark.parametrize(
    "weather",
    [
        Weather(),
        Weather(cloud_cover=1.0),
        Weather(sun_elevation_rad=0.05),
        Weather(fog_per_m=0.05, cloud_cover=1.0),
        Weather(rain_mm_per_h=8, wetness=1.0, cloud_cover=1.0),
        Weather(sun_elevation_rad=-0.5, is_night=True),
        Weather(sun_elevation_rad=-0.5, is_night=True, rain_mm_per_h=4, wetness=0.7),
    ],
)
def test_every_weather_is_exposed_so_that_much_is_seen(weather: Weather) -> None:
    lit = replace(empty_stage(), lamps=(LAMP,) if weather.is_night else ())
    shown = picture(weather, lit).astype(float)
    middle = np.percentile(shown, 50)
    assert (15 if weather.is_night else 60) < middle < 190
    assert np.percentile(shown, 95) - np.percentile(shown, 5) > 25


def test_clouds_take_the_shadow_away() -> None:
    def contrast(cover: float) -> float:
        weather = Weather(cloud_cover=cover, sun_azimuth_rad=0.0, sun_elevation_rad=0.6)
        row = picture(weather)[80, :].astype(float).mean(-1)
        return float(row.max() - row.min())

    assert contrast(0.0) > 1.5 * contrast(1.0)


def test_fog_takes_contrast_from_what_is_far() -> None:
    def wall(fog_per_m: float) -> float:
        shown = picture(Weather(fog_per_m=fog_per_m, cloud_cover=1.0)).astype(float)
        return float(shown[:, 100:].std())

    assert wall(0.1) < 0.6 * wall(0.0)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_draws_and_leaves_the_mean_color(pattern: str) -> None:
    shades = paint_tile(pattern)[..., 0].astype(float) / 127.5
    assert 0.5 < shades.mean() < 1.1
    assert tile_extent_m(pattern, 0.1) > 0.1


def test_all_patterns_draw_in_one_street() -> None:
    material = [Material(WALL.semantic, pattern=name) for name in PATTERNS]
    things = tuple(road(one) for one in material)
    assert picture(Weather(), Stage(things)).std() > 5


def test_noise_comes_from_the_seed_alone() -> None:
    noisy = replace(CLEAN, noise=1.0)
    one, same, other = (picture(Weather(), sensor=noisy, seed=k) for k in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).mean() > 0.5
    difference = one.astype(float) - picture(Weather())
    assert 1 < difference.std() < 12
    assert abs(difference.mean()) < 0.5


def test_a_long_shutter_blurs_who_moves() -> None:
    slow = replace(CLEAN, motion_blur_s=0.08)
    still = picture(Weather(), sensor=slow)
    np.testing.assert_array_equal(still, picture(Weather()))
    moved = picture(Weather(), sensor=slow, steps_x=0.6).astype(float)
    edges = [np.abs(np.diff(x.astype(float), axis=1)).max() for x in (still, moved)]
    assert edges[1] < edges[0]


def test_an_open_aperture_blurs_what_is_far() -> None:
    open_lens = replace(CLEAN, aperture_m=0.2, focus_m=1.0)
    sharp, soft = picture(Weather()), picture(Weather(), sensor=open_lens)
    gradient = [np.abs(np.diff(x.astype(float), axis=1)).mean() for x in (sharp, soft)]
    assert gradient[1] < 0.8 * gradient[0]


def test_exposure_bias_brightens() -> None:
    brighter = picture(Weather(), sensor=replace(CLEAN, exposure_bias=1.0))
    assert brighter.mean() > picture(Weather()).mean() + 15


# ---------------------------------------------------------------- without a device


def test_the_map_of_directions_covers_the_sphere() -> None:
    rays, angles = directions(64), solid_angles(64)
    np.testing.assert_allclose(np.linalg.norm(rays, axis=-1), 1)
    assert angles.sum() == pytest.approx(4 * np.pi)
    np.testing.assert_allclose((rays * angles[..., None]).sum((0, 1)), 0, atol=1e-9)
    assert (angles[rays[..., 2] > 0.5]).sum() == pytest.approx(np.pi, rel=0.02)


def test_harmonics_of_an_even_sphere_are_even() -> None:
    harmonics = harmonics_of(np.full((64, 64, 3), 2.0))
    np.testing.assert_allclose(harmonics[0], 2.0, rtol=1e-3)
    np.testing.assert_allclose(harmonics[1:], 0, atol=2e-2)
    assert irradiance_up(np.ones((64, 64, 3)))[0] == pytest.approx(np.pi, rel=0.01)


def test_harmonics_light_what_faces_the_bright_half() -> None:
    above = np.where(directions(64)[..., 2:] > 0, 1.0, 0.0) * np.ones(3)
    up = harmonics_of(above)
    facing_up = up[0] + up[2] + up[6] * 2
    facing_down = up[0] - up[2] + up[6] * 2
    np.testing.assert_allclose(facing_up, 1.0, atol=0.05)
    np.testing.assert_allclose(facing_down, 0.0, atol=0.05)


def test_the_sun_reddens_as_it_sets_and_clouds_hide_it() -> None:
    high = sky_of(Weather(sun_elevation_rad=1.2, cloud_cover=0.0))
    low = sky_of(Weather(sun_elevation_rad=0.08, cloud_cover=0.0))
    assert low.sun[0] / low.sun[2] > 2 * high.sun[0] / high.sun[2]
    assert low.sun.sum() < high.sun.sum()
    assert sky_of(Weather(cloud_cover=1.0)).sun.sum() == 0
    assert np.isfinite(high.radiance).all()
    assert (high.radiance >= 0).all()


def test_lamps_light_the_ground_below_them_by_the_square_of_distance() -> None:
    grid = lamp_grid((LAMP,))
    assert grid is not None
    step = grid.extent_m / np.array(grid.flux.shape[2::-1])
    index = ((np.array(LAMP.position_world) - grid.origin_world) / step).astype(int)
    column = grid.flux[:, index[1], index[0], 0]
    heights = grid.origin_world[2] + (np.arange(len(column)) + 0.5) * step[2]
    below = (heights > 0) & (heights < 4)
    distance = 6.0 - heights[below]
    ratio = column[below] * (distance**2 + 0.5) / 60
    assert (abs(ratio - ratio.mean()) < 0.2).all()
    assert lamp_grid(()) is None
