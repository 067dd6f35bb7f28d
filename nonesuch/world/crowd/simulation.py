"""A crowd and its traffic through one sequence."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.arrivals import Arrivals
from nonesuch.world.crowd.ground_plan import ground_plan
from nonesuch.world.crowd.pedestrians import Pedestrians
from nonesuch.world.crowd.places import find_places
from nonesuch.world.crowd.population import Pool, find_journeys
from nonesuch.world.crowd.recording import Recorder
from nonesuch.world.crowd.routes import RouteMap
from nonesuch.world.crowd.wishes import CrowdWishes, Simulation
from nonesuch.world.nouns import Layout

STEP_S = 0.1
WARM_UP_S = 20.0
RECORDED_BEFORE_S = 1.0  # so that smoothing has something to go by


def simulate(
    rng: np.random.Generator,
    layout: Layout,
    wishes: CrowdWishes,
    fps: float,
    frame_count: int,
) -> Simulation:
    """Everybody's course through ``frame_count`` frames, and all vehicles'.

    Nobody bumps into anybody, leaves the walkable ground or steps onto a road at red.
    The street is as busy in the first frame as in the last.
    """
    focus_xy = np.array(wishes.focus_xy or layout.focus_xy, np.float64)
    plan = ground_plan(layout)
    routes = RouteMap(plan)
    places = find_places(plan, layout, focus_xy, wishes.radius_m)
    count = len(wishes.person_ids)
    people = Pedestrians(rng, layout, plan, routes, places.kerbs, count)
    pool = Pool(rng, wishes)
    journeys = find_journeys(layout, routes, wishes, focus_xy)
    arrivals = Arrivals(
        *(rng, layout, plan, routes, places, journeys),
        *(wishes, focus_xy, pool, people),
    )
    recorder = Recorder()
    first = -round(WARM_UP_S / STEP_S)
    last = int(np.ceil((frame_count / fps + RECORDED_BEFORE_S) / STEP_S))
    arrivals.fill(first * STEP_S)
    safe = np.ones(len(layout.crossings), np.bool_)
    for index in range(first, last):
        time_s = index * STEP_S
        arrivals.step(time_s)
        for row in people.step(time_s, STEP_S, safe):
            pool.release(row)
        if index * STEP_S >= -RECORDED_BEFORE_S:
            recorder.note(people.state, index)
    return Simulation(recorder.courses(wishes.person_ids, STEP_S, fps, frame_count))
