"""Rigid things on the device, and those of them that a view can see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Mesh, Placed
from nonesuch.world.render.culling import (
    Sphere,
    placed_spheres,
    planes_of,
    sphere_around,
    touching,
)
from nonesuch.world.render.materials import Materials
from nonesuch.world.render.meshes import DeviceMesh, upload_mesh

_FARTHEST_STEP_M = 4.0


@dataclass(frozen=True, eq=False)
class DrawnThing:
    """A mesh where it stands, as the shaders take it."""

    mesh: DeviceMesh
    world_from_object: bytes
    next_world_from_object: bytes
    normal_from_object: bytes


@dataclass(frozen=True, eq=False)
class DrawnThings:
    """Things and the balls around them."""

    things: tuple[DrawnThing, ...]
    centers: Floats  # (n, 3)
    radii: Floats  # (n,)

    def in_view(self, clip_from_world: Floats, eye: Floats) -> list[DrawnThing]:
        """Those that may be seen, the nearest first."""
        seen = touching(planes_of(clip_from_world), self.centers, self.radii)
        nearness = np.linalg.norm(self.centers - eye, axis=1) - self.radii
        order = np.argsort(nearness, kind="stable")
        return [self.things[k] for k in order if seen[k]]


class ThingMeshes:
    """The meshes of things met so far, known by identity."""

    def __init__(self, context: Any, materials: Materials) -> None:
        self._context, self._materials = context, materials
        self._known: dict[int, tuple[Mesh, DeviceMesh, Sphere]] = {}

    def drawn(
        self, placed: tuple[Placed, ...], later: tuple[Placed, ...] | None = None
    ) -> DrawnThings:
        """The things ready to be drawn; ``later`` is where they are next."""
        nexts = None if later is None else _matched(placed, later)
        things, spheres = [], []
        for k, thing in enumerate(placed):
            _, mesh, sphere = self._mesh(thing.mesh)
            now = thing.world_from_object
            things.append(_drawn(mesh, now, now if nexts is None else nexts[k]))
            spheres.append(sphere)
        matrices = [thing.world_from_object for thing in placed]
        centers, radii = placed_spheres(spheres, np.array(matrices).reshape(-1, 4, 4))
        return DrawnThings(tuple(things), centers, radii)

    def _mesh(self, mesh: Mesh) -> tuple[Mesh, DeviceMesh, Sphere]:
        if id(mesh) not in self._known:
            device_mesh = upload_mesh(self._context, mesh, self._materials)
            self._known[id(mesh)] = (mesh, device_mesh, sphere_around(mesh))
        return self._known[id(mesh)]


def _drawn(mesh: DeviceMesh, now: Floats, later: Floats) -> DrawnThing:
    normals = np.asarray(np.linalg.inv(now[:3, :3]).T, np.float64)
    return DrawnThing(mesh, _columns(now), _columns(later), _columns(normals))


def _columns(matrix: Floats) -> bytes:
    return matrix.T.astype(np.float32).tobytes()


def _matched(placed: Iterable[Placed], later: Iterable[Placed]) -> list[Floats]:
    """For each thing where it is next: the nearest place of the same mesh, if near."""
    places = defaultdict(list)
    for thing in later:
        places[id(thing.mesh)].append(thing.world_from_object)
    result = []
    for thing in placed:
        now = thing.world_from_object
        steps = [np.linalg.norm(x[:3, 3] - now[:3, 3]) for x in places[id(thing.mesh)]]
        nearest = int(np.argmin(steps)) if steps else -1
        known = nearest >= 0 and steps[nearest] < _FARTHEST_STEP_M
        result.append(places[id(thing.mesh)][nearest] if known else now * np.nan)
    return result
