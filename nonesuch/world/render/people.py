"""People on the device: figures in their levels of detail, bones of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Figure, Moment, PosedPerson, Singles
from nonesuch.world.render.culling import (
    BoneBoxes,
    bone_boxes,
    box_corners_world,
    box_in_picture,
)
from nonesuch.world.render.materials import Materials
from nonesuch.world.render.meshes import DeviceMesh, upload_skinned
from nonesuch.world.render.view import View

MOST_BONES = 64
_LEVEL_ABOVE_PX = (360.0, 150.0)  # a level for people higher than this, then the next


@dataclass(frozen=True, eq=False)
class DeviceFigure:
    """A figure's levels of detail."""

    figure: Figure
    levels: tuple[DeviceMesh, ...]
    boxes: BoneBoxes


@dataclass(frozen=True, eq=False)
class DrawnPerson:
    """Somebody in the moment, ready to be drawn."""

    track_id: int
    mesh: DeviceMesh
    shadow_mesh: DeviceMesh
    row: int  # of the bones
    next_is_known: bool
    box_xyxy: Floats  # (4,), holds the body in the pinhole picture
    depths_m: Floats  # (2,), nearest and farthest
    center_world: Floats  # (3,)
    is_in_view: bool


class Figures:
    """The figures met so far, known by identity."""

    def __init__(self, context: Any, materials: Materials) -> None:
        self._context, self._materials = context, materials
        self._known: dict[int, DeviceFigure] = {}

    def of(self, figure: Figure) -> DeviceFigure:
        """A figure on the device; it is brought there if it is new."""
        if id(figure) not in self._known:
            levels = tuple(
                upload_skinned(self._context, level, self._materials)
                for level in figure.levels
            )
            known = DeviceFigure(figure, levels, bone_boxes(figure))
            self._known[id(figure)] = known
        return self._known[id(figure)]


def drawn_people(
    figures: Figures, view: View, moment: Moment, later: Moment | None
) -> tuple[list[DrawnPerson], Singles]:
    """The people, the nearest first, and their bones ``(people, 2, rows, 4)``."""
    nexts = {} if later is None else {p.track_id: p for p in later.people}
    people, pairs = [], []
    for k, person in enumerate(moment.people):
        following = nexts.get(person.track_id)
        pairs.append((person, person if following is None else following))
        device_figure = figures.of(person.figure)
        known = following is not None
        people.append(_drawn(view, device_figure, person, k, known))
    people.sort(key=lambda person: (person.depths_m[0], person.track_id))
    return people, _bone_rows(pairs)


def _drawn(
    view: View, figure: DeviceFigure, person: PosedPerson, row: int, is_known: bool
) -> DrawnPerson:
    corners = box_corners_world(figure.boxes, person)
    box = box_in_picture(view, corners)
    depths = corners @ view.camera.forward_world - (
        view.camera.eye_world @ view.camera.forward_world
    )
    width, height = view.size_wh
    seen = bool(box[0] < width and box[1] < height and box[2] > 0 and box[3] > 0)
    level = _level(box[3] - box[1], len(figure.levels))
    return DrawnPerson(
        person.track_id,
        figure.levels[level],
        figure.levels[-1],
        row,
        is_known,
        box,
        np.array([depths.min(), depths.max()]),
        corners.mean(0),
        seen,
    )


def _level(height_px: float, count: int) -> int:
    coarser = sum(height_px < least for least in _LEVEL_ABOVE_PX)
    return min(coarser, count - 1)


def _bone_rows(pairs: list[tuple[PosedPerson, PosedPerson]]) -> Singles:
    """``(people, now and next, MOST_BONES * 3, 4)``: three rows a bone."""
    rows = np.zeros((max(len(pairs), 1), 2, MOST_BONES * 3, 4), np.float32)
    for person, pair in enumerate(pairs):
        for k, posed in enumerate(pair):
            lines = posed.world_from_rest.reshape(-1, 4)
            rows[person, k, : len(lines)] = lines
    return rows
