"""Draws triangles of things and people, by any of the programs that know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from nonesuch.camera import Floats
from nonesuch.world.nouns import Singles
from nonesuch.world.render.materials import Materials
from nonesuch.world.render.meshes import DeviceMesh, Finish, VertexArrays
from nonesuch.world.render.people import DrawnPerson
from nonesuch.world.render.programs import Programs, assign
from nonesuch.world.render.textures import Textures
from nonesuch.world.render.things import DrawnThing
from nonesuch.world.render.tiles import Tiles

_TEXTURES, _TILES, _MATERIALS = range(3)
_BONES_BINDING = 0
_ZERO, _NAN = np.zeros(3), np.full(3, np.nan)


class Drawing:
    """What all passes over triangles share: programs, materials, textures, bones."""

    def __init__(self, context: Any, programs: Programs) -> None:
        self._context, self._programs = context, programs
        self.tiles, textures = Tiles(context), Textures(context)
        self.materials = Materials(textures, self.tiles)
        self._textures = textures
        self._arrays = VertexArrays(context)
        self._table: Any = None
        self._bones: Any = None
        self._bytes_a_person = 0

    def prepare(self, bone_rows: Singles) -> None:
        """Brings the moment's bones, and materials that are new, to the device."""
        if self._table is None or self._table.height != len(self.materials):
            self._table = self._floats(self.materials.table())
        if self._bones is None or self._bones.size < bone_rows.nbytes:
            self._bones = self._context.buffer(reserve=bone_rows.nbytes, dynamic=True)
        self._bones.write(bone_rows.tobytes())
        self._bytes_a_person = bone_rows[0].nbytes

    def things(
        self, fragment: str, things: Iterable[DrawnThing], **uniforms: Any
    ) -> None:
        """Draws things in their order, those with holes last."""
        for finish, some in _by_finish((thing.mesh, thing) for thing in things):
            program = self._program(fragment, finish, (), uniforms)
            for thing in some:
                _write(program, "world_from_object", thing.world_from_object)
                _write(program, "next_world_from_object", thing.next_world_from_object)
                _write(program, "normal_from_object", thing.normal_from_object)
                self._arrays.of(program, thing.mesh, finish).render()

    def people(
        self,
        fragment: str,
        people: Iterable[DrawnPerson],
        meshes: str = "mesh",
        **uniforms: Any,
    ) -> None:
        """Draws people in their order, hair last."""
        pairs = ((getattr(person, meshes), person) for person in people)
        for finish, some in _by_finish(pairs):
            program = self._program(fragment, finish, ("SKINNED",), uniforms)
            for person in some:
                motion = _ZERO if person.next_is_known else _NAN
                assign(program, track_id=person.track_id, unknown_motion=motion)
                offset = person.row * self._bytes_a_person
                self._bones.bind_to_uniform_block(
                    _BONES_BINDING, offset=offset, size=self._bytes_a_person
                )
                mesh = getattr(person, meshes)
                self._arrays.of(program, mesh, finish).render()

    def _program(
        self,
        fragment: str,
        finish: Finish,
        defines: tuple[str, ...],
        uniforms: dict[str, Any],
    ) -> Any:
        program = self._programs.surface(
            fragment, *defines, *_defines(fragment, finish)
        )
        bound = [
            ("textures", _TEXTURES, self._textures.on_device),
            ("tiles", _TILES, self.tiles.on_device),
            ("materials", _MATERIALS, lambda: self._table),
        ]
        for name, place, texture in bound:
            if name in program:
                program[name].value = place
                texture().use(place)
        if "Bones" in program:
            program["Bones"].binding = _BONES_BINDING
        assign(program, **{"track_id": 0, "unknown_motion": _ZERO, **uniforms})
        if finish.is_cut:
            self._context.disable(self._context.CULL_FACE)
        else:
            self._context.enable(self._context.CULL_FACE)
        return program

    def _floats(self, values: Singles) -> Any:
        rows, texels, _ = values.shape
        texture = self._context.texture((texels, rows), 4, values.tobytes(), dtype="f4")
        texture.filter = (self._context.NEAREST, self._context.NEAREST)
        return texture


def _defines(fragment: str, finish: Finish) -> tuple[str, ...]:
    """Shadows need textures only where these have holes."""
    if fragment != "shadow.frag":
        return finish.defines
    return ("SHADOW", *(finish.defines if finish.is_cut else ()))


def _by_finish(
    pairs: Iterable[tuple[DeviceMesh, Any]],
) -> list[tuple[Finish, list[Any]]]:
    groups: dict[Finish, list[Any]] = defaultdict(list)
    for mesh, drawn in pairs:
        for finish in mesh.indices:
            groups[finish].append(drawn)
    order = sorted(groups, key=lambda x: (x.is_cut, x.is_textured))
    return [(finish, groups[finish]) for finish in order]


def _write(program: Any, name: str, data: bytes) -> None:
    member = program.get(name, None)
    if member is not None:
        member.write(data)


def rotation_of(matrix: Floats) -> Floats:
    """The rotation ``(3, 3)`` of a rigid transform."""
    return np.asarray(matrix[:3, :3])
