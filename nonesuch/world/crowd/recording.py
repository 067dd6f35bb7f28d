"""From what the simulation did step by step to what a camera sees frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.crowd.ground_plan import Indices
from nonesuch.world.crowd.people_state import PeopleState
from nonesuch.world.nouns import ACTIONS, Course, Floats

SMOOTHING = np.array([1, 4, 6, 4, 1]) / 16  # over steps
MOVING_MPS, STILL_MPS = 0.30, 0.15
RUNNING_MPS, WALKING_MPS = 2.1, 1.9
SHORTEST_ACTION_S = 0.6
WALK, RUN, STAND = (ACTIONS.index(name) for name in ("walk", "run", "stand"))


@dataclass
class _Trail:
    row: int
    party: int
    first_step: int
    positions: list[Floats] = field(default_factory=list)
    headings: list[float] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)
    attention: list[Floats] = field(default_factory=list)
    seat_height: float = 0.45


class Recorder:
    """Keeps what everybody does from ``first_step`` on; step 0 is frame 0."""

    def __init__(self) -> None:
        self._trails: dict[int, _Trail] = {}

    def note(self, state: PeopleState, step: int) -> None:
        """Writes down one step."""
        rows = state.present()
        rows = rows[state.is_shown[rows]]
        positions = state.position[rows].copy()
        for place, row in enumerate(rows):
            track = int(state.track[row])
            if track not in self._trails:
                self._trails[track] = _Trail(int(row), int(state.party[row]), step)
            trail = self._trails[track]
            trail.positions.append(positions[place])
            trail.headings.append(float(state.heading[row]))
            trail.attention.append(state.attention[row].copy())
            trail.actions.append(int(state.action[row]))
            trail.seat_height = float(state.seat_height[row])

    def courses(
        self, person_ids: tuple[int, ...], step_s: float, fps: float, frame_count: int
    ) -> tuple[Course, ...]:
        """The courses of all who are there in some frame, tracks counted from 1."""
        sizes = _party_sizes(list(self._trails.values()))
        found: list[Course] = []
        for trail in self._trails.values():
            frames = frames_between(
                trail.first_step, len(trail.positions), step_s, fps, frame_count
            )
            if len(frames) > 1:
                person = person_ids[trail.row]
                group = trail.party if sizes[trail.party] > 1 else 0
                track = len(found) + 1
                found.append(_course(trail, frames, track, person, group, step_s, fps))
        return tuple(found)


def _party_sizes(trails: list[_Trail]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for trail in trails:
        sizes[trail.party] = sizes.get(trail.party, 0) + 1
    return sizes


def frames_between(
    first_step: int, count: int, step_s: float, fps: float, frame_count: int
) -> Indices:
    """The frames ``(n,)`` between the first and the last of ``count`` steps."""
    begin = first_step * step_s * fps
    end = (first_step + count - 1) * step_s * fps
    first = max(int(np.ceil(begin - 1e-9)), 0)
    last = min(int(np.floor(end + 1e-9)), frame_count - 1)
    return np.arange(first, last + 1)


def _course(
    trail: _Trail,
    frames: Indices,
    track: int,
    person: int,
    group: int,
    step_s: float,
    fps: float,
) -> Course:
    steps = frames / fps / step_s - trail.first_step
    positions = spline(smoothed(np.array(trail.positions)), steps)
    headings = np.unwrap(np.array(trail.headings))[:, None]
    facing = spline(smoothed(headings), steps)[:, 0]
    return Course(
        track_id=track,
        person_id=person,
        first_frame=int(frames[0]),
        positions_xy=positions,
        facing_rad=(facing + np.pi) % (2 * np.pi) - np.pi,
        actions=_actions(trail, steps, positions, fps),
        attention_world=_attention(np.array(trail.attention), steps),
        seat_height_m=trail.seat_height,
        group_id=group,
    )


def smoothed(values: Floats) -> Floats:
    """Values ``(n, k)`` of steps, averaged with their neighbors."""
    reach = len(SMOOTHING) // 2
    # odd reflection keeps the speed at the ends
    padded = np.pad(values, ((reach, reach), (0, 0)), "reflect", reflect_type="odd")
    smooth = np.zeros_like(values)
    for shift, weight in enumerate(SMOOTHING):
        smooth += weight * padded[shift : shift + len(values)]
    return smooth


def spline(values: Floats, places: Floats) -> Floats:
    """A uniform cubic B-spline ``(n, k)`` with the values as control points: twice
    smooth, never beyond its neighbors."""
    whole = np.clip(np.floor(places), 0, len(values) - 1).astype(np.int64)
    part = (places - whole)[:, None]
    ends = np.pad(values, ((1, 2), (0, 0)), "reflect", reflect_type="odd")
    before, here, after, later = (ends[whole + shift] for shift in range(4))
    total: Floats = (
        before * (1 - part) ** 3
        + here * (3 * part**3 - 6 * part**2 + 4)
        + after * (-3 * part**3 + 3 * part**2 + 3 * part + 1)
        + later * part**3
    )
    return total / 6


def _attention(points: Floats, steps: Floats) -> Floats | None:
    if np.isnan(points).all():
        return None
    before = np.floor(steps).astype(np.int64).clip(0, len(points) - 1)
    after = (before + 1).clip(0, len(points) - 1)
    part = (steps - before)[:, None]
    moving = (1 - part) * points[before] + part * points[after]
    # where somebody begins to look elsewhere there is nothing between
    jumps = ~(np.abs(points[after] - points[before]).max(1) < 0.5)
    seen: Floats = np.where(jumps[:, None], points[before], moving)
    return seen


def _actions(
    trail: _Trail, steps: Floats, positions: Floats, fps: float
) -> tuple[str, ...]:
    wanted = np.array(trail.actions)[np.rint(steps).astype(np.int64)]
    speed = np.hypot(*np.gradient(positions, axis=0).T) * fps
    moving = _with_hysteresis(speed, STILL_MPS, MOVING_MPS)
    running = _with_hysteresis(speed, WALKING_MPS, RUNNING_MPS)
    walks = (wanted == WALK) | (wanted == RUN)
    shown = np.where(walks & ~moving, STAND, wanted)
    shown = np.where((wanted == RUN) & moving & ~running, WALK, shown)
    shown = _without_flicker(shown, int(SHORTEST_ACTION_S * fps))
    return tuple(ACTIONS[int(action)] for action in shown)


def _with_hysteresis(values: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Whether values are high, switching on above ``high`` and off below ``low``."""
    known = np.where(values >= high, 1, np.where(values <= low, 0, -1))
    index = np.maximum.accumulate(np.where(known >= 0, np.arange(len(values)), 0))
    first = known[0] if known[0] >= 0 else int(values[0] > (low + high) / 2)
    known[0] = first
    result: NDArray[np.bool_] = known[index] == 1
    return result


def _without_flicker(actions: Indices, shortest: int) -> Indices:
    """Spells shorter than ``shortest`` frames take the action before them."""
    result = actions.copy()
    changes = np.flatnonzero(np.diff(result, prepend=result[0] - 1, append=-1))
    for begin, end in pairwise(changes):
        if begin > 0 and end - begin < shortest and end < len(result):
            result[begin:end] = result[begin - 1]
    return result
