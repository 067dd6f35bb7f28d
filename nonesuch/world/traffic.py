"""Vehicles as things that are drawn, and the seats of bicycles, at any frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np

from nonesuch.world.crowd.wishes import VehicleTrack
from nonesuch.world.motion.riding import Seating, crank_angles
from nonesuch.world.nouns import Floats, GroundHeight, Lane, Layout, Mesh, Placed
from nonesuch.world.streams import Stream, stream
from nonesuch.world.street import bicycles
from nonesuch.world.street.cars import car_mesh

_CARS = ("hatchback", "hatchback", "sedan", "suv")
_MESHES_A_KIND = 6
"""More would look no richer and fill the device's memory."""

_BETWEEN_CARS_S = 14.0
"""About so long ago a car came last."""

SEATING = Seating(
    saddle_xz_m=(bicycles.SADDLE_X_M, bicycles.SADDLE_HEIGHT_M),
    crank_xz_m=(bicycles.CRANK_X_M, bicycles.CRANK_Z_M),
    crank_m=bicycles.CRANK_M,
    pedal_y_m=bicycles.PEDAL_Y_M,
    grip_xyz_m=bicycles.GRIP_XYZ_M,
)


def calmed(layout: Layout, duration_s: float) -> Layout:
    """The same street, driven so slowly that a car is there that long.

    A camera that rides along must neither arrive nor come from nowhere in between.
    """

    def speed_mps(lane: Lane) -> float:
        steps_m = np.linalg.norm(np.diff(lane.points_xy, axis=0), axis=1)
        slow = float(steps_m.sum()) / (duration_s + _BETWEEN_CARS_S)
        return lane.speed_mps if lane.for_bicycles else min(lane.speed_mps, slow)

    lanes = tuple(replace(lane, speed_mps=speed_mps(lane)) for lane in layout.lanes)
    return replace(layout, lanes=lanes)


class Traffic:
    """The vehicles of a sequence."""

    def __init__(
        self,
        tracks: Iterable[VehicleTrack],
        seed: int,
        sequence: int,
        is_night: bool,
        fps: float,
        ground_height: GroundHeight,
    ) -> None:
        self.tracks = tuple(tracks)
        self._seed, self._sequence, self._is_night = seed, sequence, is_night
        self._ground_height = ground_height
        self._meshes: dict[tuple[str, int], Mesh] = {}
        self.cranks_rad = {
            track.vehicle_id: crank_angles(track.speeds_mps, fps)
            for track in self.tracks
            if track.rider_person_id is not None
        }

    def things_at(self, frame: int, without: int = 0) -> tuple[Placed, ...]:
        """All vehicles of a frame but one, by its id, and the cranks of bicycles."""
        things = []
        for track in self.tracks:
            row = frame - track.first_frame
            if track.vehicle_id == without or not 0 <= row < len(track.positions_xy):
                continue
            matrix = self._world_from_vehicle(track, row)
            things.append(Placed(self._mesh(track), matrix))
            if track.vehicle_id in self.cranks_rad:
                angle = float(self.cranks_rad[track.vehicle_id][row])
                things.append(Placed(self._cranks, matrix @ _vehicle_from_crank(angle)))
        return tuple(things)

    def place(self, track: VehicleTrack, row: int) -> Floats:
        """Where the middle of a vehicle stands in a row of its track, ``(3,)``."""
        xy = track.positions_xy[row]
        return np.array([*xy, float(self._ground_height(xy))])

    @cached_property
    def _cranks(self) -> Mesh:
        return bicycles.crank_mesh()

    def _mesh(self, track: VehicleTrack) -> Mesh:
        key = track.kind, track.vehicle_id % _MESHES_A_KIND
        if key not in self._meshes:
            item = sum(map(ord, track.kind)) * _MESHES_A_KIND + key[1]
            rng = stream(self._seed, self._sequence, Stream.VEHICLE, item)
            self._meshes[key] = _vehicle_mesh(rng, track.kind, self._is_night)
        return self._meshes[key]

    def _world_from_vehicle(self, track: VehicleTrack, row: int) -> Floats:
        heading = track.headings_rad[row]
        cosine, sine = np.cos(heading), np.sin(heading)
        matrix = np.eye(4)
        matrix[:2, :2] = [[cosine, -sine], [sine, cosine]]
        matrix[:3, 3] = self.place(track, row)
        return matrix


def _vehicle_mesh(rng: np.random.Generator, kind: str, is_night: bool) -> Mesh:
    if kind == "bicycle":
        return bicycles.bicycle_mesh(rng, with_cranks=False)
    if kind == "car":
        kind = _CARS[rng.integers(len(_CARS))]
    return car_mesh(rng, kind, is_night)


def _vehicle_from_crank(angle_rad: float) -> Floats:
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    matrix = np.eye(4)
    matrix[0, [0, 2]], matrix[2, [0, 2]] = (cosine, sine), (-sine, cosine)
    matrix[0, 3], matrix[2, 3] = bicycles.CRANK_X_M, bicycles.CRANK_Z_M
    return matrix
