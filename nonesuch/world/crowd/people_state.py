"""Where everybody is: one row a person who may appear, filled or not."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from nonesuch.world.crowd.ground_plan import Indices
from nonesuch.world.nouns import ACTIONS


class Mode(IntEnum):
    """How a person moves."""

    ABSENT = 0
    FOLLOW = 1  # along the route
    REACH = 2  # to a spot
    REST = 3  # nowhere
    SIT = 4  # down on a seat, and up again
    SCRIPT = 5  # as told


class PeopleState:
    """Arrays (p,) or (p, 2) over all persons, changed step by step."""

    def __init__(self, count: int) -> None:
        self.mode = np.zeros(count, np.int64)
        self.position = np.zeros((count, 2))
        self.velocity = np.zeros((count, 2))
        self.heading = np.zeros(count)
        self.track = np.zeros(count, np.int64)
        self.party = np.zeros(count, np.int64)
        self.action = np.zeros(count, np.int64)  # index into ACTIONS
        self.pace = np.zeros(count)  # wanted speed now
        self.goal = np.zeros((count, 2))  # of REACH and SIT
        self.facing = np.zeros(count)  # of REST and SIT
        self.slot = np.zeros((count, 2))  # in the party: right, back
        self.route_begin = np.zeros(count, np.int64)  # in the RouteBook
        self.route_count = np.ones(count, np.int64)
        self.route_index = np.zeros(count, np.int64)
        self.sees_route = np.ones(count, np.bool_)
        self.detour = np.full((count, 2), np.nan)  # goes there first, if anywhere
        self.route_limit = np.zeros(count, np.int64)  # not to be passed yet
        self.layer = np.zeros(count, np.int64)  # of the GroundPlan, where one may be
        self.along = np.zeros(count)  # m along the route
        self.is_stopped = np.zeros(count, np.bool_)
        self.blocked_s = np.zeros(count)  # for how long not getting on
        self.attention = np.full((count, 3), np.nan)  # what is looked at; NaN: ahead
        self.is_shown = np.ones(count, np.bool_)  # not only kept free for somebody
        self.lowered = np.zeros(count)  # 0 stands, 1 sits
        self.seat = np.zeros((count, 2))  # where the seat is
        self.seat_height = np.full(count, 0.45)
        self.tracks_begun = 0

    def present(self) -> Indices:
        """The rows of all who are there."""
        return np.flatnonzero(self.mode != Mode.ABSENT)

    def enter(self, row: int, position_xy: tuple[float, float], heading: float) -> None:
        """Puts an absent person somewhere; a new track begins."""
        self.tracks_begun += 1
        self.track[row] = self.tracks_begun
        self.position[row] = position_xy
        self.velocity[row] = 0
        self.heading[row] = self.facing[row] = heading
        self.is_stopped[row] = False
        self.blocked_s[row] = 0
        self.detour[row] = np.nan
        self.route_index[row] = 0
        self.along[row] = 0
        self.mode[row] = Mode.FOLLOW

    def does(self, row: int, action: str) -> None:
        """Sets what a person does."""
        self.action[row] = ACTIONS.index(action)
