"""Sewing: from a cut cloth to a garment with hems, collars, skirts and a drape."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.base_mesh import Booleans, Indices
from nonesuch.world.body.cutting import Cloth, at_points, border_edges, smoother
from nonesuch.world.body.pieces import UNKNOWN, Drape, Piece, bound, vertex_normals
from nonesuch.world.nouns import Bytes, Floats, Singles

_LIP_M, _LIP_DEPTH_M = 0.006, 0.010
_CLOTH_WIDTH_M = 2.0  # what one repetition of a texture covers
_SKIRT_RING_M = 0.05
_EVENING_ROUNDS = 4
_RIBBON_LIFT_M = 0.006
_BRIM_FROM = 0.45  # of the way from the middle of the head to its front
_UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Sewn:
    """A growing garment: base cloth, then points that keep an offset from others."""

    cloth: Cloth
    lifts_m: Floats  # (p,), of the cloth
    points_m: Floats  # (p + e, 3), about where all points are on the form
    anchors: Indices  # (e,), points of the cloth or earlier anchored ones
    offsets_m: Floats  # (e, 3)
    triangles: Indices  # of all points
    zones: Bytes
    swings: Booleans  # (p + e,), bool: follows both legs, as a skirt does


def sewn(cloth: Cloth, lifts_m: Floats, body_m: Floats) -> Sewn:
    """The cloth alone, of zone 0."""
    return Sewn(
        cloth,
        lifts_m,
        at_points(cloth, body_m),
        np.zeros(0, np.int64),
        np.zeros((0, 3)),
        cloth.triangles,
        np.zeros(len(cloth.triangles), np.uint8),
        np.zeros(len(cloth.references), np.bool_),
    )


def with_lips(garment: Sewn, lining_m: float = 0.07, skirt_m: float = 0.0) -> Sewn:
    """Hems turned inwards at every border: cloth has some thickness, and a lining.

    Below a skirt of a length it goes all the way up.
    """
    points, triangles = garment.points_m, garment.triangles
    border = border_edges(triangles)
    loop = np.unique(border)
    normals = vertex_normals(points, triangles)
    inward = _from_border(points, border, normals)
    inward, normals = inward[loop], normals[loop]
    # points of its own, so that light does not bend around the edge
    place = np.full(len(points), -1)
    place[loop] = len(points) + np.arange(len(loop))
    garment = _with_points(garment, loop, np.zeros(3))
    edge = _LIP_M * inward - _LIP_DEPTH_M * normals
    garment, border = _next_ring(garment, place[border], edge)
    lengths = np.where(garment.swings[np.unique(border)], skirt_m, lining_m)
    return _next_ring(garment, border, lengths[:, None] * inward)[0]


def with_collar(
    garment: Sewn, is_neck: Booleans, height_m: float, is_folded: bool
) -> Sewn:
    """A collar on the border points where ``is_neck`` ``(p,)`` holds."""
    border = _border_at(garment, is_neck)
    points = garment.points_m[np.unique(border)]
    outward = _horizontal(points - points.mean(0))
    steps = [height_m * _UP - 0.15 * height_m * outward]
    if is_folded:
        steps.append(0.012 * outward)
        steps.append(0.9 * height_m * (0.55 * outward - _UP))
    for offsets in steps:
        garment, border = _next_ring(garment, border, offsets)
    return garment


def with_skirt(garment: Sewn, is_hem: Booleans, length_m: float, flare: float) -> Sewn:
    """Cloth that hangs down from the hem; ``flare`` is outwards per down."""
    border = _border_at(garment, is_hem)
    points = garment.points_m[np.unique(border)]
    outward = _horizontal(points - points.mean(0))
    rings = max(1, round(length_m / _SKIRT_RING_M))
    for _ in range(rings):
        step = length_m / rings
        garment, border = _next_ring(garment, border, step * (flare * outward - _UP))
        swings = garment.swings.copy()
        swings[np.unique(border)] = True
        garment = replace(garment, swings=swings)
    return garment


def with_ribbon(garment: Sewn, half_width_m: float) -> Sewn:
    """A band of zone 1 down the middle of the front: a zip, a row of buttons."""
    x, y, z = garment.points_m.T
    middle = np.flatnonzero((np.abs(x) < 1e-4) & (y < np.median(y)))
    middle = middle[np.argsort(-z[middle], kind="stable")]
    start = len(garment.points_m)
    left, right = (
        np.array([side * half_width_m, -_RIBBON_LIFT_M, 0.0]) for side in (1.0, -1.0)
    )
    garment = _with_points(garment, middle, left)
    garment = _with_points(garment, middle, right)
    a, count = start + np.arange(len(middle) - 1), len(middle)
    band = [np.stack([a, a + count, a + 1], 1)]
    band.append(np.stack([a + 1, a + count, a + count + 1], 1))
    return _with_triangles(garment, np.concatenate(band), zone=1)


def with_brim(garment: Sewn, length_m: float) -> Sewn:
    """The shade of a cap, on the front third of the border."""
    border = border_edges(garment.cloth.triangles)
    x, y, _ = garment.points_m.T
    loop = np.unique(border)
    front, middle = y[loop].min(), (y[loop].min() + y[loop].max()) / 2
    share = np.clip((y - middle) / (front - middle), 0, 1)
    border = border[(share[border] > _BRIM_FROM).all(1)]
    loop = np.unique(border)
    shade = np.clip((share[loop] - _BRIM_FROM) / (1 - _BRIM_FROM), 0, 1) ** 0.5
    for step in (0.5, 0.5):
        ahead = np.stack(
            [0.25 * x[loop], -length_m * shade, -0.3 * length_m * shade], 1
        )
        garment, border = _next_ring(garment, border, step * ahead)
    return garment


def _horizontal(vectors: Floats) -> Floats:
    flat = vectors * [1.0, 1.0, 0.0]
    unit: Floats = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    return unit


def _border_at(garment: Sewn, chosen: Booleans) -> Indices:
    border = border_edges(garment.cloth.triangles)
    return border[chosen[border].all(1)]


def _next_ring(garment: Sewn, border: Indices, offsets: Floats) -> tuple[Sewn, Indices]:
    """A band between border edges and new points at an offset from theirs."""
    loop = np.unique(border)
    place = np.full(len(garment.points_m), -1)
    place[loop] = len(garment.points_m) + np.arange(len(loop))
    a, b = border.T
    band = [np.stack([b, a, place[a]], 1), np.stack([b, place[a], place[b]], 1)]
    garment = _with_points(garment, loop, offsets)
    return _with_triangles(garment, np.concatenate(band), zone=0), place[border]


def _with_points(garment: Sewn, anchors: Indices, offsets: Floats) -> Sewn:
    offsets = np.broadcast_to(offsets, (len(anchors), 3))
    points = garment.points_m[anchors] + offsets
    return replace(
        garment,
        points_m=np.concatenate([garment.points_m, points]),
        anchors=np.concatenate([garment.anchors, anchors]),
        offsets_m=np.concatenate([garment.offsets_m, offsets]),
        swings=np.concatenate([garment.swings, garment.swings[anchors]]),
    )


def _with_triangles(garment: Sewn, triangles: Indices, zone: int) -> Sewn:
    zones = np.full(len(triangles), zone, np.uint8)
    return replace(
        garment,
        triangles=np.concatenate([garment.triangles, triangles]),
        zones=np.concatenate([garment.zones, zones]),
    )


def _from_border(points: Floats, border: Indices, normals: Floats) -> Floats:
    """Unit vectors ``(p, 3)`` from border points into the cloth, even along it."""
    total = np.zeros_like(points)
    tails, heads = border.T
    across = np.cross(normals[tails] + normals[heads], points[heads] - points[tails])
    for ends in (tails, heads):
        np.add.at(total, ends, across)
    for _ in range(_EVENING_ROUNDS):
        sums = total.copy()
        np.add.at(sums, tails, total[heads])
        np.add.at(sums, heads, total[tails])
        total = sums / 3
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit: Floats = total / np.maximum(length, 1e-9)
    return unit


def finished(
    garment: Sewn, anatomy: Anatomy, spans: Floats, rounds: int, hides: Booleans
) -> Piece:
    """The piece of one level, which smooths itself ``rounds`` times when fitted."""
    own, count = len(garment.cloth.references), len(garment.points_m)
    roots, offsets = _roots(garment)
    references, shares = garment.cloth.references[roots], garment.cloth.shares[roots]
    bones, weights = _bound(garment, anatomy, references, shares)
    drape = Drape(
        smoother(garment.cloth.triangles, count),
        rounds,
        np.concatenate([garment.lifts_m, np.zeros(count - own)]),
        np.concatenate([np.full(own, -1), roots[own:]]),
    )
    return Piece(
        references=references,
        shares=shares,
        offsets_m=offsets,
        spans=spans,
        point_of_wedge=np.arange(count),
        uvs=_planar_uvs(garment.points_m),
        levels=(garment.triangles,),
        zones=(garment.zones,),
        bones=bones,
        weights=weights,
        nearest=UNKNOWN,
        hides=hides,
        drape=drape,
    )


def _roots(garment: Sewn) -> tuple[Indices, Floats]:
    """The point of the cloth that each point hangs on, and its offset from there."""
    own = len(garment.cloth.references)
    roots = np.concatenate([np.arange(own), garment.anchors])
    offsets = np.concatenate([np.zeros((own, 3)), garment.offsets_m])
    for point in range(own, len(roots)):  # an anchor comes before what hangs on it
        offsets[point] += offsets[garment.anchors[point - own]]
        roots[point] = roots[garment.anchors[point - own]]
    return roots, offsets


def _bound(
    garment: Sewn, anatomy: Anatomy, references: Indices, shares: Floats
) -> tuple[Bytes, Singles]:
    """Swinging points move as MakeHuman's own skirt does."""
    skirt = np.unique(anatomy.base.groups["helper-skirt"].vertices)
    body = anatomy.reference_m("female")
    body = body - [0.0, 0.0, body[:, 2].min()]
    nearest = skirt[cKDTree(body[skirt]).query(garment.points_m)[1]]
    swings = garment.swings[:, None]
    return bound(
        np.where(swings, nearest[:, None], references), shares, anatomy.rig.weights
    )


def _planar_uvs(points: Floats) -> Singles:
    """Seen obliquely from the front: no seam, little distortion."""
    x, y, z = points.T / _CLOTH_WIDTH_M
    return np.stack([0.5 + x + 0.6 * y, 0.05 + z + 0.3 * y], 1).astype(np.float32)
