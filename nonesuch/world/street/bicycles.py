"""Bicycles and scooters; origin on the ground between the wheels, +x forward."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.nouns import Material, Mesh, Semantic
from nonesuch.world.street import materials as m
from nonesuch.world.street.materials import linear
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box, add_cylinder, add_tube

WHEELBASE_M = 1.06
WHEEL_RADIUS_M = 0.34
SADDLE_HEIGHT_M = 0.95
SADDLE_X_M = -0.26
"""Where the rider sits."""
CRANK_X_M, CRANK_Z_M, CRANK_M, PEDAL_Y_M = -0.08, 0.29, 0.165, 0.13
GRIP_XYZ_M = (0.12, 0.29, 1.05)

_SCOOTERS = ((56, 148, 90), (188, 190, 60), (210, 96, 40), (60, 130, 170))
_FRAMES = ((30, 32, 34), (140, 32, 34), (40, 74, 110), (190, 190, 188), (44, 84, 66))


def bicycle_mesh(rng: np.random.Generator, with_cranks: bool = True) -> Mesh:
    """A city bicycle in a random color; one that is ridden turns its own cranks."""
    builder = MeshBuilder()
    color = linear(*_FRAMES[rng.integers(len(_FRAMES))])
    frame = Material(Semantic.BICYCLE, color, "gloss", roughness=0.35)
    steel = replace(m.STEEL, semantic=Semantic.BICYCLE)
    rubber = replace(m.RUBBER, semantic=Semantic.BICYCLE)
    half = WHEELBASE_M / 2
    for x in (-half, half):
        _add_wheel(builder, rubber, steel, x)
    _add_frame(builder, frame, half)
    _add_handlebar(builder, steel, rubber)
    add_box(
        builder, rubber, (SADDLE_X_M, 0, SADDLE_HEIGHT_M - 0.03), (0.25, 0.16, 0.06)
    )
    if with_cranks:
        _add_cranks(builder, CRANK_X_M, CRANK_Z_M)
    for x in (-half, half):
        _add_mudguard(builder, frame, x)
    if rng.random() < 0.4:
        add_box(builder, m.WOOD, (half + 0.12, 0, 0.88), (0.3, 0.36, 0.24), ("top",))
    add_box(builder, steel, (-half - 0.05, 0, 0.78), (0.42, 0.14, 0.02))
    return builder.build()


def _add_wheel(
    builder: MeshBuilder, rubber: Material, steel: Material, x: float
) -> None:
    turn = np.linspace(0, 2 * np.pi, 21)
    center = np.array((x, 0, WHEEL_RADIUS_M))
    circle = np.stack([np.cos(turn), 0 * turn, np.sin(turn)], 1)
    add_tube(builder, rubber, center + (WHEEL_RADIUS_M - 0.018) * circle, 0.019, 5)
    spokes = []
    for angle in np.arange(0, np.pi, np.pi / 6):
        aim = np.array((np.cos(angle), 0, np.sin(angle))) * (WHEEL_RADIUS_M - 0.03)
        side = np.array((-np.sin(angle), 0, np.cos(angle))) * 0.003
        near, far = center - aim, center + aim
        spokes.append((near - side, far - side, far + side, near + side))
    quads = np.array(spokes)
    builder.quads(steel, np.concatenate([quads, quads[:, ::-1]]))


def _add_frame(builder: MeshBuilder, frame: Material, half: float) -> None:
    crank, seat_top = (CRANK_X_M, 0, CRANK_Z_M), (SADDLE_X_M, 0, 0.86)
    head_low, head_top = (half - 0.17, 0, 0.62), (half - 0.24, 0, 0.86)
    hub_back, hub_front = (-half, 0, WHEEL_RADIUS_M), (half, 0, WHEEL_RADIUS_M)
    tubes = [
        (crank, seat_top, 0.018),
        (crank, head_low, 0.021),
        ((-0.21, 0, 0.72), head_top, 0.018),
        (head_low, head_top, 0.02),
        (head_low, hub_front, 0.015),
        (crank, hub_back, 0.012),
        ((-0.22, 0, 0.75), hub_back, 0.011),
    ]
    for start, end, radius in tubes:
        add_tube(builder, frame, [start, end], radius, 6)


def crank_mesh() -> Mesh:
    """Cranks and pedals about the axle, level, the right one ahead."""
    builder = MeshBuilder()
    _add_cranks(builder, 0.0, 0.0)
    return builder.build()


def _add_cranks(builder: MeshBuilder, axle_x: float, axle_z: float) -> None:
    steel = replace(m.STEEL, semantic=Semantic.BICYCLE)
    trim = replace(m.CAR_TRIM, semantic=Semantic.BICYCLE)
    for side in (-1, 1):
        x, y = axle_x - CRANK_M * side, 0.07 * side
        add_tube(builder, steel, [(axle_x, y, axle_z), (x, y, axle_z)], 0.011, 5)
        add_box(builder, trim, (x, PEDAL_Y_M * side, axle_z), (0.09, 0.1, 0.02))


def _add_handlebar(builder: MeshBuilder, steel: Material, rubber: Material) -> None:
    x = WHEELBASE_M / 2 - 0.26
    add_tube(builder, steel, [(x, 0, 0.85), (x - 0.02, 0, 1.04)], 0.014, 6)
    for side in (-1, 1):
        bar = [
            (x - 0.02, 0, 1.04),
            (x + 0.02, 0.18 * side, 1.06),
            (x - 0.14, 0.29 * side, 1.05),
        ]
        add_tube(builder, steel, bar, 0.012, 6)
        grip = [(x - 0.1, 0.268 * side, 1.052), (x - 0.2, 0.31 * side, 1.048)]
        add_tube(builder, rubber, grip, 0.018, 6)


def _add_mudguard(builder: MeshBuilder, frame: Material, x: float) -> None:
    turn = np.linspace(0.5, 2.7, 8)
    radius, half = WHEEL_RADIUS_M + 0.025, 0.028
    edge = np.stack(
        [x + radius * np.cos(turn), radius * np.sin(turn) + WHEEL_RADIUS_M], 1
    )
    grid = np.array([[(a, y, b) for a, b in edge] for y in (-half, half)])
    builder.grid(frame, grid)


def scooter_mesh(rng: np.random.Generator) -> Mesh:
    """An electric scooter of a rental company, 1.1 m long."""
    builder = MeshBuilder()
    color = linear(*_SCOOTERS[rng.integers(len(_SCOOTERS))])
    body = Material(Semantic.BICYCLE, color, "plain", roughness=0.4)
    dark = replace(m.RUBBER, semantic=Semantic.BICYCLE)
    for x in (-0.45, 0.45):
        add_cylinder(builder, dark, (x, -0.03, 0.11), (x, 0.03, 0.11), 0.11, sides=14)
    add_box(builder, dark, (-0.02, 0, 0.14), (0.75, 0.15, 0.05))
    add_tube(builder, body, [(0.4, 0, 0.16), (0.3, 0, 1.1)], 0.03, 8)
    add_tube(builder, dark, [(0.3, -0.24, 1.1), (0.3, 0.24, 1.1)], 0.02, 7)
    add_box(builder, body, (-0.5, 0, 0.24), (0.2, 0.08, 0.03))
    return builder.build()
