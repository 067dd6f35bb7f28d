"""Street lamps; origin on the ground, an arm reaches towards -y."""

from __future__ import annotations

from functools import cache

from nonesuch.world.nouns import Material, Mesh
from nonesuch.world.street import materials as m
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import (
    add_box,
    add_cylinder,
    add_disc,
    add_spindle,
    add_tube,
)

LAMP_HEADS = {0: (1.55, 7.05), 1: (0.0, 4.2), 2: (0.0, 4.6)}
"""By kind of lamp: how far the light is from the post towards -y, and how high."""


@cache
def street_lamp(kind: int, is_night: bool) -> Mesh:
    """A lamp with an arm over the road (0), a lantern (1), a disc on a post (2)."""
    builder = MeshBuilder()
    lens = m.LAMP_LIT if is_night else m.LAMP_LENS
    if kind == 0:
        _add_arm_lamp(builder, lens)
    elif kind == 1:
        profile = [
            (0.14, 0),
            (0.14, 0.3),
            (0.09, 0.38),
            (0.075, 1.0),
            (0.05, 1.05),
            (0.045, 3.85),
            (0.1, 3.92),
        ]
        add_spindle(builder, m.GREEN_STEEL, profile, 10)
        add_spindle(builder, lens, [(0.1, 3.94), (0.2, 4.4), (0.0, 4.42)], 6)
        add_spindle(
            builder,
            m.GREEN_STEEL,
            [(0.24, 4.4), (0.06, 4.62), (0.03, 4.75), (0, 4.76)],
            6,
        )
    else:
        add_cylinder(builder, m.DARK_STEEL, (0, 0, 0), (0, 0, 4.7), 0.06, 0.045, 10)
        add_spindle(
            builder,
            m.DARK_STEEL,
            [(0.0, 4.66), (0.36, 4.66), (0.34, 4.74), (0, 4.8)],
            16,
        )
        add_disc(builder, lens, (0, 0, 4.655), (0, 0, -1), 0.3, 14)
    return builder.build()


def _add_arm_lamp(builder: MeshBuilder, lens: Material) -> None:
    add_cylinder(builder, m.STEEL, (0, 0, 0), (0, 0, 1.0), 0.09, sides=10)
    arm = [(0, 0, 0.9), (0, 0, 6.2), (0, -0.15, 6.8), (0, -0.6, 7.1), (0, -1.3, 7.2)]
    add_tube(builder, m.STEEL, arm, (0.07, 0.055, 0.05, 0.045, 0.04), 9)
    add_box(builder, m.STEEL, (0, -1.55, 7.21), (0.24, 0.62, 0.09))
    add_box(builder, lens, (0, -1.55, 7.155), (0.18, 0.5, 0.025))
