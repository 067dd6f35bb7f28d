"""Meshes on the device, split by how their surfaces are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nonesuch.world.nouns import Mesh, SkinnedMesh
from nonesuch.world.render.materials import Materials, is_cut

Floats = np.ndarray
RIGID_FORMAT = "3f 3f 2f 1f"
RIGID_NAMES = ("in_position", "in_normal", "in_uv", "in_material")
SKIN_FORMAT = "4u1 4f"
SKIN_NAMES = ("in_bones", "in_weights")


@dataclass(frozen=True)
class Finish:
    """What chooses the program for some triangles."""

    is_textured: bool
    is_cut: bool

    @property
    def defines(self) -> tuple[str, ...]:
        """The shader's switches."""
        names = [("TEXTURED", self.is_textured), ("CUT", self.is_cut)]
        return tuple(name for name, is_set in names if is_set)


@dataclass(frozen=True, eq=False)
class DeviceMesh:
    """Vertices, and for each finish its triangles."""

    content: tuple[tuple[Any, ...], ...]  # buffers, formats and names of attributes
    indices: dict[Finish, Any]
    triangle_count: int


def upload_mesh(context: Any, mesh: Mesh, materials: Materials) -> DeviceMesh:
    """A rigid mesh on the device."""
    return _upload(context, mesh, materials, None)


def upload_skinned(
    context: Any, skinned: SkinnedMesh, materials: Materials
) -> DeviceMesh:
    """A mesh that follows bones on the device."""
    return _upload(context, skinned.mesh, materials, skinned)


def _upload(
    context: Any, mesh: Mesh, materials: Materials, skinned: SkinnedMesh | None
) -> DeviceMesh:
    """A vertex used by parts of several materials is doubled."""
    rows = np.zeros(len(mesh.triangles), np.int64)
    finishes: list[Finish] = []
    finish_of = np.zeros(len(mesh.triangles), np.int64)
    for part in mesh.parts:
        span = slice(part.first, part.first + part.count)
        rows[span] = materials.row(part.material)
        finish = Finish(part.material.texture is not None, is_cut(part.material))
        if finish not in finishes:
            finishes.append(finish)
        finish_of[span] = finishes.index(finish)
    key = mesh.triangles.astype(np.int64) * (rows.max(initial=0) + 1) + rows[:, None]
    unique, index = np.unique(key, return_inverse=True)
    source, row = np.divmod(unique, rows.max(initial=0) + 1)
    content = [_rigid_buffer(context, mesh, source, row)]
    if skinned is not None:
        content.append(_skin_buffer(context, skinned, source))
    triangles = index.reshape(-1, 3).astype(np.int32)
    indices = {
        finish: context.buffer(np.ascontiguousarray(triangles[finish_of == k]))
        for k, finish in enumerate(finishes)
    }
    return DeviceMesh(tuple(content), indices, len(triangles))


def _rigid_buffer(context: Any, mesh: Mesh, source: Any, row: Any) -> tuple[Any, ...]:
    columns = [
        mesh.positions[source],
        mesh.normals[source],
        mesh.uvs[source],
        row[:, None].astype(np.float32),
    ]
    data = np.concatenate(columns, 1, dtype=np.float32)
    return (context.buffer(np.ascontiguousarray(data)), RIGID_FORMAT, *RIGID_NAMES)


def _skin_buffer(context: Any, skinned: SkinnedMesh, source: Any) -> tuple[Any, ...]:
    data = np.zeros(len(source), [("bones", "u1", 4), ("weights", "f4", 4)])
    data["bones"] = skinned.bones[source]
    data["weights"] = skinned.weights[source]
    return (context.buffer(data.tobytes()), SKIN_FORMAT, *SKIN_NAMES)


class VertexArrays:
    """The vertex arrays of meshes with programs, made when first drawn."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._known: dict[tuple[int, int, Finish], tuple[Any, ...]] = {}

    def of(self, program: Any, mesh: DeviceMesh, finish: Finish) -> Any:
        """The vertex array that draws a mesh's triangles of one finish."""
        key = (id(program), id(mesh), finish)
        if key not in self._known:
            used = [_used(program, part) for part in mesh.content]
            content = [part for part in used if len(part) > 2]
            array = self._context.vertex_array(program, content, mesh.indices[finish])
            self._known[key] = (array, program, mesh)
        return self._known[key][0]


def _used(program: Any, part: tuple[Any, ...]) -> tuple[Any, ...]:
    """The attributes that a program reads; the others are stepped over."""
    buffer, formats, *names = part
    kept, shown = [], []
    for item, name in zip(formats.split(), names, strict=True):
        if name in program:
            kept.append(item)
            shown.append(name)
        else:
            kept.append(f"{_bytes(item)}x")
    return (buffer, " ".join(kept), *shown)


def _bytes(item: str) -> int:
    return int(item[0]) * (1 if item.endswith("u1") else 4)
