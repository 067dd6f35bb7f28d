"""Streets and people made of a few boxes, for tests of what is drawn."""

from __future__ import annotations

import numpy as np

from nonesuch.camera import Camera, Floats, look_at, pinhole
from nonesuch.world.nouns import (
    Figure,
    Landmarks,
    Material,
    Mesh,
    Moment,
    Part,
    Person,
    Placed,
    PosedPerson,
    Rig,
    Semantic,
    SkinnedMesh,
    Stage,
)

SIZE = (160, 120)
ROAD = Material(Semantic.ROAD, (0.2, 0.2, 0.2), "asphalt")
WALL = Material(Semantic.BUILDING, (0.5, 0.4, 0.3))
CLOTH = Material(Semantic.UPPER_CLOTHES, (0.1, 0.2, 0.5), "cloth")

_SIDES = (  # normal, and two edges that turn counter-clockwise around it
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((-1, 0, 0), (0, -1, 0), (0, 0, 1)),
    ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),
    ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
    ((0, 0, 1), (1, 0, 0), (0, 1, 0)),
    ((0, 0, -1), (-1, 0, 0), (0, 1, 0)),
)


def quad_mesh(corners: object, normal: object, material: Material) -> Mesh:
    """One flat quad, corners counter-clockwise from outside."""
    positions = np.asarray(corners, np.float32)
    uvs = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    normals = np.tile(np.asarray(normal, np.float32), (4, 1))
    triangles = np.array([(0, 1, 2), (0, 2, 3)], np.int32)
    return Mesh(positions, normals, uvs, triangles, (Part(0, 2, material),))


def box_mesh(low: object, high: object, material: Material) -> Mesh:
    """An upright box of flat sides."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    middle, half = (low + high) / 2, (high - low) / 2
    quads = []
    for normal, along, up in np.array(_SIDES, float):
        signs = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        corners = [middle + half * (normal + a * along + b * up) for a, b in signs]
        quads.append(quad_mesh(corners, normal, material))
    return Mesh(
        np.concatenate([quad.positions for quad in quads]),
        np.concatenate([quad.normals for quad in quads]),
        np.concatenate([quad.uvs for quad in quads]),
        np.concatenate([quad.triangles + 4 * k for k, quad in enumerate(quads)]),
        (Part(0, 12, material),),
    )


def road(material: Material = ROAD) -> Placed:
    """Level ground, 60 m wide."""
    corners = [(-30, -30, 0), (30, -30, 0), (30, 30, 0), (-30, 30, 0)]
    return Placed(quad_mesh(corners, (0, 0, 1), material), np.eye(4))


def box_figure(person_id: int = 0, material: Material = CLOTH) -> Figure:
    """Somebody 0.5 m wide and 1.8 m high, of one bone."""
    mesh = box_mesh((-0.25, -0.15, 0), (0.25, 0.15, 1.8), material)
    count = len(mesh.positions)
    weights = np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1))
    level = SkinnedMesh(mesh, np.zeros((count, 4), np.uint8), weights)
    nowhere = Landmarks(np.zeros((1, 3)), np.zeros(1, np.int32), np.zeros(1))
    rig = Rig(("root",), (-1,), np.zeros((1, 3)))
    person = Person(person_id, "female", 30.0, 1.8)
    return Figure(person, rig, (level,), nowhere, nowhere)


def posed(
    figure: Figure, track_id: int, place: tuple[float, float, float]
) -> PosedPerson:
    """The figure in its rest pose at a place."""
    bones = np.zeros((1, 3, 4))
    bones[0, :, :3], bones[0, :, 3] = np.eye(3), place
    return PosedPerson(figure, track_id, bones, np.array(place), 0.0, "stand")


def camera(
    eye: tuple[float, float, float] = (0, -8, 1.6),
    target: tuple[float, float, float] = (0, 0, 1.2),
    distortion: tuple[float, float] = (0.0, 0.0),
) -> Camera:
    """A small picture; the eye looks along +y unless told otherwise."""
    return Camera(pinhole(SIZE, np.radians(60)), look_at(eye, target), SIZE, distortion)


def moment(index: int, view: Camera, *people: PosedPerson) -> Moment:
    """A frame at 10 frames a second."""
    return Moment(index, index / 10, view, people)


def empty_stage() -> Stage:
    """A road and a house behind it."""
    house = box_mesh((-8, 12, 0), (8, 14, 9), WALL)
    return Stage((road(), Placed(house, np.eye(4))))


def box_corners(low: object, high: object) -> Floats:
    """The eight corners ``(8, 3)`` of a box."""
    ends = np.array([low, high], float)
    picks = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    return np.array([[ends[p[k], k] for k in range(3)] for p in picks])
