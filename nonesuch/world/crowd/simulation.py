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
from nonesuch.world.crowd.scripted import perform, script_of
from nonesuch.world.crowd.traffic import Traffic
from nonesuch.world.crowd.vehicle_arrivals import VehicleArrivals
from nonesuch.world.crowd.wishes import CrowdWishes, Simulation
from nonesuch.world.nouns import Layout

STEP_S = 0.1
WARM_UP_S = 25.0
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
    street = _StreetLife(rng, layout, wishes)
    first = -round(WARM_UP_S / STEP_S)
    last = int(np.ceil((frame_count / fps + RECORDED_BEFORE_S) / STEP_S))
    street.fill(first)
    for step in range(first, last):
        street.step(step)
        if step * STEP_S >= -RECORDED_BEFORE_S:
            street.note(step)
    return Simulation(
        street.people_record.courses(street.ids, STEP_S, fps, frame_count),
        street.vehicles_record.tracks(street.ids, STEP_S, fps, frame_count),
    )


class _StreetLife:
    """All that moves, and those who let it in."""

    def __init__(
        self, rng: np.random.Generator, layout: Layout, wishes: CrowdWishes
    ) -> None:
        focus_xy = np.array(wishes.focus_xy or layout.focus_xy, np.float64)
        plan = ground_plan(layout)
        routes = RouteMap(plan)
        journeys = find_journeys(layout, routes, wishes, focus_xy)
        busy = busyness(rng, plan, journeys)
        places = find_places(plan, layout, busy, focus_xy, wishes.radius_m)
        told = tuple(scripted.person_id for scripted in wishes.scripted)
        self.ids = (*wishes.person_ids, *told)
        self._scripts = {
            len(wishes.person_ids) + number: script_of(scripted, STEP_S)
            for number, scripted in enumerate(wishes.scripted)
        }
        self._layout = layout
        self._pool = Pool(rng, wishes)
        self._people = Pedestrians(rng, layout, routes, places.kerbs, len(self.ids))
        self._arrivals = Arrivals(
            *(rng, journeys, places, wishes, focus_xy),
            *(self._pool, self._people),
        )
        lines = drive_lines(layout)
        self._traffic = Traffic(lines, layout.signals, len(layout.crossings))
        self._vehicle_arrivals = VehicleArrivals(rng, wishes, self._pool, self._traffic)
        self.people_record = Recorder()
        self.vehicles_record = DrivingRecorder(lines)

    def fill(self, step: int) -> None:
        """Fills the street; nobody stands where the script begins."""
        self._perform(0)
        self._arrivals.fill(step * STEP_S)
        self._vehicle_arrivals.fill(step * STEP_S)

    def step(self, step: int) -> None:
        """Moves everything by one step."""
        time_s = step * STEP_S
        self._perform(step)
        self._arrivals.step(time_s)
        self._vehicle_arrivals.step(time_s)
        people, traffic = self._people, self._traffic
        for row in people.step(time_s, STEP_S, traffic.is_safe()):
            self._pool.release(row)
        claimed, on_road = people.claimed(), people.on_road()
        for vehicle in traffic.step(time_s, STEP_S, claimed, *on_road):
            if vehicle.rider >= 0:
                self._pool.release(vehicle.rider)

    def note(self, step: int) -> None:
        """Writes down where everything is."""
        state, parties = self._people.state, self._people.parties
        look_about(state, parties, self._layout, step * STEP_S)
        self.people_record.note(state, step)
        self.vehicles_record.note(self._traffic, step)

    def _perform(self, step: int) -> None:
        for row, script in self._scripts.items():
            perform(self._people.state, row, script, step)
