"""A piece of a person: skin, an eye, a garment, hair; tied to the base mesh.

Every point of a piece is a weighted sum of base vertices plus an offset, so that the
piece fits any body; triangles, uvs and skinning are the same for all bodies and are
prepared once, in all levels of detail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from nonesuch.world.body.base_mesh import Indices
from nonesuch.world.body.bones import strongest_four
from nonesuch.world.body.decimation import coarser
from nonesuch.world.nouns import Bytes, Floats, Singles

LEVELS = 3
SKIN_VERTICES = slice(0, 13380)  # of the base mesh; helper shapes follow
_PUSH_EVERY = 6  # rounds
UNKNOWN = np.zeros(0, np.int64)
"""What lies nearest, of a piece without its levels."""


@dataclass(frozen=True, eq=False)
class Drape:
    """How loose cloth hangs: it bridges hollows, and keeps its distance from skin.

    Anchored points are those of collars and inner hems: each keeps its offset from
    another point.
    """

    smoother: csr_matrix  # (p, p), one round of averaging over neighbors
    rounds: int
    lifts_m: Floats  # (p,), the least distance from the base mesh
    anchors: Indices  # (p,), -1: not anchored


@dataclass(frozen=True, eq=False)
class Piece:
    """Points p on base vertices; wedges w: points with one uv; triangles of wedges.

    ``zones`` number the parts of the piece that may have materials of their own.
    """

    references: Indices  # (p, 3), base vertices
    shares: Floats  # (p, 3), their weights
    offsets_m: Floats  # (p, 3), along the figure's axes ...
    spans: Floats  # (3, 3): per axis two base vertices and their distance in meters
    point_of_wedge: Indices  # (w,)
    uvs: Singles  # (w, 2)
    levels: tuple[Indices, ...]  # each (t, 3)
    zones: tuple[Bytes, ...]  # each (t,)
    bones: Bytes  # (p, 4)
    weights: Singles  # (p, 4)
    nearest: Indices  # (p,), the vertex of the skin below each point
    hides: NDArray[np.bool_]  # (s,), vertices of the skin that it covers
    drape: Drape | None = None


def fitted(piece: Piece, body_m: Floats) -> Floats:
    """Points ``(p, 3)`` of a piece on the base vertices ``(v, 3)`` of a body.

    As offsets were measured on another body, they grow with the body's own extents
    (MakeHuman's .mhclo rule).
    """
    points = np.einsum("pk,pkd->pd", piece.shares, body_m[piece.references])
    offsets = piece.offsets_m * _growth(piece.spans, body_m)
    if piece.drape is None:
        return np.asarray(points + offsets)
    triangles = piece.point_of_wedge[piece.levels[0]]
    points = _draped(piece.drape, points, triangles)
    anchored = piece.drape.anchors >= 0
    points[anchored] = points[piece.drape.anchors[anchored]] + offsets[anchored]
    return points


def _draped(drape: Drape, points: Floats, triangles: Indices) -> Floats:
    """Smoothed and pushed out of the body by turns, and left to settle.

    Pushed along normals of the smooth shape: those of the body in a fold go astray.
    """
    cloth = points
    normals = vertex_normals(points, triangles)
    for k in range(1, drape.rounds + 1):
        cloth = drape.smoother @ cloth
        if k == _PUSH_EVERY:
            normals = vertex_normals(cloth, triangles)
        if k % _PUSH_EVERY == 0 or k == drape.rounds:
            distance = ((cloth - points) * normals).sum(1)
            missing = np.maximum(drape.lifts_m - distance, 0)
            cloth = cloth + missing[:, None] * normals
    settled: Floats = drape.smoother @ (drape.smoother @ cloth)
    return settled


def _growth(spans: Floats, body_m: Floats) -> Floats:
    ends = spans[:, :2].astype(np.int64)
    across = np.abs(body_m[ends[:, 0]] - body_m[ends[:, 1]])
    growth: Floats = across[np.arange(3), np.arange(3)] / spans[:, 2]
    return growth


NO_SPANS = np.array([[0, 0, np.inf]] * 3)
"""For pieces without offsets."""


def vertex_normals(points: Floats, triangles: Indices) -> Floats:
    """Unit normals ``(p, 3)``, of triangles weighted by area; 0 where there is none."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    corners = triangles.ravel()
    normals = np.stack(
        [
            np.bincount(corners, np.repeat(faces[:, axis], 3), len(points))
            for axis in range(3)
        ],
        1,
    )
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    unit: Floats = normals / np.maximum(length, 1e-12)
    return unit


def wedges_of(
    corner_points: Indices, corner_uvs: Floats
) -> tuple[Indices, Singles, Indices]:
    """Points of wedges, uvs of wedges, and triangles ``(t, 3)`` of wedges.

    From triangles' points ``(t, 3)`` and the uvs ``(t, 3, 2)`` of their corners.
    """
    grid = np.round(corner_uvs.reshape(-1, 2) * 2**16).astype(np.int64)
    rows = np.concatenate([corner_points.reshape(-1, 1), grid], 1)
    _, first, inverse = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    uvs = corner_uvs.reshape(-1, 2)[first].astype(np.float32)
    return corner_points.ravel()[first], uvs, inverse.reshape(-1, 3)


def with_levels(piece: Piece, goals: Sequence[int], rest_m: Floats) -> Piece:
    """The piece with its finest level reduced to about ``goals`` triangles each.

    ``rest_m`` are the base vertices that the shape is judged on; what lies nearest is
    judged on them, too.
    """
    points = fitted(piece, rest_m)
    nearest = cKDTree(rest_m[SKIN_VERTICES]).query(points)[1]
    levels = coarser(points, piece.point_of_wedge, piece.levels[0], goals)
    zone_of_wedge = np.zeros(len(piece.point_of_wedge), np.uint8)
    zone_of_wedge[piece.levels[0]] = piece.zones[0][:, None]
    zones = tuple(zone_of_wedge[level].max(1) for level in levels)
    return replace(piece, levels=tuple(levels), zones=zones, nearest=nearest)


def bound(
    references: Indices, shares: Floats, base_weights: Singles
) -> tuple[Bytes, Singles]:
    """Bones and weights ``(p, 4)`` of points that hang on base vertices."""
    positive = np.clip(shares, 0, None) + 1e-9
    positive /= positive.sum(1, keepdims=True)
    mixed = np.einsum("pk,pkb->pb", positive, base_weights[references])
    return strongest_four(mixed.astype(np.float32))


def save_piece(piece: Piece, path: Path) -> None:
    """Writes an npz file, whole or not at all."""
    arrays: dict[str, Any] = {
        "references": piece.references.astype(np.uint16),
        "shares": piece.shares,
        "offsets_m": piece.offsets_m,
        "spans": piece.spans,
        "point_of_wedge": piece.point_of_wedge.astype(np.int32),
        "uvs": piece.uvs,
        "bones": piece.bones,
        "weights": piece.weights,
        "nearest": piece.nearest.astype(np.uint16),
        "hides": np.packbits(piece.hides),
        "skin_count": np.array(len(piece.hides)),
    }
    if piece.drape is not None:
        arrays |= _drape_arrays(piece.drape)
    for k, (level, zone) in enumerate(zip(piece.levels, piece.zones, strict=True)):
        arrays[f"level{k}"] = level.astype(np.int32)
        arrays[f"zone{k}"] = zone
    with path.open("wb") as file:
        np.savez(file, **arrays)


def load_piece(path: Path) -> Piece:
    """The piece that ``save_piece`` wrote."""
    with np.load(path) as arrays:
        count = int(arrays["skin_count"])
        return Piece(
            references=arrays["references"].astype(np.int64),
            shares=arrays["shares"],
            offsets_m=arrays["offsets_m"],
            spans=arrays["spans"],
            point_of_wedge=arrays["point_of_wedge"].astype(np.int64),
            uvs=arrays["uvs"],
            levels=tuple(arrays[f"level{k}"].astype(np.int64) for k in range(LEVELS)),
            zones=tuple(arrays[f"zone{k}"] for k in range(LEVELS)),
            bones=arrays["bones"],
            weights=arrays["weights"],
            nearest=arrays["nearest"].astype(np.int64),
            hides=np.unpackbits(arrays["hides"])[:count].astype(np.bool_),
            drape=_drape_of(arrays) if "rounds" in arrays else None,
        )


def _drape_arrays(drape: Drape) -> dict[str, NDArray[Any]]:
    return {
        "data": drape.smoother.data,
        "indices": drape.smoother.indices,
        "pointers": drape.smoother.indptr,
        "rounds": np.array(drape.rounds),
        "lifts_m": drape.lifts_m,
        "anchors": drape.anchors,
    }


def _drape_of(arrays: Mapping[str, NDArray[Any]]) -> Drape:
    parts = arrays["data"], arrays["indices"], arrays["pointers"]
    count = len(arrays["lifts_m"])
    return Drape(
        csr_matrix(parts, shape=(count, count)),
        int(arrays["rounds"]),
        arrays["lifts_m"],
        arrays["anchors"],
    )
