"""Filling the street and keeping it filled."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.following import member_places
from nonesuch.world.crowd.journeys import (
    Journeys,
    draw_journey,
    draw_route,
    draw_side,
)
from nonesuch.world.crowd.parties import Stay
from nonesuch.world.crowd.pedestrians import Pedestrians
from nonesuch.world.crowd.people_state import Mode
from nonesuch.world.crowd.places import Places
from nonesuch.world.crowd.population import (
    Company,
    Pool,
    moving_action,
    party_size,
)
from nonesuch.world.crowd.routes import Route, personal_route
from nonesuch.world.crowd.stays import draw_stay, stay_size, wished_stays
from nonesuch.world.crowd.wishes import CrowdWishes
from nonesuch.world.nouns import Floats

APART_M = 0.85  # from everybody else when somebody enters
ENTER_EVERY_S, TRY_AGAIN_S = 0.4, 0.2
ENTRY_POINTS = 6  # people begin somewhere on the first points of a route
ADJUST_EVERY_S, ADJUSTMENT = 4.0, 0.35
TRIES = 40  # in a row without finding room: the street is full


class Arrivals:
    """Draws parties and lets them in."""

    def __init__(
        self,
        rng: np.random.Generator,
        journeys: Journeys,
        places: Places,
        wishes: CrowdWishes,
        focus_xy: Floats,
        pool: Pool,
        pedestrians: Pedestrians,
    ) -> None:
        self._rng = rng
        self._layout = journeys.layout
        self._plan = journeys.routes.plan
        self._routes = journeys.routes
        self._places = places
        self._journeys = journeys
        self._wishes = wishes
        self._focus_xy = focus_xy
        self._pool = pool
        self._pedestrians = pedestrians
        self._stays = wished_stays(wishes)
        self._moving = 0.0  # how many people should be on their way
        self._next_s = -np.inf
        self._next_adjustment_s = -np.inf

    def fill(self, time_s: float) -> None:
        """Puts everybody where they may have been for long already."""
        for action in self._stays:
            misses = 0
            while self._missing(action) > 0 and misses < TRIES:
                misses = 0 if self._settle(action, time_s) else misses + 1
        misses = 0
        while self._present() < self._wishes.people and misses < TRIES:
            misses = 0 if self._start_on_the_way() else misses + 1
        self._moving = float(self._count_moving())

    def step(self, time_s: float) -> None:
        """Lets in those who are missing, one party at a time."""
        if time_s < self._next_s or not self._journeys.pairs:
            return
        self._adjust(time_s)
        missing = [
            action
            for action in self._stays
            if self._missing(action) > (1 if action == "talk" else 0)
        ]
        enters = False
        if missing and self._rng.random() < 0.5:
            enters = self._send_to_stay(missing[0])
        elif self._count_moving() < self._moving:
            enters = self._enter()
        wait_s = ENTER_EVERY_S if enters else TRY_AGAIN_S
        self._next_s = time_s + wait_s * float(self._rng.uniform(0.5, 1.5))

    def _adjust(self, time_s: float) -> None:
        if time_s < self._next_adjustment_s:
            return
        self._next_adjustment_s = time_s + ADJUST_EVERY_S
        missing = self._wishes.people - self._present()
        self._moving = float(np.clip(self._moving + ADJUSTMENT * missing, 0, 1e4))

    # ------------------------------------------------------------ counting

    def _present(self) -> int:
        state = self._pedestrians.state
        offset = state.position - self._focus_xy
        near = np.hypot(offset[:, 0], offset[:, 1]) < self._wishes.radius_m
        return int(np.count_nonzero(near & (state.mode != Mode.ABSENT)))

    def _count_moving(self) -> int:
        return sum(
            len(party.members)
            for party in self._pedestrians.parties
            if party.stay is None and party.staying is None
        )

    def _missing(self, action: str) -> int:
        bound = (
            (party.staying or party.stay, len(party.members))
            for party in self._pedestrians.parties
        )
        there = sum(size for stay, size in bound if stay and stay.action == action)
        return self._stays[action] - there

    # ------------------------------------------------------------ letting in

    def _settle(self, action: str, time_s: float) -> bool:
        size = stay_size(self._rng, action, self._missing(action))
        stay = self._free_stay(action, size)
        if stay is None:
            return False
        company = self._pool.company(self._rng, len(stay.spots), "walk")
        if company is None:
            return False
        spots = [(np.array(s.position_xy), s.facing_rad) for s in stay.spots]
        if len(company.rows) < len(spots) or not self._is_free(spots):
            return self._send_home(company)
        point = spots[0][0]
        entry = self._any_entry()
        route = personal_route(self._plan, np.stack([point, point + 0.1]), 0.0)
        party = self._pedestrians.join(
            company.rows, "walk", company.speed_mps, route, entry, None, spots, 0
        )
        left_s = stay.seconds * float(self._rng.random()) + 25.0
        self._pedestrians.settle(party, stay, left_s, time_s)
        return True

    def _start_on_the_way(self) -> bool:
        journey = draw_journey(self._rng, self._journeys)
        if journey is None:
            return False
        route = draw_route(self._rng, self._journeys, journey)
        index = int(self._rng.integers(len(route.points_xy)))
        along = index * 0.5
        if any(road.from_m - 1 < along < road.until_m + 1 for road in route.crossings):
            return False
        return self._let_in(route, journey.goal, index, None)

    def _enter(self) -> bool:
        journey = draw_journey(self._rng, self._journeys)
        if journey is None:
            return False
        route = draw_route(self._rng, self._journeys, journey)
        index = int(self._rng.integers(ENTRY_POINTS))
        return self._let_in(route, journey.goal, index, None)

    def _send_to_stay(self, action: str) -> bool:
        size = stay_size(self._rng, action, self._missing(action))
        stay = self._free_stay(action, size)
        if stay is None:
            return False
        path = self._routes.way(
            np.array(stay.spots[0].position_xy),
            self._layout.entries_xy[self._any_entry()],
        )
        if path is None:
            return False
        route = personal_route(self._plan, path[::-1], draw_side(self._rng))
        return self._let_in(route, self._any_entry(), 0, stay)

    def _let_in(self, route: Route, goal: int, index: int, stay: Stay | None) -> bool:
        action = "walk" if stay else moving_action(self._rng, self._wishes)
        size = len(stay.spots) if stay else party_size(self._rng, self._wishes, action)
        company = self._pool.company(self._rng, size, action)
        if company is None:
            return False
        places = member_places(self._plan, route, index, len(company.rows))
        short = stay is not None and len(company.rows) < size
        if short or places is None or not self._is_free(places):
            return self._send_home(company)
        self._pedestrians.join(
            company.rows,
            action,
            company.speed_mps,
            route,
            goal,
            stay,
            places,
            index,
        )
        return True

    def _send_home(self, company: Company) -> bool:
        for row in company.rows:
            self._pool.release(row)
        return False

    # ------------------------------------------------------------ drawing

    def _any_entry(self) -> int:
        journey = draw_journey(self._rng, self._journeys)
        return journey.goal if journey else 0

    def _free_stay(self, action: str, size: int) -> Stay | None:
        parties = self._pedestrians.parties
        stays = [stay for p in parties if (stay := p.staying or p.stay)]
        spots = [spot for stay in stays for spot in stay.spots]
        return draw_stay(
            self._rng,
            self._layout,
            self._plan,
            self._places,
            action,
            size,
            np.array([spot.position_xy for spot in spots]).reshape(-1, 2),
            frozenset(spot.seat for spot in spots if spot.seat >= 0),
        )

    def _is_free(self, places: list[tuple[Floats, float]]) -> bool:
        state = self._pedestrians.state
        there = state.position[state.present()]
        points = np.array([point for point, _ in places])
        gap = points[:, None] - there
        return bool((np.hypot(gap[..., 0], gap[..., 1]) >= APART_M).all())
