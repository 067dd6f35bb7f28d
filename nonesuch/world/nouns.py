"""What the parts of a synthetic street hand to each other.

World: meters, z up, right-handed.  Camera: x right, y down, z forward.  Pixel (0, 0)
is the corner of the first pixel.  Arrays of triangles are indexed; lists of people run
along the first axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int32]
Bytes = NDArray[np.uint8]


class Semantic(IntEnum):
    """What a surface is; the values in the layer of classes."""

    SKY = 0
    ROAD = 1
    PAVEMENT = 2
    MARKING = 3
    TERRAIN = 4
    BUILDING = 5
    WINDOW = 6
    VEGETATION = 7
    POLE = 8
    SIGNAL = 9
    FURNITURE = 10
    VEHICLE = 11
    BICYCLE = 12
    SKIN = 20
    HAIR = 21
    UPPER_CLOTHES = 22
    LOWER_CLOTHES = 23
    SHOES = 24
    ACCESSORY = 25


class Occlusion(IntEnum):
    """Why a keypoint is not seen."""

    NONE = 0
    SELF = 1
    OTHER_PERSON = 2
    SCENE = 3
    OUT_OF_FRAME = 4


@dataclass(frozen=True)
class Material:
    """How a surface takes light: linear colour, optional texture, roughness."""

    semantic: Semantic
    color: tuple[float, float, float] = (
        0.5,
        0.5,
        0.5,
    )  # linear, multiplies the texture
    texture: Bytes | None = None  # (h, w, 3 or 4), sRGB; the fourth channel cuts
    roughness: float = 0.8
    metallic: float = 0.0
    emission: float = 0.0  # times the colour, for lamps and lit windows
    pattern: str = ""  # a procedural pattern of the shader: "asphalt", "brick", ...


@dataclass(frozen=True)
class Part:
    """Triangles ``first`` to ``first + count`` of a mesh, of one material."""

    first: int
    count: int
    material: Material


@dataclass(frozen=True)
class Mesh:
    """Indexed triangles: positions and normals (v, 3), uvs (v, 2), triangles (t, 3)."""

    positions: Singles
    normals: Singles
    uvs: Singles
    triangles: Integers
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Camera:
    """Pinhole with radial distortion (k1, k2 of Brown's model)."""

    intrinsics: Floats  # (3, 3)
    camera_from_world: Floats  # (4, 4)
    size_wh: tuple[int, int]
    distortion: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Person:
    """Somebody who exists in the synthetic world alone; the same in all sequences."""

    person_id: int
    sex: str
    age_years: float
    stature_m: float
    attributes: dict[str, str] = field(default_factory=dict)  # age group, colours ...


@dataclass(frozen=True)
class PosedPerson:
    """A person at one moment, in world coordinates."""

    person: Person
    track_id: int
    mesh: Mesh  # in world coordinates, already posed
    keypoints_world: Floats  # (22, 3), the names of JTA
    coco_keypoints_world: Floats  # (17, 3)
    position_world: Floats  # (3,), on the ground below the pelvis
    heading_rad: float  # 0 looks along +x, counter-clockwise
    action: str  # "walk", "stand", "talk", "run", "sit", "phone", "push"


@dataclass(frozen=True)
class PersonTruth:
    """Everything known about one person in one picture."""

    person: Person
    track_id: int
    visible_box_xyxy: (
        Floats | None
    )  # (4,), the extent of the visible mask; None: unseen
    amodal_box_xyxy: Floats  # (4,), whole body, not cut by the picture
    visible_mask: NDArray[np.bool_]  # (h, w)
    amodal_mask: NDArray[np.bool_]  # (h, w), in the picture, as if nothing stood before
    visibility: float  # visible pixels / amodal pixels in the picture
    truncation: float  # share of the amodal box outside the picture
    keypoints_pixels: Floats  # (22, 2)
    keypoints_camera: Floats  # (22, 3)
    keypoints_occlusion: NDArray[np.uint8]  # (22,), values of Occlusion
    coco_keypoints_pixels: Floats  # (17, 2)
    coco_keypoints_camera: Floats  # (17, 3)
    coco_keypoints_occlusion: NDArray[np.uint8]  # (17,)
    position_world: Floats  # (3,)
    heading_rad: float
    size_lwh_m: Floats  # (3,), along the heading, across, up
    action: str


@dataclass(frozen=True)
class FrameTruth:
    """One picture and all its layers, (h, w) each."""

    index: int
    time_s: float
    image: Bytes  # (h, w, 3)
    camera: Camera
    instance_ids: NDArray[np.uint16]  # 0: nobody; else the track id
    depth_m: Singles  # along the camera's z; inf in the sky
    normals_camera: Singles  # (h, w, 3)
    classes: Bytes  # values of Semantic
    flow_pixels: Singles  # (h, w, 2), to the next frame; NaN where unknown
    people: tuple[PersonTruth, ...]
