"""Vehicles as things, and streets slow enough to be filmed from a car."""

from __future__ import annotations

import numpy as np
import pytest
from small_layouts import junction

from nonesuch.world.crowd.wishes import VehicleTrack
from nonesuch.world.nouns import Floats
from nonesuch.world.traffic import Traffic, calmed


def flat(points: Floats) -> Floats:
    return np.zeros(np.shape(points)[:-1])


def track(vehicle_id: int, kind: str, rider: int | None = None) -> VehicleTrack:
    places = np.stack([np.arange(10.0), np.full(10, 2.0)], 1)
    heading, speed = np.full(10, np.pi / 2), np.full(10, 20.0)
    return VehicleTrack(vehicle_id, kind, 5, places, heading, speed, rider)


def traffic(*tracks: VehicleTrack) -> Traffic:
    return Traffic(tracks, 0, 0, False, 20.0, flat)


@pytest.mark.parametrize("duration_s", [5.0, 60.0])
def test_cars_of_a_calmed_street_are_there_as_long_as_the_sequence(
    duration_s: float,
) -> None:
    before = junction()
    for lane, was in zip(calmed(before, duration_s).lanes, before.lanes, strict=True):
        steps_m = np.linalg.norm(np.diff(lane.points_xy, axis=0), axis=1)
        assert lane.speed_mps <= was.speed_mps
        assert steps_m.sum() / lane.speed_mps > duration_s


def test_vehicle_stands_where_its_track_is() -> None:
    (thing,) = traffic(track(1, "car")).things_at(8)
    ahead = thing.world_from_object @ np.array([1.0, 0, 0, 1])
    assert ahead[:3] == pytest.approx([3.0, 3.0, 0.0])


def test_vehicles_are_there_in_their_frames_alone() -> None:
    cars = traffic(track(1, "car"))
    assert [len(cars.things_at(frame)) for frame in (4, 5, 14, 15)] == [0, 1, 1, 0]


def test_car_of_the_camera_is_not_drawn() -> None:
    cars = traffic(track(1, "car"), track(2, "van"))
    assert len(cars.things_at(8)) == 2
    assert len(cars.things_at(8, without=2)) == 1


def test_ridden_bicycle_brings_its_own_cranks() -> None:
    assert len(traffic(track(1, "bicycle", rider=3)).things_at(8)) == 2


def test_meshes_are_shared_and_repeat_from_the_seed() -> None:
    cars = traffic(track(1, "car"), track(7, "car"))
    one, other = cars.things_at(8)
    assert one.mesh is other.mesh
    (again,) = traffic(track(1, "car")).things_at(8)
    assert again.mesh.positions.tobytes() == one.mesh.positions.tobytes()
