"""People placed by hand: from a scene's words to what the crowd's simulation takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely import LineString, Point, distance

from nonesuch.errors import Refusal
from nonesuch.world.crowd.wishes import Pause, Scripted
from nonesuch.world.nouns import Layout
from nonesuch.world.scene import PersonSpec

_STATIC = ("stand", "wait", "talk", "sit")
"""What is not done while moving."""
_ROOM_M = 0.15
"""So close to a wall a person may be placed."""


def scripted_people(
    specs: Sequence[PersonSpec],
    person_ids: Sequence[int],
    layout: Layout,
    duration_s: float,
) -> tuple[Scripted, ...]:
    """What the simulation is told of the people placed by hand.

    :class:`Refusal` for a path that leaves the ground where people may be, with the
    place, and for one that begins after the sequence has ended.
    """
    return tuple(
        _scripted(k, spec, person_id, layout, duration_s)
        for k, (spec, person_id) in enumerate(zip(specs, person_ids, strict=True))
    )


def _scripted(
    k: int, spec: PersonSpec, person_id: int, layout: Layout, duration_s: float
) -> Scripted:
    _refuse_walls(k, spec, layout)
    if spec.start_s >= duration_s:
        raise Refusal(
            f"people[{k}] of the scene comes at {spec.start_s:g} s, but the sequence "
            f"ends at {duration_s:.1f} s."
        )
    stays = len(spec.path_xy) == 1
    last = len(spec.path_xy) - 1
    action = spec.action if stays else spec.then
    facing = None if spec.facing_deg is None else float(np.radians(spec.facing_deg))
    return Scripted(
        person_id,
        spec.path_xy,
        start_s=spec.start_s,
        speed_mps=spec.speed_mps,
        action="walk" if spec.action in _STATIC else spec.action,
        pauses=(Pause(last, duration_s, action, facing),),
    )


def _refuse_walls(k: int, spec: PersonSpec, layout: Layout) -> None:
    """Also the carriageway is ground where a person may be put on purpose."""
    roads = [LineString(lane.points_xy).buffer(2.5) for lane in layout.lanes]
    for a, b in zip(spec.path_xy, spec.path_xy[1:] or spec.path_xy, strict=False):
        for t in np.linspace(0, 1, 21):
            point = Point(np.add(np.multiply(a, 1 - t), np.multiply(b, t)))
            off_m = float(distance(layout.walkable, point))
            if off_m > _ROOM_M and not any(road.covers(point) for road in roads):
                raise Refusal(
                    f"people[{k}] of the scene would be inside a wall or an obstacle "
                    f"at ({point.x:.2f}, {point.y:.2f}), {off_m:.1f} m from where "
                    "people can be; change path_xy (`nonesuch plan` draws the street)."
                )
