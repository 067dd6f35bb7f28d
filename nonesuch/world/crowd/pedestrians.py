"""Everybody on foot, through time: what each party does next, step by step."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd import staying, walking
from nonesuch.world.crowd.crossing_rules import HURRY
from nonesuch.world.crowd.following import RouteBook
from nonesuch.world.crowd.ground_plan import (
    CLOSED,
    Flags,
    clearance_near,
    crossing_at,
)
from nonesuch.world.crowd.journeys import draw_side
from nonesuch.world.crowd.parties import Party, Stay, formation
from nonesuch.world.crowd.people_state import Mode, PeopleState
from nonesuch.world.crowd.road_crossing import RoadCrossing
from nonesuch.world.crowd.routes import (
    SPACING_M,
    Route,
    RouteMap,
    personal_route,
)
from nonesuch.world.nouns import Floats, Layout

SQUEEZES_S, SQUEEZED_S = 0.5, 4.0  # stuck so long, a party goes in single file
FARTHEST_AHEAD_M = 2.5  # of the last of the party
LOST_S, ROUND_M = 1.0, 0.5  # blocked so long, goes so near around a corner
GIVES_UP_S = 8.0  # of trying to reach a seat
TURNS_BACK_S = 12.0  # of not getting on at all


class Pedestrians:
    """Parties and the state of their members."""

    def __init__(
        self,
        rng: np.random.Generator,
        layout: Layout,
        routes: RouteMap,
        kerbs: tuple[Floats, ...],
        count: int,
    ) -> None:
        self._rng = rng
        self._layout = layout
        self._plan = routes.plan
        self._routes = routes
        self._book = RouteBook()
        self.state = PeopleState(count)
        self._roads = RoadCrossing(rng, layout, routes.plan, kerbs, self.state)
        self.parties: list[Party] = []
        self.parties_begun = 0

    # ------------------------------------------------------------ coming and going

    def join(
        self,
        members: tuple[int, ...],
        action: str,
        speed_mps: float,
        route: Route,
        exit_entry: int,
        stay: Stay | None,
        places: list[tuple[Floats, float]],
        index: int,
    ) -> Party:
        """A party enters at a point of its route, its members at ``places``."""
        self.parties_begun += 1
        party = Party(
            self.parties_begun,
            members,
            action,
            speed_mps,
            route,
            self._book.write(route),
            exit_entry,
            stay,
            patience=float(self._rng.uniform(0.2, 1.3)),
        )
        for row, (position, heading) in zip(members, places, strict=True):
            self.state.enter(row, (float(position[0]), float(position[1])), heading)
            self.state.party[row] = party.party_id
            self.state.route_index[row] = index
        along = index * SPACING_M
        party.gate = sum(road.until_m < along for road in route.crossings)
        self._set_out(party)
        self.parties.append(party)
        return party

    def settle(
        self, party: Party, stay: Stay, seconds_left: float, time_s: float
    ) -> None:
        """Puts a party where it stays, as if it had long been there."""
        self._begin_stay(party, stay)
        party.until_s = time_s + seconds_left
        for row, spot in zip(party.members, stay.spots, strict=True):
            self.state.position[row] = spot.position_xy
            self.state.heading[row] = spot.facing_rad
        staying.arrive(self.state, party, stay.action)
        staying.sit_down(self.state, party, self._layout.seats, np.inf)

    def _set_out(self, party: Party) -> None:
        party.stage, party.granted, party.until_s = "walk", False, np.inf
        party.spots = ()
        for row in party.members:
            self.state.mode[row] = Mode.FOLLOW
            self.state.does(row, party.action)
            self.state.route_begin[row] = party.route_begin
            self.state.route_count[row] = len(party.route.points_xy)
            self.state.blocked_s[row] = 0
        self._roads.bound(party)

    def _take(self, party: Party, route: Route) -> None:
        party.route, party.gate = route, 0
        party.route_begin = self._book.write(route)
        for row in party.members:
            self.state.route_index[row] = 0
            self.state.along[row] = 0
        self._set_out(party)

    def _leave_by(self, party: Party, entry: int) -> None:
        party.exit_entry, party.stay = entry, None
        here = self.state.position[party.members[0]]
        path = self._routes.way(here, self._layout.entries_xy[entry])
        if path is None:
            path = np.stack([here, self._layout.entries_xy[entry]])
        route = personal_route(self._plan, path, draw_side(self._rng))
        self._take(party, route)

    # ------------------------------------------------------------ every step

    def step(self, time_s: float, step_s: float, is_safe: Flags) -> list[int]:
        """Everybody decides and moves; the rows of those who left.

        ``is_safe`` tells by crossing whether all vehicles could still stop.
        """
        for party in self.parties:
            self._decide(party, time_s, step_s, is_safe)
        walking.step(self.state, self._plan, self._book, self._circles_xy(), step_s)
        return self._departed()

    def claimed(self) -> Flags:
        """By crossing, whether somebody crosses or is about to."""
        return self._roads.claimed(self.parties)

    def on_road(self) -> tuple[Floats, Floats]:
        """Positions and velocities ``(n, 2)`` of all who are not on a pavement."""
        rows = self.state.present()
        away = clearance_near(self._plan, self.state.position[rows], CLOSED) < 0
        rows = rows[away & (self.state.mode[rows] != Mode.SIT)]
        return self.state.position[rows], self.state.velocity[rows]

    def _decide(
        self, party: Party, time_s: float, step_s: float, is_safe: Flags
    ) -> None:
        if party.stage == "walk":
            self._walk(party, time_s, is_safe)
        elif party.stage == "kerb":
            if self._roads.waited(party, time_s, is_safe):
                self._set_out(party)
                party.granted = True
                self._roads.bound(party)
        elif party.stage == "stay":
            self._stay(party, time_s, step_s)
        else:
            self._rise(party, step_s)

    # ------------------------------------------------------------ on the way

    def _walk(self, party: Party, time_s: float, is_safe: Flags) -> None:
        state, rows = self.state, list(party.members)
        self._keep_together(party, time_s)
        for row in party.members:
            self._go_round(party, row)
        if state.blocked_s[rows].max() > TURNS_BACK_S and not party.granted:
            self._turn_back(party)
        elif party.next_crossing is not None:
            self._roads.approach(party, party.next_crossing, time_s, is_safe)
        elif state.along[rows].max() > party.route.length_m - 1.0 and party.stay:
            self._begin_stay(party, party.stay)

    def _go_round(self, party: Party, row: int) -> None:
        """Who has lost sight of the route finds the way around what hides it."""
        state = self.state
        there = np.hypot(*(state.detour[row] - state.position[row])) < ROUND_M
        if there or state.sees_route[row]:
            state.detour[row] = np.nan
        if state.sees_route[row] or state.blocked_s[row] < LOST_S:
            return
        exit_xy = self._layout.entries_xy[party.exit_entry]
        path = self._routes.way(state.position[row], exit_xy)
        if path is not None:
            state.detour[row] = path[1]
            state.blocked_s[row] = 0

    def _keep_together(self, party: Party, time_s: float) -> None:
        state, rows = self.state, list(party.members)
        pace = party.speed_mps * (HURRY if party.granted else 1.0)
        if len(rows) == 1:
            state.pace[rows[0]] = pace
            return
        index = state.route_index[rows].min() + party.route_begin
        room = float(self._book.room_m[index : index + 6].min()) + 0.25
        if state.blocked_s[rows].max() > SQUEEZES_S:
            party.squeezed_until_s = time_s + SQUEEZED_S
        squeezed = time_s < party.squeezed_until_s
        state.slot[rows] = formation(len(rows), 0.0 if squeezed else room)
        along = state.along[rows] + state.slot[rows, 1]
        haste = np.clip(1 + along.mean() - along, 0, 1.35)
        haste *= np.clip(FARTHEST_AHEAD_M - (along - along.min()), 0, 1)
        # nobody stops for the others where that would hold up everybody
        goes_on = squeezed & (state.blocked_s[rows] > SQUEEZES_S)
        goes_on |= crossing_at(self._plan, state.position[rows]) >= 0
        state.pace[rows] = pace * np.where(goes_on, np.maximum(haste, 0.5), haste)

    def _turn_back(self, party: Party) -> None:
        others = [
            entry
            for entry in range(len(self._layout.entries_xy))
            if entry != party.exit_entry
        ]
        self._leave_by(party, int(self._rng.choice(others or [party.exit_entry])))

    # ------------------------------------------------------------ staying

    def _begin_stay(self, party: Party, stay: Stay) -> None:
        party.stage, party.until_s = "stay", np.inf
        party.stay, party.staying = None, stay
        staying.send(self.state, party, stay.spots)

    def _stay(self, party: Party, time_s: float, step_s: float) -> None:
        stay = party.staying
        assert stay is not None  # the stage says so
        if staying.arrive(self.state, party, stay.action):
            staying.sit_down(self.state, party, self._layout.seats, step_s)
            if not np.isfinite(party.until_s):
                party.until_s = time_s + stay.seconds
        elif self.state.blocked_s[list(party.members)].max() > GIVES_UP_S:
            party.stage = "rise"
        if time_s >= party.until_s:
            party.stage = "rise"

    def _rise(self, party: Party, step_s: float) -> None:
        if staying.stand_up(self.state, party, step_s):
            party.staying = None
            self._leave_by(party, party.exit_entry)

    def _circles_xy(self) -> Floats:
        middles = [
            self.state.position[list(party.members)].mean(0)
            for party in self.parties
            if party.staying and party.staying.action == "talk"
        ]
        return np.array(middles).reshape(-1, 2)

    # ------------------------------------------------------------ leaving

    def _departed(self) -> list[int]:
        gone: list[int] = []
        for party in self.parties:
            if party.stage != "walk" or party.stay is not None:
                continue
            rows = list(party.members)  # they leave together
            if self.state.along[rows].max() > party.route.length_m - 1.0:
                self.state.mode[rows] = Mode.ABSENT
                gone += rows
        self.parties = [p for p in self.parties if p.members[0] not in gone]
        return gone
