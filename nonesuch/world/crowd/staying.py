"""Reaching a spot, resting there, sitting down and getting up again."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.parties import Party, Spot
from nonesuch.world.crowd.people_state import Mode, PeopleState
from nonesuch.world.crowd.steering import wrapped
from nonesuch.world.nouns import Floats, Seat

ARRIVED_M = 0.2
GIVES_UP_S = 4.0  # of trying to reach a spot: it is good enough here
LOWERING_S = 1.6  # from the feet before the seat to the pelvis on it
TURNED_RAD = 0.25


def send(state: PeopleState, party: Party, spots: tuple[Spot, ...]) -> None:
    """Sends each member to a spot."""
    party.spots = spots
    for row, spot in zip(party.members, spots, strict=True):
        state.mode[row] = Mode.REACH
        state.goal[row] = spot.position_xy
        state.pace[row] = min(party.speed_mps, 1.4)


def arrive(state: PeopleState, party: Party, action: str) -> bool:
    """Lets those who have reached their spots rest; whether all have."""
    for row, spot in zip(party.members, party.spots, strict=True):
        if state.mode[row] != Mode.REACH:
            continue
        gap = float(np.hypot(*(state.goal[row] - state.position[row])))
        gives_up = spot.seat < 0 and state.blocked_s[row] > GIVES_UP_S
        if gap < ARRIVED_M or gives_up:
            _rest(state, row, spot, "stand" if spot.seat >= 0 else action)
    return bool((state.mode[list(party.members)] != Mode.REACH).all())


def _rest(state: PeopleState, row: int, spot: Spot, action: str) -> None:
    state.mode[row] = Mode.REST
    state.goal[row] = state.position[row]
    state.facing[row] = spot.facing_rad
    state.blocked_s[row] = 0
    state.does(row, action)


def sit_down(
    state: PeopleState, party: Party, seats: tuple[Seat, ...], step_s: float
) -> None:
    """Moves those who stand before their seats, turned round, onto them."""
    for row, spot in zip(party.members, party.spots, strict=True):
        turned = abs(wrapped(state.heading[row] - spot.facing_rad)) < TURNED_RAD
        if spot.seat < 0 or not (turned or state.mode[row] == Mode.SIT):
            continue
        state.mode[row] = Mode.SIT
        state.seat[row] = seats[spot.seat].position_xy
        state.seat_height[row] = seats[spot.seat].height_m
        state.lowered[row] = min(state.lowered[row] + step_s / LOWERING_S, 1)
        state.does(row, "sit" if state.lowered[row] == 1 else "stand")
        _place(state, row)


def stand_up(state: PeopleState, party: Party, step_s: float) -> bool:
    """Moves those who sit off their seats; whether all stand."""
    for row in party.members:
        if state.mode[row] != Mode.SIT:
            continue
        state.does(row, "stand")
        state.lowered[row] = max(state.lowered[row] - step_s / LOWERING_S, 0)
        _place(state, row)
        if state.lowered[row] == 0:
            state.mode[row] = Mode.REST
    return bool((state.mode[list(party.members)] != Mode.SIT).all())


def _place(state: PeopleState, row: int) -> None:
    share = _eased(float(state.lowered[row]))
    state.position[row] = state.goal[row] + share * (state.seat[row] - state.goal[row])


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)


def still_places(state: PeopleState, party_id: int) -> Floats:
    """Where people of other parties rest, or are about to, ``(n, 2)``."""
    still = np.isin(state.mode, (Mode.REACH, Mode.REST, Mode.SIT))
    places: Floats = state.goal[still & (state.party != party_id)]
    return places
