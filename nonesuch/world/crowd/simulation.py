"""A crowd and its traffic through one sequence."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.arrivals import Arrivals
from nonesuch.world.crowd.attention import look_about
from nonesuch.world.crowd.drive_lines import drive_lines
from nonesuch.world.crowd.driving_record import DrivingRecorder
from nonesuch.world.crowd.ground_plan import ground_plan
from nonesuch.world.crowd.journeys import busyness, find_journeys
from nonesuch.world.crowd.pedestrians import Pedestrians
from nonesuch.world.crowd.places import find_places
from nonesuch.world.crowd.population import Pool
from nonesuch.world.crowd.recording import Recorder
from nonesuch.world.crowd.routes import RouteMap
from nonesuch.world.crowd.scripted import Script, perform, script_of
from nonesuch.world.crowd.traffic import Traffic
from nonesuch.world.crowd.vehicle_arrivals import VehicleArrivals
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
    journeys = find_journeys(layout, routes, wishes, focus_xy)
    busy = busyness(rng, plan, journeys)
    places = find_places(plan, layout, busy, focus_xy, wishes.radius_m)
    ids = (*wishes.person_ids, *(told.person_id for told in wishes.scripted))
    people = Pedestrians(rng, layout, plan, routes, places.kerbs, len(ids))
    scripts = [script_of(told, STEP_S) for told in wishes.scripted]
    pool = Pool(rng, wishes)
    arrivals = Arrivals(
        *(rng, layout, plan, routes, places, journeys),
        *(wishes, focus_xy, pool, people),
    )
    lines = drive_lines(layout)
    traffic = Traffic(lines, layout.signals, len(layout.crossings))
    vehicle_arrivals = VehicleArrivals(rng, wishes, pool, traffic)
    recorder, driving = Recorder(), DrivingRecorder(lines)
    first = -round(WARM_UP_S / STEP_S)
    last = int(np.ceil((frame_count / fps + RECORDED_BEFORE_S) / STEP_S))
    _perform(people, scripts, 0, len(wishes.person_ids))
    arrivals.fill(first * STEP_S)
    vehicle_arrivals.fill(first * STEP_S)
    for index in range(first, last):
        time_s = index * STEP_S
        _perform(people, scripts, index, len(wishes.person_ids))
        arrivals.step(time_s)
        vehicle_arrivals.step(time_s)
        for row in people.step(time_s, STEP_S, traffic.is_safe()):
            pool.release(row)
        on_road = people.on_road()
        for vehicle in traffic.step(time_s, STEP_S, people.claimed(), *on_road):
            if vehicle.rider >= 0:
                pool.release(vehicle.rider)
        if time_s >= -RECORDED_BEFORE_S:
            look_about(people.state, people.parties, layout, time_s)
            recorder.note(people.state, index)
            driving.note(traffic, index)
    return Simulation(
        recorder.courses(ids, STEP_S, fps, frame_count),
        driving.tracks(ids, STEP_S, fps, frame_count),
    )


def _perform(
    people: Pedestrians, scripts: list[Script], step: int, first_row: int
) -> None:
    for number, script in enumerate(scripts):
        perform(people.state, first_row + number, script, step)
