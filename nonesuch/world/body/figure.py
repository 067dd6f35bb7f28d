"""A dressed person from a look: pieces fitted to a body, in three levels of detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nonesuch.world.body.base_mesh import Booleans, Indices
from nonesuch.world.body.landmarks import landmarks
from nonesuch.world.body.model import BodyModel, Outfitted
from nonesuch.world.body.pieces import (
    LEVELS,
    Piece,
    fitted,
    vertex_normals,
)
from nonesuch.world.look import Look, Worn
from nonesuch.world.nouns import (
    Bytes,
    Figure,
    Floats,
    Material,
    Mesh,
    Part,
    Person,
    Semantic,
    Singles,
    SkinnedMesh,
)

_SUNK_M = 0.008  # below the skin lies what clothes cover
_HAIR_M = 0.004  # above it lies hair below hats


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A piece on this body."""

    piece: Piece
    points: Floats
    materials: tuple[Material, ...]  # by zone


@dataclass(frozen=True, eq=False)
class _Layer:
    """A piece on which others may lie; what they cover is pressed onto the skin."""

    item: _Fitted
    is_under: Booleans  # (p,)
    points: Floats


def build_figure(model: BodyModel, person: Person, look: Look) -> Figure:
    """The figure of a person; its rest pose stands on z = 0."""
    body = model.anatomy.body_m(look.shape, person.stature_m)
    outfits = [(worn, model.first_of(worn.items)) for worn in look.worn]
    here = [(worn, outfit) for worn, outfit in outfits if outfit is not None]
    bare = _skin_and_eyes(model, look, body)
    dressed = [_dressed(outfit, worn, body) for worn, outfit in here]
    everything = _layered([*bare, *dressed])
    ground = min(item.points[:, 2].min() for item in everything)
    lift = np.array([0.0, 0.0, -ground])
    levels = tuple(_level(k, everything, lift) for k in range(LEVELS))
    rig = model.anatomy.rig.at(body + lift)
    jta, coco = landmarks(model.anatomy.rig, rig, body + lift, person.stature_m)
    return Figure(person, rig, levels, jta, coco)


def _layered(items: Sequence[_Fitted]) -> list[_Layer]:
    """Layers from the skin, the first item, outwards: later ones cover earlier ones."""
    skin = items[0]
    normals = vertex_normals(
        skin.points, skin.piece.point_of_wedge[skin.piece.levels[0]]
    )
    covered = np.zeros(len(skin.points), np.bool_)
    layered = []
    for item in reversed(items):
        nearest = item.piece.nearest
        is_hair = item.materials[0].semantic == Semantic.HAIR
        bed = skin.points + (_HAIR_M if is_hair else -_SUNK_M) * normals
        under = covered[nearest]
        pressed = np.where(under[:, None], bed[nearest], item.points)
        layered.append(_Layer(item, under, pressed))
        covered = covered | item.piece.hides
    return layered[::-1]


def _dressed(outfit: Outfitted, worn: Worn, body: Floats) -> _Fitted:
    first = Material(
        semantic=worn.semantic,
        color=worn.color,
        pattern=worn.pattern,
        second_color=worn.second_color,
        pattern_scale_m=worn.pattern_scale_m,
        texture=outfit.texture,
        alpha_cut=outfit.alpha_cut,
        recolor=0.0 if outfit.texture is None else 1.0,
        roughness=worn.roughness,
        metallic=worn.metallic,
    )
    trimming = Material(worn.semantic, worn.second_color, roughness=worn.roughness)
    return _Fitted(outfit.piece, fitted(outfit.piece, body), (first, trimming))


def _skin_and_eyes(model: BodyModel, look: Look, body: Floats) -> list[_Fitted]:
    texture, mean = model.skin(look.skin)
    red, green, blue = np.array(look.skin_color) / mean
    skin = Material(
        Semantic.SKIN, (red, green, blue), "skin", texture=texture, roughness=0.55
    )
    eye = Material(
        Semantic.SKIN,
        (1, 1, 1),
        "eye",
        texture=model.eye(look.iris_srgb),
        roughness=0.1,
    )
    pieces = [
        (model.anatomy.skin(), skin),
        *((piece, eye) for piece in model.anatomy.eyes()),
    ]
    return [_Fitted(piece, fitted(piece, body), (m,)) for piece, m in pieces]


def _level(k: int, layers: Sequence[_Layer], lift: Floats) -> SkinnedMesh:
    builder = _Builder(lift)
    for layer in layers:
        piece = layer.item.piece
        corners = piece.point_of_wedge[piece.levels[k]]
        normals = vertex_normals(layer.item.points, corners)
        if layer.item.materials[0].semantic == Semantic.HAIR:
            normals = _rounded(layer.item.points, normals)
        seen = ~layer.is_under[corners].all(1)
        if seen.any():
            builder.add(layer, piece.levels[k][seen], piece.zones[k][seen], normals)
    return builder.mesh()


def _rounded(points: Floats, normals: Floats) -> Floats:
    """Normals of hair, which as single cards would glitter, turned outwards."""
    outward = points - (points.min(0) + points.max(0)) / 2
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    facing = np.where((normals * outward).sum(1, keepdims=True) < 0, -1.0, 1.0)
    mixed = facing * normals + 1.2 * outward
    rounded: Floats = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return rounded


class _Builder:
    """Collects pieces into one skinned mesh with a part for each material."""

    def __init__(self, lift: Floats) -> None:
        self._lift = lift
        self._vertices: list[tuple[Floats, Floats, Singles, Bytes, Singles]] = []
        self._triangles: list[Indices] = []
        self._parts: list[Part] = []
        self._vertex_count = 0
        self._triangle_count = 0

    def add(
        self, layer: _Layer, triangles: Indices, zones: Bytes, normals: Floats
    ) -> None:
        """Triangles of wedges of one piece, sorted by zone."""
        piece = layer.item.piece
        order = np.argsort(zones, kind="stable")
        used, flat = np.unique(triangles[order], return_inverse=True)
        at = piece.point_of_wedge[used]
        self._vertices.append(
            (
                *(layer.points[at], normals[at], piece.uvs[used]),
                *(piece.bones[at], piece.weights[at]),
            )
        )
        self._triangles.append(flat.reshape(-1, 3) + self._vertex_count)
        self._vertex_count += len(used)
        for zone, count in enumerate(np.bincount(zones)):
            if count:
                material = layer.item.materials[zone]
                self._parts.append(Part(self._triangle_count, int(count), material))
                self._triangle_count += int(count)

    def mesh(self) -> SkinnedMesh:
        points, normals, uvs, bones, weights = (
            np.concatenate(arrays) for arrays in zip(*self._vertices, strict=True)
        )
        return SkinnedMesh(
            Mesh(
                (points + self._lift).astype(np.float32),
                normals.astype(np.float32),
                uvs.astype(np.float32),
                np.concatenate(self._triangles).astype(np.int32),
                tuple(self._parts),
            ),
            bones,
            weights,
        )
