"""Motor vehicles, lofted from cross sections; origin on the ground, +x forward."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Floats, Material, Mesh, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.materials import pictured
from nonesuch.world.street.mesh_building import MeshBuilder, grid_normals
from nonesuch.world.street.pictures import DECALS, decals
from nonesuch.world.street.shapes import add_box, add_disc, add_tube

CAR_KINDS = ("hatchback", "sedan", "suv", "van", "bus")


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
    """The shape of one kind of car."""

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
_BODIES = {
    "hatchback": _HATCHBACK,
    "sedan": _SEDAN,
    "suv": _SUV,
    "van": _VAN,
    "bus": _BUS,
}
_BUS_PAINTS = (
    m.linear(176, 36, 34),
    m.linear(222, 186, 60),
    m.linear(226, 226, 222),
    m.linear(40, 92, 116),
)


def car_size_lwh_m(kind: str) -> tuple[float, float, float]:
    """Length, width and height of a kind of car."""
    sections = _BODIES[kind].sections
    return (
        sections[-1].x - sections[0].x,
        2 * max(s.width for s in sections),
        max(s.top for s in sections),
    )


def draw_car_kind(rng: np.random.Generator) -> str:
    """A kind of car, as common as it is on streets; no buses."""
    kinds = ("hatchback", "sedan", "suv", "van")
    return str(rng.choice(kinds, p=(0.42, 0.23, 0.23, 0.12)))


def car_mesh(rng: np.random.Generator, kind: str, is_lit: bool = False) -> Mesh:
    """A vehicle in a random color; ``is_lit``: its lamps are on.

    ``kind`` is one of CAR_KINDS, or "car" for any passenger car.
    """
    if kind == "car":
        kind = str(rng.choice(("hatchback", "sedan", "suv"), p=(0.5, 0.25, 0.25)))
    body = _BODIES[kind]
    builder = MeshBuilder()
    paint = _draw_paint(rng, kind)
    _add_shell(builder, body, kind, paint, is_lit)
    for x in body.wheels_x:
        for side in (-1, 1):
            _add_wheel(builder, body, x, side, int(rng.integers(2)))
    _add_details(rng, builder, body, kind)
    return builder.build()


def _draw_paint(rng: np.random.Generator, kind: str) -> Material:
    if kind == "bus":
        return m.tinted(m.CAR_PAINTS[0], _BUS_PAINTS[rng.integers(len(_BUS_PAINTS))])
    if kind == "van" and rng.random() < 0.6:
        return m.CAR_PAINTS[0]
    return m.CAR_PAINTS[rng.choice(len(m.CAR_PAINTS), p=m.CAR_PAINT_SHARES)]


_HALF_RING = 10
"""Points of a section from the floor's edge to the middle of the roof."""


def _ring(section: Section, floor: float) -> Floats:
    """Points ``(19, 3)`` of a section, from the left over the top to the right."""
    w, b, t, top = section.width, section.belt, section.top_width, section.top
    rise = top - b
    half = [
        (0.88 * w, floor),
        (0.96 * w, floor + 0.06),
        (1.0 * w, floor + 0.42 * (b - floor)),
        (0.995 * w, floor + 0.72 * (b - floor)),
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


def _add_shell(
    builder: MeshBuilder, body: Body, kind: str, paint: Material, is_lit: bool
) -> None:
    rings = np.array([_ring(s, body.floor_m) for s in body.sections])
    normals = grid_normals(rings)
    shape = len(rings) - 1, rings.shape[1] - 1
    panels: dict[Material, list[tuple[int, int]]] = {}
    for row, column in np.ndindex(shape):
        material = _panel(body, kind, row, column, paint, is_lit)
        panels.setdefault(material, []).append((row, column))
    for material, places in panels.items():
        cells = np.zeros(shape, np.bool_)
        cells[tuple(np.transpose(places))] = True
        builder.patch(material, rings, normals, cells)
    _add_ends(builder, rings[:, ::-1], kind, paint)
    floor = np.array([rings[0, -1], rings[0, 0], rings[-1, 0], rings[-1, -1]])
    builder.quad(m.CAR_FLOOR, floor)


def _panel(
    body: Body, kind: str, row: int, column: int, paint: Material, is_lit: bool
) -> Material:
    glass = body.sections[row].glass
    last = len(body.sections) - 2
    place = min(column, 2 * _HALF_RING - 3 - column)  # 0 at the floor, 8 at the top
    if place == 0:
        return m.CAR_TRIM
    if row in (0, 1) and place == 3 and kind != "bus":
        return m.TAILLAMP_LIT if is_lit else m.TAILLAMP
    if row in (last, last - 1) and place == 3 and kind != "bus":
        return m.HEADLAMP_LIT if is_lit else m.HEADLAMP
    if glass == "screen" and place in (5, 7, 8):
        return m.CAR_GLASS
    if glass == "side" and place == 5:
        return m.CAR_GLASS
    if glass == "pillar" and place == 5 and kind != "van":
        return m.CAR_TRIM
    return paint


def _add_ends(builder: MeshBuilder, rings: Floats, kind: str, paint: Material) -> None:
    """Close the back and the front with strips across the car."""
    count = rings.shape[1]
    for ring, is_front in ((rings[0], False), (rings[-1], True)):
        for k in range(count // 2):
            right, left = ring[k : k + 2], ring[count - 1 - k : count - 3 - k : -1]
            if k == count // 2 - 1:
                left = np.array([left[0], right[1]])
            corners = np.array([left[0], right[0], right[1], left[1]])
            if is_front:
                corners = corners[[1, 0, 3, 2]]
            is_window = kind == "bus" and k == 5
            is_grille = is_front and k == 1 and kind != "bus"
            material = (
                m.CAR_GLASS
                if is_window
                else m.CAR_TRIM
                if is_grille or k == 0
                else paint
            )
            builder.quad(material, corners[[0, 1, 2, 3]])


def _add_wheel(builder: MeshBuilder, body: Body, x: float, side: int, rim: int) -> None:
    radius, outer = body.wheel_radius_m, side * body.track_m
    inner = outer - side * 0.2
    center = np.array((x, outer, radius))
    out = np.array((0.0, side, 0.0))
    _add_arch(builder, center - 0.004 * out, side, radius + 0.055)
    tread = [
        (x, inner, radius),
        (x, outer - side * 0.02, radius),
        (x, outer + side * 0.012, radius),
    ]
    add_tube(builder, m.RUBBER, tread, (radius, radius, radius * 0.94), 20)
    add_disc(builder, m.RUBBER, center + 0.012 * out, out, radius * 0.94, 20)
    atlas = decals(0)
    alloy = pictured(Semantic.VEHICLE, atlas.texture, "metal", roughness=0.4)
    half = radius * 0.68
    _add_round_picture(
        builder,
        alloy,
        center + 0.016 * out,
        side,
        half,
        atlas.uvs(DECALS.index(f"rim_{rim}")),
    )


def _add_arch(builder: MeshBuilder, center: Floats, side: int, radius: float) -> None:
    """The dark hollow above a wheel, as a half disc on the car's side."""
    turn = np.linspace(-0.35, np.pi + 0.35, 14)[::side]
    ring = [(-radius * np.cos(t), 0.0, radius * np.sin(t)) for t in turn]
    builder.polygon(m.CAR_FLOOR, center + np.array(ring))


def _add_round_picture(
    builder: MeshBuilder,
    material: Material,
    center: Floats,
    side: int,
    radius: float,
    uvs: Floats,
) -> None:
    """A disc in the x-z plane that shows the middle of a cell."""
    turn = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1)
    positions = center + radius * np.column_stack(
        [-side * circle[:, 0], np.zeros(18), circle[:, 1]]
    )
    low, high = uvs[0], uvs[2]
    fan = np.arange(1, 17)
    builder.add(
        material,
        positions,
        np.tile([(0.0, float(side), 0.0)], (18, 1)),
        low + (circle * 0.49 + 0.5) * (high - low),
        np.stack([np.zeros_like(fan), fan, fan + 1], -1),
    )


def _add_details(
    rng: np.random.Generator, builder: MeshBuilder, body: Body, kind: str
) -> None:
    back, front = body.sections[0], body.sections[-1]
    atlas = decals(0)
    plate = pictured(Semantic.VEHICLE, atlas.texture, roughness=0.4)
    uvs = atlas.uvs(DECALS.index(f"plate_{rng.integers(3)}"))
    for x, sign in ((back.x - 0.012, -1), (front.x + 0.012, 1)):
        z, half = body.floor_m + 0.3, 0.26
        a, b = (sign * -half, sign * half)
        face = [
            (x, a, z - 0.055),
            (x, b, z - 0.055),
            (x, b, z + 0.055),
            (x, a, z + 0.055),
        ]
        builder.quad(plate, face, uvs)
    if kind != "bus":
        _add_mirrors(builder, body)
    else:
        for x in (5.2, 0.6):
            add_box(builder, m.CAR_GLASS, (x, -1.276, 1.45), (1.1, 0.02, 2.1))


def _add_mirrors(builder: MeshBuilder, body: Body) -> None:
    screen = [s for s in body.sections if s.glass == "screen"][-1]
    for side in (-1, 1):
        place = (screen.x + 0.42, side * (screen.width + 0.09), screen.belt + 0.12)
        add_box(builder, m.CAR_TRIM, place, (0.1, 0.2, 0.14))
