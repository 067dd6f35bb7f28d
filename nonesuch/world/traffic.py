"""Vehicles as things that are drawn: which mesh, where, at a frame."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nonesuch.world.crowd.wishes import VehicleTrack
from nonesuch.world.nouns import Floats, Mesh, Placed
from nonesuch.world.streams import Stream, stream
from nonesuch.world.street.bicycles import bicycle_mesh
from nonesuch.world.street.cars import car_mesh

_CARS = ("hatchback", "hatchback", "sedan", "suv")
_MESHES_A_KIND = 6
"""More would look no richer and fill the device's memory."""


class Traffic:
    """The vehicles of a sequence."""

    def __init__(
        self, tracks: Iterable[VehicleTrack], seed: int, sequence: int, is_night: bool
    ) -> None:
        self._tracks = tuple(tracks)
        self._seed, self._sequence, self._is_night = seed, sequence, is_night
        self._meshes: dict[tuple[str, int], Mesh] = {}

    def things_at(self, frame: int, without: int = 0) -> tuple[Placed, ...]:
        """All vehicles of a frame but one, by its id."""
        return tuple(
            Placed(self._mesh(track), _world_from_vehicle(track, frame))
            for track in self._tracks
            if track.vehicle_id != without
            and 0 <= frame - track.first_frame < len(track.positions_xy)
        )

    def _mesh(self, track: VehicleTrack) -> Mesh:
        key = track.kind, track.vehicle_id % _MESHES_A_KIND
        if key not in self._meshes:
            item = sum(map(ord, track.kind)) * _MESHES_A_KIND + key[1]
            rng = stream(self._seed, self._sequence, Stream.VEHICLE, item)
            self._meshes[key] = _mesh(rng, track.kind, self._is_night)
        return self._meshes[key]


def _mesh(rng: np.random.Generator, kind: str, is_night: bool) -> Mesh:
    if kind == "bicycle":
        return bicycle_mesh(rng)
    if kind == "car":
        kind = _CARS[rng.integers(len(_CARS))]
    return car_mesh(rng, kind, is_night)


def _world_from_vehicle(track: VehicleTrack, frame: int) -> Floats:
    row = frame - track.first_frame
    heading = track.headings_rad[row]
    cosine, sine = np.cos(heading), np.sin(heading)
    matrix = np.eye(4)
    matrix[:2, :2] = [[cosine, -sine], [sine, cosine]]
    matrix[:2, 3] = track.positions_xy[row]
    return matrix
