"""The skeleton: MakeHuman's game_engine rig of 53 bones, and how skin follows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch.world.body.base_mesh import Indices
from nonesuch.world.nouns import Bytes, Floats, Rig, Singles


@dataclass(frozen=True, eq=False)
class RigModel:
    """Bones, parents first, the vertices in whose middle each begins, and weights."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    joint_vertices: tuple[Indices, ...]
    weights: Singles  # (v, b), sum 1
    cubes: dict[str, Indices]  # vertices of named groups

    def at(self, body_m: Floats) -> Rig:
        """The rig of a body, from all its vertices ``(v, 3)``."""
        joints = [body_m[vertices].mean(0) for vertices in self.joint_vertices]
        return Rig(self.names, self.parents, np.array(joints))


def read_rig(mpfb2: Path, vertex_count: int) -> RigModel:
    """The rig from MakeHuman's folder of data."""
    spec = _json(mpfb2 / "rigs/standard/rig.game_engine.json")
    groups = _json(mpfb2 / "mesh_metadata/basemesh_vertex_groups.json")
    cubes = {
        name: np.concatenate([np.arange(first, last + 1) for first, last in ranges])
        for name, ranges in groups.items()
    }
    names = _parents_first(spec)
    index = {name: i for i, name in enumerate(names)}
    weights = np.zeros((vertex_count, len(names)), np.float32)
    listed = _json(mpfb2 / "rigs/standard/weights.game_engine.json")["weights"]
    for name, pairs in listed.items():
        rows = np.array(pairs, np.float64).reshape(-1, 2)
        np.add.at(weights[:, index[name]], rows[:, 0].astype(np.int64), rows[:, 1])
    return RigModel(
        tuple(names),
        tuple(index.get(spec[name]["parent"], -1) for name in names),
        tuple(_joint_vertices(spec[name]["head"], cubes) for name in names),
        weights / weights.sum(1, keepdims=True),
        cubes,
    )


def strongest_four(weights: Singles) -> tuple[Bytes, Singles]:
    """Bones ``(v, 4)`` and weights ``(v, 4)`` of sum 1 from weights ``(v, b)``."""
    bones = np.argsort(-weights, 1, kind="stable")[:, :4]
    strongest = np.take_along_axis(weights, bones, 1)
    strongest /= strongest.sum(1, keepdims=True)
    return bones.astype(np.uint8), strongest.astype(np.float32)


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _parents_first(spec: dict[str, Any]) -> list[str]:
    order = [name for name in spec if not spec[name]["parent"]]
    for parent in order:  # grows while it is walked
        order += [name for name in spec if spec[name]["parent"] == parent]
    return order


def _joint_vertices(head: dict[str, Any], cubes: dict[str, Indices]) -> Indices:
    if head.get("strategy") == "CUBE":
        return cubes[head["cube_name"]]
    return np.array(head.get("vertex_indices", [0]), np.int64)
