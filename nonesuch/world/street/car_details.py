"""What makes a shell a car: wheels, seams of doors, grilles, plates, mirrors."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, Material, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.car_bodies import Body, ring_at
from nonesuch.world.street.decals import DECALS, decals
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box, add_disc, add_tube


def add_wheel(builder: MeshBuilder, body: Body, x: float, side: int, rim: int) -> None:
    """Add a wheel and the dark hollow above it; ``side`` is 1 on the left."""
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
    uvs = decals(0).uvs(DECALS.index(f"rim_{rim}"))
    hub = center + 0.016 * out
    _add_round_picture(builder, hub, side, radius * 0.68, uvs)


def _add_arch(builder: MeshBuilder, center: Floats, side: int, radius: float) -> None:
    """The dark hollow above a wheel, as a half disc on the car's side."""
    turn = np.linspace(-0.35, np.pi + 0.35, 14)[::side]
    ring = [(-radius * np.cos(t), 0.0, radius * np.sin(t)) for t in turn]
    builder.polygon(m.CAR_FLOOR, center + np.array(ring))


def _add_round_picture(
    builder: MeshBuilder, center: Floats, side: int, radius: float, uvs: Floats
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
        m.decal(0, Semantic.VEHICLE),
        positions,
        np.tile([(0.0, float(side), 0.0)], (18, 1)),
        low + (circle * 0.49 + 0.5) * (high - low),
        np.stack([np.zeros_like(fan), fan, fan + 1], -1),
    )


def add_plates(rng: np.random.Generator, builder: MeshBuilder, body: Body) -> None:
    """Add the number plates."""
    uvs = decals(0).uvs(DECALS.index(f"plate_{rng.integers(3)}"))
    for end, sign in ((body.sections[0], -1), (body.sections[-1], 1)):
        z = body.floor_m + (0.24 if sign > 0 else 0.42)
        face = _end_face(end.x + 0.012 * sign, sign, (-0.26, 0.26), (z, z + 0.11))
        builder.quad(m.decal(0, Semantic.VEHICLE), face, uvs)


def add_grilles(builder: MeshBuilder, body: Body) -> None:
    """Add the openings for air in front and the lower edge of the rear bumper."""
    front, back, floor = body.sections[-1], body.sections[0], body.floor_m
    half = front.width * 0.72
    low = floor + 0.06
    openings = [
        (front.x + 0.006, 1, (-half, half), (low, low + 0.15)),
        (
            front.x + 0.006,
            1,
            (-half * 0.8, half * 0.8),
            (front.belt - 0.13, front.belt - 0.02),
        ),
        (back.x - 0.006, -1, (-half, half), (low, low + 0.14)),
    ]
    for x, sign, across, heights in openings:
        builder.quad(m.CAR_TRIM, _end_face(x, sign, across, heights))


def add_doors(builder: MeshBuilder, body: Body, kind: str) -> None:
    """Add the seams of the doors and their handles."""
    sides = [s for s in body.sections if s.glass == "side"]
    pillars = [s for s in body.sections if s.glass == "pillar"]
    screen = [s for s in body.sections if s.glass == "screen"][-1]
    seams = [screen.x + 0.3, pillars[-1].x + 0.04]
    if kind != "van":
        seams.append(max(sides[0].x - 0.1, body.wheels_x[0] + 0.4))
    for x in seams:
        for side in (-1, 1):
            _add_seam(builder, body, x, side)
    for x in seams[1:]:
        for side in (-1, 1):
            ring = ring_at(body, x + 0.12)
            y = abs(ring[3, 1]) + 0.01
            place = (x + 0.14, side * y, ring[3, 2] + 0.05)
            add_box(builder, m.CAR_TRIM, place, (0.18, 0.03, 0.025))


def _add_seam(builder: MeshBuilder, body: Body, x: float, side: int) -> None:
    ring = ring_at(body, x)[1:6]
    ring[:, 1] = side * (ring[:, 1] + 0.003)
    width = np.array((0.006, 0.0, 0.0)) * side
    left, right = ring + width, ring - width
    corners = np.stack([left[:-1], right[:-1], right[1:], left[1:]], 1)
    builder.quads(m.CAR_FLOOR, corners)


def add_mirrors(builder: MeshBuilder, body: Body, paint: Material) -> None:
    """Add the mirrors, on short arms before the front windows."""
    screen = [s for s in body.sections if s.glass == "screen"][-1]
    for side in (-1, 1):
        y = side * (screen.width + 0.1)
        place = (screen.x + 0.4, y, screen.belt + 0.1)
        add_box(builder, paint, place, (0.09, 0.19, 0.13))
        glass = (screen.x + 0.352, y, screen.belt + 0.1)
        add_box(builder, m.CAR_GLASS, glass, (0.008, 0.16, 0.1))
        arm = (screen.x + 0.4, y - side * 0.12, screen.belt + 0.05)
        add_box(builder, m.CAR_TRIM, arm, (0.05, 0.12, 0.03))


def add_bus_doors(builder: MeshBuilder) -> None:
    """Add the doors of a bus, on its right."""
    for x in (5.2, 0.6):
        add_box(builder, m.CAR_GLASS, (x, -1.276, 1.45), (1.1, 0.02, 2.1))
        for edge in (-0.56, 0.0, 0.56):
            add_box(builder, m.CAR_TRIM, (x + edge, -1.28, 1.45), (0.05, 0.03, 2.1))


def _end_face(
    x: float, sign: int, across: tuple[float, float], heights: tuple[float, float]
) -> list[tuple[float, float, float]]:
    """A quad across the front (1) or the back (-1)."""
    a, b = (sign * y for y in across)
    low, high = heights
    return [(x, a, low), (x, b, low), (x, b, high), (x, a, high)]
