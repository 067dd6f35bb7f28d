"""People who go together, and what they are about to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from nonesuch.world.crowd.routes import OnRoad, Route
from nonesuch.world.nouns import Floats

ABREAST_M = 0.68  # between people side by side
ROW_M = 0.95  # between the rows of a large party


@dataclass(frozen=True)
class Spot:
    """Where one person stays, looking whither."""

    position_xy: tuple[float, float]
    facing_rad: float
    seat: int = -1  # index into Layout.seats; the position is in front of it


@dataclass(frozen=True, eq=False)
class Stay:
    """What a party does at the end of its way, before it leaves."""

    action: str  # of ACTIONS
    spots: tuple[Spot, ...]  # one a member
    seconds: float


@dataclass(eq=False)
class Party:
    """One to four people; changes as they go."""

    party_id: int  # from 1
    members: tuple[int, ...]  # rows of PeopleState
    action: str  # while moving: "walk", "run", "phone" or "push"
    speed_mps: float
    route: Route
    route_begin: int  # where the route begins in the RouteBook
    exit_entry: int  # index into Layout.entries_xy
    stay: Stay | None = None  # at the end of the route
    staying: Stay | None = None  # now
    patience: float = 0.0  # s of delay before setting off at green
    stage: str = "walk"  # "walk", "kerb", "stay", "rise"
    gate: int = 0  # the next of the route's crossings
    granted: bool = False  # may cross at the gate
    until_s: float = np.inf  # when the stay, or the delay at the kerb, is over
    squeezed_until_s: float = -np.inf  # walks in single file
    spots: tuple[Spot, ...] = field(default=())  # where members wait or stay now

    @property
    def next_crossing(self) -> OnRoad | None:
        """The crossing ahead on the route, or the one the party is on."""
        crossings = self.route.crossings
        return crossings[self.gate] if self.gate < len(crossings) else None


def formation(size: int, room_m: float) -> Floats:
    """Offsets ``(size, 2)`` in meters to the right and to the back.

    As many abreast as fit into ``room_m`` to each side of the middle.
    """
    return _rows_of(size, int(min(max(1 + 2 * (room_m - 0.3) / ABREAST_M, 1), size, 3)))


@cache
def _rows_of(size: int, abreast: int) -> Floats:
    member = np.arange(size)
    row = member // abreast
    in_row = np.minimum(abreast, size - row * abreast)
    right = (member % abreast - (in_row - 1) / 2) * ABREAST_M
    back = row * ROW_M - (row.max() * ROW_M) / 2
    offsets = np.stack([right, back], -1)
    offsets.setflags(write=False)
    return offsets
