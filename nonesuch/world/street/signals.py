"""Traffic lights: posts, heads, and which of their lamps shine at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nonesuch.world.crowd.signal_state import state
from nonesuch.world.nouns import Floats, Mesh, Placed, SignalPlan
from nonesuch.world.street import materials as m
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_box, add_cylinder, add_disc

HEAD_HEIGHT_M = {"vehicles": 2.75, "people": 2.25}
_LENS_HEIGHTS_M = {
    "vehicles": {"red": 0.28, "amber": 0.0, "green": -0.28},
    "people": {"red": 0.13, "green": -0.13},
}
_FACE_M = -0.15
"""Where the lenses lie before the post's axis."""


@dataclass(frozen=True, eq=False)
class SignalHead:
    """One set of lamps; it faces -y of its own frame."""

    world_from_head: Floats  # (4, 4)
    group: int
    kind: str  # "vehicles", "people"


def lit_lamps(
    heads: Iterable[SignalHead], plan: SignalPlan, time_s: float
) -> tuple[Placed, ...]:
    """The lamps that shine at a time, one a head."""
    placed = []
    for head in heads:
        color = str(state(plan, head.group, time_s))
        if head.kind == "people" and color == "amber":
            color = "red"
        placed.append(Placed(_lit_lamp(head.kind, color), head.world_from_head))
    return tuple(placed)


@cache
def _lit_lamp(kind: str, color: str) -> Mesh:
    builder = MeshBuilder()
    center = (0, _FACE_M - 0.012, _LENS_HEIGHTS_M[kind][color])
    add_disc(builder, m.SIGNAL_COLORS[color], center, (0, -1, 0), 0.095, 14)
    return builder.build()


@cache
def signal_post(kind: str) -> Mesh:
    """A post for one head; its origin is on the ground."""
    builder = MeshBuilder()
    top = HEAD_HEIGHT_M[kind] + 0.55
    add_cylinder(builder, m.STEEL, (0, 0, 0), (0, 0, top), 0.055, sides=10)
    add_box(builder, m.PLASTIC_YELLOW, (0, -0.07, 1.05), (0.09, 0.06, 0.16))
    return builder.build()


@cache
def signal_head(kind: str) -> Mesh:
    """The housing with dark lenses; its origin is the middle lamp."""
    builder = MeshBuilder()
    heights = _LENS_HEIGHTS_M[kind].values()
    half = max(heights) + 0.16
    add_box(builder, m.SIGNAL_BLACK, (0, _FACE_M / 2 - 0.03, 0), (0.3, 0.16, 2 * half))
    for z in heights:
        add_disc(builder, m.SIGNAL_DARK, (0, _FACE_M - 0.004, z), (0, -1, 0), 0.1, 14)
        visor = [
            (-0.11, z + 0.06),
            (-0.06, z + 0.115),
            (0.06, z + 0.115),
            (0.11, z + 0.06),
        ]
        for (x0, z0), (x1, z1) in pairwise(visor):
            near, far = _FACE_M, _FACE_M - 0.16
            upper = [(x0, near, z0), (x0, far, z0), (x1, far, z1), (x1, near, z1)]
            builder.quad(m.SIGNAL_BLACK, upper)
            builder.quad(m.SIGNAL_BLACK, upper[::-1])
    return builder.build()
