"""Sewing: from a cut cloth to a garment with hems, collars and a drape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.base_mesh import Indices
from nonesuch.world.body.cutting import Cloth, at_points, border_edges, smoother
from nonesuch.world.body.pieces import NO_SPANS, Drape, Piece, bound, vertex_normals
from nonesuch.world.nouns import Bytes, Floats

_LIP_M, _LIP_DEPTH_M = 0.014, 0.007
_CLOTH_WIDTH_M = 2.0  # what one repetition of a texture covers


@dataclass(frozen=True, eq=False)
class Sewn:
    """A growing garment: base cloth, then anchored points with their offsets."""

    cloth: Cloth
    lifts_m: Floats  # (p,), of the cloth
    anchors: Indices  # (e,), points of the cloth or earlier anchored ones
    offsets_m: Floats  # (e, 3)
    triangles: Indices  # of all points
    zones: Bytes


def sewn(cloth: Cloth, lifts_m: Floats) -> Sewn:
    """The cloth alone."""
    zones = np.zeros(len(cloth.triangles), np.uint8)
    return Sewn(
        cloth, lifts_m, np.zeros(0, np.int64), np.zeros((0, 3)), cloth.triangles, zones
    )


def with_lips(garment: Sewn, body_m: Floats) -> Sewn:
    """Hems turned inwards at every border, so that cloth shows some thickness."""
    points = at_points(garment.cloth, body_m)
    triangles = garment.cloth.triangles
    normals = vertex_normals(points, triangles)
    inward = _away_from_border(points, triangles)
    border = border_edges(triangles)
    loop = np.unique(border)
    offsets = _LIP_M * inward[loop] - _LIP_DEPTH_M * normals[loop]
    return _ring(garment, border, loop, offsets, zone=0)


def with_collar(
    garment: Sewn, body_m: Floats, is_neck: Bytes, height_m: float, is_folded: bool
) -> Sewn:
    """A collar on the border points where ``is_neck`` ``(p,)`` holds."""
    points = at_points(garment.cloth, body_m)
    border = border_edges(garment.cloth.triangles)
    border = border[is_neck[border].all(1)]
    loop = np.unique(border)
    outward = points[loop] - points[loop].mean(0)
    outward[:, 2] = 0
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    up = np.array([0.0, 0.0, 1.0])
    rings = [height_m * up - 0.15 * height_m * outward]
    if is_folded:
        rings.append(0.012 * outward)
        rings.append(0.9 * height_m * (0.55 * outward - up))
    for offsets in rings:
        start = len(garment.cloth.references) + len(garment.anchors)
        garment = _ring(garment, border, loop, offsets, zone=0)
        place = np.full(start, -1)
        place[loop] = start + np.arange(len(loop))
        border, loop = place[border], place[loop]
    return garment


def _ring(
    garment: Sewn, border: Indices, loop: Indices, offsets: Floats, zone: int
) -> Sewn:
    """A band between border points and new ones at an offset from them."""
    start = len(garment.cloth.references) + len(garment.anchors)
    place = np.full(start, -1)
    place[loop] = start + np.arange(len(loop))
    a, b = border.T
    band = np.concatenate(
        [
            np.stack([b, a, place[a]], 1),
            np.stack([b, place[a], place[b]], 1),
        ]
    )
    return Sewn(
        garment.cloth,
        garment.lifts_m,
        np.concatenate([garment.anchors, loop]),
        np.concatenate([garment.offsets_m, np.broadcast_to(offsets, (len(loop), 3))]),
        np.concatenate([garment.triangles, band]),
        np.concatenate([garment.zones, np.full(len(band), zone, np.uint8)]),
    )


def _away_from_border(points: Floats, triangles: Indices) -> Floats:
    """Unit vectors ``(p, 3)`` from border points into the cloth."""
    total = np.zeros_like(points)
    middles = points[triangles].mean(1)
    for k in range(3):
        np.add.at(total, triangles[:, k], middles - points[triangles[:, k]])
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit: Floats = total / np.maximum(length, 1e-9)
    return unit


def finished(garment: Sewn, anatomy: Anatomy, rounds: int, hides: Bytes) -> Piece:
    """The piece of one level, which smooths itself ``rounds`` times when fitted."""
    cloth = garment.cloth
    own, added = len(cloth.references), len(garment.anchors)
    roots = np.concatenate([np.arange(own), garment.anchors])
    for _ in range(added):  # anchors of anchored points, down to the cloth
        deeper = roots >= own
        if not deeper.any():
            break
        roots[deeper] = roots[roots[deeper]]
    references, shares = cloth.references[roots], cloth.shares[roots]
    count = own + added
    bones, weights = bound(references, shares, anatomy.rig.weights)
    drape = Drape(
        smoother(cloth.triangles, count),
        rounds,
        np.concatenate([garment.lifts_m, np.zeros(added)]),
        np.concatenate([np.full(own, -1), garment.anchors]),
    )
    return Piece(
        references=references,
        shares=shares,
        offsets_m=np.concatenate([np.zeros((own, 3)), garment.offsets_m]),
        spans=NO_SPANS,
        point_of_wedge=np.arange(count),
        uvs=_planar_uvs(at_points(cloth, anatomy.reference_m("female"))[roots]),
        levels=(garment.triangles,),
        zones=(garment.zones,),
        bones=bones,
        weights=weights,
        hides=hides,
        drape=drape,
    )


def _planar_uvs(points: Floats) -> np.ndarray:
    """Seen obliquely from the front: no seam, little distortion."""
    x, y, z = points.T / _CLOTH_WIDTH_M
    return np.stack([0.5 + x + 0.6 * y, 0.5 + z + 0.3 * y], 1).astype(np.float32)
