"""People who do as they are told: their whole way is known before anything moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.world.crowd.ground_plan import Indices
from nonesuch.world.crowd.people_state import Mode, PeopleState
from nonesuch.world.crowd.wishes import Pause, Scripted
from nonesuch.world.nouns import ACTIONS, Floats

BEFORE_S = 1.2  # so long before the start a person is already on the way
KEPT_FREE_S = 3.0  # so long before the start nobody else goes there
ROUNDING_M = 0.28  # by about so much corners are cut
MOVING_MPS = 0.15


@dataclass(frozen=True, eq=False)
class Script:
    """One person's way, step by step from ``first_step`` on."""

    first_step: int
    positions_xy: Floats  # (n, 2)
    velocities_xy: Floats  # (n, 2)
    facing_rad: Floats  # (n,)
    actions: Indices  # (n,), into ACTIONS
    shown_from: int  # index of the first step that is part of the course


@dataclass(frozen=True)
class _Piece:
    """From one time to the next: a walk from point to point, or a stay."""

    from_s: float
    until_s: float
    start: tuple[float, float]
    end: tuple[float, float]
    action: str
    facing_rad: float | None = None


def script_of(told: Scripted, step_s: float) -> Script:
    """What to do at every step."""
    pieces = _pieces(told)
    begin_s, end_s = pieces[0].from_s, pieces[-1].until_s
    first = int(np.floor((begin_s - KEPT_FREE_S) / step_s))
    times = np.arange(first, int(np.ceil(end_s / step_s)) + 1) * step_s
    positions = np.array([_place(pieces, float(t)) for t in times])
    fastest = max(_speed(piece) for piece in pieces)
    sigma_s = float(np.clip(ROUNDING_M / max(fastest, 0.1), 0.1, 0.3))
    positions = gaussian_filter1d(positions, sigma_s / step_s, axis=0, mode="nearest")
    velocities = np.gradient(positions, step_s, axis=0)
    now = [_piece_at(pieces, float(t)) for t in times]
    return Script(
        first,
        positions,
        velocities,
        _facing(now, velocities),
        np.array([ACTIONS.index(piece.action) for piece in now]),
        int(np.searchsorted(times, begin_s - 1e-9)),
    )


def _pieces(told: Scripted) -> list[_Piece]:
    pauses = {pause.point: pause for pause in told.pauses}
    clock = told.times_s[0] if told.times_s else told.start_s
    pieces: list[_Piece] = []
    for index, point in enumerate(told.points_xy):
        if index:
            start = told.points_xy[index - 1]
            away = float(np.hypot(*np.subtract(point, start)))
            until = clock + away / told.speed_mps
            if told.times_s:
                until = max(told.times_s[index], clock + 0.05)
            pieces.append(_Piece(clock, until, start, point, told.action))
            clock = until
        if index in pauses:
            pieces.append(_stay(pauses[index], clock, point))
            clock = pieces[-1].until_s
    return pieces or [_stay(Pause(0, 1e-3), clock, told.points_xy[0])]


def _stay(pause: Pause, clock: float, point: tuple[float, float]) -> _Piece:
    until = clock + pause.seconds
    return _Piece(clock, until, point, point, pause.action, pause.facing_rad)


def _piece_at(pieces: list[_Piece], time_s: float) -> _Piece:
    for piece in pieces:
        if time_s < piece.until_s:
            return piece
    return pieces[-1]


def _place(pieces: list[_Piece], time_s: float) -> Floats:
    piece = _piece_at(pieces, time_s)
    share = (time_s - piece.from_s) / max(piece.until_s - piece.from_s, 1e-9)
    earliest = -BEFORE_S / max(piece.until_s - piece.from_s, 1e-9)
    share = float(np.clip(share, earliest, 1))
    return np.array(piece.start) + share * np.subtract(piece.end, piece.start)


def _speed(piece: _Piece) -> float:
    away = float(np.hypot(*np.subtract(piece.end, piece.start)))
    return away / max(piece.until_s - piece.from_s, 1e-9)


def _facing(now: list[_Piece], velocities: Floats) -> Floats:
    moving = np.hypot(velocities[:, 0], velocities[:, 1]) > MOVING_MPS
    along = np.arctan2(velocities[:, 1], velocities[:, 0])
    told = np.array([np.nan if p.facing_rad is None else p.facing_rad for p in now])
    wanted = np.where(moving & np.isnan(told), along, told)
    known = np.flatnonzero(~np.isnan(wanted))
    if not len(known):
        return np.zeros(len(now))
    latest = np.searchsorted(known, np.arange(len(now)), "right") - 1
    facing: Floats = wanted[known[np.maximum(latest, 0)]]
    return facing


def perform(state: PeopleState, row: int, script: Script, step: int) -> None:
    """Puts the person of ``row`` where the script wants it at a step."""
    index = step - script.first_step
    if not 0 <= index < len(script.positions_xy):
        state.mode[row] = Mode.ABSENT
        return
    if state.mode[row] == Mode.ABSENT:
        x, y = script.positions_xy[index]
        state.enter(row, (float(x), float(y)), float(script.facing_rad[index]))
    state.mode[row] = Mode.SCRIPT
    state.position[row] = script.positions_xy[index]
    state.velocity[row] = script.velocities_xy[index]
    state.facing[row] = script.facing_rad[index]
    state.action[row] = script.actions[index]
    state.is_shown[row] = index >= script.shown_from
