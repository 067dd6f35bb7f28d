"""Kinds of sequences by name: functions that return what a scene is asked to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nonesuch.errors import Refusal
from nonesuch.world.nouns import Sensor
from nonesuch.world.scene import (
    CameraSpec,
    CrowdSpec,
    Range,
    SceneSpec,
    StreetSpec,
    WeatherSpec,
)

DEFAULT = "mixed"


def crossing() -> SceneSpec:
    """A junction with lights by day, seen by a surveillance camera."""
    return SceneSpec("crossing")


def pedestrian() -> SceneSpec:
    """The same kind of junction, seen by somebody who stands or strolls there."""
    camera = CameraSpec(
        "pedestrian",
        Range(52.0, 68.0),
        distortion_k1=Range(-0.08, 0.0),
        sensor=Sensor(noise=0.4, motion_blur_s=0.008, aperture_m=0.006, focus_m=9.0),
    )
    return SceneSpec("pedestrian", camera=camera)


def driving() -> SceneSpec:
    """An avenue, seen from a car that drives along it and stops at red lights."""
    sensor = Sensor(noise=0.4, motion_blur_s=0.008)
    return SceneSpec(
        "driving",
        street=StreetSpec("avenue"),
        camera=CameraSpec(
            "car", Range(58.0, 72.0), distortion_k1=Range(-0.18, -0.04), sensor=sensor
        ),
        crowd=CrowdSpec(people=Range(30.0, 55.0), vehicles_per_minute=10.0),
    )


def shopping() -> SceneSpec:
    """A hundred people in a shopping street without cars."""
    return SceneSpec(
        "shopping",
        street=StreetSpec("shopping"),
        camera=CameraSpec("surveillance", Range(50.0, 75.0)),
        crowd=CrowdSpec(
            people=Range(90.0, 110.0),
            share_running=0.01,
            share_talking=0.2,
            share_sitting=0.08,
            share_pram=0.02,
            vehicles_per_minute=0.0,
            bicycles_per_minute=1.0,
        ),
    )


def square() -> SceneSpec:
    """A large square with seats and stalls, seen by somebody who stands there."""
    sensor = Sensor(noise=0.4, motion_blur_s=0.008)
    return SceneSpec(
        "square",
        street=StreetSpec("square"),
        camera=CameraSpec("pedestrian", Range(50.0, 66.0), sensor=sensor),
        crowd=CrowdSpec(
            people=Range(40.0, 70.0),
            share_talking=0.2,
            share_sitting=0.08,
            vehicles_per_minute=0.0,
            bicycles_per_minute=1.0,
        ),
    )


def night() -> SceneSpec:
    """A junction or an avenue after dark, by street lamps and lit windows."""
    sensor = Sensor(noise=1.0, motion_blur_s=0.016, saturation=0.9)
    return SceneSpec(
        "night",
        weather=WeatherSpec(("CLEAR", "CLOUDS", "WET"), Range(20.5, 28.5)),
        camera=CameraSpec("surveillance", Range(50.0, 75.0), sensor=sensor),
        crowd=CrowdSpec(people=Range(15.0, 30.0), share_sitting=0.02),
    )


def rain() -> SceneSpec:
    """A junction in the rain: wet ground, streaks, gray light."""
    return SceneSpec("rain", weather=WeatherSpec(("RAIN", "THUNDER"), Range(9.0, 18.0)))


def fog() -> SceneSpec:
    """A junction in fog."""
    return SceneSpec("fog", weather=WeatherSpec(("FOGGY",), Range(8.0, 17.0)))


RECIPES: dict[str, Callable[[], SceneSpec]] = {
    recipe.__name__: recipe
    for recipe in (crossing, pedestrian, driving, shopping, square, night, rain, fog)
}


def spec_of(name: str, sequence: int) -> SceneSpec:
    """What a recipe asks of its ``sequence``-th scene; ``mixed`` takes all in turn.

    :class:`Refusal` for a name that is not there.
    """
    if name == DEFAULT:
        return list(RECIPES.values())[sequence % len(RECIPES)]()
    if name not in RECIPES:
        raise Refusal(
            f"There is no recipe '{name}'; expected {DEFAULT}, {', '.join(RECIPES)}, "
            "or the path of a scene file (.toml)."
        )
    return RECIPES[name]()


def with_people(spec: SceneSpec, people: float) -> SceneSpec:
    """The same scene with that many people around its middle."""
    return replace(spec, crowd=replace(spec.crowd, people=Range(people, people)))
