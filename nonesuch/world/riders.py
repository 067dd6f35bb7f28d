"""The people on bicycles of a sequence."""

from __future__ import annotations

from collections.abc import Iterator

from nonesuch.world.cast import Cast
from nonesuch.world.crowd.wishes import VehicleTrack
from nonesuch.world.motion.riding import Rider
from nonesuch.world.traffic import SEATING, Traffic


class Riders:
    """Riders, each dressed when first asked for; their tracks are numbered from one."""

    def __init__(self, traffic: Traffic, cast: Cast, fps: float, first_id: int) -> None:
        self._traffic, self._cast, self._fps = traffic, cast, fps
        ridden = [t for t in traffic.tracks if t.rider_person_id is not None]
        self._track_ids = {t.vehicle_id: first_id + k for k, t in enumerate(ridden)}
        self._ridden = tuple(ridden)
        self._riders: dict[int, Rider] = {}

    def at(self, frame: int) -> Iterator[tuple[VehicleTrack, int]]:
        """The bicycles that are ridden at a frame, each with the row of its track."""
        for track in self._ridden:
            row = frame - track.first_frame
            if 0 <= row < len(track.positions_xy):
                yield track, row

    def rider(self, track: VehicleTrack) -> Rider:
        """Who rides a bicycle."""
        if track.vehicle_id not in self._riders:
            self._riders[track.vehicle_id] = self._made(track)
        return self._riders[track.vehicle_id]

    def _made(self, track: VehicleTrack) -> Rider:
        assert track.rider_person_id is not None
        return Rider(
            self._cast.figure(track.rider_person_id),
            SEATING,
            self._track_ids[track.vehicle_id],
            self._traffic.cranks_rad[track.vehicle_id],
            track.speeds_mps,
            self._fps,
        )
