"""Whom and what people look at: each other, and the lights."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.parties import Party
from nonesuch.world.crowd.people_state import PeopleState
from nonesuch.world.nouns import Floats, Layout

FACE_M, LIGHT_M = 1.5, 2.3  # above the ground
TURN_S = 3.7  # who talks changes about so often
GLANCE_S, GLANCE_EVERY_S = 2.5, 11.0  # of companions on the way
LIGHT_EVERY_S = 3.1


def look_about(
    state: PeopleState, parties: list[Party], layout: Layout, time_s: float
) -> None:
    """Sets what everybody looks at; NaN is ahead."""
    state.attention[:] = np.nan
    for party in parties:
        talks = party.staying is not None and party.staying.action == "talk"
        if talks:
            _listen(state, party, layout, time_s)
        elif party.stage == "kerb":
            _watch_lights(state, party, layout, time_s)
        elif party.stage == "walk" and len(party.members) > 1:
            _glance(state, party, layout, time_s)


def _listen(state: PeopleState, party: Party, layout: Layout, time_s: float) -> None:
    if len(party.members) < 2:
        return
    turn = int((time_s + 1.3 * party.party_id) // TURN_S)
    # a speaker after the other, but not always round and round
    speaker = (turn * (1 + party.party_id % 2) + turn // 3) % len(party.members)
    for index, row in enumerate(party.members):
        other = speaker if index != speaker else (speaker + 1) % len(party.members)
        state.attention[row] = _face(state, party.members[other], layout)


def _glance(state: PeopleState, party: Party, layout: Layout, time_s: float) -> None:
    for index, row in enumerate(party.members):
        if (time_s + 2.3 * row) % GLANCE_EVERY_S < GLANCE_S:
            other = party.members[index - 1]
            state.attention[row] = _face(state, other, layout)


def _watch_lights(
    state: PeopleState, party: Party, layout: Layout, time_s: float
) -> None:
    ahead = party.next_crossing
    if ahead is None:
        return
    ends = layout.crossings[ahead.crossing].ends_xy
    for row in party.members:
        away = np.hypot(*(ends - state.position[row]).T)
        if int(time_s // LIGHT_EVERY_S + row) % 3 == 0:
            state.attention[row] = _above(layout, ends[int(np.argmax(away))], LIGHT_M)


def _face(state: PeopleState, row: int, layout: Layout) -> Floats:
    return _above(layout, state.position[row], FACE_M)


def _above(layout: Layout, point_xy: Floats, height_m: float) -> Floats:
    ground = float(layout.ground_height(point_xy[None])[0])
    return np.array([point_xy[0], point_xy[1], ground + height_m])
