"""Simulated scenes that several tests look at, and what they are looked at with."""

from __future__ import annotations

from functools import cache

import numpy as np
from small_layouts import corridor, junction, plaza

from nonesuch.world.crowd.driving import VEHICLE_KINDS
from nonesuch.world.crowd.simulation import simulate
from nonesuch.world.crowd.wishes import CrowdWishes, Simulation, VehicleTrack
from nonesuch.world.nouns import Floats, Layout

FPS = 20.0
PEOPLE = tuple(range(1000, 1200))


@cache
def lit_junction() -> tuple[Layout, Simulation]:
    """A junction with lights for 32 s: longer than any red."""
    layout = junction()
    wishes = CrowdWishes(25, PEOPLE, vehicles_per_minute=8.0)
    return layout, simulate(np.random.default_rng(0), layout, wishes, FPS, 640)


@cache
def dark_junction() -> tuple[Layout, Simulation]:
    """A junction where vehicles give way at the zebras."""
    layout = junction(lit=False)
    wishes = CrowdWishes(20, PEOPLE, vehicles_per_minute=5.0)
    return layout, simulate(np.random.default_rng(3), layout, wishes, FPS, 400)


@cache
def busy_plaza() -> tuple[Layout, Simulation]:
    """A square with 60 people who do all that people do."""
    layout = plaza()
    wishes = CrowdWishes(60, PEOPLE, sitting_share=0.05, pram_share=0.05)
    return layout, simulate(np.random.default_rng(1), layout, wishes, FPS, 300)


@cache
def full_corridor() -> tuple[Layout, Simulation]:
    """150 people in a street of 60 m by 4 m, half of them each way."""
    layout = corridor(60.0, 4.0)
    wishes = CrowdWishes(150, PEOPLE, radius_m=40.0, talking_share=0.0)
    return layout, simulate(np.random.default_rng(2), layout, wishes, FPS, 400)


def positions(simulation: Simulation, frame_count: int) -> Floats:
    """Where everybody is, ``(people, frames, 2)``; NaN where somebody is not there."""
    places = np.full((len(simulation.courses), frame_count, 2), np.nan)
    for row, course in enumerate(simulation.courses):
        until = course.first_frame + len(course.positions_xy)
        places[row, course.first_frame : until] = course.positions_xy
    return places


def least_distance(places: Floats) -> float:
    """The least distance between two people in any frame."""
    least = np.inf
    for here in places.transpose(1, 0, 2):
        there = here[~np.isnan(here[:, 0])]
        gap = there[:, None] - there
        distance = np.hypot(gap[..., 0], gap[..., 1]) + 1e9 * np.eye(len(there))
        least = min(least, float(distance.min(initial=np.inf)))
    return least


def outline(track: VehicleTrack, frame: int) -> Floats | None:
    """The corners ``(4, 2)`` of a vehicle at a frame; None if it is not there."""
    row = frame - track.first_frame
    if not 0 <= row < len(track.positions_xy):
        return None
    kind, heading = VEHICLE_KINDS[track.kind], track.headings_rad[row]
    along = np.array([np.cos(heading), np.sin(heading)]) * kind.length_m / 2
    aside = np.array([-np.sin(heading), np.cos(heading)]) * kind.width_m / 2
    corners = along + aside, along - aside, -along - aside, -along + aside
    return track.positions_xy[row] + np.array(corners)
