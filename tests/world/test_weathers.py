"""Weathers and the sun."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.world.scene import Range, WeatherSpec
from nonesuch.world.weathers import NAMES, draw_weather, sun_position


def test_sun_stands_highest_in_the_south_at_noon() -> None:
    azimuth, elevation = sun_position(12.0, 0.0)
    assert azimuth == pytest.approx(0)
    assert np.degrees(elevation) == pytest.approx(90 - 48)


def test_sun_rises_in_the_east_at_six_at_equinox() -> None:
    azimuth, elevation = sun_position(6.0, 0.0)
    assert np.degrees(azimuth) == pytest.approx(-90)
    assert elevation == pytest.approx(0)


@pytest.mark.parametrize("name", NAMES)
def test_every_weather_can_be_drawn(name: str) -> None:
    spec = WeatherSpec((name,), Range(12.0, 12.0))
    weather = draw_weather(np.random.default_rng(0), spec)
    assert not weather.is_night
    assert weather.time_of_day_h == 12.0
    assert 0 <= weather.cloud_cover <= 1
    assert (weather.rain_mm_per_h > 0) is (name in ("RAIN", "THUNDER"))


def test_it_is_night_after_midnight() -> None:
    spec = WeatherSpec(("CLEAR",), Range(25.0, 25.0))
    weather = draw_weather(np.random.default_rng(0), spec)
    assert weather.is_night
    assert weather.time_of_day_h == pytest.approx(1.0)
