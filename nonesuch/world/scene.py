"""What a scene is asked to be: one nested value, made by a recipe or a scene file.

A range is drawn from once a sequence; equal ends fix the value, so that a scene draws
only what it is told to draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nonesuch.world.nouns import Sensor


@dataclass(frozen=True)
class Range:
    """From low to high."""

    low: float
    high: float

    def draw(self, rng: np.random.Generator) -> float:
        """A value of the range; its end where both are equal."""
        return float(rng.uniform(self.low, self.high))


@dataclass(frozen=True)
class StreetSpec:
    """The street; with a ``seed`` of its own it is the same in every sequence."""

    kind: str = "junction"  # of street.KINDS
    seed: int | None = None


@dataclass(frozen=True)
class WeatherSpec:
    """Light and air: one of the named weathers at one time of day."""

    names: tuple[str, ...] = ("CLEAR", "EXTRASUNNY", "CLOUDS", "OVERCAST")
    time_of_day_h: Range = Range(8.5, 18.0)


@dataclass(frozen=True)
class CameraSpec:
    """The camera: a kind that chooses its place, or a place given."""

    kind: str = "surveillance"  # "pedestrian", "car"
    horizontal_fov_deg: Range = Range(45.0, 72.0)
    eye_world: tuple[float, float, float] | None = None
    target_world: tuple[float, float, float] | None = None
    distortion_k1: Range = Range(0.0, 0.0)
    distortion_k2: Range = Range(0.0, 0.0)
    sensor: Sensor = field(default_factory=Sensor)


@dataclass(frozen=True)
class CrowdSpec:
    """The people and vehicles that nobody placed by hand."""

    people: Range = Range(20.0, 40.0)  # around the middle of the scene, on average
    share_running: float = 0.03
    share_standing: float = 0.08
    share_talking: float = 0.12
    share_phone: float = 0.12
    share_sitting: float = 0.05
    share_pram: float = 0.012
    vehicles_per_minute: float = 12.0
    bicycles_per_minute: float = 3.0
    population: int = 2000  # how many different people all sequences draw from


@dataclass(frozen=True)
class PersonSpec:
    """Somebody placed by hand: who, where, when, doing what."""

    path_xy: tuple[tuple[float, float], ...]  # one point: stays there
    action: str = "walk"  # what is done along the path
    speed_mps: float = 1.3
    start_s: float = 0.0
    then: str = "stand"  # what is done at the path's end
    facing_deg: float | None = None  # at the path's end; None: as arrived
    person_id: int | None = None  # None: somebody of the population
    wishes: dict[str, str | float] = field(default_factory=dict)  # sex, age_years ...


@dataclass(frozen=True)
class SceneSpec:
    """All of a scene."""

    name: str
    street: StreetSpec = StreetSpec()
    weather: WeatherSpec = WeatherSpec()
    camera: CameraSpec = field(default_factory=CameraSpec)
    crowd: CrowdSpec = CrowdSpec()
    people: tuple[PersonSpec, ...] = ()
