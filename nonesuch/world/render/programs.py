"""Shader programs, put together from the text files beside this module."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from nonesuch.world.render.materials import SurfaceKind
from nonesuch.world.render.people import MOST_BONES

HEADER = f"#version 430 core\n#define MOST_BONES {MOST_BONES}\n" + "".join(
    f"#define {kind.name} {kind.value}u\n" for kind in SurfaceKind
)


@cache
def _text(name: str) -> str:
    folder = files("nonesuch.world.render") / "shaders"
    return (folder / name).read_text(encoding="utf-8")


def _source(names: Iterable[str], defines: Iterable[str]) -> str:
    lines = "".join(f"#define {define}\n" for define in sorted(defines))
    return HEADER + lines + "".join(_text(name) for name in names)


class Programs:
    """Compiled programs of one device, each compiled when it is first asked for."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._compiled: dict[tuple[str, ...], Any] = {}
        corners = np.array([-1, -1, 3, -1, -1, 3], "f4")
        self._corners = context.buffer(corners.tobytes())

    def surface(self, fragment: str, *defines: str) -> Any:
        """A program that draws triangles of things or people."""
        return self._program("surface.vert", (fragment,), defines)

    def screen(self, fragment: str, *defines: str) -> Any:
        """A vertex array that fills the target by a fragment shader."""
        key = ("screen", fragment, *sorted(defines))
        if key not in self._compiled:
            names = ("directions.glsl", fragment)
            program = self._program("screen.vert", names, defines)
            content = [(self._corners, "2f", "in_corner")]
            self._compiled[key] = self._context.vertex_array(program, content)
        return self._compiled[key]

    def _program(
        self, vertex: str, fragments: tuple[str, ...], defines: tuple[str, ...]
    ) -> Any:
        key = (vertex, *fragments, *sorted(defines))
        if key not in self._compiled:
            self._compiled[key] = self._context.program(
                vertex_shader=_source((vertex,), defines),
                fragment_shader=_source(fragments, defines),
            )
        return self._compiled[key]


def assign(program: Any, **values: Any) -> None:
    """Uniforms by name; those that the compiler found unused are passed over.

    Matrices are numpy arrays of more than one axis, in mathematical order.
    """
    for name, value in values.items():
        member = program.get(name, None)
        if member is None:
            continue
        if isinstance(value, np.ndarray):
            columns = (
                value.T
                if value.ndim == 2
                and value.shape[0] in (3, 4)
                and (value.shape[0] == value.shape[1])
                else value
            )
            member.write(np.ascontiguousarray(columns, "f4").tobytes())
        else:
            member.value = value
