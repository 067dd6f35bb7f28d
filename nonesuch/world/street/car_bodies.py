"""The shapes of vehicles as cross sections from back to front, in meters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Floats


@dataclass(frozen=True)
class Section:
    """One cross section: where along the car, half widths and heights in meters.

    ``top`` is the roof, or the bonnet where there is none; ``glass`` says what lies
    between this section and the next: side windows, a windscreen, a pillar.
    """

    x: float
    width: float  # half of it, where it is widest
    belt: float  # height of the lower edge of the windows
    top_width: float
    top: float
    glass: str = ""  # "side", "screen", "pillar"


@dataclass(frozen=True)
class Body:
    """The shape of one kind of vehicle."""

    sections: tuple[Section, ...]  # from back to front
    floor_m: float
    wheels_x: tuple[float, float]
    wheel_radius_m: float
    track_m: float  # half, to the outer side of the wheels
    lamp_rows: tuple[int, int]  # rows of the ring with lamps, back and front


def _section(
    x: float, w: float, belt: float, tw: float, top: float, glass: str = ""
) -> Section:
    return Section(x, w, belt, tw, top, glass)


_HATCHBACK = Body(
    (
        _section(-1.98, 0.62, 0.86, 0.50, 0.90),
        _section(-1.93, 0.78, 0.92, 0.66, 0.97),
        _section(-1.82, 0.84, 0.95, 0.70, 1.02, "screen"),
        _section(-1.48, 0.87, 0.96, 0.60, 1.43, "pillar"),
        _section(-1.22, 0.88, 0.95, 0.61, 1.46, "side"),
        _section(-0.42, 0.89, 0.93, 0.63, 1.49, "pillar"),
        _section(-0.34, 0.89, 0.93, 0.63, 1.49, "side"),
        _section(0.28, 0.89, 0.91, 0.63, 1.46, "screen"),
        _section(1.02, 0.88, 0.90, 0.74, 0.97),
        _section(1.30, 0.88, 0.88, 0.74, 0.93),
        _section(1.72, 0.86, 0.80, 0.72, 0.84),
        _section(1.95, 0.76, 0.70, 0.64, 0.73),
        _section(2.02, 0.60, 0.62, 0.52, 0.64),
    ),
    0.24,
    (-1.25, 1.27),
    0.31,
    0.885,
    (3, 3),
)
_SEDAN = Body(
    (
        _section(-2.34, 0.62, 0.84, 0.52, 0.88),
        _section(-2.28, 0.80, 0.92, 0.68, 0.97),
        _section(-2.05, 0.86, 0.95, 0.72, 1.01),
        _section(-1.62, 0.88, 0.96, 0.72, 1.05, "screen"),
        _section(-0.98, 0.89, 0.95, 0.60, 1.39, "pillar"),
        _section(-0.84, 0.90, 0.94, 0.60, 1.41, "side"),
        _section(-0.20, 0.90, 0.93, 0.61, 1.44, "pillar"),
        _section(-0.12, 0.90, 0.93, 0.61, 1.44, "side"),
        _section(0.42, 0.90, 0.92, 0.61, 1.41, "screen"),
        _section(1.18, 0.89, 0.92, 0.76, 0.98),
        _section(1.50, 0.89, 0.88, 0.76, 0.92),
        _section(2.02, 0.86, 0.78, 0.72, 0.82),
        _section(2.28, 0.76, 0.68, 0.64, 0.71),
        _section(2.36, 0.58, 0.60, 0.50, 0.62),
    ),
    0.22,
    (-1.40, 1.42),
    0.33,
    0.895,
    (3, 3),
)
_SUV = Body(
    (
        _section(-2.22, 0.66, 1.04, 0.56, 1.08),
        _section(-2.17, 0.84, 1.10, 0.70, 1.15),
        _section(-2.06, 0.90, 1.12, 0.72, 1.22, "screen"),
        _section(-1.80, 0.92, 1.12, 0.66, 1.60, "side"),
        _section(-1.15, 0.93, 1.10, 0.68, 1.66, "pillar"),
        _section(-1.05, 0.93, 1.10, 0.68, 1.66, "side"),
        _section(-0.30, 0.94, 1.08, 0.69, 1.68, "pillar"),
        _section(-0.22, 0.94, 1.08, 0.69, 1.68, "side"),
        _section(0.38, 0.94, 1.07, 0.69, 1.65, "screen"),
        _section(1.08, 0.93, 1.06, 0.82, 1.13),
        _section(1.40, 0.93, 1.04, 0.82, 1.09),
        _section(1.92, 0.90, 0.96, 0.80, 1.02),
        _section(2.18, 0.80, 0.84, 0.70, 0.90),
        _section(2.26, 0.64, 0.74, 0.56, 0.78),
    ),
    0.30,
    (-1.36, 1.40),
    0.37,
    0.935,
    (3, 3),
)
_VAN = Body(
    (
        _section(-2.66, 0.90, 1.20, 0.82, 2.30),
        _section(-2.60, 0.97, 1.20, 0.88, 2.42),
        _section(-2.40, 0.98, 1.20, 0.89, 2.45),
        _section(-1.00, 0.99, 1.20, 0.90, 2.48),
        _section(0.55, 0.99, 1.20, 0.90, 2.46, "pillar"),
        _section(0.65, 0.99, 1.19, 0.89, 2.44, "side"),
        _section(1.30, 0.98, 1.18, 0.84, 2.30, "screen"),
        _section(2.02, 0.97, 1.14, 0.84, 1.22),
        _section(2.36, 0.94, 0.98, 0.84, 1.04),
        _section(2.58, 0.86, 0.84, 0.76, 0.88),
        _section(2.66, 0.72, 0.72, 0.64, 0.75),
    ),
    0.30,
    (-1.62, 1.66),
    0.36,
    0.975,
    (3, 3),
)
_BUS = Body(
    (
        _section(-6.0, 1.14, 1.05, 1.06, 2.95),
        _section(-5.9, 1.26, 1.05, 1.16, 3.04),
        *(
            _section(x + dx, 1.275, 1.02, 1.19, 3.08, glass)
            for x in np.arange(-5.6, 4.3, 1.6)
            for dx, glass in ((0.0, "side"), (1.5, "pillar"))
        ),
        _section(5.62, 1.275, 1.0, 1.19, 3.06, "side"),
        _section(5.86, 1.25, 0.98, 1.14, 2.98, "pillar"),
        _section(6.0, 1.12, 0.96, 1.0, 2.86),
    ),
    0.30,
    (-2.9, 3.1),
    0.48,
    1.265,
    (3, 3),
)
BODIES = {
    "hatchback": _HATCHBACK,
    "sedan": _SEDAN,
    "suv": _SUV,
    "van": _VAN,
    "bus": _BUS,
}


def ring(section: Section, floor_m: float) -> Floats:
    """Points ``(19, 3)`` of a section, from the left over the top to the right."""
    w, b, t, top = section.width, section.belt, section.top_width, section.top
    rise, wall = top - b, b - floor_m
    half = [
        (0.88 * w, floor_m),
        (0.96 * w, floor_m + 0.06),
        (1.0 * w, floor_m + 0.42 * wall),
        (0.995 * w, floor_m + 0.72 * wall),
        (0.965 * w, b - 0.02),
        (0.94 * w, b + 0.01),
        (t + 0.02, b + 0.01 + 0.86 * rise),
        (t - 0.035, b + 0.95 * rise),
        (0.55 * t, top - 0.008),
        (0.0, top + 0.01),
    ]
    left = [(section.x, y, z) for y, z in half]
    right = [(section.x, -y, z) for y, z in half[-2::-1]]
    return np.array(left + right)


def ring_at(body: Body, x: float) -> Floats:
    """The ring ``(19, 3)`` at any place along a body, between its sections."""
    rings = np.array([ring(section, body.floor_m) for section in body.sections])
    after = int(np.clip(np.searchsorted(rings[:, 0, 0], x), 1, len(rings) - 1))
    before = rings[after - 1]
    share = (x - before[0, 0]) / (rings[after, 0, 0] - before[0, 0])
    between: Floats = before + share * (rings[after] - before)
    return between
