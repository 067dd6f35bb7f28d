"""Road, pavements, kerbs and lowered kerbs of a plan as surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from nonesuch.world.nouns import Floats, Material
from nonesuch.world.street import materials as m
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.plan import (
    DROPPED_HEIGHT_M,
    FLARE_M,
    KERB_HEIGHT_M,
    RAMP_DEPTH_M,
    GroundPlan,
    Ramp,
)
from nonesuch.world.street.tiles import Tiles

KERBSTONE_M = 0.16
GUTTER_M = 0.3
_BAND_M = 0.45


@dataclass(frozen=True)
class Coverings:
    """What the ground is laid with."""

    paving: Material
    edge_paving: Material  # between the kerb and the furniture
    edge_m: float = 0.0
    field_m: float = (
        0.0  # squares are divided by bands into such fields; 0: they are not
    )


def draw_coverings(rng: np.random.Generator) -> Coverings:
    """Some paving, with an edge of cobbles in every second street."""
    paving = m.PAVINGS[rng.integers(len(m.PAVINGS))]
    edge_m, field_m = (
        float(rng.choice((0.0, 0.9, 1.3))),
        float(rng.choice((0, 5, 7, 9))),
    )
    other = m.PAVINGS[3] if paving is not m.PAVINGS[3] else m.PAVINGS[0]
    return Coverings(paving, other, edge_m, field_m)


def add_ground(tiles: Tiles, plan: GroundPlan, coverings: Coverings) -> None:
    """Add all that is walked and driven on."""
    ramps = shapely.union_all([ramp.outline for ramp in plan.ramps])
    gutter = plan.road.intersection(plan.road.boundary.buffer(GUTTER_M))
    gutter = gutter.difference(plan.whole.boundary.buffer(GUTTER_M))
    level = plan.pavement.difference(ramps)
    kerb = level.intersection(plan.road.buffer(KERBSTONE_M))
    beside = plan.whole.boundary if plan.road.is_empty else plan.road
    edge = level.intersection(beside.buffer(KERBSTONE_M + coverings.edge_m))
    if plan.road.is_empty and coverings.field_m:
        edge = edge.union(level.intersection(_bands(plan, coverings.field_m)))
    tiles.flat(m.ASPHALT, plan.road.difference(gutter), 0.0)
    tiles.flat(m.GUTTER, gutter, 0.0)
    tiles.flat(m.KERBSTONE, kerb, KERB_HEIGHT_M)
    tiles.flat(coverings.edge_paving, edge.difference(kerb), KERB_HEIGHT_M)
    tiles.flat(coverings.paving, level.difference(edge), KERB_HEIGHT_M)
    _add_kerb_faces(tiles, plan, ramps)
    for ramp in plan.ramps:
        _add_ramp(tiles, ramp, coverings.paving)


def _bands(plan: GroundPlan, field_m: float) -> BaseGeometry:
    """Narrow bands along x and y, ``field_m`` apart."""
    left, bottom, right, top = plan.whole.bounds
    half = _BAND_M / 2
    bands = [
        shapely.box(x - half, bottom, x + half, top)
        for x in np.arange(left + field_m / 2, right, field_m)
    ]
    bands += [
        shapely.box(left, y - half, right, y + half)
        for y in np.arange(bottom + field_m / 2, top, field_m)
    ]
    return shapely.union_all(bands)


def _add_kerb_faces(tiles: Tiles, plan: GroundPlan, ramps: shapely.Geometry) -> None:
    outer = plan.whole.boundary.buffer(0.01)
    lines = plan.road.boundary.difference(outer).difference(ramps.buffer(0.001))
    for line in shapely.get_parts(shapely.normalize(lines)):
        points = np.array(line.coords)
        for a, b in pairwise(points):
            _add_kerb_face(tiles, plan, a, b)


def _add_kerb_face(tiles: Tiles, plan: GroundPlan, a: Floats, b: Floats) -> None:
    step = b - a
    right = np.array((step[1], -step[0])) / np.hypot(*step)
    middle = (a + b) / 2
    if not plan.road.contains(shapely.Point(middle + 0.02 * right)):
        a, b = b, a
    low, high = 0.0, KERB_HEIGHT_M
    corners = [(*a, low), (*b, low), (*b, high), (*a, high)]
    tiles.at(*middle).quad(m.KERBSTONE, corners)


def _add_ramp(tiles: Tiles, ramp: Ramp, paving: Material) -> None:
    half, depth = ramp.width_m / 2, RAMP_DEPTH_M
    builder = tiles.at(*ramp.middle)
    frame = np.eye(4)
    frame[:2, 0], frame[:2, 1], frame[:2, 3] = ramp.along, ramp.inward, ramp.middle
    local = builder.inside(frame)
    stops = (0, KERBSTONE_M, 0.4, 1.0, depth)
    for k, material in enumerate((m.KERBSTONE, paving, m.TACTILE, paving)):
        (y0, z0), (y1, z1) = ((s, _ramp_height(s)) for s in stops[k : k + 2])
        local.quad(
            material,
            [(-half, y0, z0), (half, y0, z0), (half, y1, z1), (-half, y1, z1)],
        )
    low = DROPPED_HEIGHT_M
    local.quad(
        m.KERBSTONE, [(-half, 0, 0), (half, 0, 0), (half, 0, low), (-half, 0, low)]
    )
    for side in (-1, 1):
        _add_flare(local, paving, side, half)


def _ramp_height(inward_m: float) -> float:
    share = inward_m / RAMP_DEPTH_M
    return DROPPED_HEIGHT_M + (KERB_HEIGHT_M - DROPPED_HEIGHT_M) * share


def _add_flare(local: MeshBuilder, paving: Material, side: int, half_m: float) -> None:
    inner, outer = side * half_m, side * (half_m + FLARE_M)
    low, high = DROPPED_HEIGHT_M, KERB_HEIGHT_M
    start, end = (inner, 0, low), (outer, RAMP_DEPTH_M, high)
    shapes: list[tuple[Material, list[tuple[float, float, float]]]] = [
        (paving, [start, (outer, 0, high), end]),
        (paving, [start, end, (inner, RAMP_DEPTH_M, high)]),
        (m.KERBSTONE, [(inner, 0, 0), (outer, 0, 0), (outer, 0, high), start]),
    ]
    for material, ring in shapes:
        local.polygon(material, ring if side > 0 else ring[::-1])
