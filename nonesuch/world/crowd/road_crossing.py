"""How parties get across roads: up to the kerb, when allowed, and over."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd import staying
from nonesuch.world.crowd.crossing_rules import may_set_out, shows_green
from nonesuch.world.crowd.ground_plan import (
    CLOSED,
    OPENED,
    Flags,
    GroundPlan,
    crossing_at,
)
from nonesuch.world.crowd.parties import Party
from nonesuch.world.crowd.people_state import PeopleState
from nonesuch.world.crowd.places import kerb_spots
from nonesuch.world.crowd.routes import SPACING_M, OnRoad
from nonesuch.world.nouns import Floats, Layout


class RoadCrossing:
    """Opens roads to parties and closes them again."""

    def __init__(
        self,
        rng: np.random.Generator,
        layout: Layout,
        plan: GroundPlan,
        kerbs: tuple[Floats, ...],
        state: PeopleState,
    ) -> None:
        self._rng = rng
        self._layout = layout
        self._plan = plan
        self._kerbs = kerbs
        self._state = state

    def approach(
        self, party: Party, ahead: OnRoad, time_s: float, is_safe: Flags
    ) -> None:
        """What a party does about the road ahead of it, or below its feet."""
        along = self._state.along[list(party.members)]
        if party.granted and along.min() > ahead.until_m + 0.2:
            party.gate, party.granted = party.gate + 1, False
            self.bound(party)
        elif party.granted:
            if along.max() < ahead.from_m - 0.2:  # nobody has set out yet
                party.granted = self._may_cross(party, ahead, time_s, is_safe)
            self.bound(party)
            if party.granted:
                self._keep_off(party, ahead, time_s)
        elif along.max() > ahead.from_m - 1.5 - party.speed_mps:
            if self._may_cross(party, ahead, time_s, is_safe):
                party.granted = True
                self.bound(party)
            else:
                self._stop_at_kerb(party, ahead)

    def _keep_off(self, party: Party, ahead: OnRoad, time_s: float) -> None:
        """Who is across stays across; who had not set out when red came, stays too."""
        rows = np.array(party.members)
        off = crossing_at(self._plan, self._state.position[rows]) < 0
        if shows_green(self._layout, ahead.crossing, time_s):
            off &= self._state.along[rows] > ahead.until_m + 0.2
        self._state.layer[rows[off]] = CLOSED

    def _may_cross(
        self, party: Party, ahead: OnRoad, time_s: float, is_safe: Flags
    ) -> bool:
        last = float(self._state.along[list(party.members)].min())
        return bool(is_safe[ahead.crossing]) and may_set_out(
            self._layout, ahead, last, party.speed_mps, time_s
        )

    def bound(self, party: Party) -> None:
        """Roads are closed to a party but for the one it was granted."""
        ahead, rows = party.next_crossing, list(party.members)
        if ahead and party.granted:
            self._state.layer[rows] = OPENED + ahead.crossing
        else:
            self._state.layer[rows] = CLOSED
        last = len(party.route.points_xy) - 1
        if ahead and not party.granted:
            last = max(int((ahead.from_m - 0.4) / SPACING_M), 0)
        self._state.route_limit[rows] = last

    def _stop_at_kerb(self, party: Party, ahead: OnRoad) -> None:
        points = party.route.points_xy
        begin = max(int(ahead.from_m / SPACING_M), 0)
        end = min(int(ahead.until_m / SPACING_M) + 1, len(points) - 1)
        across = points[end] - points[begin]
        spots = kerb_spots(
            self._rng,
            self._kerbs[ahead.crossing],
            points[begin],
            float(np.arctan2(across[1], across[0])),
            staying.still_places(self._state, party.party_id),
            len(party.members),
        )
        if len(spots) < len(party.members):
            return  # a full kerb: queue up behind
        party.stage, party.until_s = "kerb", np.inf
        staying.send(self._state, party, spots)

    def waited(self, party: Party, time_s: float, is_safe: Flags) -> bool:
        """Lets a party wait at the kerb; whether it is time to set out."""
        ahead = party.next_crossing
        assert ahead is not None  # who waits at a kerb has a road ahead
        waits = party.action not in ("push", "phone")
        staying.arrive(self._state, party, "wait" if waits else party.action)
        if not self._may_cross(party, ahead, time_s, is_safe):
            party.until_s = np.inf
        elif not np.isfinite(party.until_s):
            party.until_s = time_s + party.patience
        return time_s >= party.until_s

    def claimed(self, parties: list[Party]) -> Flags:
        """By crossing, whether somebody crosses or is about to."""
        claims = np.zeros(len(self._layout.crossings), np.bool_)
        for party in parties:
            ahead = party.next_crossing
            if ahead is None:
                continue
            lit = self._layout.crossings[ahead.crossing].signal_group >= 0
            claims[ahead.crossing] |= party.granted or (
                party.stage == "kerb" and not lit
            )
        return claims
