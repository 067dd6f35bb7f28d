"""Motor vehicles, lofted from cross sections; origin on the ground, +x forward."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, Material, Mesh
from nonesuch.world.street import materials as m
from nonesuch.world.street.car_bodies import BODIES, Body, ring
from nonesuch.world.street.car_details import (
    add_bus_doors,
    add_doors,
    add_grilles,
    add_mirrors,
    add_plates,
    add_wheel,
)
from nonesuch.world.street.mesh_building import MeshBuilder, grid_normals

CAR_KINDS = ("hatchback", "sedan", "suv", "van", "bus")


_BUS_PAINTS = (
    m.linear(176, 36, 34),
    m.linear(222, 186, 60),
    m.linear(226, 226, 222),
    m.linear(40, 92, 116),
)


def car_size_lwh_m(kind: str) -> tuple[float, float, float]:
    """Length, width and height of a kind of car."""
    sections = BODIES[kind].sections
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
    body = BODIES[kind]
    builder = MeshBuilder()
    paint = _draw_paint(rng, kind)
    _add_shell(builder, body, kind, paint, is_lit)
    rim = int(rng.integers(2))
    for x in body.wheels_x:
        for side in (-1, 1):
            add_wheel(builder, body, x, side, rim)
    add_plates(rng, builder, body)
    if kind == "bus":
        add_bus_doors(builder)
    else:
        add_grilles(builder, body)
        add_doors(builder, body, kind)
        add_mirrors(builder, body, paint)
    return builder.build()


def _draw_paint(rng: np.random.Generator, kind: str) -> Material:
    if kind == "bus":
        return m.tinted(m.CAR_PAINTS[0], _BUS_PAINTS[rng.integers(len(_BUS_PAINTS))])
    if kind == "van" and rng.random() < 0.6:
        return m.CAR_PAINTS[0]
    return m.CAR_PAINTS[rng.choice(len(m.CAR_PAINTS), p=m.CAR_PAINT_SHARES)]


_TOP_PLACE = 8
"""The panel of a ring next to the middle of the roof; 0 is at the floor."""


def _add_shell(
    builder: MeshBuilder, body: Body, kind: str, paint: Material, is_lit: bool
) -> None:
    rings = np.array([ring(s, body.floor_m) for s in body.sections])
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
    place = min(column, 2 * _TOP_PLACE + 1 - column)
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
    for ends, is_front in ((rings[0], False), (rings[-1], True)):
        left, right = ends[9:][::-1], ends[:10]
        corners = np.stack([left[:-1], right[:-1], right[1:], left[1:]], 1)
        if is_front:
            corners = corners[:, [1, 0, 3, 2]]
        for place, strip in enumerate(corners):
            builder.quad(_end_panel(kind, place, paint), strip)


def _end_panel(kind: str, place: int, paint: Material) -> Material:
    if place == 0:
        return m.CAR_TRIM
    if kind == "bus" and place == 5:
        return m.CAR_GLASS
    return paint
