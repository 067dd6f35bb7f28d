"""How people follow their routes: each looks at the farthest point ahead in sight."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.ground_plan import (
    CLOSED,
    GroundPlan,
    Indices,
    clearance_near,
    is_open,
)
from nonesuch.world.crowd.parties import formation
from nonesuch.world.crowd.people_state import PeopleState
from nonesuch.world.crowd.routes import BODY_M, SPACING_M, Route
from nonesuch.world.nouns import Floats

LOOK_AHEAD = np.array([9, 6, 4, 2, 1])  # points of the route
WINDOW = np.arange(-2, 9)
SIGHT_MARGIN_M = 0.24  # a body does not get through narrower gaps


class RouteBook:
    """The points of all routes, one after the other, so that many are read at once."""

    def __init__(self) -> None:
        self.points = np.zeros((0, 2))
        self.along = np.zeros((0, 2))  # unit vectors
        self.room_m = np.zeros(0)

    def write(self, route: Route) -> int:
        """Adds a route; where it begins."""
        begin = len(self.points)
        along = np.gradient(route.points_xy, axis=0)
        along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
        self.points = np.concatenate([self.points, route.points_xy])
        self.along = np.concatenate([self.along, along])
        room = np.maximum(route.clearance_m - BODY_M, 0)
        self.room_m = np.concatenate([self.room_m, room])
        return begin


def progress(book: RouteBook, state: PeopleState, rows: Indices) -> None:
    """Notes how far along their routes the people of ``rows`` are."""
    begin, count = state.route_begin[rows, None], state.route_count[rows, None]
    window = (state.route_index[rows, None] + WINDOW).clip(0, count - 1)
    gap = book.points[begin + window] - state.position[rows, None]
    nearest = np.argmin(gap[..., 0] ** 2 + gap[..., 1] ** 2, axis=1)
    index = window[np.arange(len(rows)), nearest]
    place = state.route_begin[rows] + index
    beyond = ((state.position[rows] - book.points[place]) * book.along[place]).sum(-1)
    state.route_index[rows] = index
    state.along[rows] = index * SPACING_M + np.clip(beyond, -1, 1)


def targets(
    plan: GroundPlan, book: RouteBook, state: PeopleState, rows: Indices
) -> Floats:
    """Points ``(n, 2)`` to walk to, each in the person's place beside the others."""
    last = state.route_count[rows, None] - 1
    last = np.minimum(last, state.route_limit[rows, None])
    ahead = (state.route_index[rows, None] + LOOK_AHEAD).clip(None, last)
    place = state.route_begin[rows, None] + ahead
    along = book.along[place]
    right = np.stack([along[..., 1], -along[..., 0]], -1)
    room = book.room_m[place]
    aside = np.clip(state.slot[rows, None, 0], -room, room)
    points = book.points[place] + right * aside[..., None]
    layer = state.layer[rows, None, None]
    here = clearance_near(plan, state.position[rows], state.layer[rows])
    margin = np.minimum(SIGHT_MARGIN_M, 0.8 * here)[:, None, None]
    seen = is_open(plan, state.position[rows, None], points, margin, layer)
    chosen = np.where(seen.any(1), seen.argmax(1), len(LOOK_AHEAD) - 2)
    state.sees_route[rows] = seen.any(1)
    goes_round = ~np.isnan(state.detour[rows, :1])
    return np.where(
        goes_round, state.detour[rows], points[np.arange(len(rows)), chosen]
    )


def member_places(
    plan: GroundPlan, route: Route, index: int, size: int
) -> list[tuple[Floats, float]] | None:
    """Where the members of a party stand who are at a point of a route: (2,) each,
    and the heading; None where there is no room for them."""
    points = route.points_xy
    ahead = points[min(index + 1, len(points) - 1)] - points[max(index - 1, 0)]
    heading = float(np.arctan2(ahead[1], ahead[0]))
    right = np.array([np.sin(heading), -np.cos(heading)])
    back = np.array([-np.cos(heading), -np.sin(heading)])
    slots = formation(size, float(route.clearance_m[index]))
    places = [points[index] + aside * right + behind * back for aside, behind in slots]
    if (clearance_near(plan, np.array(places), CLOSED) < 0.2).any():
        return None
    return [(place, heading) for place in places]
